"""The trade's words: one function for labels, one list of words that may not be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linli.definitions.loader import get_library


def label(term_id: str, lang: str = "zh-hans", *, short: bool = False) -> str:
    """The word for a term id in a language. An unknown id is a mistake of the programmer: KeyError."""
    return get_library().terms[term_id].label(lang, short=short)


def known(term_id: str) -> bool:
    """Whether the glossary has the term."""
    return term_id in get_library().terms


@dataclass(frozen=True)
class Forbidden:
    """A word that must not appear on a page, and the term whose word is said instead."""

    word: str
    instead: str


def forbidden() -> Iterator[Forbidden]:
    """All forbidden words (trade.md, Words), for the house test over templates and texts."""
    for term in get_library().terms.values():
        for word in term.forbidden:
            yield Forbidden(word, term.id)
