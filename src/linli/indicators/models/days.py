"""Counts kept by day: what whole closed days add to a figure, so that no page counts a year of records again."""

from __future__ import annotations

from django.db import models


class KeptSet(models.Model):
    """One row for each record set whose days are counted; the worker locks it, so that one counts at a time."""

    record_set = models.CharField(max_length=48, primary_key=True)

    def __str__(self) -> str:
        return self.record_set


class DayCount(models.Model):
    """The integers of one place on one day: key of what is counted → how many; none for a zero.

    The row of area 0 says that the day has been counted, and which keys were asked.
    """

    record_set = models.CharField(max_length=48)
    date_name = models.CharField(max_length=32)
    day = models.DateField()
    area_id = models.BigIntegerField()
    numbers = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_set", "date_name", "area_id", "day"], name="ind_day_count_once"
            )
        ]
        indexes = [models.Index(fields=["record_set", "date_name", "day"], name="ind_day_count_day")]

    def __str__(self) -> str:
        return f"{self.record_set}.{self.date_name} {self.day} {self.area_id}"
