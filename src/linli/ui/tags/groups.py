"""Groups of things: facts, ways, timelines, progress, clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from linli.ui.tags.library import component


@component("facts")
def facts(pairs: Iterable[Sequence[Any]], css: str = "") -> dict[str, Any]:
    """A definition list; pairs without a value are left out."""
    kept = [(pair[0], pair[1]) for pair in pairs if pair[1] not in (None, "")]
    return {"pairs": kept, "css": css}


@component("crumbs")
def crumbs(items: Iterable[Sequence[Any]], above: bool = False) -> dict[str, Any]:
    """The way down to this place or page; the last one is where the reader is, unless all lie ``above`` it."""
    found = [{"label": item[0], "url": item[1] if len(item) > 1 else None} for item in items]
    return {"items": found, "above": above}


@component("tabs")
def tabs(items: Iterable[Sequence[Any]], label: str = "") -> dict[str, Any]:
    """Links between views of one thing: (label, url, current, count)."""
    keys = ("label", "url", "current", "count")
    return {"items": [dict(zip(keys, item, strict=False)) for item in items], "label": label}


@component("timeline")
def timeline(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest where the caller puts it: at, text, who, detail, url, tone, icon."""
    return {"items": list(items)}


@component("progress")
def progress(done: int, total: int, label: str = "", late: bool = False) -> dict[str, Any]:
    """A bar with its two numbers in words; never a bar alone. An empty total reads 「本期无任务」."""
    return {**locals(), "percent": round(done * 100 / total) if total else None}


@component("bars")
def bars(items: Iterable[Sequence[Any]], unit: str = "") -> dict[str, Any]:
    """Lying bars with their numbers: (label, number, percent of the longest, url)."""
    keys = ("label", "number", "percent", "url")
    return {"rows": [dict(zip(keys, item, strict=False)) for item in items], "unit": unit}


@component("columns")
def columns(items: Iterable[Sequence[Any]], unit: str = "", label: str = "") -> dict[str, Any]:
    """Standing columns over time, each with its number: (label, number, url); None leaves a gap."""
    rows = [dict(zip(("label", "number", "url"), item, strict=False)) for item in items]
    top = max((row["number"] or 0 for row in rows), default=0)
    for row in rows:
        row["height"] = round((row["number"] or 0) * 100 / top) if top else 0
        row["top"] = 100 - row["height"]
    return {"rows": rows, "unit": unit, "label": label}


@component("clock")
def clock(
    due: datetime | None,
    at: datetime | None = None,
    started: datetime | None = None,
    state: str = "normal",
    steps: Iterable[Any] = (),
    note: str = "",
) -> dict[str, Any]:
    """A deadline that explains itself: the date, how long, and step by step how it was counted."""
    rows = [step if isinstance(step, Mapping) else {"text": step} for step in steps]
    return {"due": due, "at": at, "started": started, "state": state, "steps": rows, "note": note}
