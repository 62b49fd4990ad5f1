"""Imports with their staged rows, remembered mappings, and ledgers taken out.

Nothing of an import is visible elsewhere before its rows are applied through the target's own services.
"""

# ruff: noqa: DJ008 - rows of machinery; people meet them by their file name
from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ledgers.fields import EncryptedJSON
from linli.records.models import Subject


class Import(Subject):
    """One uploaded file on its way into the records of a target, or the compensation of such a one."""

    SUBJECT_KIND: ClassVar[str] = "import"

    class State(models.TextChoices):
        """Where it stands; each step can be left and found again."""

        READING = "reading", _("正在读取")
        MAPPING = "mapping", _("待确认列")
        CHECKING = "checking", _("正在核对")
        PREVIEW = "preview", _("待确认导入")
        APPLYING = "applying", _("正在导入")
        DONE = "done", _("已导入")
        UNDOING = "undoing", _("正在撤销")
        UNDONE = "undone", _("已撤销")
        REFUSED = "refused", _("不能导入")
        WITHDRAWN = "withdrawn", _("已放弃")

    target = models.CharField(max_length=48)
    state = models.CharField(max_length=12, choices=State.choices)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    file_size = models.PositiveBigIntegerField(default=0)
    sheet = models.PositiveSmallIntegerField(default=0)
    #: All sheets that could be chosen: [[index, name], …].
    sheets = models.JSONField(default=list)
    labels = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(default=0)
    header_digest = models.CharField(max_length=64, blank=True, default="")
    #: Of each sheet: hidden rows, hidden columns, formulas without a result; below those of the chosen one.
    told = models.JSONField(default=list)
    hidden_rows = models.PositiveIntegerField(default=0)
    hidden_columns = models.PositiveIntegerField(default=0)
    #: Cells whose formula has no result yet; they were read as empty.
    blank_formulas = models.PositiveIntegerField(default=0)
    #: Column of ours → index of the sheet's column.
    mapping = models.JSONField(default=dict)
    remembered = models.BooleanField(default=False)
    #: What the target was told at the upload (place, source system …): codes only.
    options = models.JSONField(default=dict)
    #: Places the person could fill in when uploading: [[level, id], …]; later changes do not widen it.
    fill = models.JSONField(default=list)
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField(null=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_failed = models.PositiveIntegerField(default=0)
    #: Sentence when a background step could not go on.
    trouble = models.CharField(max_length=300, blank=True, default="")
    compensates = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="compensation"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("导入")
        verbose_name_plural = _("导入")
        indexes = [
            models.Index(fields=["user_id", "-id"], name="led_import_user"),
            models.Index(fields=["body_id", "-id"], name="led_import_body"),
            models.Index(fields=["file_digest", "target"], name="led_import_file"),
        ]

    @property
    def is_under_way(self) -> bool:
        """Is a background step at work, so that the page should look again?"""
        return self.state in {
            self.State.READING,
            self.State.CHECKING,
            self.State.APPLYING,
            self.State.UNDOING,
        }

    @property
    def rows_good(self) -> int:
        """Rows that would be applied."""
        return self.rows_total - self.rows_bad


class ImportRow(models.Model):
    """One row of the sheet: as read, what is wrong with it, and what became of it."""

    class State(models.TextChoices):
        """What became of the row; each is applied once by (import, line)."""

        STAGED = "staged", _("待导入")
        BAD = "bad", _("有问题")
        DONE = "done", _("已导入")
        FAILED = "failed", _("未导入")
        UNDONE = "undone", _("已撤销")

    batch = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    cells: Any = EncryptedJSON(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGED)
    #: [[column key or null, message, help], …]
    problems: Any = EncryptedJSON(default=list, blank=True)
    ref_kind = models.CharField(max_length=24, blank=True, default="")
    ref_id = models.BigIntegerField(null=True)
    how = models.CharField(max_length=10, blank=True, default="")
    #: What stood in the record before an update, for the undo.
    before: Any = EncryptedJSON(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="led_row_once")]
        indexes = [
            models.Index(fields=["batch", "state", "number"], name="led_row_state"),
            models.Index(fields=["ref_kind", "ref_id"], name="led_row_ref"),
        ]


