"""Outside: what the inner zone tells is written as it stands; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from linli.areas import grams
from linli.areas.models import AreaGram
from linli.cases import queries as cases
from linli.cases.models import Case
from linli.domain.caseflow import Seen
from linli.mechanisms.models import Adoption, Definition, InForce
from linli.organizations.models import Organization, Post
from linli.records.canonical import canonical
from linli.relay.board import PARTS, Part
from linli.relay.errors import Refused
from linli.relay.format import Content
from linli.relay.models import Parcel, Told
from linli.relay.sealing import unseal

_CHUNK = 500
_ENDED = frozenset({Seen.DONE, Seen.NOT_ACCEPTED, Seen.JOINED, Seen.TAKEN_BACK})


class Page(NamedTuple):
    """A told page, opened and read."""

    told: cases.Told

    @property
    def ended(self) -> bool:
        """Nothing is owed any more."""
        return self.told.seen in _ENDED


def unpack(content: Content) -> list[Page]:
    """The pages of a batch, and a look at whether this zone may take its board. Raises Refused."""
    if content.board is not None:
        _check_empty()
        _check_board(content.board)
    found = []
    for row in content.told:
        try:
            page = Page(cases.from_plain({**row["plain"], **unseal(row["sealed"])}))
        except (KeyError, TypeError, ValueError) as error:
            raise Refused() from error
        if page.told.receipt != row["receipt"]:
            raise Refused()
        found.append(page)
    return found


def _check_empty() -> None:
    """A board replaces places and bodies: never those of an office that works here. Raises Refused."""
    if Post.objects.exists() or Case.every.exists():
        raise Refused(_("本侧有自己的岗位或诉求，不是空的外网侧：没有用转来的地点和单位覆盖。"))


def _check_board(board: dict[str, Any]) -> None:
    widths = {part.name: len(part.fields) for part in PARTS}
    widths |= {"definitions": 4, "in_force": 3, "adoptions": 6}
    if set(board) != set(widths) or any(len(row) != widths[name] for name in widths for row in board[name]):
        raise Refused(_("转来的地点和单位读不懂，请让两侧安装同一版本。"))


def tell(pages: list[Page], at: datetime) -> None:
    """Keep what the follow pages tell, as of ``at``."""
    for page in pages:
        values = {"page": canonical(cases.as_plain(page.told)), "told_at": at, "ended": page.ended}
        Told.objects.update_or_create(receipt=page.told.receipt, defaults=values)


def refuse(refusals: list[dict[str, Any]]) -> None:
    """What the inner zone did not take, with its sentence."""
    for row in refusals:
        Parcel.objects.filter(key=row["key"]).update(refusal=row["reason"][:300])


def take_board(board: dict[str, Any]) -> None:
    """Make this zone's places, plates, telephones and mechanisms those of the board; what is alike stays untouched."""
    places, *others = changes = [_Change(part, board[part.name]) for part in PARTS]
    for change in reversed(others):
        change.remove()
    for change in changes:
        change.write()
    # Last: a body may have moved away from a place that ended.
    places.remove()
    _refresh_search(changes[1])
    _take_mechanisms(board)


class _Change:
    """What of a mirrored table differs from the board."""

    def __init__(self, part: Part, rows: list[list[Any]]) -> None:
        self.part = part
        read = [part.model._meta.get_field(name).to_python for name in part.fields]  # type: ignore[union-attr]
        want = {row[0]: tuple(to(value) for to, value in zip(read, row, strict=True)) for row in rows}
        have = {row[0]: row for row in part.model._base_manager.values_list(*part.fields)}
        self.gone = sorted(have.keys() - want.keys())
        self.other = {pk: row for pk, row in want.items() if have.get(pk) != row}
        #: Rows that others point to are changed in place; the rest is written anew, past unique columns.
        self.in_place = part.model in (PARTS[0].model, Organization)
        self.changed = [] if self.in_place else sorted(self.other.keys() & have.keys())
        #: What stood there and goes.
        self.replaced = [have[pk] for pk in (*self.gone, *self.changed)]

    def remove(self) -> None:
        model: type[Model] = self.part.model
        pks = [*self.gone, *self.changed]
        for start in range(0, len(pks), _CHUNK):
            model._base_manager.filter(pk__in=pks[start : start + _CHUNK]).delete()

    def write(self) -> None:
        model: type[Model] = self.part.model
        made = [model(**dict(zip(self.part.fields, row, strict=True))) for row in self.other.values()]
        if not self.in_place:
            model._base_manager.bulk_create(made, batch_size=_CHUNK)
            return
        model._base_manager.bulk_create(
            made,
            batch_size=_CHUNK,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[name.removesuffix("_id") for name in self.part.fields if name != "id"],
        )


def _refresh_search(spans: _Change) -> None:
    """The pair index of the names that changed, and of no other: a hundred thousand places take seconds."""
    gone, new = _keys(spans.replaced), _keys(spans.other.values())
    old = sorted(gone - new)
    for start in range(0, len(old), _CHUNK):
        AreaGram.objects.filter(key__in=old[start : start + _CHUNK]).delete()
    AreaGram.objects.bulk_create(
        [AreaGram(key=key) for key in sorted(new - gone)], batch_size=5000, ignore_conflicts=True
    )


def _keys(rows: Iterable[tuple[Any, ...]]) -> set[int]:
    at = [PARTS[1].fields.index(name) for name in ("name", "level", "area_id", "initials")]
    return {key for row in rows for key in grams.keys(*(row[place] for place in at))}


def _take_mechanisms(board: dict[str, Any]) -> None:
    known = set(Definition.objects.values_list("digest", flat=True))
    Definition.objects.bulk_create(
        Definition(mechanism=name, digest=digest, content=content, created_at=at)
        for name, digest, content, at in board["definitions"]
        if digest not in known
    )
    ids = dict(Definition.objects.values_list("digest", "pk"))
    names = {row[0] for row in board["in_force"]}
    InForce.objects.filter(mechanism__in=names).delete()
    InForce.objects.bulk_create(
        InForce(mechanism=name, area_id=area_id, definition_id=ids[digest])
        for name, area_id, digest in board["in_force"]
    )
    Adoption.objects.filter(mechanism__in=names).delete()
    fields = ("mechanism", "area_id", "state", "valid_from", "valid_to", "binding")
    Adoption.objects.bulk_create(
        Adoption(**dict(zip(fields, row, strict=True))) for row in board["adoptions"]
    )
