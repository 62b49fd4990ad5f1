"""Mechanisms in the database: stored definitions, where which one holds, overrides, and who adopted what.

Places lie on a higher floor, so an area is an id here; :mod:`linli.mechanisms.places` is told the tree.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.records.models import Subject

#: "Until today": the open end of an adoption.
FOREVER = date(9999, 12, 31)
#: The area id under which the shipped definitions hold: everywhere.
EVERYWHERE = 0


class Definition(Subject):
    """A mechanism as it was at some time, named by its digest; the content is never changed.

    ``content`` is ``{"mechanism": document, "pins": {mechanism id: digest}}``: the pins say which definitions
    of the shared mechanisms belong to it, so that a record's rules stay together.
    """

    SUBJECT_KIND: ClassVar[str] = "definition"

    mechanism = models.CharField(_("机制"), max_length=60)
    digest = models.CharField(_("内容摘要"), max_length=64, unique=True)
    content = models.JSONField(_("内容"))
    created_at = models.DateTimeField(_("存入时间"))

    class Meta:
        verbose_name = _("机制定义")
        verbose_name_plural = _("机制定义")
        indexes = [models.Index(fields=["mechanism", "created_at"], name="mech_definition_age")]

    def __str__(self) -> str:
        return f"{self.mechanism} {self.digest[:8]}"


class InForce(models.Model):
    """Which definition of a mechanism new records begin under: everywhere, or inside one area."""

    mechanism = models.CharField(max_length=60)
    area_id = models.BigIntegerField(default=EVERYWHERE)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="in_force")

    class Meta:
        verbose_name = _("现行定义")
        verbose_name_plural = _("现行定义")
        constraints = [models.UniqueConstraint(fields=["mechanism", "area_id"], name="mech_in_force")]

    def __str__(self) -> str:
        return f"{self.mechanism} @ {self.area_id}"


class Override(models.Model):
    """A dated value laid over a shipped one: ``path`` names a list of dated entries, ``entry`` joins it."""

    mechanism = models.CharField(_("机制"), max_length=60)
    area_id = models.BigIntegerField(_("适用范围"), default=EVERYWHERE)
    path = models.CharField(_("项目"), max_length=200)
    entry = models.JSONField(_("新值"))
    basis = models.CharField(_("依据"), max_length=200)
    post_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("本地规定")
        verbose_name_plural = _("本地规定")
        indexes = [models.Index(fields=["mechanism", "area_id"], name="mech_override")]

    def __str__(self) -> str:
        return f"{self.mechanism} {self.path}"


class Adoption(Subject):
    """A place works by a mechanism in some period (half-open), on trial or for good; or keeps it switched off."""

    SUBJECT_KIND: ClassVar[str] = "adoption"

    class State(models.TextChoices):
        """The states of the library card."""

        OFF = "off", _("未启用")
        TRIAL = "trial", _("试点中")
        ON = "on", _("已启用")
        STOPPED = "stopped", _("已停用")

    mechanism = models.CharField(_("机制"), max_length=60)
    area_id = models.BigIntegerField(_("地点"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices)
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), default=FOREVER)
    post_id = models.BigIntegerField(null=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    binding = models.BooleanField(_("下级必须执行"), default=False)

    class Meta:
        verbose_name = _("启用记录")
        verbose_name_plural = _("启用记录")
        constraints = [
            models.UniqueConstraint(
                fields=["mechanism", "area_id", "valid_from"], name="mech_adoption_start"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="mech_adoption_period"
            ),
        ]
        indexes = [models.Index(fields=["area_id", "mechanism", "valid_to"], name="mech_adoption_area")]

    def __str__(self) -> str:
        return f"{self.mechanism} @ {self.area_id}: {self.state}"

    def holds(self, on: date) -> bool:
        """Whether the row speaks of a day."""
        return self.valid_from <= on < self.valid_to
