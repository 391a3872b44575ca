from functools import partial

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from gongkai import clock
from gongkai.obligations import feed, questions, verbs
from gongkai.obligations.forms import MailForm
from gongkai.obligations.models import Subscription
from gongkai.organs import verbs as organs
from gongkai.organs.pages import form_page, needs, person, posted
from gongkai.organs.policy import Action

PER_PAGE = 50


@needs(Action.READ_UNIT_WORK)
def reminders(request: HttpRequest) -> HttpResponse:
    """提醒: what the person was told of, the newest first."""
    who = person(request)
    page = Paginator(questions.reminders_for(who), PER_PAGE).get_page(request.GET.get("page"))
    workdays, today = questions.calendar(), clock.today()
    rows = [(row, questions.standing(row.obligation, workdays, today)) for row in page]
    context = {"rows": rows, "page": page, "unread": questions.unread(who), "who": who}
    return render(request, "obligations/reminders.html", context)


@needs(Action.READ_UNIT_WORK)
def read_reminders(request: HttpRequest) -> HttpResponse:
    """Mark as read what was ticked, or all; merely opened, it leads back."""
    if request.method == "POST":
        ticked = request.POST.getlist("reminder")[:PER_PAGE]
        pks = [int(pk) for pk in ticked if pk.isdecimal() and len(pk) < 19]
        verbs.mark_read(actor=person(request), pks=None if "all" in request.POST else pks)
    return redirect("desk:reminders")


@needs(Action.READ_UNIT_WORK)
def mail(request: HttpRequest) -> HttpResponse:
    """The own address for digests, and whether they are wanted."""
    who = person(request)
    return form_page(
        request,
        form=MailForm(posted(request), initial={"email": who.email, "no_mail": who.no_mail}),
        verb=partial(organs.set_mail, actor=who),
        heading="邮件提醒",
        back=reverse("desk:reminders"),
        done="邮件提醒的设置已保存。",
        lede="有新提醒时汇总成一封邮件发给您；静默时段内不发。邮箱只用来发送提醒，不公开。",
    )


@needs(Action.READ_UNIT_WORK)
def subscription(request: HttpRequest) -> HttpResponse:
    """我的日历订阅: make the address (shown on the answer to this one request), or revoke it."""
    who, address, problem = person(request), "", ""
    if request.method == "POST" and "revoke" in request.POST:
        try:
            verbs.unsubscribe(actor=who)
        except ValidationError as error:
            problem = error.messages[0]
        else:
            return redirect("desk:subscription")
    elif request.method == "POST":
        token = verbs.subscribe(actor=who)
        address = request.build_absolute_uri(reverse("desk:ics", args=[token]))
    made = Subscription.objects.filter(person=who).first()
    context = {"address": address, "made": made, "problem": problem}
    response = render(request, "obligations/subscription.html", context)
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind an address. Whoever has the address needs no account; a dead one is 404.

    Asked for by programs, every hour or so, and kept by none on the way.
    """
    who = feed.subscriber(token)
    if who is None:
        response: HttpResponse = HttpResponseNotFound(
            "没有这个日历，或者它已被撤销。", content_type="text/plain; charset=utf-8"
        )
    else:
        content = feed.calendar_of(who, request.build_absolute_uri)
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="gongkai.ics"'
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, no_store=True)
    return response
