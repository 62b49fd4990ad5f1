"""What hangs on a case: links between cases, rulings kept for reference, joint actions, help and its cost."""

# ruff: noqa: DJ008 - rows of a case; the case is what pages name
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.cases.models.case import Case
from linli.cases.models.rounds import ReturnRequest
from linli.organizations.models import Organization
from linli.records.models import Subject


class CaseLink(models.Model):
    """One case has to do with another (or with a paper): a cluster's complaints, a finding of a case."""

    class Kind(models.TextChoices):
        """How."""

        CLUSTER = "cluster", _("集中反映")
        RELATED = "related", _("相关诉求")
        FOLLOWS = "follows", _("由此产生")

    source = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_to", db_index=False)
    target = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_from")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("关联诉求")
        verbose_name_plural = _("关联诉求")
        constraints = [models.UniqueConstraint(fields=["source", "target", "kind"], name="cas_link_once")]


class Ruling(Scoped):
    """派单参考案例: what a council decided, found again by category and place."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rulings")
    request = models.OneToOneField(ReturnRequest, on_delete=models.PROTECT, related_name="ruling")
    category = models.CharField(max_length=64, blank=True, default="")
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="rulings")
    basis = models.CharField(_("依据"), max_length=200, blank=True, default="")
    text = models.TextField(_("会商意见"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("派单参考案例")
        verbose_name_plural = _("派单参考案例")
        indexes = [
            models.Index(fields=["district", "category", "id"], name="cas_ruling_district"),
            models.Index(fields=["street", "category", "id"], name="cas_ruling_street"),
        ]


class JointAction(Subject, Scoped):
    """三方联访联议联办联调: counted as one of three parties only when all took part (S1-07)."""

    SUBJECT_KIND: ClassVar[str] = "joint"

    class Kind(models.TextChoices):
        """The four things done together."""

        VISIT = "visit", _("联访")
        DELIBERATE = "deliberate", _("联议")
        HANDLE = "handle", _("联办")
        MEDIATE = "mediate", _("联调")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="joint_actions"
    )
    on = models.DateField(_("日期"))
    topic = models.CharField(_("事项"), max_length=120)
    result = models.TextField(_("结果"), blank=True, default="")
    #: How many parties it takes to count; copied from the mechanism.
    needed = models.PositiveSmallIntegerField(default=3)
    parties = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("三方联动")
        verbose_name_plural = _("三方联动")
        indexes = [models.Index(fields=["community", "on"], name="cas_joint_community")]

    @property
    def counts(self) -> bool:
        """Did all parties take part? Only then is it a three-party action."""
        return self.parties >= self.needed


class JointParty(models.Model):
    """One party's recorded participation."""

    joint = models.ForeignKey(
        JointAction, on_delete=models.PROTECT, related_name="party_rows", db_index=False
    )
    party = models.CharField(max_length=32)
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "joint parties"
        constraints = [models.UniqueConstraint(fields=["joint", "party"], name="cas_joint_party_once")]


class HelpAction(models.Model):
    """What was done in an emergency, by whom, when, and what it cost in 分 (S3-25, S3-22)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="help_actions")
    kind = models.CharField(_("做了什么"), max_length=24)
    text = models.CharField(_("说明"), max_length=300, blank=True, default="")
    at = models.DateTimeField()
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cost = models.PositiveBigIntegerField(_("费用（分）"), null=True, blank=True)
    paid_by = models.CharField(_("支出来源"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("救助行动")
        verbose_name_plural = _("救助行动")
        indexes = [models.Index(fields=["case", "at"], name="cas_help_case")]
