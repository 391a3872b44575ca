from django.urls import URLPattern, path

from gongkai.assessment import views

urlpatterns: list[URLPattern] = [
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/plans/<uuid:uid>/", views.draft, name="bulletin-draft"),
    path("bulletins/<uuid:uid>/", views.bulletin, name="bulletin"),
    path("bulletins/<uuid:uid>/docx/", views.bulletin_docx, name="bulletin-docx"),
]
