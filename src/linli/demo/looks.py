"""From a printed figure to the records behind it: the address of the list, table or edition that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from linli.bulletins.models import Bulletin
from linli.indicators.models import Edition
from linli.organizations.models import Organization
from linli.reports.models import ReportTask

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
    """Addresses for a page of figures; four queries at most, made only when an entry asks for them."""

    def __init__(self, wanted: Iterable[str]) -> None:
        words = set(wanted)
        named = {word.partition(":")[0]: set[str]() for word in words}
        for word in words:
            named[word.partition(":")[0]].add(word.partition(":")[2])
        self.editions = _editions(named.get("edition", set()))
        self.tasks = _tasks(named.get("task", set()))
        self.bodies = _bodies(named.get("body", set()))
        self.bulletin = _bulletin() if "bulletin" in named else ""

    def url(self, word: str, area_id: int) -> str:
        """The address of a word such as ``register:street_lamp``; empty where its records are not there."""
        sort, _colon, rest = word.partition(":")
        piece, _mark, query = rest.partition("?")
        if sort == "bulletin":
            return self.bulletin
        held = {"edition": self.editions, "task": self.tasks, "body": self.bodies}
        if sort in held:
            return held[sort].get(piece, "")
        try:
            return _LISTS[sort](piece, query, area_id) if sort in _LISTS else ""
        except NoReverseMatch:
            return ""


def _editions(rankings: set[str]) -> dict[str, str]:
    if not rankings:
        return {}
    rows = Edition.objects.filter(
        ranking__in=rankings, state=Edition.State.PUBLISHED, area__origin="official"
    ).order_by("pk")
    return {
        ranking: reverse("indicators:edition", args=[pk]) for ranking, pk in rows.values_list("ranking", "pk")
    }


def _tasks(forms: set[str]) -> dict[str, str]:
    if not forms:
        return {}
    rows = ReportTask.objects.filter(form__form_id__in=forms, area__origin="official").order_by("pk")
    return {form: reverse("reports:task", args=[pk]) for form, pk in rows.values_list("form__form_id", "pk")}


def _bodies(names: set[str]) -> dict[str, str]:
    found = {}
    for name in sorted(names):
        body = (
            Organization.objects.filter(name__startswith=name, area__origin="official").order_by("pk").first()
        )
        if body is not None:
            found[name] = reverse("organizations:page", args=[body.pk])
    return found


def _bulletin() -> str:
    row = Bulletin.objects.filter(issuer__name__startswith="报道复现", editions_count__gt=0).first()
    return reverse("bulletins:page", args=[row.pk]) if row else ""
