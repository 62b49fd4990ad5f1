"""套表: the asker's blank workbook is matched with our own ledgers by name and filled, its format kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from linli.domain.access import Actor, Scope
from linli.domain.calendar import local_day
from linli.ledgers import access, files, registry
from linli.ledgers.errors import FileRefused
from linli.ledgers.models import ColumnMapping, SheetFill
from linli.ledgers.reading.cells import clean, label_key
from linli.ledgers.reading.guard import check_file
from linli.ledgers.reading.limits import limits
from linli.ledgers.reading.matching import Wanted, propose
from linli.ledgers.reading.sheet import OpenSheet
from linli.ledgers.writing.fillin import fill_in
from linli.ledgers.writing.layout import Col
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb

#: More lines than this belong into an export.
MOST_ROWS = 5_000
KEEP = timedelta(days=1)
SERIAL = frozenset({"序号", "编号", "编序"})


@dataclass(frozen=True)
class Source:
    """One of our ledgers as it would fill the blank: column of the blank → our key, and how sure."""

    outlet: registry.Outlet
    columns: tuple[Col, ...]
    mapping: dict[int, str]
    score: float


def wanted_of(outlet: registry.Outlet, columns: tuple[Col, ...]) -> tuple[Wanted, ...]:
    """Our columns with every name they are known by: the ledger's own titles and the aliases of the import."""
    try:
        known = {
            column.key: (str(column.title), *column.aliases) for column in registry.target(outlet.id).columns
        }
    except KeyError:
        known = {}
    return tuple(
        Wanted(
            col.key,
            (*(["·".join([*col.above, col.title])] if col.above else []), col.title, *known.get(col.key, ())),
        )
        for col in columns
    )


def columns_of(outlet: registry.Outlet, scope: Scope, at: datetime) -> tuple[Col, ...]:
    """The columns of a ledger taken out whole; none for one that only exists for something chosen (a task, a figure)."""
    try:
        return outlet.layout(scope, {}, local_day(at)).columns
    except (LinliError, Http404, LookupError, ValueError):
        return ()


def sources_for(scope: Scope, labels: list[str], at: datetime) -> list[Source]:
    """Our ledgers that know some of the blank's columns, the best first."""
    found = []
    for outlet in access.outlets_for(scope):
        columns = columns_of(outlet, scope, at)
        matches = propose(labels, wanted_of(outlet, columns))
        if matches:
            mapping = {match.index: match.key for match in matches}
            found.append(Source(outlet, columns, mapping, sum(match.score for match in matches)))
    return sorted(found, key=lambda one: (-one.score, one.outlet.order))


@verb()
def start_fill(*, name: str, data: bytes, scope: Scope, actor: Actor, at: datetime) -> SheetFill:
    """Take a blank workbook in; event ``sheet_fill.uploaded``. Raises FileRefused with a way to mend it."""
    checked = check_file(name=name, data=data, limits=limits())
    if checked.container != "zip":
        raise FileRefused(
            "old_format", _("旧格式的表格不能原样填回。"), _("请用WPS或Excel打开，「另存为」.xlsx 后再上传。")
        )
    labels_wanted = tuple(
        one for outlet in access.outlets_for(scope)
        for one in wanted_of(outlet, columns_of(outlet, scope, at))
    )  # fmt: skip
    opened = OpenSheet(name=name, data=data, columns=labels_wanted, limits=limits(), checked=checked)
    labels = list(opened.header.labels)
    remembered = ColumnMapping.objects.filter(target="fill", header_digest=opened.header.digest).first()
    sources = sources_for(scope, labels, at)
    row = SheetFill(
        file_name=clean(name)[-200:], sheet=opened.index, labels=labels, left=opened.left,
        first_row=opened.top + opened.header.first_data_row, header_digest=opened.header.digest,
        outlet=sources[0].outlet.id if sources else "",
        mapping={str(at_): key for at_, key in sources[0].mapping.items()} if sources else {},
        user_id=actor.user_id, body_id=actor.body_id, created_at=at,
    )  # fmt: skip
    if remembered is not None and any(one.outlet.id == remembered.mapping.get("outlet") for one in sources):
        row.outlet, row.mapping = remembered.mapping["outlet"], remembered.mapping["columns"]
    digest = hashlib.sha256(data).hexdigest()
    records.append(subject=row, name="sheet_fill.uploaded", actor=actor, at=at, data={"file": digest})
    files.keep_blank(row.pk, data)
    return row


@verb()
def fill_sheet(
    *, fill_id: int, outlet_id: str, mapping: Mapping[int, str], scope: Scope, actor: Actor, at: datetime
) -> SheetFill:
    """Confirm the columns and fill; event ``sheet_fill.filled``. The mapping is remembered for the next such blank.

    Only what ``scope`` may see goes in. Raises LinliError when no column is mapped or there are too many lines.
    """
    row = records.lock(SheetFill, fill_id)
    if row.state == SheetFill.State.EXPIRED:
        raise NotAllowed(_("这份空表已过期，请重新上传。"))
    outlet = access.get_outlet_for(scope, outlet_id)
    known = {col.key for col in columns_of(outlet, scope, at)}
    used = {index: key for index, key in mapping.items() if key in known and 0 <= index < len(row.labels)}
    if not used:
        raise LinliError(_("请至少对应一列。"))
    lines = list(islice(outlet.rows(scope, {}, at), MOST_ROWS + 1))
    if len(lines) > MOST_ROWS:
        raise LinliError(_("超过%(count)d行，请用导出台账。") % {"count": MOST_ROWS})
    serial = next((at_ for at_, label in enumerate(row.labels) if label_key(label) in SERIAL), None)
    data = files.blank_path(row.pk).read_bytes()
    filled = fill_in(
        data, sheet=row.sheet, first_row=row.first_row,
        columns={row.left + index: key for index, key in used.items()}, rows=lines,
        serial=None if serial is None or serial in used else row.left + serial,
    )  # fmt: skip
    files.keep_filled(row.pk, filled)
    row.outlet, row.mapping = outlet_id, {str(index): key for index, key in used.items()}
    row.rows_total, row.state = len(lines), SheetFill.State.DONE
    row.save(update_fields=["outlet", "mapping", "rows_total", "state"])
    _remember(row, actor, at)
    data_: dict[str, Any] = {"outlet": outlet_id, "rows": len(lines), "columns": len(used)}
    records.append(subject=row, name="sheet_fill.filled", actor=actor, at=at, data=data_)
    return row


def _remember(row: SheetFill, actor: Actor, at: datetime) -> None:
    ColumnMapping.objects.update_or_create(
        target="fill",
        header_digest=row.header_digest,
        defaults={
            "mapping": {"outlet": row.outlet, "columns": row.mapping},
            "confirmed_at": at,
            "user_id": actor.user_id,
        },
    )


def forget_old_fills(*, at: datetime) -> int:
    """Delete blanks and filled sheets older than a day: they hold other people's data. Answers how many."""
    old = SheetFill.objects.filter(created_at__lt=at - KEEP).exclude(state=SheetFill.State.EXPIRED)
    count = 0
    for fill_id in list(old.values_list("pk", flat=True)[:500]):
        _expire(fill_id, at)
        files.forget_fill(fill_id)
        count += 1
    return count


@verb()
def _expire(fill_id: int, at: datetime) -> None:
    row = records.lock(SheetFill, fill_id)
    row.state = SheetFill.State.EXPIRED
    row.save(update_fields=["state"])
    actor = Actor(user_id=None, post_id=None, channel="system")
    records.append(subject=row, name="sheet_fill.expired", actor=actor, at=at)
