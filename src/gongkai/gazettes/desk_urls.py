from django.urls import URLPattern, path

from gongkai.gazettes import views

urlpatterns: list[URLPattern] = [
    path("gazettes/upload/", views.upload, name="upload"),
    path("gazettes/reading/<uuid:uid>/", views.reading, name="reading"),
    path("gazettes/reading/<uuid:uid>/off/", views.call_off, name="reading-off"),
    path("gazettes/reading/<uuid:uid>/again/", views.read_again, name="reading-again"),
    path("batches/", views.batches, name="batches"),
    path("batches/<uuid:uid>/", views.batch, name="batch"),
    path("batches/<uuid:uid>/items/<uuid:item_uid>/", views.item, name="batch-item"),
    path("batches/<uuid:uid>/clean/", views.accept_clean, name="batch-clean"),
    path("batches/<uuid:uid>/compare/", views.compare_again, name="batch-compare"),
    path("batches/<uuid:uid>/text/", views.text, name="batch-text"),
    path("batches/<uuid:uid>/names/", views.names, name="batch-names"),
    path("batches/<uuid:uid>/names/one/", views.name, name="batch-name"),
    path("batches/<uuid:uid>/publish/", views.publish, name="batch-publish"),
    path("documents/<uuid:uid>/withdraw/", views.withdraw, name="withdraw"),
]
