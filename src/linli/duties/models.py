"""Who answers for what, from when to when; what is answered for where no other room keeps it.

A duty row never changes its holder: another holder is another row that names the one before it
(``previous``), so the list of a day is a plain filter. Days are half-open. ``ends_on`` is the earlier of the duty's
own end and the day its holder left the post; it is what coverage reads.
"""

# ruff: noqa: DJ008 - rows are shown by their sentence, never by a name of their own
from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.mechanisms.models import Definition
from linli.organizations.models import OPEN, Dated, Organization, Person, Post
from linli.records.models import Subject


class ObjectKind(models.TextChoices):
    """What can be answered for."""

    PLACE = "place", _("地点")
    BODY = "body", _("单位")
    HOUSEHOLD = "household", _("户")
    PROJECT = "project", _("项目")
    REGISTER_ITEM = "register_item", _("台账项")


class Charge(Subject, Scoped, Dated):
    """Something to be answered for that no other room keeps: a household by its door, a project by its name.

    A household's name is its number or door, never a person's name.
    """

    SUBJECT_KIND: ClassVar[str] = "charge"

    object = models.CharField(_("类别"), max_length=16, choices=ObjectKind.choices)
    #: The duty kind it is waiting for; households of two mechanisms are two lists.
    kind = models.CharField(max_length=40)
    name = models.CharField(_("名称（编号）"), max_length=80)
    group = models.CharField(_("分组"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("分包对象")
        verbose_name_plural = _("分包对象")
        indexes = [
            models.Index(fields=["kind", "city", "valid_to"], name="duty_charge_city"),
            models.Index(fields=["kind", "street", "valid_to"], name="duty_charge_street"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "area", "name", "valid_from"], name="duty_charge_once"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="duty_charge_period"),
        ]

    def __str__(self) -> str:
        return self.name


class Duty(Subject, Scoped, Dated):
    """One holder answers for one object; ``area`` is where the object lies."""

    SUBJECT_KIND: ClassVar[str] = "duty"

    class Ended(models.TextChoices):
        """Why a duty ended before its time."""

        REASSIGNED = "reassigned", _("换人")
        DONE = "done", _("任务完成")
        OBJECT_GONE = "object_gone", _("对象撤销")
        PROGRAMME = "programme", _("专项结束")
        MISTAKE = "mistake", _("登记有误")

    kind = models.CharField(_("分工"), max_length=40)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=16, choices=ObjectKind.choices)
    object_id = models.BigIntegerField()
    #: "p12" a person, "b7" a body: what a load is counted by.
    subject_key = models.CharField(max_length=24)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="duties", null=True, blank=True, db_index=False
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="duties", null=True, blank=True)
    #: The body that answers, or the one the person's post belongs to.
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="duties", db_index=False)
    grade = models.CharField(max_length=40, blank=True, default="")
    quota = models.CharField(max_length=40, blank=True, default="")
    above = models.ForeignKey("self", on_delete=models.PROTECT, related_name="below", null=True, blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    basis = models.CharField(_("依据（文件、会议）"), max_length=120, blank=True, default="")
    #: Day by which the items are to be done, where they are ticked.
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    ends_on = models.DateField(default=OPEN)
    ended = models.CharField(max_length=12, choices=Ended.choices, blank=True, default="")

    class Meta:
        verbose_name = _("责任分工")
        verbose_name_plural = _("责任分工")
        indexes = [
            # Coverage: is there a duty of this kind on this object on this day? Read from the index alone.
            models.Index(fields=["kind", "object_id", "ends_on", "valid_from"], name="duty_by_object"),
            models.Index(fields=["object_kind", "object_id", "ends_on"], name="duty_of_object"),
            models.Index(fields=["subject_key", "kind", "ends_on"], name="duty_by_subject"),
            models.Index(fields=["body", "ends_on"], name="duty_by_body"),
            # What begins or runs out on a day, for those who follow duties (visits).
            models.Index(fields=["valid_from"], name="duty_begins"),
            models.Index(fields=["ends_on"], name="duty_runs_out"),
            models.Index(fields=["kind", "city", "ends_on", "id"], name="duty_city"),
            models.Index(fields=["kind", "district", "ends_on", "id"], name="duty_district"),
            models.Index(fields=["kind", "street", "ends_on", "id"], name="duty_street"),
            models.Index(fields=["kind", "community", "ends_on", "id"], name="duty_community"),
            models.Index(fields=["city", "id"], name="duty_list_city"),
            models.Index(fields=["district", "id"], name="duty_list_district"),
            models.Index(fields=["street", "id"], name="duty_list_street"),
            models.Index(fields=["community", "id"], name="duty_list_community"),
        ]
        constraints = [
            models.UniqueConstraint(
                # Of those that stand: entered wrongly twice on one day, both ends are kept.
                fields=["kind", "object_kind", "object_id", "subject_key", "valid_from"],
                condition=Q(ended=""),
                name="duty_once",
            ),
            # Not "greater": a duty corrected on its first day keeps its row and holds on no day.
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="duty_period"),
            models.CheckConstraint(condition=Q(ends_on__lte=F("valid_to")), name="duty_ends_first"),
        ]

    @property
    def holder_gone(self) -> bool:
        """True when the holder leaves (or left) before the duty's own end."""
        return self.ends_on < self.valid_to

    def in_force(self, on: date) -> bool:
        """True when somebody answers by this duty on the day."""
        return self.valid_from <= on < self.ends_on


class ItemState(models.Model):
    """How one item of a duty stands: done (ticked with its day), failed at a look, or open again."""

    class State(models.TextChoices):
        """What was found."""

        OPEN = "open", _("未完成")
        DONE = "done", _("已完成")
        FAILED = "failed", _("不合格")

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="item_states")
    item = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "item"], name="duty_item_once")]
        indexes = [models.Index(fields=["state", "duty"], name="duty_item_state")]


def in_force(on: date, prefix: str = "") -> Q:
    """Duties by which somebody answers on a day."""
    return Q(**{f"{prefix}valid_from__lte": on, f"{prefix}ends_on__gt": on})