class ColumnMapping(models.Model):
    """A mapping of columns confirmed once for a header; the next file with that header needs none."""

    target = models.CharField(max_length=48)
    header_digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "header_digest"], name="led_mapping_once")]


class Export(Subject):
    """A ledger taken out: who took what, when, how many rows; the file is kept for a day."""

    SUBJECT_KIND: ClassVar[str] = "export"

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("排队中")
        WRITING = "writing", _("正在生成")
        DONE = "done", _("可以下载")
        EXPIRED = "expired", _("已过期")
        FAILED = "failed", _("没有生成")

    outlet = models.CharField(max_length=48)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    params = models.JSONField(default=dict)
    #: The scope it was asked under, as plain JSON: what comes out is what that person might see then.
    scope = models.JSONField(default=dict)
    file_name = models.CharField(max_length=160, blank=True, default="")
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    user_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("导出")
        verbose_name_plural = _("导出")
        indexes = [
            models.Index(fields=["user_id", "-id"], name="led_export_user"),
            models.Index(fields=["state", "created_at"], name="led_export_state"),
        ]


class Gathering(Subject):
    """收表汇总: files that many units sent back, on their way into one sheet."""

    SUBJECT_KIND: ClassVar[str] = "gathering"

    class State(models.TextChoices):
        """Files may come until the merged sheet is confirmed."""

        OPEN = "open", _("收表中")
        DONE = "done", _("已汇总")

    title = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    #: Names of the units asked, in their fixed order.
    expected = models.JSONField(default=list)
    #: The header of the first file: every other one is compared with it.
    labels = models.JSONField(default=list)
    due_text = models.CharField(max_length=40, blank=True, default="")
    user_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("收表汇总")
        verbose_name_plural = _("收表汇总")
        indexes = [
            models.Index(fields=["user_id", "-id"], name="led_gather_user"),
            models.Index(fields=["body_id", "-id"], name="led_gather_body"),
        ]


class GatheredFile(models.Model):
    """One returned file: whose it is, its rows as read, what differs from the others."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    unit = models.CharField(max_length=100, blank=True, default="")
    labels = models.JSONField(default=list)
    cells: Any = EncryptedJSON(default=list, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    #: Sentences: a column is missing, a number is text, rows are hidden.
    differences = models.JSONField(default=list)
    #: Set when the file could not be read at all.
    refused = models.CharField(max_length=300, blank=True, default="")
    #: A later file of the same unit takes its place.
    replaced = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("收回的表")
        verbose_name_plural = _("收回的表")
        indexes = [models.Index(fields=["gathering", "replaced"], name="led_gathered")]


class SheetFill(Subject):
    """套表: somebody's blank workbook, filled from our own data and given back in its own format."""

    SUBJECT_KIND: ClassVar[str] = "sheet_fill"

    class State(models.TextChoices):
        """Columns are confirmed once, then it is filled."""

        MAPPING = "mapping", _("待确认列")
        DONE = "done", _("已填好")
        EXPIRED = "expired", _("已过期")

    state = models.CharField(max_length=8, choices=State.choices, default=State.MAPPING)
    file_name = models.CharField(max_length=200)
    outlet = models.CharField(max_length=48, blank=True, default="")
    sheet = models.PositiveSmallIntegerField(default=0)
    labels = models.JSONField(default=list)
    #: First column and first data row of the blank, counted from 0.
    left = models.PositiveSmallIntegerField(default=0)
    first_row = models.PositiveIntegerField(default=0)
    header_digest = models.CharField(max_length=64, blank=True, default="")
    mapping = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField(default=0)
    user_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("套表")
        verbose_name_plural = _("套表")
        indexes = [models.Index(fields=["user_id", "-id"], name="led_fill_user")]


class OfficeLayout(Subject):
    """How a body prints a ledger: the shape of ``definitions.layouts.SheetLayout`` as data."""

    SUBJECT_KIND: ClassVar[str] = "office_layout"

    outlet = models.CharField(max_length=60)
    body = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    content: Any = models.JSONField(default=dict)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("本单位版式")
        verbose_name_plural = _("本单位版式")
        constraints = [models.UniqueConstraint(fields=["outlet", "body"], name="led_layout_once")]

    def __str__(self) -> str:
        return self.outlet
