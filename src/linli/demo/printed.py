"""The page 「报道复现」 as data: entries of the papers with their figures, each leading to its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.areas import paths
from linli.areas import queries as areas
from linli.areas.models import MAX_DAY, AreaSpan
from linli.definitions.reports import ReportItem
from linli.demo import access, figures, stamp
from linli.demo.figures import Entry
from linli.demo.looks import Looks
from linli.domain.access import Scope
from linli.reports import contents
from linli.reports.models import ReportedValue
from linli.ui.paging import Page

#: Entries on one page.
SIZE = 20
_ALL = ("", _("全部"))


class PrintedFilter(forms.Form):
    """Over the printed figures."""

    q = forms.CharField(label=_("机制、数字名称"), max_length=40, required=False)
    paper = forms.ChoiceField(label=_("报道"), required=False, choices=[_ALL, *figures.PAPERS])
    shape = forms.ChoiceField(
        label=_("样式"), required=False,
        choices=[_ALL, ("ranking", _("排名表")), ("fixed", _("固定顺序表")), ("plain", _("一般数字"))],
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One figure: as printed, its exact number where a word makes it round, and where its records stand."""

    name: str
    said: tuple[str, ...]
    url: str
    #: A post of the same login that may open it; None: the acting one may.
    post: int | None
    computed: bool = False


@dataclass(frozen=True)
class Block:
    """One entry of a paper with its lines and sources."""

    entry: Entry
    place: str
    lines: tuple[Line, ...]


def wanted(params: Mapping[str, Any]) -> list[Entry]:
    """Entries that fit a filter, in the order of the papers."""
    form = PrintedFilter(params)
    form.is_valid()
    asked = form.cleaned_data
    found = [one for one in figures.entries().values() if one.id.startswith(asked.get("paper") or "")]
    if asked.get("shape"):
        found = [one for one in found if (one.kind or "plain") == asked["shape"]]
    text = (asked.get("q") or "").strip().lower()
    return [one for one in found if text in _searched(one)] if text else found


def _searched(entry: Entry) -> str:
    names = [item.names.zh for item in entry.items] + [one.name for one in entry.derived]
    return " ".join((entry.id, entry.table, entry.title, *names)).lower()


def paged(found: Sequence[Entry], params: Mapping[str, str]) -> Page:
    """A part of the entries by the key of its neighbour."""
    ids = [one.form_id for one in found]
    first = ids.index(params["after"]) + 1 if params.get("after") in ids else 0
    if params.get("before") in ids:
        first = max(ids.index(params["before"]) - SIZE, 0)
    rows = list(found[first : first + SIZE])
    query = urlencode(
        {key: value for key, value in params.items() if key not in ("after", "before") and value}
    )
    return Page(
        rows=rows,
        next=rows[-1].form_id if first + SIZE < len(ids) else None,
        prev=rows[0].form_id if first else None,
        query=query,
        size=SIZE,
    )


def blocks(scope: Scope, entries: Sequence[Entry], posts: Sequence[tuple[int, int | None]]) -> list[Block]:
    """The entries with what stands in the database; ``posts``: other posts of the login with their places."""
    held: dict[str, dict[str, dict[Any, ReportedValue]]] = {}
    told: dict[str, dict[int, str]] = {}
    rows = (
        access.values(scope, [one.form_id for one in entries]).select_related("body").order_by("as_of", "pk")
    )
    for row in rows:
        held.setdefault(row.form_id, {}).setdefault(row.item, {})[row.as_of, row.source] = row
        told.setdefault(row.form_id, {})[row.body_id] = str(row.body)
    spans = _places(entries)
    large = (loaded := stamp.read()) is not None and loaded.size == "city"
    wanted_ = [one.look_of(item.id) for one in entries for item in one.items] if large else []
    looks = Looks(scope, wanted_)
    return [
        _block(scope, one, held.get(one.form_id, {}), told.get(one.form_id, {}), spans, looks, posts)
        for one in entries
    ]


def _places(entries: Sequence[Entry]) -> dict[str, AreaSpan]:
    codes = {one.place[:width] for one in entries for width in (4, 6, 9) if width <= len(one.place)}
    rows = AreaSpan.objects.filter(code_stat__in=codes, valid_to=MAX_DAY)
    known = {row.code_stat: row for row in rows}
    return {
        one.place: found
        for one in entries
        if (found := next((known[one.place[:w]] for w in (9, 6, 4) if one.place[:w] in known), None))
    }


def _block(
    scope: Scope, entry: Entry, held: Mapping[str, Mapping[Any, ReportedValue]], told: Mapping[int, str],
    spans: Mapping[str, AreaSpan], looks: Looks, posts: Sequence[tuple[int, int | None]],
) -> Block:  # fmt: skip
    span = spans.get(entry.place)
    if span is None:
        return Block(entry, "", ())
    direct = areas.within(span.area_id, scope.view, row=span)
    chain = set(paths.ids(span.path))
    post = None if direct else next((pk for pk, area in posts if area in chain), None)
    sources = {body: reverse("reports:sources", args=[body, entry.form_id]) for body in told}
    if entry.library:
        # A whole table: one line for each body, all its figures with source and date behind it.
        lines = [Line(name, (), sources[body], post) for body, name in told.items()]
        return Block(entry, span.name, tuple(lines))
    lines, first = [], next(iter(sources.values()), "")
    for item in entry.items:
        if said := held.get(item.id):
            url = looks.url(entry.look_of(item.id), span.area_id) or first
            lines.append(Line(item.names.zh, tuple(say(item, row.value) for row in said.values()), url, post))
    if lines:
        lines += _derived(entry, held, looks, span.area_id, post)
    return Block(entry, span.name, tuple(lines))


def _derived(
    entry: Entry,
    held: Mapping[str, Mapping[Any, ReportedValue]],
    looks: Looks,
    area_id: int,
    post: int | None,
) -> list[Line]:
    values = {key: next(iter(said.values())).value for key, said in held.items()}
    scale = {item.id: item.places for item in entry.items}
    return [
        Line(
            one.name,
            (one.said(values, scale),),
            looks.url(entry.look_of(one.id), area_id),
            post,
            computed=True,
        )
        for one in entry.derived
    ]


def say(item: ReportItem, value: int | None) -> str:
    """A figure with its unit as the paper printed it: 600余块, 5000亿元以上, 97%以上."""
    text = contents.as_said(item, value)
    unit = "" if item.type == "percent" else item.unit
    if item.prints and item.prints.word == "以上":
        return f"{text.removesuffix('以上')}{unit}以上"
    return f"{text}{unit}" if value is not None else text
