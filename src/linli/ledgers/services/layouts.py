"""An office's own layout for a ledger: kept for its body, laid over every file that goes out from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.definitions.layouts import SheetLayout
from linli.definitions.reader import Reader
from linli.definitions.yamlfile import Document
from linli.domain.access import Actor
from linli.ledgers.models import OfficeLayout
from linli.ledgers.writing.layout import Col
from linli.records import services as records
from linli.records.errors import Conflict, LinliError
from linli.records.tx import verb

#: A sheet wider than this is no ledger any more; Excel prints no such thing.
MOST_COLUMNS = 200


def shape_for(outlet_id: str, body_id: int | None) -> SheetLayout | None:
    """The layout of a body for a ledger; None when it keeps ours. One query."""
    row = OfficeLayout.objects.filter(outlet=outlet_id, body=body_id or 0, active=True).first()
    return shape_of(row.content) if row else None


def shape_of(content: dict[str, Any]) -> SheetLayout:
    """A stored layout; it was checked when it was stored."""
    found: SheetLayout = Reader(Document(file="layout", data=content)).read(SheetLayout, content)
    return found


def version_of(outlet_id: str, body_id: int) -> int:
    """The version a form is filled from; 0 where nothing was ever kept."""
    row = OfficeLayout.objects.filter(outlet=outlet_id, body=body_id).first()
    return row.version if row else 0


@verb()
def set_layout(
    *,
    outlet_id: str,
    body_id: int,
    content: dict[str, Any],
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> OfficeLayout:
    """Keep an office's layout; event ``office_layout.set``, none where nothing changes.

    Raises LinliError for one that cannot be read, Conflict with what stands now if the form was filled from another
    ``version`` (None: a program's own).
    """
    document = Document(file="layout", data=content)
    Reader(document).read(SheetLayout, content)
    if document.problems:
        raise LinliError(
            _("版式有误：%(what)s") % {"what": "；".join(str(one) for one in document.problems[:3])}
        )
    row = _held(outlet_id, body_id) or OfficeLayout(outlet=outlet_id, body_id=body_id)
    if row.pk and row.active and row.content == content:
        return row
    _check(row, version)
    row.content, row.active = content, True
    columns = len(content.get("columns", ()))
    if row.pk:
        row.save(update_fields=["content", "active"])
    try:
        with transaction.atomic():
            records.append(
                subject=row, name="office_layout.set", actor=actor, at=at, data={"outlet": outlet_id, "columns": columns}
            )  # fmt: skip
    except IntegrityError as problem:
        # Two first ones at the same moment.
        raise Conflict from problem
    return row


@verb()
def drop_layout(
    *, outlet_id: str, body_id: int, actor: Actor, at: datetime, version: int | None = None
) -> None:
    """Back to our own layout; event ``office_layout.dropped``. Raises Conflict as ``set_layout`` does."""
    row = _held(outlet_id, body_id)
    if row is None or not row.active:
        return
    _check(row, version)
    row.active = False
    row.save(update_fields=["active"])
    records.append(subject=row, name="office_layout.dropped", actor=actor, at=at, data={"outlet": outlet_id})


def _held(outlet_id: str, body_id: int) -> OfficeLayout | None:
    return OfficeLayout.objects.select_for_update().filter(outlet=outlet_id, body=body_id).first()


def _check(row: OfficeLayout, version: int | None) -> None:
    held = row.version if row.pk else 0
    if version is not None and version != held:
        raise Conflict(current=said(row.content) if row.active else {"title": _("（已恢复系统版式）")})


def said(content: dict[str, Any]) -> dict[str, str]:
    """A stored layout as a person reads it, by the names of the form."""
    shape = shape_of(content)
    columns = ["·".join([*(text.zh for text in one.above), one.title.zh]) for one in shape.columns]
    paper = " ".join([shape.paper, _("横向") if shape.landscape else _("纵向")])
    return {
        "title": shape.title.zh, "columns": "、".join(columns), "order": "、".join(shape.order), "paper": paper,
        "note": shape.note.zh if shape.note else "",
    }  # fmt: skip


def lines_of(columns: Sequence[Col], shape: SheetLayout | None) -> str:
    """The columns as lines to move, rename and delete: 「户数 → 基本情况·总户数」."""
    names = {column.key: name for name, column in named(columns).items()}
    if shape is None or not shape.columns:
        return "\n".join(names[column.key] for column in columns)
    found = []
    for one in shape.columns:
        if one.key in names:
            said = "·".join([*(text.zh for text in one.above), one.title.zh])
            found.append(names[one.key] if said == names[one.key] else f"{names[one.key]} → {said}")
    return "\n".join(found)


def named(columns: Sequence[Col]) -> dict[str, Col]:
    """The columns by their whole titles, the heads before them."""
    return {"·".join([*column.above, column.title]): column for column in columns}


def columns_from(lines: str, columns: Sequence[Col]) -> list[dict[str, Any]]:
    """Typed lines as columns of a layout. Raises LinliError naming a line that is no column."""
    known, found, seen = named(columns), [], set()
    for number, line in enumerate(lines.splitlines(), start=1):
        own, _arrow, shown = (part.strip() for part in line.replace("->", "→").partition("→"))
        if not own:
            continue
        if own not in known:
            raise LinliError(
                _("第%(line)d行“%(name)s”不是这本台账的列，可用：%(known)s。")
                % {"line": number, "name": own[:30], "known": "、".join(known)[:300]}
            )
        if own in seen:
            raise LinliError(_("第%(line)d行“%(name)s”写了两次。") % {"line": number, "name": own})
        seen.add(own)
        *above, title = (shown or own).split("·")
        found.append(_content(known[own], above, title))
    if len(found) > MOST_COLUMNS:
        raise LinliError(_("最多%(count)d列。") % {"count": MOST_COLUMNS})
    return found


def _content(own: Col, above: list[str], title: str) -> dict[str, Any]:
    def both(text: str) -> dict[str, str]:
        return {"zh": text, "en": text}

    return {
        "key": own.key, "title": both(title), "above": [both(text) for text in above if text],
        "width": max(int(own.width), 4), "kind": own.kind, "total": own.total,
    }  # fmt: skip
