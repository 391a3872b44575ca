from django.urls import path

from gongkai.progress import views

urlpatterns = [
    path("progress/", views.commitments, name="progress"),
    path("progress/<uuid:uid>/", views.commitment, name="commitment"),
]
