"""Due times that run, warnings given, messages waiting, and the changes of the working-day calendar.

A deadline belongs to a subject of a room above, named by ``(kind, subject_id)``; ``part`` tells several clocks of
one subject apart (a helper's task). Its rule is copied in when it starts: a pause, an extension or a changed
holiday is computed from that copy, whatever became of the definition.
"""

# ruff: noqa: DJ008 - rows of machinery; pages show their subject instead
from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.domain.calendar import DayKind
from linli.records.fields import EncryptedText

OPEN_STATES = ("running", "paused")


class Deadline(Scoped):
    """One step of one subject: when it is due, why, and what became of it."""

    class State(models.TextChoices):
        """What a deadline does."""

        WAITING = "waiting", _("待前一步完成")
        RUNNING = "running", _("计时中")
        PAUSED = "paused", _("暂停计时")
        MET = "met", _("已完成")
        CANCELLED = "cancelled", _("已取消")

    kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    #: Which clock of the subject: empty for its own, "task:12" for a helper's.
    part = models.CharField(max_length=32, blank=True, default="")
    step = models.CharField(max_length=32)
    label = models.CharField(max_length=40, blank=True, default="")
    template = models.CharField(max_length=64, blank=True, default="")
    #: Row of the stored mechanism under which it began (mechanisms.Definition).
    definition_id = models.BigIntegerField(null=True)
    #: Copy of step, extension, warning and light rules, see ``clocks.rules``.
    rule: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    #: Computed on a year whose holidays are not announced (推定).
    presumed = models.BooleanField(default=False)
    #: Does the working-day calendar decide? Then it is looked at again when the calendar changes.
    working = models.BooleanField(default=False)
    #: Which change of the calendar it was last computed on.
    calendar = models.PositiveIntegerField(default=0)
    #: Why this date: ``[[code, args], …]`` of ``domain.clocks``.
    steps: models.JSONField[Any, Any] = models.JSONField(default=list)
    #: Pauses and extensions in their order, so that all can be computed again.
    shifts: models.JSONField[Any, Any] = models.JSONField(default=list)
    extensions = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    next_warn_at = models.DateTimeField(null=True)
    #: Tells at night too.
    urgent = models.BooleanField(default=False)
    body_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("时限")
        verbose_name_plural = _("时限")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "part", "step"], name="clk_deadline_step"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(due_at__isnull=False), name="clk_deadline_runs_to"
            ),
        ]
        # Partial indexes: only what is open is asked for by time, and that is a small part of all.
        indexes = [
            models.Index(fields=["post_id", "due_at"], condition=Q(state="running"), name="clk_due_post"),
            models.Index(fields=["body_id", "due_at"], condition=Q(state="running"), name="clk_due_body"),
            models.Index(
                fields=["community", "due_at"], condition=Q(state="running"), name="clk_due_community"
            ),
            models.Index(fields=["street", "due_at"], condition=Q(state="running"), name="clk_due_street"),
            models.Index(
                fields=["district", "due_at"], condition=Q(state="running"), name="clk_due_district"
            ),
            models.Index(fields=["city", "due_at"], condition=Q(state="running"), name="clk_due_city"),
            models.Index(fields=["next_warn_at"], condition=Q(state="running"), name="clk_warn_at"),
            models.Index(
                fields=["calendar", "id"],
                condition=Q(working=True, state__in=OPEN_STATES),
                name="clk_calendar",
            ),
        ]


class Warning(models.Model):  # noqa: A001  the trade's word; never used as the builtin here
    """One warning point of one deadline that was reached; unique, so it is told once."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="warnings", db_index=False)
    point = models.CharField(max_length=12)
    at = models.DateTimeField()
    notice = models.ForeignKey("Notice", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("提醒")
        verbose_name_plural = _("提醒")
        constraints = [models.UniqueConstraint(fields=["deadline", "point"], name="clk_warning_once")]


class Notice(models.Model):
    """A message waiting or told: who, which sentence, which ids. Never a name, phone or room."""

    class When(models.TextChoices):
        """How soon it is told outside the pages; in the pages it stands at once."""

        URGENT = "urgent", _("立即，夜间也发")
        DAYTIME = "daytime", _("立即，夜间顺延到早上")
        DIGEST = "digest", _("早上汇总")

    post_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=24, blank=True, default="")
    subject_id = models.BigIntegerField(null=True)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    when = models.CharField(max_length=8, choices=When.choices, default=When.DAYTIME)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    #: Told outside the pages; also set when nobody named an address, so that it is not looked at for ever.
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        constraints = [
            models.CheckConstraint(
                condition=Q(post_id__isnull=False) | Q(body_id__isnull=False), name="clk_notice_to_someone"
            ),
        ]
        indexes = [
            models.Index(fields=["post_id", "-id"], name="clk_notice_post"),
            models.Index(fields=["body_id", "-id"], name="clk_notice_body"),
            models.Index(fields=["when", "id"], condition=Q(told_at__isnull=True), name="clk_notice_untold"),
        ]


class Address(models.Model):
    """Where a post or a body is told outside the pages: an Apprise address, kept encrypted."""

    class Channel(models.TextChoices):
        """The ways."""

        WECOM_ROBOT = "wecom_robot", _("企业微信群机器人")
        WECOM_APP = "wecom_app", _("企业微信应用消息")
        EMAIL = "email", _("电子邮件")
        SMS = "sms", _("短信网关")

    post_id = models.BigIntegerField(null=True, blank=True)
    body_id = models.BigIntegerField(null=True, blank=True)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    target = EncryptedText()
    #: A text message costs money and wakes people: only what is urgent.
    only_urgent = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("接收地址")
        verbose_name_plural = _("接收地址")
        constraints = [
            models.CheckConstraint(
                condition=Q(post_id__isnull=False) | Q(body_id__isnull=False), name="clk_address_of_someone"
            ),
        ]
        indexes = [
            models.Index(fields=["post_id"], name="clk_address_post"),
            models.Index(fields=["body_id"], name="clk_address_body"),
        ]


class Delivery(models.Model):
    """One message that left (or failed to): a digest or a single notice to one address, once."""

    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    #: "digest:2026-11-21" or "notice:17".
    what = models.CharField(max_length=32)
    text = models.CharField(max_length=1000)
    created_at = models.DateTimeField()
    #: Next try; empty when it left or was given up.
    try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("发送记录")
        verbose_name_plural = _("发送记录")
        constraints = [models.UniqueConstraint(fields=["address", "what"], name="clk_delivery_once")]
        indexes = [
            models.Index(fields=["try_at"], condition=Q(try_at__isnull=False), name="clk_delivery_waiting")
        ]


class CalendarChange(models.Model):
    """One change of the working-day calendar on top of the shipped files; its id is the calendar's version."""

    #: The year whose notice was loaded; empty for single local days.
    year = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("工作日历变更")
        verbose_name_plural = _("工作日历变更")


class WorkDay(models.Model):
    """What a day is by a change; the newest change of a day (or of its year's notice) wins."""

    class Kind(models.TextChoices):
        """The four kinds."""

        WORKDAY = DayKind.WORKDAY.value, _("工作日")
        REST = DayKind.REST.value, _("休息日")
        HOLIDAY = DayKind.HOLIDAY.value, _("法定假日")
        MAKEUP = DayKind.MAKEUP.value, _("调休上班")

    change = models.ForeignKey(CalendarChange, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("工作日历")
        verbose_name_plural = _("工作日历")
        constraints = [models.UniqueConstraint(fields=["change", "day"], name="clk_workday_once")]
