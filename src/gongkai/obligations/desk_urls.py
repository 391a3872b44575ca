from django.urls import URLPattern, path

from gongkai.obligations import views

urlpatterns: list[URLPattern] = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<int:year>/", views.calendar_year, name="calendar-year"),
    path("calendar/<int:year>/moved/", views.calendar_moved, name="calendar-moved"),
    path("calendar/notice/", views.notice, name="calendar-notice"),
    path("calendar/notice/import/", views.import_notice, name="calendar-import"),
    path("calendar/recompute/", views.recompute, name="calendar-recompute"),
    path("obligations/", views.obligations, name="obligations"),
    path("obligations/export/", views.export, name="obligations-export"),
    path("obligations/<uuid:uid>/", views.obligation, name="obligation"),
    path("reminders/", views.reminders, name="reminders"),
    path("reminders/read/", views.read_reminders, name="reminders-read"),
    path("reminders/mail/", views.mail, name="reminders-mail"),
    path("subscription/", views.subscription, name="subscription"),
    path("ics/<str:token>.ics", views.ics, name="ics"),
]
