"""Filters: instants, days and telephones as people write them."""

from __future__ import annotations

from datetime import date, datetime

from linli.ui import words
from linli.ui.tags.library import register


@register.filter
def day(value: date | datetime | None) -> str:
    """11月21日 星期六; 2025年11月21日 星期五 when it is another year's."""
    return words.day(value) if value else ""


@register.filter
def fullday(value: date | datetime | None) -> str:
    """2026年11月21日 星期六."""
    return words.day(value, year=True) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """11月21日 14:05; 2025年11月21日 14:05 when it is another year's."""
    return words.moment(value) if value else ""


@register.filter
def fullmoment(value: datetime | None) -> str:
    """2026年11月21日 14:05, for what is printed and kept."""
    return words.moment(value, year=True) if value else ""


@register.filter
def ago(value: datetime | None, at: datetime) -> str:
    """3小时前, 昨天 14:05."""
    return words.ago(value, at) if value else ""


@register.filter
def days_left(due: datetime | None, at: datetime) -> str:
    """今天18:00前, 还有2天, 超期3天."""
    return words.days_left(due, at) if due and at else ""


@register.filter
def phone(value: str | None) -> str:
    """138 0013 8000."""
    return words.phone(value) if value else ""
