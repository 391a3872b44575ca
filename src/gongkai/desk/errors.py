"""Error pages of the whole site: what is wrong, what to do, and nothing typed is lost."""

import logging
from dataclasses import dataclass

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.template import loader
from django.urls import reverse

from gongkai.organs.pages import LoggedOut
from gongkai.organs.policy import Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """The words of one error page."""

    status: int
    title: str
    what: str
    todo: tuple[str, ...]


NOT_FOUND = Problem(
    404,
    "没有找到这个页面",
    "这个网址上没有内容：可能网址有误，也可能内容尚未发布或者已经移走。",
    ("核对网址，尤其是复制时有没有漏掉末尾的字符。", "从首页重新进入，或查看网站地图。"),
)
FORBIDDEN = Problem(
    403,
    "没有权限",
    "您现在登录的账号不能打开这一页或办理这件事。",
    (
        "如需办理，请联系本单位的系统管理员调整角色。",
        "如果登录的不是您本人的账号，请退出后重新登录。",
    ),
)
BAD = Problem(
    400,
    "请求无法识别",
    "浏览器发来的内容不完整或者格式有误，系统没有做任何改动。",
    (
        "用浏览器的“后退”回到上一页，填写的内容还在，再提交一次。",
        "仍然不行，请把网址和时间告诉管理员。",
    ),
)
TOO_BIG = Problem(
    400,
    "提交的内容太多",
    "一次提交的内容超过了系统的上限，系统没有做任何改动。",
    ("用浏览器的“后退”回到上一页，填写的内容还在。", "分成几次提交，或者改用上传文件。"),
)
EXPIRED = Problem(
    403,
    "页面已过期，请重新提交",
    "为防止他人冒用您的身份，表单打开太久或者重新登录之后会失效。系统没有做任何改动。",
    (
        "用浏览器的“后退”回到上一页，刷新后再提交。",
        "浏览器如果停用了 Cookie，请为本站开启。",
    ),
)
LOGGED_OUT = Problem(
    403,
    "登录已失效，请重新登录",
    "提交时您已不在登录状态，系统没有做任何改动。",
    ("重新登录后回到原来的页面，把内容填回再提交。",),
)
BROKEN = Problem(
    500,
    "系统出了故障",
    "这一步没有完成，也没有留下一半的改动。故障已经记录在服务器日志中。",
    (
        "用浏览器的“后退”回到上一页，填写的内容还在，过一会儿再提交一次。",
        "仍然不行，请把网址和时间告诉管理员。",
    ),
)
_UNREADABLE = (UnreadablePostError, MultiPartParserError, RequestDataTooBig, TooManyFieldsSent)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had typed, to be copied from the page; never a password."""
    try:
        posted = request.POST
    except (BadRequest, *_UNREADABLE):
        return []
    return [
        (name, value)
        for name, values in posted.lists()
        if name not in ("csrfmiddlewaretoken", "seen") and "password" not in name
        for value in values
        if value.strip()
    ]


def page(
    request: HttpRequest, problem: Problem, *, reason: str = "", login: str = ""
) -> HttpResponse:
    """Render the error page: at the portal with its navigation, else on a sheet of its own.

    `login` is the address to come back to after logging in again.
    """
    keep = typed(request) if problem in (EXPIRED, LOGGED_OUT) else []
    context = {
        "problem": problem,
        "reason": reason,
        "typed": keep,
        "login": login,
        "at_desk": _at_desk(request),
    }
    plain = context["at_desk"] or keep or login or problem.status == 400
    template = "desk/error.html" if plain else "desk/error_portal.html"
    response = render(request, template, context, status=problem.status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return page(request, TOO_BIG if too_big else BAD)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403; what was sent after the session had ended is given back with the way to log in."""
    if isinstance(exception, LoggedOut):
        return page(request, LOGGED_OUT, login=request.get_full_path())
    return page(request, FORBIDDEN, reason=str(exception) if isinstance(exception, Refused) else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return page(request, NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """500; on a sheet of its own, without the request, where what that leads to is what broke."""
    if not _at_desk(request):
        try:
            return page(request, BROKEN)
        except Exception:
            log.exception("No navigation on the error page of %s", request.path)
    html = loader.render_to_string("desk/error.html", {"problem": BROKEN})
    return HttpResponse(html, status=500)


def _at_desk(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("desk:home"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the form's token is missing or old."""
    return page(request, EXPIRED)
