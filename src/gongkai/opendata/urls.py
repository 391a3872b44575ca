from django.urls import URLPattern, URLResolver, include, path, re_path

from gongkai.opendata import api, feeds, sitemaps, views

_pages: list[URLPattern | URLResolver] = [
    path("api/", views.api, name="api"),
    re_path(r"^export/(?P<name>[a-z-]+)\.(?P<form>csv|json)$", views.export, name="export"),
    path("documents/<uuid:uid>/download.docx", views.docx, name="docx"),
    path("feeds/documents.atom", feeds.DocumentsFeed(), name="feed-documents"),
    path("feeds/documents/<slug:kind>.atom", feeds.DocumentsFeed(), name="feed-kind"),
    path("feeds/gazettes.atom", feeds.GazettesFeed(), name="feed-gazettes"),
    path("feeds/progress.atom", feeds.ProgressFeed(), name="feed-progress"),
    path("sitemap.xml", sitemaps.whole, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap-section"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.addresses()),
    path("", include((_pages, "opendata"))),
]
