"""The clocks that ship with the house, when no mechanism file says otherwise.

13710: practice.md C4.1, mechanisms.md S3-19. Hotline classes: practice.md C1.5, default table; communities sign within
one working day (trade.md 19). Filing N days ahead: mechanisms.md S2-15.
"""

from __future__ import annotations

from dataclasses import replace

from linli.domain.clocks import ClockTemplate, ExtensionRule, Step, Unit

#: Plan the same day, report in 3 days, settle in 7 or (weighty, complex) a month, follow to zero. Natural days by
#: default because the texts say 天; :func:`in_working_days` gives the other reading.
C13710 = ClockTemplate(
    id="13710",
    zh="“13710”工作制度",
    steps=(
        Step("deploy", "研究部署", 0, Unit.DAY),
        Step("feedback", "反馈进展", 3, Unit.DAY),
        Step("settle", "办结", 7, Unit.DAY, unless=("important",)),
        Step("settle", "办结", 1, Unit.MONTH, classes=("important",)),
    ),
    default_class="ordinary",
    open_end=True,
    extension=ExtensionRule(times=1),
    source="practice.md C4.1",
)


def _hotline(
    urgency: str, zh: str, limits: tuple[tuple[int, Unit], ...], extension: tuple[int, Unit] | None
) -> ClockTemplate:
    sign, contact, settle = limits
    own = sign[1].is_working
    steps = (
        Step("sign", "签收", *sign, unless=("community",) if own else ()),
        *((Step("sign", "签收", 1, Unit.WORK_DAY, classes=("community",)),) if own else ()),
        Step("contact", "首次联系", *contact),
        Step("settle", "办结", *settle),
    )
    rule = ExtensionRule(1, *extension) if extension else None
    return ClockTemplate(f"hotline_{urgency}", zh, steps, extension=rule, source="practice.md C1.5")


#: The five classes of the default table; the ids are those of the urgencies in ``definitions.words``.
HOTLINE: tuple[ClockTemplate, ...] = (
    _hotline("emergency", "紧急", ((30, Unit.MINUTE), (30, Unit.MINUTE), (2, Unit.HOUR)), None),
    _hotline("livelihood", "民生急件", ((1, Unit.HOUR), (2, Unit.HOUR), (24, Unit.HOUR)), (24, Unit.HOUR)),
    _hotline("ordinary", "一般", ((4, Unit.WORK_HOUR), (1, Unit.WORK_DAY), (7, Unit.DAY)), (7, Unit.DAY)),
    _hotline("complex", "复杂", ((4, Unit.WORK_HOUR), (1, Unit.WORK_DAY), (15, Unit.DAY)), (15, Unit.DAY)),
    _hotline("consultation", "咨询", ((4, Unit.WORK_HOUR), (1, Unit.WORK_DAY), (3, Unit.WORK_DAY)), None),
)


def filing_ahead(days: int, unit: Unit = Unit.DAY) -> ClockTemplate:
    """A filing that must be in so many days before an event: the last good day is the event's date minus ``days``."""
    step = Step("file", "报备", days, unit, backward=True)
    return ClockTemplate("filing", f"提前{days}日报备", (step,), source="mechanisms.md S2-15")


def in_working_days(template: ClockTemplate) -> ClockTemplate:
    """The same clock with its days read as working days (months stay months)."""
    steps = tuple(
        replace(step, unit=Unit.WORK_DAY) if step.unit is Unit.DAY else step for step in template.steps
    )
    return replace(template, steps=steps)


#: All shipped clocks by id.
TEMPLATES: dict[str, ClockTemplate] = {
    template.id: template for template in (C13710, *HOTLINE, filing_ahead(10))
}
