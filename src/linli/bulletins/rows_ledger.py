"""The rows behind a figure as a ledger: as many as there are, streamed, only those in the reader's scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import policy
from linli.bulletins import behind
from linli.domain.access import Scope
from linli.domain.codes import record_id
from linli.ledgers import registry
from linli.ledgers.targets.outlets import layout
from linli.ledgers.writing.layout import Col, Layout
from linli.records.time import now

#: Rows are read and written in parts of so many.
_PART = 1_000


def find(scope: Scope, params: Mapping[str, str], at: datetime) -> behind.Behind:
    """The figure that ``bulletin``, ``edition`` (none: the draft) and ``figure`` name. Raises Http404."""
    if not policy.may(scope, "figure.export"):
        raise policy.NotYours
    bulletin, name = record_id(params.get("bulletin", "")) or 0, params.get("figure", "")
    number = record_id(params.get("edition", ""))
    if number is not None:
        return behind.frozen(scope, bulletin, number, name)
    return behind.live(scope, bulletin, name, at)


def _layout(scope: Scope, params: Mapping[str, str], day: date) -> Layout:
    found = find(scope, params, now())
    columns = [Col("no", _("序号"), width=6)]
    columns += [Col(f"c{at}", str(title), width=16) for at, title in enumerate(found.kind.columns)]
    title = _("%(title)s：%(label)s明细") % {"title": found.bulletin.title[:40], "label": found.label}
    return layout(title, tuple(columns), scope, day)


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    found = find(scope, params, at)
    number, part = 0, []
    for row in found.visible(scope).order_by("-pk").iterator(chunk_size=_PART):
        part.append(row)
        if len(part) == _PART:
            yield from _lines(found, part, number)
            number, part = number + len(part), []
    yield from _lines(found, part, number)


def _lines(found: behind.Behind, part: list[Any], before: int) -> Iterator[dict[str, Any]]:
    for at, line in enumerate(found.kind.lines(part), start=before + 1):
        yield {"no": str(at)} | {f"c{place}": text for place, text in enumerate(line.cells)}


def register() -> None:
    """Once at start."""
    registry.register_outlet(
        registry.Outlet(
            id="bulletin_rows",
            title=gettext_lazy("通报数字明细"),
            verb="figure.export",
            layout=_layout,
            rows=_rows,
            count=lambda scope, params, at: find(scope, params, at).visible(scope).count(),
            order=62,
            listed=False,
        )
    )
