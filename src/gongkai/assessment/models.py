"""Bulletins (通报): what stood on a day, frozen when issued."""

from django.db import models

from gongkai.acts.models import Subject
from gongkai.ledger.models import Plan


class BulletinKind(models.TextChoices):
    """The two reports that the office makes of the ledger."""

    MONTHLY = "monthly", "通报"
    YEARLY = "yearly", "年度落实情况"


class Bulletin(Subject):
    """One issued bulletin. Page and Word file are made from `inputs` alone.

    `inputs` is what `collect.inputs` gathered, and the act of issuing holds its digest: the
    bulletin of years ago reads the same today, and can be reckoned again from the acts.
    """

    act_subject = "bulletin"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="bulletins")
    kind = models.CharField("类别", max_length=10, choices=BulletinKind.choices)
    number = models.PositiveSmallIntegerField("期号")
    on = models.DateField("截至日期")
    inputs = models.JSONField()
    issued_at = models.DateTimeField("印发时间")
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        ordering = ["-on", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "number"], name="one_bulletin_per_number"
            ),
            models.UniqueConstraint(fields=["plan", "kind", "on"], name="one_bulletin_per_day"),
        ]

    def __str__(self) -> str:
        return title(self.inputs)


def title(inputs: dict[str, object]) -> str:
    """What a bulletin is called, from its inputs."""
    year, _, rest = str(inputs["on"]).partition("-")
    month, _, day = rest.partition("-")
    until = f"截至{year}年{int(month)}月{int(day)}日"
    if inputs["kind"] == BulletinKind.YEARLY:
        return f"{inputs['year']}年政务公开工作要点落实情况（{until}）"
    return f"{inputs['year']}年政务公开工作要点落实情况通报（第{inputs['number']}期，{until}）"
