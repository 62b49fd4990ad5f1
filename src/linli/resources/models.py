"""What units, members and societies can give; runs of the matching, what they propose and what people said to it."""

# ruff: noqa: DJ008 - rows are shown by their title or sentence, never by a name of their own
from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area, Scoped
from linli.cases.models import Case
from linli.mechanisms.models import Definition
from linli.organizations.models import Dated, Organization, Post
from linli.records.models import Subject


class Resource(Subject, Scoped, Dated):
    """Something given: by a body (unit, firm, society) or by one of its people in his post.

    ``area`` is where it stands, :class:`ServedArea` where it may be used. ``amount`` in the unit of the kind (hours, m²,
    分, pieces, posts); 0 says nothing. ``slots``: bits of ``domain.matching.SLOTS``, 0 any time.
    """

    SUBJECT_KIND: ClassVar[str] = "resource"

    kind = models.CharField(_("类别"), max_length=40)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+", db_index=False)
    body = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="resources", verbose_name=_("提供单位")
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="resources", null=True, blank=True, db_index=False
    )
    title = models.CharField(_("名称"), max_length=80)
    note = models.CharField(_("说明"), max_length=300, blank=True, default="")
    skills: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    amount = models.PositiveBigIntegerField(_("数量"), default=0)
    cap = models.PositiveSmallIntegerField(_("同时最多承接"), default=1)
    slots = models.PositiveIntegerField(default=0)
    trusted = models.BooleanField(_("可对接困难家庭"), default=False)

    class Meta:
        verbose_name = _("资源")
        verbose_name_plural = _("资源")
        indexes = [
            *(
                models.Index(fields=[level, "valid_to", "id"], name=f"res_{level}")
                for level in ("city", "district", "street", "community")
            ),
            models.Index(fields=["body", "valid_to", "id"], name="res_by_body"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="res_period"),
            models.CheckConstraint(condition=Q(cap__gte=1), name="res_cap"),
        ]

    def __str__(self) -> str:
        return self.title


class ServedArea(models.Model):
    """A place where a resource may be used, with all below it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="served", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "served areas"
        constraints = [models.UniqueConstraint(fields=["resource", "area"], name="res_served_once")]


class ResourceTag(models.Model):
    """What a resource is filed under (a platform); one with two tags stands in both columns and once in the total."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="tags", db_index=False)
    tag = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "tag"], name="res_tag_once")]
        indexes = [models.Index(fields=["tag"], name="res_tag")]


class Booking(models.Model):
    """A resource is used from then to then; two bookings of one thing do not overlap."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    starts = models.DateTimeField(_("开始"))
    ends = models.DateTimeField(_("结束"))
    purpose = models.CharField(_("用途"), max_length=80)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("预约")
        verbose_name_plural = _("预约")
        indexes = [models.Index(fields=["resource", "starts"], name="res_booking")]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="res_booking_period")]


class Want(models.Model):
    """What a need asks for, where its kind alone does not say it: one kind of resource, a skill, times, an amount."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="want", primary_key=True)
    kind = models.CharField(_("需要什么"), max_length=40)
    skill = models.CharField(_("技能"), max_length=40, blank=True, default="")
    slots = models.PositiveIntegerField(default=0)
    amount = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("需求要点")
        verbose_name_plural = _("需求要点")


class Run(Subject, Scoped):
    """One run of the matching over a place. A dry one (试算) proposes nothing to anybody."""

    SUBJECT_KIND: ClassVar[str] = "match_run"

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("排队中")
        RUNNING = "running", _("正在计算")
        DONE = "done", _("已算出")
        FAILED = "failed", _("没有算成")

    dry = models.BooleanField(_("试算"), default=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=12, blank=True, default="")
    percent = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    needs = models.PositiveIntegerField(default=0)
    offers = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)
    met = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    proved = models.BooleanField(default=False)
    #: Against the run before it: same, changed, new, gone.
    compared: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    trouble = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("供需匹配")
        verbose_name_plural = _("供需匹配")
        indexes = [models.Index(fields=["area", "id"], name="res_run_area")]


class Proposal(Scoped):
    """One need with one resource, why, and what people said. Nothing happens before somebody says yes."""

    POLICY_KIND: ClassVar[str] = "resource_match"

    class State(models.TextChoices):
        """Where it stands."""

        DRY = "dry", _("试算")
        PROPOSED = "proposed", _("待发出")
        ASKED = "asked", _("已问对方")
        ACCEPTED = "accepted", _("对方愿意")
        DONE = "done", _("已对接")
        REFUSED = "refused", _("不合适")
        STALE = "stale", _("已过时")

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="proposals")
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: What was wanted: the skill, else the kind; what a refusal is learnt by.
    topic = models.CharField(max_length=40)
    cost = models.IntegerField()
    reasons: models.JSONField[Any, Any] = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices)
    asked_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    #: Code of ``words.REFUSALS``; what was typed besides lies in the event.
    reason = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("匹配建议")
        verbose_name_plural = _("匹配建议")
        constraints = [
            models.UniqueConstraint(fields=["run", "case"], name="res_proposal_once"),
            # One need is not put to two owners at a time.
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=("asked", "accepted")), name="res_asked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["body", "state", "id"], name="res_proposal_body"),
            models.Index(fields=["resource", "state", "asked_at"], name="res_proposal_load"),
            *(
                models.Index(fields=[level, "state", "id"], name=f"res_proposal_{level}")
                for level in ("city", "district", "street", "community")
            ),
        ]
