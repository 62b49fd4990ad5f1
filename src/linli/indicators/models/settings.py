"""What stands beside a definition: targets, left-out records, reporting sets, each with its paper and date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import MAX_DAY
from linli.organizations.models import Post
from linli.records.models import Subject


class UnitKind(models.TextChoices):
    """To whom a figure belongs."""

    AREA = "area", _("地点")
    BODY = "body", _("单位")


class Target(Subject):
    """目标任务: what an indicator should reach in a period, and on which paper that stands."""

    SUBJECT_KIND: ClassVar[str] = "target"

    indicator = models.CharField(_("指标"), max_length=60)
    unit_kind = models.CharField(max_length=4, choices=UnitKind.choices)
    unit_id = models.BigIntegerField()
    start = models.DateField(_("开始"))
    end = models.DateField(_("截止（不含）"))
    value = models.DecimalField(_("目标值"), max_digits=20, decimal_places=4)
    paper = models.CharField(_("依据文件"), max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("目标任务")
        verbose_name_plural = _("目标任务")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit_kind", "unit_id", "start", "end"],
                condition=Q(withdrawn_at__isnull=True),
                name="ind_target_once",
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="ind_target_order"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"

    @property
    def last_day(self) -> date:
        """The last day of its period; ``end`` is the first after it."""
        return self.end - timedelta(days=1)


class LeftOut(Subject):
    """A record that an indicator does not count, with reason, basis, approver and date; the record stays visible."""

    SUBJECT_KIND: ClassVar[str] = "left_out"

    indicator = models.CharField(_("指标"), max_length=60)
    record_id = models.BigIntegerField()
    reason = models.CharField(_("理由"), max_length=40)
    basis = models.CharField(_("依据"), max_length=200)
    approver = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    on = models.DateField(_("批准日期"))
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("剔除")
        verbose_name_plural = _("剔除")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "record_id"],
                condition=Q(taken_back_at__isnull=True),
                name="ind_left_out_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.record_id}"


class ReportingSet(Subject):
    """参评单位: who is told in a table (6 counties in one, 7 in the other), in their fixed order, by groups."""

    SUBJECT_KIND: ClassVar[str] = "reporting_set"

    #: Id of the indicator or the ranking.
    piece = models.CharField(max_length=60)
    area_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("参评单位")
        verbose_name_plural = _("参评单位")
        constraints = [models.UniqueConstraint(fields=["piece", "area_id"], name="ind_set_once")]

    def __str__(self) -> str:
        return f"{self.piece} @ {self.area_id}"


class SetMember(models.Model):
    """One unit of a set between two days."""

    of = models.ForeignKey(ReportingSet, on_delete=models.PROTECT, related_name="members")
    unit_kind = models.CharField(max_length=4, choices=UnitKind.choices)
    unit_id = models.BigIntegerField()
    group = models.CharField(max_length=40, blank=True, default="")
    position = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(default=MAX_DAY)

    class Meta:
        verbose_name = _("参评单位")
        verbose_name_plural = _("参评单位")
        constraints = [
            # In one group only, and once.
            models.UniqueConstraint(
                fields=["of", "unit_kind", "unit_id"], condition=Q(valid_to=MAX_DAY), name="ind_member_today"
            ),
        ]
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self.unit_kind} {self.unit_id}"
