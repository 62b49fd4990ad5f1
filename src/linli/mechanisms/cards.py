"""The card of the mechanism library, exactly as the offices expect it (trade.md, A library card)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.definitions import display, get_library
from linli.definitions.schema import Mechanism, Report, Text
from linli.definitions.words import SUBJECTS
from linli.mechanisms.standing import Standing


@dataclass(frozen=True)
class Card:
    """All words of one card, in the language of the page."""

    id: str
    name: str
    sentence: str
    subject: str
    standing: Standing
    origin: str
    suits: str
    adds: str
    work: str
    needs: str
    hints: str
    entries: tuple[str, ...]
    shared: bool
    needs_basis: bool


@dataclass(frozen=True)
class Shelf:
    """One subject of the library with its cards."""

    subject: str
    word: str
    cards: tuple[Card, ...]


def _lang() -> str:
    return get_language() or "zh-hans"


def card(mechanism: Mechanism, standing: Standing) -> Card:
    """One mechanism as a card."""
    lang = _lang()
    return Card(
        id=mechanism.id,
        name=mechanism.names.in_(lang),
        sentence=mechanism.sentence.in_(lang),
        subject=mechanism.subject,
        standing=standing,
        origin=reported(mechanism.report, lang) if mechanism.report else "",
        suits=mechanism.suits.in_(lang) if mechanism.suits else "",
        adds=adds(mechanism, lang),
        work=mechanism.added_work.sentence.in_(lang) if mechanism.added_work else "",
        needs=_joined(mechanism.needs_before, lang),
        hints=_joined(mechanism.hints, lang),
        entries=mechanism.origins,
        shared=mechanism.shared,
        needs_basis=mechanism.requires_basis,
    )


def _joined(texts: tuple[Text, ...], lang: str) -> str:
    return ("; " if lang.startswith("en") else "；").join(text.in_(lang) for text in texts)


def reported(report: Report, lang: str) -> str:
    """``许昌市魏都区，据2021年12月报道``; no more of the date than is certain."""
    day: date = report.date
    forms = {"day": _("%(y)d年%(m)d月%(d)d日"), "month": _("%(y)d年%(m)d月"), "year": _("%(y)d年")}
    when = forms[report.precision] % {"y": day.year, "m": day.month, "d": day.day}
    return _("%(place)s，据%(when)s报道") % {"place": report.place.in_(lang), "when": when}


def adds(mechanism: Mechanism, lang: str) -> str:
    """``诉求类型2个、时限1个``."""
    joint = ", " if lang.startswith("en") else "、"
    return joint.join(
        _("%(word)s%(count)d个") % {"word": one.word, "count": one.count}
        for one in display.added(mechanism, lang)
    )


def shelves(
    standings: dict[str, Standing], *, text: str = "", subject: str = "", state: str = ""
) -> list[Shelf]:
    """The cards by subject, in the trade's order, narrowed by words, subject and state."""
    found = [
        card(mechanism, standings[mechanism.id])
        for mechanism in get_library().mechanisms.values()
        if not mechanism.shared
    ]
    kept = [
        one
        for one in found
        if _fits(one, text) and subject in ("", one.subject) and state in ("", one.standing.state)
    ]
    return [
        Shelf(name, display.word(name, _lang()), tuple(one for one in kept if one.subject == name))
        for name in SUBJECTS
        if any(one.subject == name for one in kept)
    ]


def _fits(one: Card, text: str) -> bool:
    words = text.lower().split()
    said = " ".join((one.name, one.sentence, one.origin, one.suits, *one.entries, one.id)).lower()
    return all(word in said for word in words)


def packs() -> Iterable[tuple[str, str, str, int]]:
    """Packs as (id, name, sentence, number of mechanisms)."""
    lang = _lang()
    for pack in get_library().packs.values():
        yield pack.id, pack.names.in_(lang), pack.sentence.in_(lang), len(pack.mechanisms)
