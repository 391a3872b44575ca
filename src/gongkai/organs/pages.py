"""The gate before every page of the desk: logged in, and the right."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gongkai.organs import policy
from gongkai.organs.policy import Action

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs(action: Action) -> Callable[[View[P]], View[P]]:
    """Decorate a view: anonymous people log in first, people without the right are refused (403).

    A right that reaches the own unit only passes here; the view then asks
    `policy.require(person, action, unit)` for the unit it shows.
    """

    def gate(view: View[P]) -> View[P]:
        @wraps(view)
        def gated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            policy.require(request.user, action)
            return view(request, *args, **kwargs)

        return gated

    return gate

