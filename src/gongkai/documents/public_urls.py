from django.urls import path

from gongkai.documents import views

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/<uuid:uid>/", views.document, name="document"),
]
