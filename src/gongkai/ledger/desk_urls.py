from django.urls import URLPattern, path

from gongkai.ledger.views import matrix

urlpatterns: list[URLPattern] = [
    path("ledger/", matrix.ledger, name="ledger"),
    path("ledger/<uuid:uid>/", matrix.ledger_plan, name="ledger-plan"),
    path("ledger/<uuid:uid>/list/", matrix.ledger_list, name="ledger-list"),
    path("ledger/<uuid:uid>/calendar/", matrix.ledger_calendar, name="ledger-calendar"),
    path("ledger/<uuid:uid>/changes/", matrix.ledger_changes, name="ledger-changes"),
]
