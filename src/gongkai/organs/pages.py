"""The gate before every page of the desk, and the page that asks for one verb."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from gongkai.acts.verbs import Moved
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class LoggedOut(PermissionDenied):
    """Something was sent by a person who is no longer logged in; the page gives it back."""


def needs(action: Action) -> Callable[[View[P]], View[P]]:
    """Decorate a view: anonymous people log in first, people without the right are refused (403).

    A right that reaches the own unit only passes here; the view then asks
    `policy.require(person, action, unit)` for the unit it shows, or narrows its list by
    `policy.within(person, action)`.
    """

    def gate(view: View[P]) -> View[P]:
        @wraps(view)
        def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if request.method == "POST":
                    raise LoggedOut
                return redirect_to_login(request.get_full_path())
            policy.require(request.user, action)
            response = view(request, *args, **kwargs)
            # Not no-store: that would make browsers forget what was typed when going back.
            patch_cache_control(response, private=True, no_cache=True)
            return response

        return gated

    return gate


def person(request: HttpRequest) -> User:
    """Who asks; only behind `needs`."""
    if not isinstance(request.user, User):
        raise LoggedOut
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """The data for a form: what was sent, or nothing where the page is only opened."""
    return request.POST if request.method == "POST" else None


def show_error(form: forms.Form, error: ValidationError) -> None:
    """Put what a verb refused beside the form's fields, or on top where no field is concerned."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for field, problems in by_field.items():
        form.add_error(field if field in form.fields else None, ValidationError(problems))


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a form that somebody else has set meanwhile: as it stands now, as typed."""

    label: str
    now: str
    typed: str


def differences(form: forms.Form) -> list[Difference]:
    """Where what was typed is not what stands now, of the fields that the form calls `stored`."""
    stored = getattr(form, "stored", ())
    return [
        Difference(str(bound.label), _said(bound, bound.initial), _said(bound, bound.data))
        for bound in form.visible_fields()
        if bound.name in stored and bound.name in form.changed_data
    ]


def _said(bound: forms.BoundField, value: object) -> str:
    """A value of the field as a person reads it; empty where there is none."""
    field = bound.field
    if isinstance(field, forms.ModelChoiceField):
        try:
            value = field.to_python(value)
        except ValidationError:
            return ""
    elif isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)


def form_page(
    request: HttpRequest,
    *,
    form: forms.Form,
    verb: Callable[..., object],
    heading: str,
    back: str,
    done: str,
    submit: str = "保存",
    lede: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Ask for a verb's parameters, run it with the cleaned data, and go `back`.

    What the verb refuses is shown beside its field, with all that was typed. What somebody else
    did meanwhile is shown beside it, and may then be overruled by sending again.
    """
    conflict: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            verb(**form.cleaned_data)
        except ValidationError as error:
            show_error(form, error)
        except Moved as error:
            form.add_error(None, str(error))
            if conflict := differences(form):
                data = request.POST.copy()
                data["seen"] = str(form.initial.get("seen", ""))
                form.data = data
        else:
            messages.success(request, done)
            return redirect(back)
    context = {
        "form": form,
        "heading": heading,
        "back": back,
        "submit": submit,
        "lede": lede,
        "danger": danger,
        "conflict": conflict,
    }
    return render(request, "desk/form_page.html", context)
