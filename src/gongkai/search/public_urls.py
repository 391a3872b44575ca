from django.urls import path

from gongkai.search import views

urlpatterns = [path("search/", views.page, name="search")]
