from django.urls import URLPattern, path

from gongkai.ledger.views import (
    entries,
    evidence,
    loop,
    matrix,
    measuring,
    sampling,
    verification,
)

urlpatterns: list[URLPattern] = [
    path("ledger/", matrix.ledger, name="ledger"),
    path("ledger/<uuid:uid>/", matrix.ledger_plan, name="ledger-plan"),
    path("ledger/<uuid:uid>/list/", matrix.ledger_list, name="ledger-list"),
    path("ledger/<uuid:uid>/calendar/", matrix.ledger_calendar, name="ledger-calendar"),
    path("ledger/<uuid:uid>/changes/", matrix.ledger_changes, name="ledger-changes"),
    path("assignments/<uuid:uid>/", loop.assignment, name="assignment"),
    path("assignments/<uuid:uid>/file/", loop.file, name="assignment-file"),
    path("assignments/<uuid:uid>/accept/", loop.accept, name="assignment-accept"),
    path("assignments/<uuid:uid>/return/", loop.send_back, name="assignment-return"),
    path("assignments/<uuid:uid>/reopen/", loop.reopen, name="assignment-reopen"),
    path("evidence/<uuid:uid>/", evidence.evidence, name="evidence"),
    path("ledger/<uuid:uid>/measures/", measuring.ledger_measures, name="ledger-measures"),
    path("measures/", measuring.measures, name="measures"),
    path("measures/<str:key>/", measuring.measure, name="measure"),
    path("entries/", entries.entries, name="entries"),
    path("entries/new/<str:kind>/", entries.entry_new, name="entry-new"),
    path("entries/<uuid:uid>/", entries.entry, name="entry"),
    path("entries/<uuid:uid>/amend/", entries.entry_amend, name="entry-amend"),
    path("entries/<uuid:uid>/withdraw/", entries.entry_withdraw, name="entry-withdraw"),
    path("verification/", verification.verification, name="verification"),
    path("verification/accept/", verification.accept_chosen, name="verification-accept"),
    path("ledger/<uuid:uid>/sample/", sampling.sample, name="ledger-sample"),
    path(
        "ledger/<uuid:uid>/sample/<int:number>/<uuid:assignment>/",
        sampling.sample_pass,
        name="ledger-sample-pass",
    ),
]
