"""What waits for verification, to be opened one by one or accepted together."""

import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from gongkai import clock
from gongkai.acts.verbs import Moved
from gongkai.ledger import chain, questions, verbs
from gongkai.ledger.forms_loop import WaitingForm
from gongkai.ledger.models import Assignment, Claim
from gongkai.organs.models import User
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action, Refused

PER_PAGE = 50


@needs(Action.VERIFY_WORK)
def verification(request: HttpRequest) -> HttpResponse:
    """待核查: the longest waiting first, by unit, plan, claim, or only what came late."""
    who, today = person(request), clock.today()
    asked = WaitingForm(request.GET)
    rows = asked.narrow(questions.waiting(who))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    bars, lengths = chain.bars(who, shown), questions.lengths(shown)
    filed = questions.filed_with(shown)
    context = {
        "page": page,
        "form": asked,
        "rows": [
            {
                "assignment": row,
                "claim": Claim(row.claim).label,
                "light": questions.light_of(row, today),
                "waits": (today - row.filed_on).days if row.filed_on else 0,
                "bar": bars.get(row.uid, ""),
                "seen": lengths.get(row.uid, 0),
                "proofs": filed.get(row.pk, 0),
            }
            for row in shown
        ],
        "may_any": len(bars) < len(shown),
        "back": request.GET.urlencode(),
    }
    return render(request, "ledger/desk/verification.html", context)


@needs(Action.VERIFY_WORK)
def accept_chosen(request: HttpRequest) -> HttpResponse:
    """Accept what was chosen, each by itself: one that moved meanwhile does not stop the others."""
    back = QueryDict(request.POST.get("back", ""))
    target = f"?{back.urlencode()}" if back else ""
    if request.method == "POST":
        chosen = dict(_chosen(request.POST))
        if not chosen:
            messages.warning(request, "没有选中任何事项，什么都没有改动。")
        rows = questions.waiting(person(request)).filter(uid__in=chosen)
        done, left = 0, []
        for row in rows:
            if why := _accept(person(request), row, chosen[row.uid]):
                left.append(f"“{row.unit}：{row.text[:30]}”没有通过：{why}")
            else:
                done += 1
        gone = len(chosen) - done - len(left)
        if done:
            messages.success(request, f"{done} 项核查通过，已办结。")
        if gone:
            messages.warning(request, f"{gone} 项刚刚已由他人处理，没有再改动。")
        for words in left:
            messages.error(request, words)
    response = redirect("desk:verification")
    response["Location"] += target
    return response


def _chosen(posted: QueryDict) -> Iterator[tuple[uuid.UUID, int]]:
    """The values of the boxes: an assignment's uid and how many acts its row showed."""
    for value in posted.getlist("chosen"):
        uid, _, seen = value.partition(":")
        try:
            yield uuid.UUID(uid), int(seen)
        except ValueError:
            continue


def _accept(who: User, row: Assignment, seen: int) -> str:
    """Accept one; why not, where it is refused."""
    try:
        verbs.accept(actor=who, assignment=row, seen=seen)
    except ValidationError as error:
        return "".join(error.messages)
    except (Moved, Refused) as error:
        return str(error)
    return ""
