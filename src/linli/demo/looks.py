"""From a printed figure to the records behind it: the address of the list, table or edition that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from linli.demo import access
from linli.domain.access import Scope

Build = Callable[[str, str, int], str]


def _rows(name: str, argument: bool, key: str, **fixed: str) -> Build:
    """An address of a list; ``argument``: the piece is part of the path, else the query's ``kind``."""

    def build(piece: str, query: str, area: int) -> str:
        params = fixed | ({} if argument else {"kind": piece}) | ({key: str(area)} if key else {})
        tail = "&".join(part for part in (query, urlencode(params)) if part)
        return reverse(name, args=[piece] if argument else []) + (f"?{tail}" if tail else "")

    return build


_LISTS: dict[str, Build] = {
    "register": _rows("registers:list", True, "place"),
    "governance": _rows("organizations:governance_kind", True, "area"),
    "figure": _rows("indicators:indicator", True, "area"),
    "cases": _rows("cases:list", False, ""),
    "rolls": _rows("rolls:list", False, ""),
    "duties": _rows("duties:gaps", False, "place"),
    "agreement": _rows("agreements:list", False, ""),
}


class Looks:
    """Addresses for a page of figures: one query each for tables, bodies and the bulletin, made only when an entry asks."""

    def __init__(self, scope: Scope, wanted: Iterable[str]) -> None:
        named: dict[str, set[str]] = {}
        for word in wanted:
            named.setdefault(word.partition(":")[0], set()).add(word.partition(":")[2])
        self.held = {
            "edition": _editions(scope, named.get("edition", set())),
            "body": _bodies(scope, named.get("body", set())),
            "bulletin": _bulletin(scope) if "bulletin" in named else {},
        }

    def url(self, word: str, area_id: int) -> str:
        """The address of a word such as ``register:street_lamp``; empty where its records are not there."""
        sort, _colon, rest = word.partition(":")
        piece, _mark, query = rest.partition("?")
        if sort in self.held:
            return self.held[sort].get(piece, "")
        try:
            return _LISTS[sort](piece, query, area_id) if sort in _LISTS else ""
        except NoReverseMatch:
            return ""


def _editions(scope: Scope, rankings: set[str]) -> dict[str, str]:
    if not rankings:
        return {}
    rows = access.editions(scope, rankings).order_by("pk").values_list("ranking", "pk")
    return {ranking: reverse("indicators:edition", args=[pk]) for ranking, pk in rows}


def _bodies(scope: Scope, names: set[str]) -> dict[str, str]:
    if not names:
        return {}
    found: dict[str, str] = {}
    for pk, name in access.bodies(scope, names).order_by("-pk").values_list("pk", "name"):
        # The oldest of a name stands last and stays.
        found |= {word: reverse("organizations:page", args=[pk]) for word in names if name.startswith(word)}
    return found


def _bulletin(scope: Scope) -> dict[str, str]:
    row = access.bulletins(scope).order_by("pk").first()
    return {"": reverse("bulletins:page", args=[row.pk])} if row else {}
