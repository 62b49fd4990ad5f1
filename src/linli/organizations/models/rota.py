"""The duty rota (值班表) of a body: who is on duty on which day, or part of a day."""

# ruff: noqa: DJ008 - turns are never listed by their name
from __future__ import annotations

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.domain import rota as rules
from linli.organizations.models.bodies import Organization, Person
from linli.records.models import Subject


class Pattern(models.TextChoices):
    """How a body divides its days of duty."""

    WHOLE = "whole", _("全天一班")
    DAY_NIGHT = "day_night", _("白班、夜班")
    HALVES = "halves", _("上午、下午、夜班")


class Part(models.TextChoices):
    """A part of a day of duty."""

    WHOLE = "whole", _("全天")
    DAY = "day", _("白班")
    MORNING = "morning", _("上午")
    AFTERNOON = "afternoon", _("下午")
    NIGHT = "night", _("夜班")


class Rota(Subject):
    """The rota of one body. All its months are one history, so that a swap over the end of a month is one event."""

    SUBJECT_KIND = "rota"

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="rota")
    #: How the month entered last was divided; the next one begins with it.
    pattern = models.CharField(_("分班"), max_length=12, choices=Pattern.choices, default=Pattern.WHOLE)
    #: Hand-overs in China's time; a day of duty lasts from one ``starts_at`` to the next.
    starts_at = models.TimeField(_("早上交接"), default=time(8))
    noon_at = models.TimeField(_("中午交接"), default=time(12))
    evening_at = models.TimeField(_("晚上交接"), default=time(18))

    class Meta:
        verbose_name = _("值班表")
        verbose_name_plural = _("值班表")

    def __str__(self) -> str:
        return f"rota of body {self.organization_id}"

    @property
    def hours(self) -> rules.Hours:
        """The hand-overs as the rules take them."""
        return rules.Hours(self.starts_at, self.noon_at, self.evening_at)


class Turn(models.Model):
    """One person on duty in one part of one day; a part nobody is put on has no row."""

    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="turns")
    #: The day on which it begins; a night belongs to the evening's day.
    day = models.DateField(_("日期"))
    part = models.CharField(_("班次"), max_length=12, choices=Part.choices, default=Part.WHOLE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    #: The leader who answers for the day (带班领导), where the office names one.
    leader = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Empty: the work telephone of the person, else that of the body.
    phone = models.CharField(_("值班电话"), max_length=30, blank=True, default="")

    class Meta:
        verbose_name = _("值班")
        verbose_name_plural = _("值班")
        constraints = [models.UniqueConstraint(fields=["rota", "day", "part"], name="org_turn_once")]
        indexes = [models.Index(fields=["person", "day"], name="org_turn_person")]
