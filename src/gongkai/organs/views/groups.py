import uuid
from functools import partial

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from gongkai import clock
from gongkai.organs import questions, verbs
from gongkai.organs.forms import EndMemberForm, GroupForm, MembersForm
from gongkai.organs.models import Group, GroupMember
from gongkai.organs.pages import form_page, needs, person, posted
from gongkai.organs.policy import Action


@needs(Action.READ_REGISTER)
def groups(request: HttpRequest) -> HttpResponse:
    """单位组."""
    return render(request, "organs/groups.html", {"groups": questions.groups()})


@needs(Action.READ_REGISTER)
def group(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One group: its members of today with their sources, and those of before and later."""
    group = get_object_or_404(Group, uid=uid)
    members = questions.members(group, clock.today())
    others = group.members.select_related("unit").exclude(pk__in=members.values("pk"))
    context = {
        "group": group,
        "members": members,
        "others": others.order_by(F("until").desc(nulls_first=True), "unit__name"),
    }
    return render(request, "organs/group.html", context)


@needs(Action.EDIT_REGISTER)
def register_group(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        form=GroupForm(posted(request)),
        verb=partial(verbs.register_group, actor=person(request)),
        heading="登记单位组",
        back=reverse("desk:groups"),
        done="单位组已登记，尚未展开。",
        submit="登记",
    )


@needs(Action.EDIT_REGISTER)
def add_members(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    group = get_object_or_404(Group, uid=uid)
    return form_page(
        request,
        form=MembersForm(posted(request), initial={"seen": questions.seq(group)}),
        verb=partial(verbs.add_members, actor=person(request), group=group),
        heading=f"登记成员：{group}",
        back=reverse("desk:group", args=[uid]),
        done="成员已登记。已经分解过的任务，请到工作台账的“任务分解”→“单位组变动”里确认。",
        submit="登记",
    )


@needs(Action.EDIT_REGISTER)
def end_member(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    rows = GroupMember.objects.select_related("group", "unit")
    member = get_object_or_404(rows, pk=pk, group__uid=uid)
    initial = {"until": clock.today(), "seen": questions.seq(member.group)}
    return form_page(
        request,
        form=EndMemberForm(posted(request), initial=initial),
        verb=partial(verbs.end_member, actor=person(request), member=member),
        heading=f"终止成员资格：{member.unit}",
        back=reverse("desk:group", args=[uid]),
        done="成员资格的最后一天已登记。",
        lede=f"单位组“{member.group}”的成员记录会保留，只登记最后一天。",
    )
