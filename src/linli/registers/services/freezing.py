"""底数锁定: the book of a kind in a place as it stood at the end of a day, copied once and never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI
from linli.records import services as records
from linli.records.canonical import canonical
from linli.records.tx import verb
from linli.registers import kinds
from linli.registers.errors import Refused
from linli.registers.measures import spans_at
from linli.registers.models import TOTALS, Freeze, FrozenItem, RegisterItem
from linli.registers.services import _common as common

CHUNK = 500


@verb()
def freeze(
    *, kind: str, area_id: int, on: date, actor: Actor, at: datetime, title: str = "", basis: str = ""
) -> Freeze:
    """Lock the book as it stood at the end of ``on``; event ``register.frozen``. Live changes go on beside it."""
    book, _definition = kinds.find(kind, area_id, at)
    if not book.freezes:
        raise Refused(_("这本台账不需要锁定底数。"))
    if on > common.today_of(at):
        raise Refused(_("底数日期不能晚于今天。"), field="on")
    if Freeze.objects.filter(kind=kind, area_id=area_id, on=on).exists():
        raise Refused(_("这一天的底数已经锁定过。"), field="on")
    end = datetime.combine(on + timedelta(days=1), time(), tzinfo=SHANGHAI)
    as_of = min(end, at)
    made = Freeze(
        kind=kind,
        title=title.strip()[:80] or _("%(kind)s底数") % {"kind": kinds.label(kind)},
        on=on,
        as_of=as_of,
        basis=basis.strip()[:200],
    )
    areas.fill_columns(made, area_id)
    made.save(force_insert=True)
    _copy(made, book.totals)
    records.append(
        subject=made, name="register.frozen", actor=actor, at=at,
        data={"kind": kind, "rows": made.rows, "sums": made.sums, "digest": made.digest},
    )  # fmt: skip
    return made


def _copy(made: Freeze, figures: tuple[object, ...]) -> None:
    """The lines, their digest and their sums."""
    digest = hashlib.sha256()
    sums = dict.fromkeys(TOTALS, 0)
    places: set[int] = set()
    for part in _parts(made):
        FrozenItem.objects.bulk_create(part, batch_size=CHUNK)
        for line in part:
            digest.update(line_text(line).encode())
            made.rows += 1
            places.add(line.community or line.area_id)
            for name in TOTALS:
                sums[name] += getattr(line, name) or 0
    names = [one.id for one in figures]  # type: ignore[attr-defined]
    made.sums = {field: sums[name] for field, name in zip(names, TOTALS, strict=False)}
    made.places, made.digest = len(places), digest.hexdigest()
    made.save()


def line_text(line: FrozenItem) -> str:
    """A line as it is hashed."""
    figures = [getattr(line, name) for name in TOTALS]
    return canonical([line.item_id, line.number, line.name, line.area_id, line.state, figures]) + "\n"


def _parts(made: Freeze) -> Iterator[list[FrozenItem]]:
    rows = spans_at(made.kind, made.area_id, made.as_of).order_by("item_id").iterator(chunk_size=CHUNK)
    while part := list(islice(rows, CHUNK)):
        items = {
            row.pk: row
            for row in RegisterItem.objects.filter(pk__in=[span.item_id for span in part]).only(
                "number", "name", "community"
            )
        }
        yield [
            FrozenItem(
                freeze=made,
                item_id=span.item_id,
                number=items[span.item_id].number,
                name=items[span.item_id].name,
                area_id=span.area_id,
                community=items[span.item_id].community,
                state=span.state,
                **{name: getattr(span, name) for name in TOTALS},
            )
            for span in part
        ]
