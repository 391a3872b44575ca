from django.urls import path

from gongkai.gazettes import public_views

urlpatterns = [
    path("gazettes/", public_views.gazettes, name="gazettes"),
    path("gazettes/<uuid:uid>/", public_views.gazette, name="gazette"),
]
