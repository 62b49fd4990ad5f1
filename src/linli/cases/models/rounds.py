"""What belongs to a round of a case: parts of bodies, requests with their decisions, answers, words, tries."""

# ruff: noqa: DJ008 - rows of a case; the case is what pages name
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.cases.models.case import Case
from linli.organizations.models import Organization, Post


class InCase(models.Model):
    """A row of one round of a case, with who made it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss", db_index=False)
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    body = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["case"], name="cas_%(class)s_case")]


class Task(InCase):
    """One body's part in a round: exactly one lead (``lead_slot`` 1), any helpers (NULL)."""

    class State(models.TextChoices):
        """What became of the part."""

        ASKED = "asked", _("待签收")
        WORKING = "working", _("办理中")
        DONE = "done", _("已完成")
        ENDED = "ended", _("已转出")

    lead_slot = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    ask = models.CharField(_("请协办的事"), max_length=300, blank=True, default="")
    answer = models.TextField(_("协办情况"), blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(InCase.Meta):
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "lead_slot"], name="cas_task_one_lead"),
            models.UniqueConstraint(
                fields=["case", "round", "body"],
                condition=models.Q(lead_slot__isnull=True, state__in=("asked", "working")),
                name="cas_task_helper_once",
            ),
        ]
        indexes = [
            *InCase.Meta.indexes,
            models.Index(fields=["body", "state", "id"], name="cas_task_body"),
            models.Index(fields=["post", "state"], name="cas_task_post"),
            models.Index(
                fields=["body", "state"],
                condition=models.Q(lead_slot__isnull=True),
                name="cas_task_helping",
            ),
        ]

    @property
    def part(self) -> str:
        """The name of its clock beside the case's own."""
        return "" if self.lead_slot else f"task:{self.pk}"


class Decision(models.TextChoices):
    """What became of a request."""

    WAITING = "waiting", _("待审")
    APPROVED = "approved", _("同意")
    REFUSED = "refused", _("不同意")
    COUNCIL = "council", _("会商中")
    RULED = "ruled", _("会商已定")
    ENDED = "ended", _("已结束")


class Asked(InCase):
    """A request that another body decides."""

    text = models.CharField(_("理由"), max_length=500, blank=True, default="")
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_body_id = models.BigIntegerField(null=True, blank=True)
    decided_post_id = models.BigIntegerField(null=True, blank=True)
    decided_text = models.CharField(_("审核意见"), max_length=500, blank=True, default="")

    class Meta(InCase.Meta):
        abstract = True


class Extension(Asked):
    """More time, asked before the limit; the old date is kept beside the new one."""

    amount = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=16, blank=True, default="")
    old_due = models.DateTimeField(null=True, blank=True)
    new_due = models.DateTimeField(null=True, blank=True)

    class Meta(Asked.Meta):
        verbose_name = _("延期")
        verbose_name_plural = _("延期")


class Suspension(Asked):
    """It cannot be done now: why, until when it is looked at again."""

    reason = models.CharField(_("挂账原因"), max_length=24)
    revisit_on = models.DateField(_("复核日"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Asked.Meta):
        verbose_name = _("挂账")
        verbose_name_plural = _("挂账")


class Exclusion(Asked):
    """Left out of the base of every rate, with its basis; the row itself stays visible."""

    reason = models.CharField(_("剔除理由"), max_length=24)
    basis = models.CharField(_("依据"), max_length=200)

    class Meta(Asked.Meta):
        verbose_name = _("剔除")
        verbose_name_plural = _("剔除")


class ReturnRequest(Asked):
    """「不归我办」: reason, basis, and whom instead."""

    reason = models.CharField(_("退单理由"), max_length=24)
    basis = models.CharField(_("依据"), max_length=200)
    suggested = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    suggested_text = models.CharField(_("转办建议"), max_length=80, blank=True, default="")

    class Meta(Asked.Meta):
        verbose_name = _("退单")
        verbose_name_plural = _("退单")


class Answer(InCase):
    """One 「办理情况」 a round (result, answer to the resident and proof in one text), and an internal note."""

    result = models.CharField(_("办理结果"), max_length=24)
    text = models.TextField(_("办理情况"))
    note = models.TextField(_("内部备注"), blank=True, default="")
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_text = models.CharField(_("审核意见"), max_length=500, blank=True, default="")

    class Meta(InCase.Meta):
        verbose_name = _("办理情况")
        verbose_name_plural = _("办理情况")


class Confirmation(InCase):
    """Somebody's word on a round: contacted, solved, satisfied; an answer on the page is the call-back."""

    by = models.CharField(max_length=12)
    way = models.CharField(max_length=12, default="phone")
    contacted = models.BooleanField(null=True, blank=True)
    solved = models.CharField(max_length=8)
    satisfied = models.CharField(max_length=12, blank=True, default="")

    class Meta(InCase.Meta):
        verbose_name = _("回访")
        verbose_name_plural = _("回访")


class CallBackTry(InCase):
    """An attempt to reach the reporter that failed."""

    outcome = models.CharField(max_length=12, default="no_answer")

    class Meta(InCase.Meta):
        verbose_name = _("未联系上")
        verbose_name_plural = _("未联系上")
