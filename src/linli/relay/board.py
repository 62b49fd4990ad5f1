"""The window board: all that the forms outside need, and nothing that names a person or a case.

Places of today in the cities that have bodies here, plates, office telephones, the mechanisms of residents' forms.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

from linli.areas import paths, plates
from linli.areas.models import MAX_DAY, NATION_ID, Area, AreaSpan, Plate
from linli.definitions import get_library
from linli.domain.calendar import local_day
from linli.mechanisms.models import Adoption, Definition, InForce
from linli.organizations.models import Organization, OrgAreaLink, on_day

#: Kinds of cases that residents begin in the window, and the bodies whose number stands there.
KINDS = ("public_need", "micro_wish")
BODIES = ("community_committee", "street_office")


@dataclass(frozen=True)
class Part:
    """Rows of one table that are mirrored outside under their own ids."""

    name: str
    model: type[Model]
    fields: tuple[str, ...]
    rows: Callable[[datetime], QuerySet[Any]]


def homes() -> frozenset[str]:
    """The mechanisms that bring :data:`KINDS`."""
    known = get_library().home
    return frozenset(known[("case_kind", kind)] for kind in KINDS if ("case_kind", kind) in known)


def _spans(_at: datetime) -> QuerySet[AreaSpan]:
    """Places of today under the cities in which somebody works, and those above them."""
    today = AreaSpan.objects.filter(valid_to=MAX_DAY)
    cities = Organization.objects.exclude(city=None).order_by().values_list("city", flat=True).distinct()
    inside, above = Q(pk__in=[]), {NATION_ID}
    for path in today.filter(area_id__in=set(cities)).values_list("path", flat=True):
        low, high = paths.bounds(path)
        inside |= Q(path__gte=low, path__lt=high)
        above.update(paths.ids(path))
    return today.filter(inside | Q(area_id__in=above))


def _areas(at: datetime) -> QuerySet[Area]:
    return Area.objects.filter(pk__in=_spans(at).values("area_id"))


def _bodies(at: datetime) -> QuerySet[Organization]:
    on = local_day(at)
    rows = Organization.objects.filter(on_day(on), kind__in=BODIES).exclude(phone="")
    return rows.filter(area_id__in=_spans(at).values("area_id"))


def _links(at: datetime) -> QuerySet[OrgAreaLink]:
    on = local_day(at)
    spans = _spans(at).values("area_id")
    return OrgAreaLink.objects.filter(
        on_day(on), kind__in=("responsible", "serves"), organization__in=_bodies(at), area_id__in=spans
    )


def _plates(_at: datetime) -> QuerySet[Plate]:
    return Plate.objects.filter(revoked_at=None)


#: In the order in which one needs the other.
PARTS = (
    Part("areas", Area, ("id", "kind", "origin"), _areas),
    Part(
        "spans",
        AreaSpan,
        ("id", "area_id", "name", "code_stat", "code_mca", "code_local", "level", "parent_id", "path",
         "initials", "sort", "valid_from"),
        _spans,
    ),
    Part(
        "bodies",
        Organization,
        ("id", "name", "short_name", "kind", "phone", "area_id", "city", "district", "street", "community",
         "estate", "grid", "valid_from", "valid_to"),
        _bodies,
    ),
    Part("links", OrgAreaLink, ("id", "organization_id", "area_id", "kind", "valid_from", "valid_to"), _links),
    Part("plates", Plate, ("id", "token", "short_code", "area_id", "made_at"), _plates),
)  # fmt: skip


def build(at: datetime) -> dict[str, Any]:
    """The whole board as JSON values."""
    board: dict[str, Any] = {
        part.name: list(part.rows(at).order_by("pk").values_list(*part.fields)) for part in PARTS
    }
    board["plates"] = _living(board["plates"], {row[1] for row in board["spans"]})
    board |= _mechanisms()
    plain: dict[str, Any] = json.loads(json.dumps(board, cls=DjangoJSONEncoder, ensure_ascii=False))
    return plain


def _living(rows: list[tuple[Any, ...]], known: set[int]) -> list[tuple[Any, ...]]:
    """Plates with the place that answers for theirs today: outside knows no history of places."""
    ended = {row[3] for row in rows if row[3] not in known}
    heirs = {pk: plates.place_of(Plate(area_id=pk)) for pk in ended}
    return [
        (*row[:3], heirs.get(row[3], row[3]), row[4]) for row in rows if heirs.get(row[3], row[3]) in known
    ]


def _mechanisms() -> dict[str, Any]:
    names = homes()
    in_force = InForce.objects.filter(mechanism__in=names).order_by("mechanism", "area_id")
    held = list(in_force.values_list("mechanism", "area_id", "definition__digest"))
    digests = {row[2] for row in held}
    contents = dict(Definition.objects.filter(digest__in=digests).values_list("digest", "content"))
    pinned = {digest for content in contents.values() for digest in content["pins"].values()}
    rows = Definition.objects.filter(digest__in=digests | pinned).order_by("digest")
    adopted = Adoption.objects.filter(mechanism__in=names).order_by("pk")
    return {
        "definitions": list(rows.values_list("mechanism", "digest", "content", "created_at")),
        "in_force": held,
        "adoptions": list(
            adopted.values_list("mechanism", "area_id", "state", "valid_from", "valid_to", "binding")
        ),
    }


def digest_of(board: dict[str, Any]) -> str:
    """SHA-256 of the board."""
    text = json.dumps(board, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def place_now(area_id: int) -> int:
    """The place that answers for one that was chosen outside and may have ended since."""
    return plates.place_of(Plate(area_id=area_id)) or area_id
