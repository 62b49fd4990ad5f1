"""Bulletins: a text with bound figures that may still change, and its editions, which may not."""

# ruff: noqa: DJ008 - editions and their rows are met through their bulletin
from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.bulletins.errors import EditionFrozen
from linli.domain import binding
from linli.domain.calendar import SHANGHAI
from linli.mechanisms.models import Definition
from linli.organizations.models import Organization
from linli.papers.models import Paper
from linli.records.models import Subject


class Bulletin(Subject, Scoped):
    """A bulletin of a place and a period. ``text`` holds its lines with ``{name}`` for figures."""

    SUBJECT_KIND: ClassVar[str] = "bulletin"

    class State(models.TextChoices):
        """草稿 → 已定稿; 更正中 while a correcting edition is being written."""

        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("已定稿")
        CORRECTING = "correcting", _("更正中")
        WITHDRAWN = "withdrawn", _("已作废")

    template = models.CharField(_("模板"), max_length=48)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    issuer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="bulletins", db_index=False
    )
    title = models.CharField(_("标题"), max_length=200)
    addressee = models.CharField(_("主送"), max_length=200, blank=True, default="")
    #: Days of the period, both included; no first day means everything until the last one.
    first_day = models.DateField(_("开始日期"), null=True)
    last_day = models.DateField(_("截止日期"))
    text = models.JSONField(default=list)
    #: Figures and tables as they stood when drafted or last refreshed: name → {exact, printed, …}.
    figures = models.JSONField(default=dict)
    tables = models.JSONField(default=dict)
    #: Values entered by hand: name → {value, source, on, explanation}.
    typed = models.JSONField(default=dict)
    figures_at = models.DateTimeField()
    authority = models.CharField(_("授权依据"), max_length=200, blank=True, default="")
    #: Why it is being corrected; kept with the edition that comes of it.
    correction = models.CharField(_("更正原因"), max_length=500, blank=True, default="")
    editions_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("通报")
        verbose_name_plural = _("通报")
        indexes = [
            models.Index(fields=["issuer", "-id"], name="bul_issuer"),
            models.Index(fields=["template", "area", "last_day"], name="bul_series"),
            models.Index(fields=["street", "state", "id"], name="bul_street"),
            models.Index(fields=["district", "state", "id"], name="bul_district"),
            models.Index(fields=["city", "state", "id"], name="bul_city"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """May its words still change?"""
        return self.state in {self.State.DRAFT, self.State.CORRECTING}

    @property
    def bounds(self) -> tuple[datetime | None, datetime]:
        """The period as instants, half-open."""
        first = datetime.combine(self.first_day, time.min, SHANGHAI) if self.first_day else None
        return first, datetime.combine(self.last_day + timedelta(days=1), time.min, SHANGHAI)

    @property
    def printed(self) -> dict[str, str]:
        """What each figure reads as."""
        return {name: str(held["printed"]) for name, held in self.figures.items()}

    @property
    def exact_and_printed(self) -> dict[str, tuple[str, str]]:
        """Exact text and printed text by name, for comparing."""
        return {name: (str(held["exact"]), str(held["printed"])) for name, held in self.figures.items()}

    def days(self) -> tuple[date | None, date]:
        """First and last day."""
        return self.first_day, self.last_day


class Fixed(models.Model):
    """Rows that are written once: any later save or delete is refused."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses everything but the first writing. Raises :class:`EditionFrozen`."""
        if self.pk is not None and not kwargs.get("force_insert"):
            raise EditionFrozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refused. Raises :class:`EditionFrozen`."""
        raise EditionFrozen()


class Edition(Fixed):
    """What was published: words, figures, who signed, what we knew then. Never changed."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="editions", db_index=False)
    number = models.PositiveSmallIntegerField(_("版次"))
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    #: Lines with ``{name}``, figures and tables as published.
    text = models.JSONField()
    figures = models.JSONField()
    tables = models.JSONField()
    published_at = models.DateTimeField()
    #: What the office had recorded by then is what the figures say.
    known_at = models.DateTimeField()
    reason = models.CharField(_("更正原因"), max_length=500, blank=True, default="")
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    #: SHA-256 of the canonical text of words, figures, tables and rows.
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("定稿")
        verbose_name_plural = _("定稿")
        constraints = [models.UniqueConstraint(fields=["bulletin", "number"], name="bul_edition_once")]


class EditionRows(Fixed):
    """The rows behind one figure of an edition: their kind and ids, packed."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rows", db_index=False)
    figure = models.CharField(max_length=80)
    kind = models.CharField(max_length=24)
    count = models.PositiveIntegerField()
    packed = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("定稿明细")
        verbose_name_plural = _("定稿明细")
        constraints = [models.UniqueConstraint(fields=["edition", "figure"], name="bul_rows_once")]

    @property
    def ids(self) -> tuple[int, ...]:
        """The sorted ids."""
        return binding.unpack(bytes(self.packed))
