import uuid
from functools import partial

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from gongkai import clock
from gongkai.organs import policy, questions, verbs
from gongkai.organs.forms import AppointForm, DismissForm, PersonForm, PersonSearchForm, SeenForm
from gongkai.organs.models import Appointment, User
from gongkai.organs.pages import form_page, needs, person, posted, show_error
from gongkai.organs.policy import Action

PER_PAGE = 50


@needs(Action.APPOINT)
def people(request: HttpRequest) -> HttpResponse:
    """人员角色."""
    form = PersonSearchForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(questions.people(asked), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "organs/people.html", {"form": form, "page": page, "asked": asked})


@needs(Action.APPOINT)
def person_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One person: roles held, ended and to come."""
    user = get_object_or_404(User, uid=uid)
    rows = user.appointments.select_related("unit").order_by("-since", "-pk")
    held = rows.filter(policy.in_force(clock.today()))
    context = {
        "who": user,
        "held": held,
        "others": rows.exclude(pk__in=held.values("pk")),
        "today": clock.today(),
    }
    return render(request, "organs/person.html", context)


@needs(Action.APPOINT)
def add_person(request: HttpRequest) -> HttpResponse:
    """Enter a person; the first password is shown on the answer to this one request."""
    form = PersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        password = verbs.new_password()
        try:
            user = verbs.add_person(actor=person(request), password=password, **form.cleaned_data)
        except ValidationError as error:
            show_error(form, error)
        else:
            return _show_once(request, user, password)
    context = {
        "form": form,
        "heading": "增加人员",
        "back": reverse("desk:people"),
        "submit": "增加",
        "lede": "增加后会显示一次初始密码；任命角色之后，此人才能使用工作台。",
    }
    return render(request, "desk/form_page.html", context)


@needs(Action.APPOINT)
def set_password(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    user = get_object_or_404(User, uid=uid)
    if request.method == "POST":
        return _show_once(request, user, verbs.set_password(actor=person(request), person=user))
    context = {
        "heading": f"重置密码：{user}",
        "back": reverse("desk:person", args=[uid]),
        "submit": "生成新密码",
        "lede": "将生成一个随机密码，只显示一次。原密码立即失效，此人须用新密码重新登录。",
    }
    return render(request, "desk/form_page.html", context)


def _show_once(request: HttpRequest, user: User, password: str) -> HttpResponse:
    response = render(request, "organs/password_once.html", {"who": user, "password": password})
    patch_cache_control(response, no_store=True)
    return response


@needs(Action.APPOINT)
def appoint(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    user = get_object_or_404(User, uid=uid)
    initial = {"since": clock.today(), "seen": questions.seq(user)}
    return form_page(
        request,
        form=AppointForm(posted(request), initial=initial),
        verb=partial(verbs.appoint, actor=person(request), user=user),
        heading=f"任命角色：{user}",
        back=reverse("desk:person", args=[uid]),
        done="已任命。",
        submit="任命",
    )


@needs(Action.APPOINT)
def dismiss(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    rows = Appointment.objects.select_related("user", "unit")
    appointment = get_object_or_404(rows, pk=pk, user__uid=uid)
    unit = f"（{appointment.unit}）" if appointment.unit else ""
    return form_page(
        request,
        form=DismissForm(posted(request), initial={"seen": questions.seq(appointment.user)}),
        verb=partial(verbs.dismiss, actor=person(request), appointment=appointment),
        heading=f"免职：{appointment.user}",
        back=reverse("desk:person", args=[uid]),
        done="已登记免职。",
        submit="免职",
        lede=f"免去{appointment.get_role_display()}{unit}。此人已办的事保留原记录。",
        danger=True,
    )


@needs(Action.APPOINT)
def set_active(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Close an account, or open a closed one again."""
    user = get_object_or_404(User, uid=uid)
    closing = user.is_active
    verb = verbs.deactivate if closing else verbs.reactivate
    return form_page(
        request,
        form=SeenForm(posted(request), initial={"seen": questions.seq(user)}),
        verb=partial(verb, actor=person(request), person=user),
        heading=f"{'停用' if closing else '恢复'}账号：{user}",
        back=reverse("desk:person", args=[uid]),
        done="账号已停用。" if closing else "账号已恢复。",
        submit="停用账号" if closing else "恢复账号",
        lede="停用后立即退出登录、不能再登录；此人已办的事保留原记录，以后可以恢复。"
        if closing
        else "恢复后，未终止的任职重新生效。密码不变。",
        danger=closing,
    )
