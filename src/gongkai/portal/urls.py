from django.urls import URLPattern, URLResolver, path

from gongkai.decisions.public_urls import urlpatterns as decisions
from gongkai.documents.public_urls import urlpatterns as documents
from gongkai.gazettes.public_urls import urlpatterns as gazettes
from gongkai.ledger.public_urls import urlpatterns as ledger
from gongkai.portal import views
from gongkai.progress.public_urls import urlpatterns as progress
from gongkai.projects.public_urls import urlpatterns as projects
from gongkai.search.public_urls import urlpatterns as search

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    *gazettes,
    *documents,
    *ledger,
    *projects,
    *decisions,
    *progress,
    *search,
    path("units/", views.units, name="units"),
    path("units/<uuid:uid>/", views.unit, name="unit"),
    path("guide/", views.guide, name="guide"),
    path("sitemap/", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
]
