from django.urls import URLPattern, URLResolver, path

from gongkai.assessment import desk_urls as assessment
from gongkai.desk import acts_views, views
from gongkai.documents import desk_urls as documents
from gongkai.gazettes import desk_urls as gazettes
from gongkai.ledger import desk_urls as ledger
from gongkai.obligations import desk_urls as obligations
from gongkai.organs import desk_urls as organs
from gongkai.progress import desk_urls as progress

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password, name="password"),
    path("mine/", views.mine, name="mine"),
    *organs.urlpatterns,
    *obligations.urlpatterns,
    *documents.urlpatterns,
    *gazettes.urlpatterns,
    *assessment.urlpatterns,
    *ledger.urlpatterns,
    *progress.urlpatterns,
    path("acts/", acts_views.acts, name="acts"),
]
