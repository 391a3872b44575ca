from django.urls import URLPattern, path

from gongkai.progress import desk_views as views

urlpatterns: list[URLPattern] = [
    path("progress/", views.commitments, name="progress"),
    path("progress/new/", views.promise, name="progress-new"),
    path("progress/<uuid:uid>/", views.commitment, name="progress-one"),
    path("progress/<uuid:uid>/report/", views.report, name="progress-report"),
    path("progress/<uuid:uid>/amend/", views.amend, name="progress-amend"),
    path("progress/<uuid:uid>/end/", views.end, name="progress-end"),
    path("progress/updates/<uuid:uid>/correct/", views.correct, name="progress-correct"),
    path("progress/updates/<uuid:uid>/conceal/", views.conceal, name="progress-conceal"),
]
