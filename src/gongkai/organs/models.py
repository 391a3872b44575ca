"""Units, groups, names with validity, people and the roles they hold."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models

from gongkai.acts.models import Subject


class UnitKind(models.TextChoices):
    """What a unit is; decides where it stands in lists and what it may issue."""

    GOVERNMENT = "government", "人民政府"
    OFFICE = "office", "政府办公室"
    DEPARTMENT = "department", "政府部门"
    TOWN = "town", "镇（街道）"
    ZONE = "zone", "功能区管委会"
    SUBORDINATE = "subordinate", "部门所属单位"
    VILLAGE = "village", "村（社区）"
    ENTERPRISE = "enterprise", "公共企事业单位"
    OTHER = "other", "其他"


class Unit(Subject):
    """A named organ of the register (机关、单位)."""

    act_subject = "unit"

    name = models.CharField("名称", max_length=80, unique=True)
    kind = models.CharField(
        "类别", max_length=20, choices=UnitKind.choices, default=UnitKind.DEPARTMENT
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="上级或主管单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    # Contact facts of 条例 art. 12; empty means not yet filled in, and is shown as 未填.
    address = models.CharField("办公地址", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    hours = models.CharField("办公时间", max_length=120, blank=True)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = "单位"

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """Another name of a unit (简称、曾用名), with the days on which it held."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField("名称", max_length=80, db_index=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "valid_from"], name="one_name_per_start"
            )
        ]


class Group(Subject):
    """A collective name in documents, such as 各镇（街道）. Its members need a source."""

    act_subject = "group"

    name = models.CharField("名称", max_length=80, unique=True)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "单位组"

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A unit's membership of a group over a time, with the document that says so."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)
    source = models.CharField("依据", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "unit", "since"], name="one_membership_per_start"
            )
        ]


class User(AbstractUser):
    """A person with an account. What the person may do comes from roles alone."""

    act_subject = "user"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40)
    no_mail = models.BooleanField("不收邮件提醒", default=False)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.name or self.username


class Role(models.TextChoices):
    """The seven roles of the desk."""

    ADMIN = "admin", "管理员"
    OFFICE = "office", "公开科"
    LIAISON = "liaison", "单位联络员"
    REVIEWER = "reviewer", "审核人"
    INSPECTOR = "inspector", "督查"
    PROJECT_TEAM = "project_team", "项目专班"
    LEADER = "leader", "单位负责人"


class Appointment(models.Model):
    """A person holds a role, for a unit where the role is bound to one, over a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        Unit,
        verbose_name="单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "until"])]
