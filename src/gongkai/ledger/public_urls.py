from django.urls import path

from gongkai.ledger.views import entries, evidence, nones, public

urlpatterns = [
    path("plans/", public.plans, name="plans"),
    path("plans/<uuid:uid>/", public.plan, name="plan"),
    path("plans/<uuid:uid>/tasks/<int:number>/", public.task, name="task"),
    path("entries/", entries.public_entries, name="entries"),
    path("none/", nones.nones, name="nones"),
    path("none/<uuid:uid>/", nones.none, name="none"),
    path("evidence/<uuid:uid>/", evidence.public_evidence, name="evidence"),
]
