"""The way in and out of the desk, its first page, and the page of one's own unit."""

import ipaddress
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gongkai import clock
from gongkai.desk import mine as questions
from gongkai.desk import waiting
from gongkai.desk.forms import LoginForm, PasswordForm
from gongkai.desk.inbox import inbox
from gongkai.obligations.questions import calendar, obligations_for, standing
from gongkai.organs import policy, verbs
from gongkai.organs.forms import ContactForm
from gongkai.organs.models import Unit
from gongkai.organs.pages import form_page, needs, person, posted
from gongkai.organs.policy import Action
from gongkai.organs.views import contact

PER_PAGE = 50


@needs(Action.OPEN_DESK)
def home(request: HttpRequest) -> HttpResponse:
    """我的待办."""
    who = person(request)
    context = {
        "inbox": inbox(who, request.GET.get("group", ""), request.GET.get("page")),
        # Who looks after all units has that to do first.
        "inbox_first": not policy.may(who, Action.READ_LEDGER),
        "sections": waiting.sections(who),
        "today": clock.today(),
    }
    return render(request, "desk/home.html", context)


class Login(auth.LoginView):
    """Answers wrong account, wrong password and closed account alike."""

    template_name = "desk/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Keep `site` for the district's name, which Django's view would take for the host's."""
        context = super().get_context_data(**kwargs)
        del context["site"]
        return context


def client_address(request: HttpRequest) -> str | None:
    """Where failures are counted: what the trusted proxy says (`https = true`), else the peer."""
    said = request.headers.get("X-Real-IP", "") if settings.HTTPS else ""
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return request.META.get("REMOTE_ADDR")


def too_many_failures(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, str] | None
) -> HttpResponse:
    """The login page while an account is barred for an address (see AXES_* in the settings)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    form = LoginForm(request, initial={"username": request.POST.get("username", "")})
    context = {"form": form, "minutes": minutes, "next": request.POST.get("next", "")}
    barred = render(request, "desk/login.html", context, status=429)
    barred["Retry-After"] = str(minutes * 60)
    return barred


def logout(request: HttpRequest) -> HttpResponse:
    """Ends the session by POST; merely opened, it leads back to the desk."""
    if request.method != "POST":
        return redirect("desk:home")
    end_session(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@needs(Action.OPEN_DESK)
def password(request: HttpRequest) -> HttpResponse:
    """修改密码; the other sessions of the person end, this one stays."""

    def change(*, password: str, **_: str) -> None:
        update_session_auth_hash(
            request, verbs.change_password(actor=person(request), password=password)
        )

    return form_page(
        request,
        form=PasswordForm(person(request), posted(request)),
        verb=change,
        heading="修改密码",
        back=reverse("desk:home"),
        done="密码已修改。",
        submit="修改",
    )


@needs(Action.READ_UNIT_WORK)
def mine(request: HttpRequest) -> HttpResponse:
    """本单位事项; with ?unit=, another unit for those whose right reaches it."""
    own = list(policy.units_of(request.user))
    asked = request.GET.get("unit")
    unit = _asked_for(asked) if asked else next(iter(own), None)
    if unit is None:
        return render(request, "desk/mine_none.html")
    policy.require(request.user, Action.READ_UNIT_WORK, unit)
    workdays, today = calendar(), clock.today()
    obligations = obligations_for(person(request)).filter(unit=unit, met_on=None)
    ordered = obligations.order_by(F("due").asc(nulls_last=True), "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    may_contact = policy.may(request.user, Action.EDIT_UNIT_CONTACT, unit)
    context = {
        "unit": unit,
        "others": [other for other in own if other != unit],
        "assigned": questions.assigned(unit),
        "unexpanded": list(questions.unexpanded()),
        "obligations": [(row, standing(row, workdays, today)) for row in page],
        "page": page,
        "form": ContactForm(initial=contact(unit)) if may_contact else None,
    }
    return render(request, "desk/mine.html", context)


def _asked_for(uid: str) -> Unit:
    try:
        return get_object_or_404(Unit, uid=uuid.UUID(uid))
    except ValueError as error:
        raise Http404 from error
