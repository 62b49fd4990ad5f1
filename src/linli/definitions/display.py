"""What pages, commands and the generated reference say about one mechanism, in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.definitions.clocks import ExtensionRule, LightRule, Span, WarningRule
from linli.definitions.dated import Dated
from linli.definitions.library import walk
from linli.definitions.loader import get_library
from linli.definitions.schema import PIECES, Category, Mechanism
from linli.definitions.text import Text
from linli.domain.clock_words import say_amount


@dataclass(frozen=True)
class Value:
    """One dated value in force: where it stands in the file and in words, what it says, since when, who said so."""

    path: str
    where: str
    value: str
    since: date
    source: str

    def plain(self) -> dict[str, str]:
        """For JSON."""
        return {**dataclasses.asdict(self), "since": self.since.isoformat()}


def values(mechanism: Mechanism, on: date | None = None, lang: str = "zh-hans") -> list[Value]:
    """The dated values of a mechanism in force on a day; all of them through time when no day is given."""
    found = []
    for path, where, dated in _dated(mechanism, "", (), lang):
        now = dated.entry_at(on) if on else None
        for entry in dated.entries if on is None else (now,) if now else ():
            source = mechanism.sources[entry.source].title.in_(lang)
            found.append(Value(path, " · ".join(where), said(entry.value, lang), entry.from_, source))
    return found


def _dated(
    piece: Any, path: str, where: tuple[str, ...], lang: str
) -> Iterator[tuple[str, tuple[str, ...], Dated[Any]]]:
    if isinstance(piece, tuple):
        for index, item in enumerate(piece):
            named = _name(item, lang) if hasattr(item, "term") or hasattr(item, "names") else ""
            classes = getattr(item, "classes", ())
            full = f"{named}（{said(classes, lang)}）" if named and classes else named
            deeper = (*where, full) if full else where
            yield from _dated(item, f"{path}[{getattr(item, 'id', index)}]", deeper, lang)
    elif dataclasses.is_dataclass(piece) and not isinstance(piece, Text | Category | Dated):
        for field in dataclasses.fields(piece):
            value = getattr(piece, field.name)
            below = f"{path}.{field.name}" if path else field.name
            if isinstance(value, Dated):
                yield below, (*where, word(f"rule_{field.name}", lang)), value
            else:
                yield from _dated(value, below, where, lang)


def said(value: Any, lang: str = "zh-hans") -> str:
    """A value in words: ``7天``, ``用到50%、80%时，到期当天…``."""
    english = lang.startswith("en")
    special = _SPECIAL.get(type(value))
    if special is not None:
        return special(value, english)
    if isinstance(value, bool):
        return ("yes" if value else "no") if english else ("是" if value else "否")
    if isinstance(value, tuple):
        if english and any(isinstance(part, str) and not word(part, lang).isascii() for part in value):
            return f"wording in Chinese, {len(value)} paragraphs"  # of papers, which are issued in Chinese
        return (", " if english else "、").join(said(part, lang) for part in value) or "—"
    if dataclasses.is_dataclass(value):
        named = [(one.name, getattr(value, one.name)) for one in dataclasses.fields(value)]
        parts = (
            f"{word('rule_' + name, lang)} {said(part, lang)}" for name, part in named if part is not None
        )
        return ("; " if english else "；").join(parts)
    return word(value, lang) if isinstance(value, str) else str(value)


def _span(value: Span, english: bool) -> str:
    return say_amount(value.amount, value.unit, "en" if english else "zh")


def _extension(value: ExtensionRule, english: bool) -> str:
    longest = _span(value.longest, english) if value.longest else ""
    if english:
        return f"{value.times} ×" + (f" at most {longest}" if longest else "") if value.times else "none"
    return f"{value.times}次" + (f"，最长{longest}" if longest else "") if value.times else "不延期"


def _warnings(value: WarningRule, english: bool) -> str:
    shares = (", " if english else "、").join(f"{one}%" for one in value.at_percent)
    later = [one for one in value.after_days if one]
    days = (", " if english else "、").join(str(one) for one in later)
    due = 0 in value.after_days
    if english:
        day = (", on the day" if value.on_day else "") + (", when it is due" if due else "")
        after = f", day {days} after it" if later else ""
        return f"at {shares} of the span{day}{after}, then every {value.then_every_days} days"
    day = ("、到期当天" if value.on_day else "") + ("、一到时限" if due else "")
    after = f"、超期第{days}天" if later else ""
    return f"用到时限的{shares}时{day}{after}，此后每{value.then_every_days}天"


def _lights(value: LightRule, english: bool) -> str:
    if english:
        return f"{value.near_days} days or {value.near_percent}% left"
    return f"剩{value.near_days}天或{value.near_percent}%" if value.near_days else f"剩{value.near_percent}%"


#: Types whose values read better as a phrase than as a list of names.
_SPECIAL: dict[type, Callable[[Any, bool], str]] = {
    Span: _span,
    ExtensionRule: _extension,
    WarningRule: _warnings,
    LightRule: _lights,
    Text: lambda value, english: value.en if english else value.zh,
}


def word(term_id: str, lang: str = "zh-hans") -> str:
    """The glossary's word, or the text itself."""
    term = get_library().terms.get(term_id)
    return term.label(lang) if term else term_id


@dataclass(frozen=True)
class Added:
    """Pieces of one kind a mechanism adds, counted and named, for the card and the preview."""

    kind: str
    word: str
    count: int
    names: tuple[str, ...]
    built: bool


def added(mechanism: Mechanism, lang: str = "zh-hans") -> list[Added]:
    """启用后增加, in the order of the card."""
    found = []
    for kind in PIECES:
        pieces = getattr(mechanism, kind)
        if not pieces:
            continue
        names = tuple(_name(piece, lang) for piece in pieces)
        count = sum(1 for _ in walk(pieces)) if kind == "categories" else len(pieces)
        built = all(getattr(piece, "capability", None) is None for piece in pieces)
        found.append(Added(kind, word(kind, lang), count, names, built))
    return found


def _name(piece: Any, lang: str) -> str:
    names = getattr(piece, "names", None)
    return names.in_(lang) if names else word(piece.term, lang)
