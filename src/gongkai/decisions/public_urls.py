from django.urls import path

from gongkai.decisions import views

urlpatterns = [
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<uuid:uid>/", views.decision, name="decision"),
]
