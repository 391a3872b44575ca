from django.urls import URLPattern, path

from gongkai.obligations import views

urlpatterns: list[URLPattern] = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<int:year>/", views.calendar_year, name="calendar-year"),
    path("calendar/notice/", views.notice, name="calendar-notice"),
    path("calendar/notice/import/", views.import_notice, name="calendar-import"),
    path("calendar/recompute/", views.recompute, name="calendar-recompute"),
    path("obligations/", views.obligations, name="obligations"),
    path("obligations/<uuid:uid>/", views.obligation, name="obligation"),
]
