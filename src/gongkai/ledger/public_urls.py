from django.urls import path

from gongkai.ledger import views

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/<uuid:uid>/", views.plan, name="plan"),
    path("plans/<uuid:uid>/tasks/<int:number>/", views.task, name="task"),
]
