"""What the papers printed, figure by figure: read from data files, kept as reported values, made of nothing else.

A file holds one paper's entries (mechanisms.md): each figure with the number as printed and the word around it
(「600余」 is 600 and 余). Sums and shares that follow from printed figures are computed, never stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml
from django.utils.translation import gettext_lazy as _

from linli.definitions import get_library
from linli.definitions.reports import PrintRule, ReportForm, ReportItem
from linli.definitions.text import Text
from linli.domain import figures
from linli.reports import contents

#: Form ids of the printed entries begin like this.
PREFIX = "reported_"
FILES = ("s0", "s1", "s2", "s3", "s4")


@dataclass(frozen=True)
class Version:
    """One source's word: where it stood, who said it, of which day."""

    source: str
    issuer: str
    day: date


@dataclass(frozen=True)
class Derived:
    """What follows from printed figures: ``sum``, ``share``, ``left`` or ``days``; ``args`` are ids or days."""

    id: str
    name: str
    kind: str
    args: tuple[Any, ...]
    unit: str
    places: int = 0

    def said(self, values: Mapping[str, int | None], scale: Mapping[str, int]) -> str:
        """As printed, half-up on the exact fraction; rates above 100 % stay."""
        if self.kind == "days":
            return f"{(self.args[1] - self.args[0]).days}{self.unit}"
        parts = [_exact(values.get(name), scale.get(name, 0)) for name in self.args]
        if any(part is None for part in parts):
            return figures.MISSING
        known = [part for part in parts if part is not None]
        if self.kind == "share" and self.unit == "%":
            return figures.say_percent(known[0], known[1], self.places)
        value = {"sum": sum(known), "left": known[0] - known[-1]}.get(self.kind)
        if value is None:
            value = known[0] / known[1]
        return f"{figures.say(value, self.places)}{self.unit}"


@dataclass(frozen=True)
class Entry:
    """One mechanism as a paper told it. ``kind``: ranking, fixed (a table in fixed order) or empty."""

    id: str
    form_id: str
    title: str
    mechanism: str
    table: str
    kind: str
    place: str
    versions: tuple[Version, ...]
    items: tuple[ReportItem, ...] = ()
    #: Item → the number of each version, in the item's smallest unit.
    values: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    derived: tuple[Derived, ...] = ()
    look: Mapping[str, str] = field(default_factory=dict)
    library: bool = False
    #: Why a later version of a cumulative figure may be smaller.
    explanation: str = ""

    @property
    def number(self) -> str:
        """The entry without the letter that tells two tables of one entry apart."""
        return self.id[:5]

    def look_of(self, item: str) -> str:
        """Where the records behind an item stand, as a word of :mod:`linli.demo.looks`; empty: the value itself."""
        return self.look.get(item) or self.look.get("*", "")

    def form(self) -> ReportForm:
        """The entry as a form, so that its values are reported values like any other."""
        return ReportForm(
            id=self.form_id, term=self.title, period="year", items=self.items, reported_only=True
        )


def _exact(value: int | None, places: int) -> Fraction | None:
    return None if value is None else Fraction(value, 10**places)


@cache
def entries() -> dict[str, Entry]:
    """All printed entries by form id, in the order of the papers."""
    return {one.form_id: one for name in FILES for one in _of_file(name)}


def form_of(form_id: str) -> ReportForm | None:
    """The form behind a reported value of the papers, for 来源对照."""
    found = entries().get(form_id)
    return found.form() if found and not found.library else None


def register() -> None:
    """Once at start: reported values of the papers are read like those of any form."""
    contents.register_forms(form_of)


def _of_file(name: str) -> Iterator[Entry]:
    folder = resources.files("linli.demo").joinpath("data/reported")
    data = yaml.safe_load(folder.joinpath(f"{name}.yaml").read_text("utf-8"))
    for number, one in data["entries"].items():
        yield _entry(number, {key: data[key] for key in ("place", "day", "source", "issuer")} | one)


def _entry(number: str, one: dict[str, Any]) -> Entry:
    form_id = one.get("library") or PREFIX + number.lower().replace("-", "_")
    figures_ = one.get("figures", {})
    running = one.get("cumulative", ())
    items = tuple(
        _item(key, row, "cumulative" if key in running else "stock") for key, row in figures_.items()
    )
    versions = one.get("versions") or [one]
    return Entry(
        id=number, form_id=form_id, title=one["title"], mechanism=one.get("mechanism", ""),
        table=one.get("table", ""), kind=one.get("kind", ""), place=one["place"],
        versions=tuple(Version(row["source"], row["issuer"], row["day"]) for row in versions),
        items=_library_items(form_id) if one.get("library") else items,
        values={item.id: _values(figures_[item.id][1], item.places) for item in items},
        derived=tuple(_derived(one)), look=one.get("look", {}), library="library" in one,
        explanation=one.get("explanation", ""),
    )  # fmt: skip


def _library_items(form_id: str) -> tuple[ReportItem, ...]:
    forms = (form for one in get_library().mechanisms.values() for form in one.report_forms)
    return next(form.items for form in forms if form.id == form_id)


def _item(key: str, row: list[Any], kind: Literal["stock", "cumulative"]) -> ReportItem:
    name, number, unit, *word = row
    texts = [str(one) for one in (number if isinstance(number, list) else [number]) if one is not None]
    places = max(len(text.partition(".")[2]) for text in texts)
    return ReportItem(
        id=key, names=Text(name, name), unit=unit, type="percent" if unit == "%" else "quantity", kind=kind,
        places=places, prints=PrintRule(word[0], 1) if word else None,
    )  # fmt: skip


def _values(number: Any, places: int) -> tuple[int | None, ...]:
    rows = number if isinstance(number, list) else [number]
    return tuple(None if row is None else int(Decimal(str(row)).scaleb(places)) for row in rows)


def _derived(one: dict[str, Any]) -> Iterator[Derived]:
    for key, (name, parts, unit) in one.get("sums", {}).items():
        yield Derived(key, name, "sum", tuple(parts), unit)
    for kind, rows in (("share", "shares"), ("left", "lefts"), ("days", "days")):
        for key, (name, first, second, unit, *places) in one.get(rows, {}).items():
            yield Derived(key, name, kind, (first, second), unit, *places)


#: Papers by the first letters of an entry.
PAPERS = (
    ("S0", _("濮阳市 2017年10月")),
    ("S1", _("濮阳经开区 2023年8月")),
    ("S2", _("许昌市 2020年4月")),
    ("S3", _("许昌市 2021年12月")),
    ("S4", _("荥阳市 约2020年")),
)
