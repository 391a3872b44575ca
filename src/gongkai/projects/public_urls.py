from django.urls import path

from gongkai.projects import views

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/<uuid:uid>/", views.project, name="project"),
]
