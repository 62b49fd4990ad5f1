"""Places as records (buildings): the path of each names every place above it, so one query tells all units and integers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import BooleanField, ExpressionWrapper, Max, Min, Q, Subquery, Value
from django.db.models.functions import Concat

from linli.areas import paths
from linli.areas.models import NATION_ID, AreaSpan
from linli.indicators.asked import Request
from linli.indicators.behind import any_decided
from linli.indicators.compiling import compile_base, record_set
from linli.indicators.conditions import condition
from linli.indicators.errors import NotCountable
from linli.indicators.wants import Want
from linli.records.measures import Unit


def numbers(asks: Sequence[tuple[Request, Want]], units: Sequence[Unit]) -> list[dict[Unit, int]]:
    """By ask the integers of the units; each different condition is asked once, all in one statement."""
    if any(want.column is not None for _asked, want in asks):
        raise NotCountable
    held = record_set(asks[0][1].rows)
    decided_of = {asked.indicator.id for asked, _want in asks if any_decided(asked)}
    keys = [_key(asked, want, decided_of) for asked, want in asks]
    wanted = {key: ask for key, ask in zip(keys, asks, strict=True) if key is not None}
    flags = {
        f"linli_{number}": ExpressionWrapper(
            Q(pk__isnull=False) & condition(asked, want, None, held, decided_of), BooleanField()
        )
        for number, (asked, want) in enumerate(wanted.values())
    }
    places = [unit for unit in units if unit.kind == "area"]
    tallies: list[Counter[int]] = [Counter() for _flag in flags]
    if flags and places:
        # Only from the first unit to the last: a district's page reads its own buildings, not the nation's.
        rows = compile_base(held).filter(under(unit.id for unit in places)).annotate(**flags).order_by()
        for path, *counts in rows.values_list("path", *flags):
            above = (NATION_ID, *paths.ids(path))
            for tally, yes in zip(tallies, counts, strict=True):
                if yes:
                    tally.update(above)
    found = dict(zip(wanted, tallies, strict=True))
    return [{} if key is None else {unit: found[key][unit.id] for unit in places} for key in keys]


def under(area_ids: Iterable[int]) -> Q:
    """Paths from the first to the last of the places, by every span they ever had; asked inside the statement itself."""
    spans = AreaSpan.objects.filter(area_id__in=list(area_ids)).order_by().values(every=Value(1))
    end = Concat("path", Value("Z" * (paths.WIDTH + 1)))
    low, high = spans.annotate(low=Min("path")).values("low"), spans.annotate(high=Max(end)).values("high")
    return Q(path__gte=Subquery(low), path__lt=Subquery(high))


def _key(asked: Request, want: Want, decided_of: set[str]) -> object:
    """What makes two integers the same; None where nothing is left out."""
    if want.is_nothing and asked.indicator.id not in decided_of:
        return None
    own = asked.indicator.id if asked.indicator.id in decided_of else ""
    return want, asked.ask, own
