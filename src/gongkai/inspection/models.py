"""What checks of the site found, each with its day."""

from django.db import models

from gongkai.acts.models import Subject


class Support(models.TextChoices):
    """Whether a host has an address of IPv6. Not found out is not no."""

    YES = "yes", "支持"
    NO = "no", "不支持"
    UNKNOWN = "unknown", "没有查清"


class Host(Subject):
    """A host of the portal, and what its last check found. A projection of its acts."""

    act_subject = "host"

    name = models.CharField("域名", max_length=253, unique=True)
    ipv6 = models.CharField(
        "IPv6", max_length=10, choices=Support.choices, blank=True, editable=False
    )
    found = models.CharField("查到的", max_length=300, blank=True, editable=False)
    checked_on = models.DateField("检查日期", null=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
