"""Series of activities and their sessions: planned, held or cancelled, with who was there (到会人员)."""

# ruff: noqa: DJ008 - rows of links are never listed by their name
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.organizations.models import Organization, Person
from linli.records.fields import CanonicalJSON
from linli.records.models import Subject
from linli.rolls.models import Membership


class Series(Subject, Scoped):
    """An activity that comes again: on the 5th of each month, every Tuesday. ``area`` is where it is held."""

    SUBJECT_KIND = "activity_series"
    POLICY_KIND = "activity"

    kind = models.CharField(_("活动类型"), max_length=40)
    definition_id = models.BigIntegerField(null=True)
    title = models.CharField(_("名称"), max_length=60)
    #: Who holds it; for a pair the unit that comes.
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: The pair of unit and community it belongs to.
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="series"
    )
    spot = models.CharField(_("地点"), max_length=80, blank=True, default="")
    #: The words of ``domain.recurrence``: every, days, month, interval, hour, minute, on_holiday.
    rhythm = CanonicalJSON(default=dict)
    first = models.DateField(_("开始日期"))
    last = models.DateField(_("最后日期"), null=True, blank=True)
    #: Sessions stand up to this day (that day not included).
    planned_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("系列活动")
        verbose_name_plural = _("系列活动")
        indexes = [
            models.Index(fields=["last", "planned_until"], name="act_series_plan"),
            models.Index(fields=["community", "kind"], name="act_series_community"),
        ]

    def __str__(self) -> str:
        return self.title


class Session(Subject, Scoped):
    """One activity on a day."""

    SUBJECT_KIND = "activity_session"
    POLICY_KIND = "activity"

    class State(models.TextChoices):
        """A session is planned until somebody records it; nobody is scored by it."""

        PLANNED = "planned", _("待开展")
        HELD = "held", _("已开展")
        CANCELLED = "cancelled", _("已取消")

    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    kind = models.CharField(_("活动类型"), max_length=40)
    definition_id = models.BigIntegerField(null=True)
    title = models.CharField(_("名称"), max_length=60)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    #: The day the series gave it; stays when the session is moved, so that it is planned once.
    planned_on = models.DateField()
    on = models.DateField(_("日期"))
    starts_at = models.DateTimeField(_("时间"))
    spot = models.CharField(_("地点"), max_length=80, blank=True, default="")
    theme = models.CharField(_("主题"), max_length=120, blank=True, default="")
    notes = models.TextField(_("活动情况"), blank=True, default="")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(_("原因"), max_length=200, blank=True, default="")
    #: How many were there, and for how long each; the names may be fewer.
    people = models.PositiveIntegerField(_("到会人数"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("时长"), null=True, blank=True)

    class Meta:
        verbose_name = _("活动")
        verbose_name_plural = _("活动")
        indexes = [
            models.Index(fields=["community", "on", "id"], name="act_s_community"),
            models.Index(fields=["street", "on", "id"], name="act_s_street"),
            models.Index(fields=["district", "on", "id"], name="act_s_district"),
            models.Index(fields=["city", "on", "id"], name="act_s_city"),
            models.Index(fields=["organization", "on"], name="act_s_body"),
            models.Index(fields=["membership", "on"], name="act_s_membership"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "planned_on"],
                condition=Q(series__isnull=False),
                name="act_session_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Who was there: a body with so many people, or a person. A trace, never scored (trade.md 14)."""

    class Side(models.TextChoices):
        """On whose side."""

        HOST = "host", _("社区一方")
        GUEST = "guest", _("来访一方")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    side = models.CharField(max_length=6, choices=Side.choices, default=Side.GUEST)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    people = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="act_attend_who",
                condition=Q(organization__isnull=False) | Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(person__isnull=False), name="act_attend_person"
            ),
            models.UniqueConstraint(
                fields=["session", "organization"], condition=Q(person__isnull=True), name="act_attend_body"
            ),
        ]


class Expected(models.Model):
    """Who is asked to come: everybody on the roll of the place that day. Nobody is held to account by it.

    A unit may answer whether it comes and with how many; who was there is written apart, by the host.
    """

    POLICY_KIND = "activity_guest"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="expected", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: What the unit answered; nothing before it did.
    coming = models.BooleanField(_("参加"), null=True, blank=True)
    people = models.PositiveIntegerField(_("人数"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "membership"], name="act_expected_once"),
            models.CheckConstraint(
                name="act_expected_people", condition=Q(people__isnull=True) | Q(coming=True)
            ),
        ]
        indexes = [models.Index(fields=["membership"], name="act_expected_member")]


class Tag(models.Model):
    """What a session is filed under; one with two tags stands in both columns and once in the total."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="tags")
    tag = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "tag"], name="act_tag_once")]
        indexes = [models.Index(fields=["tag"], name="act_tag")]
