import uuid
from functools import partial

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from gongkai import clock
from gongkai.organs import policy, questions, verbs
from gongkai.organs.forms import (
    AliasForm,
    ContactForm,
    KindForm,
    ParentForm,
    RegisterUnitsForm,
    RenameForm,
    UnitSearchForm,
)
from gongkai.organs.models import Unit
from gongkai.organs.pages import form_page, needs, person, posted
from gongkai.organs.policy import Action

PER_PAGE = 50


@needs(Action.READ_REGISTER)
def units(request: HttpRequest) -> HttpResponse:
    """机关名录."""
    form = UnitSearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = questions.units(
        asked.get("q", ""), asked.get("kind", ""), without_liaison=asked.get("gap", False)
    )
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "asked": any(asked.values()),
    }
    return render(request, "organs/units.html", context)


@needs(Action.READ_REGISTER)
def unit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One unit: names, place, people, groups, contact."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), uid=uid)
    today = clock.today()
    context = {
        "unit": unit,
        "names": unit.names.order_by(F("valid_from").asc(nulls_first=True), "name"),
        "children": unit.children.all(),
        "people": questions.current_appointments().filter(unit=unit),
        "memberships": questions.groups_of(unit, today),
        "may_contact": policy.may(request.user, Action.EDIT_UNIT_CONTACT, unit),
    }
    return render(request, "organs/unit.html", context)


@needs(Action.EDIT_REGISTER)
def register_units(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        form=RegisterUnitsForm(posted(request)),
        verb=partial(verbs.register_units, actor=person(request)),
        heading="登记单位",
        back=reverse("desk:units"),
        done="单位已登记。",
        submit="登记",
    )


@needs(Action.EDIT_REGISTER)
def rename_unit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    unit = get_object_or_404(Unit, uid=uid)
    initial = {"on": clock.today(), "seen": questions.seq(unit)}
    return form_page(
        request,
        form=RenameForm(posted(request), initial=initial),
        verb=partial(verbs.rename_unit, actor=person(request), unit=unit),
        heading=f"更名：{unit}",
        back=reverse("desk:unit", args=[uid]),
        done="已更名，原名称记入曾用名。",
        submit="更名",
    )


@needs(Action.EDIT_REGISTER)
def add_alias(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    unit = get_object_or_404(Unit, uid=uid)
    return form_page(
        request,
        form=AliasForm(posted(request), initial={"seen": questions.seq(unit)}),
        verb=partial(verbs.add_alias, actor=person(request), unit=unit),
        heading=f"登记别名：{unit}",
        back=reverse("desk:unit", args=[uid]),
        done="别名已登记。",
        submit="登记",
    )


@needs(Action.EDIT_REGISTER)
def set_kind(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    unit = get_object_or_404(Unit, uid=uid)
    initial = {"kind": unit.kind, "seen": questions.seq(unit)}
    return form_page(
        request,
        form=KindForm(posted(request), initial=initial),
        verb=partial(verbs.set_kind, actor=person(request), unit=unit),
        heading=f"更改类别：{unit}",
        back=reverse("desk:unit", args=[uid]),
        done="类别已更改。",
    )


@needs(Action.EDIT_REGISTER)
def set_parent(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.select_related("parent"), uid=uid)
    initial = {"parent": unit.parent and unit.parent.uid, "seen": questions.seq(unit)}
    return form_page(
        request,
        form=ParentForm(posted(request), initial=initial),
        verb=partial(verbs.set_parent, actor=person(request), unit=unit),
        heading=f"更改上级：{unit}",
        back=reverse("desk:unit", args=[uid]),
        done="上级已更改。",
    )


@needs(Action.EDIT_UNIT_CONTACT)
def set_contact(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The liaison's own unit, or any unit for the office; each goes back where they came from."""
    unit = get_object_or_404(Unit, uid=uid)
    policy.require(request.user, Action.EDIT_UNIT_CONTACT, unit)
    reader = policy.may(request.user, Action.READ_REGISTER)
    return form_page(
        request,
        form=ContactForm(posted(request), initial=contact(unit)),
        verb=partial(verbs.set_contact, actor=person(request), unit=unit),
        heading=f"联系信息：{unit}",
        back=reverse("desk:unit", args=[uid]) if reader else reverse("desk:mine"),
        done="联系信息已保存。",
        lede="办公地址、联系电话和办公时间是政府信息公开指南应当载明的内容"
        "（《政府信息公开条例》第十二条），保存后在门户公开。",
    )


def contact(unit: Unit) -> dict[str, object]:
    """What the contact form starts with."""
    return {
        "address": unit.address,
        "phone": unit.phone,
        "hours": unit.hours,
        "seen": questions.seq(unit),
    }
