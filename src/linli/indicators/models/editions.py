"""Editions: tables that never change once published, with the exact fraction and the record ids behind every cell."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.indicators.models.settings import UnitKind
from linli.mechanisms.models import Definition
from linli.organizations.models import Organization, Post
from linli.records.models import Subject


class Edition(Subject, Scoped):
    """One table for one period: drafted, open for objections, approved, published; then it never changes."""

    SUBJECT_KIND: ClassVar[str] = "edition"

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("拟稿")
        CHECKING = "checking", _("核对期")
        APPROVED = "approved", _("已审定")
        PUBLISHED = "published", _("已发布")
        DROPPED = "dropped", _("已作废")

    ranking = models.CharField(_("排名"), max_length=60)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    period_kind = models.CharField(max_length=20)
    start = models.DateField()
    end = models.DateField()
    period_name = models.CharField(max_length=80, blank=True, default="")
    as_of = models.DateTimeField(_("数据截至"))
    known_at = models.DateTimeField()
    tree_date = models.DateField(_("区划日期"))
    #: 考核依据. Empty: the same table in fixed order, 「进展情况表（不排名）」.
    basis = models.CharField(_("考核依据"), max_length=200, blank=True, default="")
    ranked = models.BooleanField(default=False)
    #: Bodies whose members made the assessment (S0-24).
    team = models.JSONField(default=list)
    objections_until = models.DateTimeField(_("核对截止"), null=True, blank=True)
    number = models.CharField(_("编号"), max_length=40, blank=True, default="")
    signer = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    issuer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    #: Over every row and cell; printed on the edition.
    digest = models.CharField(_("修改记录校验"), max_length=64, blank=True, default="")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True
    )
    why = models.CharField(_("更正原因"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("通报底表")
        verbose_name_plural = _("通报底表")
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="ind_edition_number"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="ind_edition_order"),
            models.CheckConstraint(condition=Q(ranked=False) | ~Q(basis=""), name="ind_edition_basis"),
        ]
        indexes = [
            models.Index(fields=["ranking", "state", "start"], name="ind_edition_ranking"),
            models.Index(fields=["city", "state", "id"], name="ind_edition_city"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.ranking} {self.start}"

    @property
    def is_frozen(self) -> bool:
        """Published: rows and cells never change again."""
        return self.state == Edition.State.PUBLISHED


class EditionRow(models.Model):
    """A unit in an edition: its exact score, its place or why it has none."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    unit_kind = models.CharField(max_length=4, choices=UnitKind.choices)
    unit_id = models.BigIntegerField()
    name = models.CharField(_("单位"), max_length=120)
    group = models.CharField(max_length=40, blank=True, default="")
    standing = models.CharField(max_length=10)
    place = models.PositiveIntegerField(_("名次"), null=True)
    group_place = models.PositiveIntegerField(null=True)
    tied = models.BooleanField(default=False)
    movement = models.IntegerField(null=True)
    #: "14213/11941"; empty: missing.
    score = models.CharField(max_length=80, blank=True, default="")
    base = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "unit_kind", "unit_id"], name="ind_row_unit"),
            models.UniqueConstraint(fields=["edition", "position"], name="ind_row_position"),
        ]
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.position} {self.name}"

    @property
    def exact(self) -> Fraction | None:
        """The score as a fraction."""
        return Fraction(self.score) if self.score else None


class EditionCell(models.Model):
    """One figure of a row: numerator, denominator, and the packed ids of the records behind each part."""

    row = models.ForeignKey(EditionRow, on_delete=models.PROTECT, related_name="cells")
    indicator = models.CharField(max_length=60)
    top = models.CharField(max_length=80, blank=True, default="")
    base = models.CharField(max_length=80, blank=True, default="")
    value = models.CharField(max_length=80, blank=True, default="")
    #: part → how many records (they may be more than the reader sees).
    counts = models.JSONField(default=dict)
    numerator = models.BinaryField(default=b"")
    denominator = models.BinaryField(default=b"")
    left_out = models.BinaryField(default=b"")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "indicator"], name="ind_cell_once")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"

    @property
    def exact(self) -> Fraction | None:
        """The value as a fraction."""
        return Fraction(self.value) if self.value else None


class Adjustment(models.Model):
    """加分、扣分: points with a reason, a proof and who approved them; each a row of its own."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="adjustments")
    unit_kind = models.CharField(max_length=4, choices=UnitKind.choices)
    unit_id = models.BigIntegerField()
    points = models.DecimalField(_("加减分"), max_digits=8, decimal_places=3)
    reason = models.CharField(_("理由"), max_length=200)
    proof = models.CharField(_("凭据"), max_length=200)
    approver = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.points} {self.reason}"


class Objection(models.Model):
    """A unit says that a figure is wrong, inside the time for it; answered before approval."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="objections")
    unit_kind = models.CharField(max_length=4, choices=UnitKind.choices)
    unit_id = models.BigIntegerField()
    text = models.CharField(_("核对意见"), max_length=500)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    answer = models.CharField(_("处理意见"), max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.text[:40]


class CheckNotice(models.Model):
    """核对通知: told to the last-placed before anything is published (trade.md 7)."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="notices")
    unit_kind = models.CharField(max_length=4, choices=UnitKind.choices)
    unit_id = models.BigIntegerField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "unit_kind", "unit_id"], name="ind_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.unit_kind} {self.unit_id}"
