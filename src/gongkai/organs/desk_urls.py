from django.urls import URLPattern, path

from gongkai.organs import views

urlpatterns: list[URLPattern] = [
    path("units/", views.units, name="units"),
    path("units/register/", views.register_units, name="unit-register"),
    path("units/<uuid:uid>/", views.unit, name="unit"),
    path("units/<uuid:uid>/rename/", views.rename_unit, name="unit-rename"),
    path("units/<uuid:uid>/alias/", views.add_alias, name="unit-alias"),
    path("units/<uuid:uid>/kind/", views.set_kind, name="unit-kind"),
    path("units/<uuid:uid>/parent/", views.set_parent, name="unit-parent"),
    path("units/<uuid:uid>/contact/", views.set_contact, name="unit-contact"),
    path("groups/", views.groups, name="groups"),
    path("groups/register/", views.register_group, name="group-register"),
    path("groups/<uuid:uid>/", views.group, name="group"),
    path("groups/<uuid:uid>/members/", views.add_members, name="group-members"),
    path("groups/<uuid:uid>/members/<int:pk>/end/", views.end_member, name="group-member-end"),
    path("people/", views.people, name="people"),
    path("people/add/", views.add_person, name="person-add"),
    path("people/<uuid:uid>/", views.person_page, name="person"),
    path("people/<uuid:uid>/appoint/", views.appoint, name="person-appoint"),
    path("people/<uuid:uid>/roles/<int:pk>/end/", views.dismiss, name="person-dismiss"),
    path("people/<uuid:uid>/password/", views.set_password, name="person-password"),
    path("people/<uuid:uid>/active/", views.set_active, name="person-active"),
]
