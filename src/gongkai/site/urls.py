from django.urls import include, path

handler400 = "gongkai.desk.errors.bad_request"
handler403 = "gongkai.desk.errors.forbidden"
handler404 = "gongkai.desk.errors.not_found"
handler500 = "gongkai.desk.errors.broken"

urlpatterns = [
    path("api/", include("gongkai.search.api_urls")),
    path("desk/", include("gongkai.desk.urls")),
    path("", include("gongkai.opendata.urls")),
    path("", include("gongkai.portal.urls")),
]
