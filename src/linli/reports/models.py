"""The form registry, report tasks, what each body owes, and the reported values with their sources.

A value is an integer of its item's smallest unit; NULL never stands for zero. Nothing is overwritten: a changed value
is a new row, the old one is marked as replaced.
"""

# ruff: noqa: DJ008 - rows of machinery; people meet them by their form
from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.domain.reporting import State as ReportState
from linli.organizations.models import Organization
from linli.records.models import Subject


class FormEntry(Subject, Scoped):
    """An entry of the form registry (报表清单): without one no form goes out. ``area``: where it may be asked."""

    SUBJECT_KIND: ClassVar[str] = "report_form"

    class State(models.TextChoices):
        """Only registered forms go out."""

        DRAFT = "draft", _("待登记")
        REGISTERED = "registered", _("已列入清单")
        ENDED = "ended", _("已停用")

    #: Id of a form of the library, or empty for one that an office drew up.
    form_id = models.CharField(max_length=48, blank=True, default="")
    definition_id = models.BigIntegerField(null=True)
    title = models.CharField(_("表名"), max_length=100)
    owner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name=_("主责单位")
    )
    basis = models.CharField(_("依据"), max_length=200)
    approval = models.CharField(_("批准文号"), max_length=60, blank=True, default="")
    period = models.CharField(_("周期"), max_length=16)
    minutes_each = models.PositiveSmallIntegerField(_("每项约需分钟"), default=1)
    bodies_expected = models.PositiveIntegerField(_("填报单位数"), default=1)
    #: The whole form as data, in the shape of definitions.reports.ReportForm.
    content: Any = models.JSONField(default=dict)
    fields = models.PositiveSmallIntegerField(default=0)
    #: Why it is asked although other forms ask the same: [entry id, share in percent, names] and the words.
    overlaps: Any = models.JSONField(default=list)
    overlap_reason = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        verbose_name = _("报表清单")
        verbose_name_plural = _("报表清单")
        indexes = [
            models.Index(fields=["state", "valid_to"], name="rep_form_state"),
            models.Index(fields=["owner", "state"], name="rep_form_owner"),
            models.Index(fields=["form_id"], name="rep_form_piece"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=models.F("valid_from")), name="rep_form_period"),
        ]

    def __str__(self) -> str:
        return self.title


class ReportTask(Subject, Scoped):
    """One collection: this form, this period, these bodies, due then."""

    SUBJECT_KIND: ClassVar[str] = "report_task"

    class State(models.TextChoices):
        """Open until its issuer closes it."""

        OPEN = "open", _("收表中")
        CLOSED = "closed", _("已收齐定稿")
        WITHDRAWN = "withdrawn", _("已取消")

    form = models.ForeignKey(FormEntry, on_delete=models.PROTECT, related_name="tasks")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=140)
    #: The form as it was when the task went out.
    content: Any = models.JSONField(default=dict)
    start = models.DateField()
    end = models.DateField()
    due_at = models.DateTimeField()
    presumed = models.BooleanField(default=False)
    #: Why due then, as codes of domain.clocks.
    steps: Any = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name = _("报表任务")
        verbose_name_plural = _("报表任务")
        indexes = [
            models.Index(fields=["issuer", "state", "-id"], name="rep_task_issuer"),
            models.Index(fields=["state", "due_at"], name="rep_task_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "issuer", "start", "end"],
                condition=~Q(state="withdrawn"),
                name="rep_task_once",
            ),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="rep_task_period"),
        ]

    def __str__(self) -> str:
        return self.title


class Repeat(Subject, Scoped):
    """A form that goes out by itself every period, to the same bodies, until somebody stops it (按期自动下发)."""

    SUBJECT_KIND: ClassVar[str] = "report_repeat"

    class State(models.TextChoices):
        """Runs until stopped; what went out stays."""

        RUNNING = "running", _("按期下发中")
        STOPPED = "stopped", _("已停止")

    form = models.ForeignKey(FormEntry, on_delete=models.PROTECT, related_name="repeats")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    #: Ids of the bodies asked; those that have ended by then are left out.
    bodies: Any = models.JSONField(default=list)
    #: How many days before the period is over it goes out; 0: on the first day after it.
    ahead = models.PositiveSmallIntegerField(default=0)
    #: First day of the period that goes out next.
    next_start = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("按期下发")
        verbose_name_plural = _("按期下发")
        indexes = [models.Index(fields=["state", "next_start"], name="rep_repeat_next")]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "issuer"], condition=Q(state="running"), name="rep_repeat_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.form)


class Report(Subject, Scoped):
    """What one body owes for a task. ``position`` is its place in the fixed order, which is no ranking."""

    SUBJECT_KIND: ClassVar[str] = "report"

    STATES: ClassVar[Any] = [
        (ReportState.DRAFT.value, _("待报")),
        (ReportState.SUBMITTED.value, _("已报待审")),
        (ReportState.RETURNED.value, _("退回重报")),
        (ReportState.CHECKED.value, _("已审核")),
        (ReportState.LOCKED.value, _("底数锁定")),
    ]

    task = models.ForeignKey(ReportTask, on_delete=models.PROTECT, related_name="reports")
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=STATES, default=ReportState.DRAFT.value)
    #: Copied from the task, so that Today and lists read one index.
    due_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    #: The first time it came in: on time is judged by it and stays after a return.
    first_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    complete = models.BooleanField(default=False)
    #: Levels that check it, nearest first, and how many have.
    levels: Any = models.JSONField(default=list)
    passed = models.PositiveSmallIntegerField(default=0)
    #: Explanations of findings, by rule and item, and the reason of a return or unlock.
    explanations: Any = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True, default="")
    filled_by = models.CharField(max_length=40, blank=True, default="")
    reviewed_by = models.CharField(max_length=40, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    #: When the body was reminded before the time, and told after it; each once.
    reminded_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("报表")
        verbose_name_plural = _("报表")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["draft", "returned"], late_told_at=None),
                name="rep_report_untold",
            ),
            models.Index(fields=["body", "state", "due_at"], name="rep_report_body"),
            models.Index(fields=["task", "position"], name="rep_report_task"),
        ]
        constraints = [models.UniqueConstraint(fields=["task", "body"], name="rep_report_once")]


class ReportedValue(models.Model):
    """One value of one item as one source said it. ``current``: not replaced by a later word of the same source."""

    class Origin(models.TextChoices):
        """How it came in."""

        REPORT = "report", _("填报")
        IMPORT = "import", _("表格导入")
        RECORDS = "records", _("系统记录")
        PUBLISHED = "published", _("公开报道")
        PAPER = "paper", _("来文")

    form_id = models.CharField(max_length=48)
    item = models.CharField(max_length=48)
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="values")
    start = models.DateField()
    end = models.DateField()
    #: NULL: said to be unknown. Zero is a value.
    value = models.BigIntegerField(null=True)
    as_of = models.DateTimeField()
    source = models.CharField(max_length=160)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.REPORT)
    definition_id = models.BigIntegerField(null=True)
    #: What is counted, in words, as the source or the form says it.
    meaning = models.CharField(max_length=200, blank=True, default="")
    issuer_text = models.CharField(max_length=100)
    explanation = models.CharField(max_length=300, blank=True, default="")
    entered_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    current = models.BooleanField(default=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("填报数")
        verbose_name_plural = _("填报数")
        indexes = [
            models.Index(fields=["form_id", "item", "body", "end"], name="rep_value_series"),
            models.Index(fields=["report", "current"], name="rep_value_report"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["form_id", "item", "body", "start", "end", "source", "as_of"],
                condition=Q(current=True),
                name="rep_value_once",
            ),
        ]
