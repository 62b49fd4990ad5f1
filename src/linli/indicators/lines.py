"""One line of a printed table: its cells with their addresses, what is veiled, the total of what is printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.definitions.indicators import Indicator
from linli.domain import figures as printing
from linli.domain.smallcounts import LEFT_BLANK, at_least
from linli.indicators import asking, figures
from linli.indicators.figures import Figure, Request
from linli.indicators.units import Member
from linli.records.measures import Unit


@dataclass(frozen=True)
class Line:
    """One unit in a table."""

    name: str
    unit: Unit
    value: str
    url: str
    top: str
    top_url: str
    base: str
    base_url: str
    left_out: str
    left_out_url: str
    tone: str
    before: str
    change: str
    target: str
    attained: str
    too_few: bool
    until: date | None
    group: str = ""


def line_of(
    asked: Request,
    member: Member,
    figure: Figure,
    earlier: Figure | None,
    sign: str | None,
    sign_before: str | None,
) -> Line:
    """The cells of one unit; ``sign``: what stands in place of a number that this reader is not told."""
    if sign is not None:
        return _veiled(asked, member, figure, earlier, sign, sign_before)
    indicator = asked.indicator
    said_before = figures.say(indicator, earlier.value) if earlier else ""
    return Line(
        member.name,
        member.unit,
        figures.say(indicator, figure.value),
        _value_url(asked, member.unit, figure),
        _plain(figure.top),
        asking.address(asked, member.unit, "numerator") if figure.counts else "",
        _plain(figure.base),
        asking.address(asked, member.unit, "denominator")
        if figure.counts.get("denominator") is not None
        else "",
        str(figure.counts.get("left_out", 0)),
        asking.address(asked, member.unit, "left_out") if figure.counts.get("left_out") else "",
        # Too few to judge: no colour either.
        "none" if figure.too_few else figures.band(indicator, figure.value),
        sign_before or said_before,
        "" if sign_before else change(indicator, figure.value, earlier.value if earlier else None),
        printing.say(figure.target, 0) if figure.target is not None else "",
        printing.say_percent(figure.attained, 1, 1) if figure.attained is not None else "",
        figure.too_few,
        member.until,
        member.group,
    )


def _veiled(
    asked: Request, member: Member, figure: Figure, earlier: Figure | None, sign: str, sign_before: str | None
) -> Line:
    """A line with no number of this period: the sign stands for a count, nothing for a rate."""
    indicator = asked.indicator
    blank = LEFT_BLANK
    return Line(
        member.name,
        member.unit,
        sign if indicator.measure and indicator.measure.kind == "count" else blank,
        _value_url(asked, member.unit, figure),
        blank,
        "",
        blank,
        "",
        blank,
        "",
        "none",
        sign_before or (figures.say(indicator, earlier.value) if earlier else ""),
        "",
        printing.say(figure.target, 0) if figure.target is not None else "",
        "",
        False,
        member.until,
        member.group,
    )


def whole_of(
    asked: Request, member: Member, total: Figure, before: Figure | None, veiled: bool, veiled_before: bool
) -> Line:
    """The total of what is printed; "+" says that hidden ones come on top, a rate of a part is not told."""
    line = line_of(asked, member, total, before, None, None)
    kind = asked.indicator.measure.kind if asked.indicator.measure else ""
    if veiled:
        more = kind in ("count", "sum", "share", "mean", "ratio")
        line = replace(
            line,
            value=at_least(line.value, True, empty=kind not in ("count", "sum") or not total.top),
            top=at_least(line.top, more, empty=not total.top),
            base=at_least(line.base, more, empty=not total.base),
            left_out=at_least(line.left_out, True, empty=not total.counts.get("left_out")),
            tone="none",
            change="",
            attained="",
        )
    if veiled_before and before is not None:
        empty = kind not in ("count", "sum") or not before.top
        line = replace(line, before=at_least(line.before, True, empty=empty), change="")
    return line


def _value_url(asked: Request, unit: Unit, figure: Figure) -> str:
    if figure.reported is not None:
        return figure.reported.url or ""
    measure = asked.indicator.measure
    part: figures.Part = "denominator" if measure and measure.kind == "share" else "numerator"
    return asking.address(asked, unit, part) if figure.counts else ""


def _plain(value: Fraction | None) -> str:
    if value is None:
        return printing.MISSING
    return printing.say(value, 0 if value.denominator == 1 else 1)


def change(indicator: Indicator, now: Fraction | None, before: Fraction | None) -> str:
    """Against the period before: points for rates, the difference for counts; empty where one is missing."""
    if now is None or before is None:
        return ""
    gap = now - before
    if not gap:
        return _("持平")
    sign = "+" if gap > 0 else "−"
    if indicator.unit == "percent":
        return _("%(sign)s%(points)s个百分点") % {"sign": sign, "points": printing.half_up(abs(gap) * 100, 1)}
    return sign + figures.say(indicator, abs(gap))
