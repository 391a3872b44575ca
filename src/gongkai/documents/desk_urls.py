from django.urls import URLPattern, path

from gongkai.documents import desk_views

urlpatterns: list[URLPattern] = [
    path("documents/", desk_views.documents, name="documents"),
    path("documents/<uuid:uid>/", desk_views.document, name="document"),
    path("documents/<uuid:uid>/validity/", desk_views.validity, name="document-validity"),
    path("documents/<uuid:uid>/category/", desk_views.category, name="document-category"),
    path("documents/<uuid:uid>/clean-up/", desk_views.clean_up, name="document-clean-up"),
]
