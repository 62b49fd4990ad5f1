"""The table of one indicator as a page shows it: printed cells with addresses, total, movement, 序时进度, chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.domain import figures as printing
from linli.domain.access import Scope
from linli.domain.calendar import add_months
from linli.domain.periods import Kind, Period, period_of
from linli.indicators import figures, units, veiling
from linli.indicators.figures import Figure, Request
from linli.indicators.lines import Line, line_of, whole_of
from linli.indicators.units import Member
from linli.records.measures import Unit


@dataclass(frozen=True)
class Page:
    """The table of an indicator."""

    asked: Request
    lines: list[Line]
    total: Line
    bars: list[tuple[str, str, int, str]]
    progress: str
    additive_note: str
    has_base: bool
    has_target: bool
    #: It has colour bands: a 示意图 stands beside the table.
    is_toned: bool
    #: Small counts of sensitive kinds are not told to this reader.
    is_veiled: bool


@dataclass(frozen=True)
class _Counted:
    """One period of a table: its figures, the signs of those not told, the targets."""

    asked: Request
    found: Mapping[Unit, Figure]
    signs: Mapping[Unit, str]
    aims: Mapping[Unit, Decimal]

    def total(self, whole: Unit) -> Figure:
        # Only what is printed is added up, so that nothing hidden can be reckoned from it.
        return figures.total(self.asked, self.told(), whole, self.aims)

    def told(self) -> dict[Unit, Figure]:
        return {unit: figure for unit, figure in self.found.items() if unit not in self.signs}


def table(asked: Request, area_id: int, scope: Scope, *, before: bool = True) -> Page:
    """All units of the indicator below a place, and the place itself; both periods in one query."""
    with units.remembering():
        listed = units.listed(asked.indicator, (asked.indicator.id,), area_id, asked.period)
        whole = Member(Unit("area", area_id), units.name(area_id))
        now, *rest = _count(_steps(asked, before), listed, whole.unit, scope)
        return _page(listed, whole, now, rest[0] if rest else None)


Total = tuple[Line, Figure]


def totals(
    requests: Sequence[Request],
    area_id: int,
    scope: Scope,
    *,
    before: bool = True,
    aims: Sequence[Decimal | None] | None = None,
) -> list[Total]:
    """The line of the place itself of many tables, as :func:`table` prints it, for somebody from whom records are kept.

    In no more queries than one table. ``aims``: the targets of the place, where the caller has them.
    """
    made: dict[int, Total] = {}
    with units.remembering():
        whole = Member(Unit("area", area_id), units.name(area_id))
        alike: dict[tuple[Member, ...], list[int]] = {}
        for number, asked in enumerate(requests):
            listed = units.listed(asked.indicator, (asked.indicator.id,), area_id, asked.period)
            alike.setdefault(tuple(listed), []).append(number)
        for members, numbers in alike.items():
            steps = [_steps(requests[number], before) for number in numbers]
            every = [one for step in steps for one in step]
            held = (
                None
                if aims is None
                else [aims[number] for number, step in zip(numbers, steps, strict=True) for _one in step]
            )
            counted = iter(_count(every, members, whole.unit, scope, unseen=True, aims=held))
            for number, step in zip(numbers, steps, strict=True):
                now, *rest = [next(counted) for _one in step]
                made[number] = _total(whole, now, rest[0] if rest else None), now.total(whole.unit)
    return [made[number] for number in range(len(requests))]


def _steps(asked: Request, before: bool) -> list[Request]:
    last = _previous(asked) if before else None
    return [asked, last] if last else [asked]


def _count(
    requests: Sequence[Request],
    listed: Sequence[Member],
    whole: Unit,
    scope: Scope,
    *,
    unseen: bool = False,
    aims: Sequence[Decimal | None] | None = None,
) -> list[_Counted]:
    """``unseen``: it is known that the reader lacks records, so what he opens is counted along at once."""
    members = [one.unit for one in listed]
    onlys = veiling.split(requests, scope) if unseen else ()
    asks = aims is None
    found, parts = figures.compute_split(requests, members, onlys, also=[whole], targets=asks, kept=True)
    # The same question as inside compute_split: answered from the memory of the page.
    held = [{} if one is None else {whole: one} for one in aims] if aims is not None else None
    told = figures.targets_of(requests, [*members, whole]) if held is None else held
    signs = veiling.veil(requests, found, scope, parts)
    return [_Counted(*one) for one in zip(requests, found, signs, told, strict=True)]


def _total(whole: Member, now: _Counted, last: _Counted | None) -> Line:
    before = last.total(whole.unit) if last and last.found else None
    return whole_of(
        now.asked, whole, now.total(whole.unit), before, bool(now.signs), bool(last and last.signs)
    )


def _page(listed: Sequence[Member], whole: Member, now: _Counted, last: _Counted | None) -> Page:
    asked, indicator = now.asked, now.asked.indicator
    earlier, signs_before = (last.found, last.signs) if last else ({}, {})
    lines = [
        line_of(asked, one, now.found[unit], earlier.get(unit), now.signs.get(unit), signs_before.get(unit))
        for one in listed
        for unit in (one.unit,)
    ]
    total = _total(whole, now, last)
    plain = indicator.additive or indicator.is_rate
    return Page(
        asked,
        lines,
        total,
        _bars(lines, now.told()),
        _progress(asked),
        "" if plain else _("去重计数，各单位之和可能大于合计：同一对象可能在几处都有。"),
        indicator.is_rate,
        any(one.target for one in lines) or bool(total.target),
        bool(indicator.bands),
        bool(now.signs or signs_before),
    )


def _previous(asked: Request) -> Request | None:
    if asked.period.kind is Kind.CAMPAIGN:
        return None
    return Request(
        asked.found,
        asked.period.previous(),
        min(asked.as_of, asked.period.bounds()[0]),
        past=False,
        basis=asked.basis,
    )


def last_year(period: Period) -> Period | None:
    """The same period a year before; None for a campaign or a week."""
    if period.kind in (Kind.CAMPAIGN, Kind.WEEK):
        return None
    return period_of(period.kind, add_months(period.start, -12))


def _bars(lines: list[Line], told: Mapping[Unit, Figure]) -> list[tuple[str, str, int, str]]:
    values = {unit: one.value for unit, one in told.items() if one.value is not None}
    most = max(values.values(), default=Fraction(0))
    return [
        (
            one.name,
            one.value,
            int(values[one.unit] * 100 / most) if most > 0 and values[one.unit] > 0 else 0,
            one.url,
        )
        for one in lines
        if one.unit in values
    ]


def _progress(asked: Request) -> str:
    from linli.domain.calendar import local_day

    share = figures.progress(asked.period, local_day(asked.as_of))
    return printing.say_percent(share, 1, 1)
