"""How far it is to a deadline, as a sentence: days and pace before it, the result on the last day and afterwards."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from linli.bulletins.sources import Answer, Ask, register
from linli.domain import binding
from linli.domain.binding import Exact, Saying


def sentence(name: str, left: Exact | None, day: date, target: date, saying: Saying) -> str:
    """「距六月底还有75天，平均每天需完成4.1个」; from the last day on 「六月底的期限已过，还差305个」.

    ``left``: what is not done yet, 0 or less when all is; None where nothing is counted towards the day.
    """
    days = (target - day).days
    if days > 0:
        said = f"距{name}还有{days}天"
        if left is None:
            return said
        if left > 0:
            return f"{said}，平均每天需完成{binding.say(Fraction(left) / days, saying)}"
        return f"{said}，应完成的已全部完成"
    said = f"{name}的期限就是今天" if days == 0 else f"{name}的期限已过"
    if left is None:
        return said
    whole = Saying(unit=saying.unit)
    return f"{said}，还差{binding.say(left, whole)}" if left > 0 else f"{said}，应完成的已全部完成"


def of_left(question: Ask) -> Answer:
    """「，还有305个」, and nothing at all when all is done."""
    figure = question.figure
    left = question.found[figure.takes[0]].value
    if left is None:
        return Answer(None)
    return Answer(left, said=f"，还有{binding.say(left, figure.saying)}" if left > 0 else "")


def of_course(question: Ask) -> Answer:
    """The sentence of a deadline (``on``, named by the figure's label) and of what is left (``takes``, or nothing)."""
    figure = question.figure
    day, target = question.last_day, date.fromisoformat(figure.on)
    days = binding.days_until(day, target)
    if not figure.takes:
        return Answer(days, said=sentence(figure.label.zh, None, day, target, figure.saying))
    left = question.found[figure.takes[0]].value
    if left is None:
        return Answer(None)
    said = sentence(figure.label.zh, left, day, target, figure.saying)
    return Answer(left, said=said) if not days else Answer(left, part=left, whole=days, said=said)


def register_own() -> None:
    """Once at start."""
    register("course", of_course)
    register("left", of_left)
