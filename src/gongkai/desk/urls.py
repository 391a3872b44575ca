from django.urls import URLPattern, URLResolver, path

from gongkai.acts import desk_urls as acts
from gongkai.desk import views
from gongkai.gazettes import desk_urls as gazettes
from gongkai.obligations import desk_urls as obligations
from gongkai.organs import desk_urls as organs

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("password/", views.Password.as_view(), name="password"),
    *organs.urlpatterns,
    *obligations.urlpatterns,
    *gazettes.urlpatterns,
    *acts.urlpatterns,
]
