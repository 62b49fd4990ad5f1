"""Canary words: planted in rows outside a post's scope; no page, search, export or feed may show one.

``planters`` are functions that put the word into out-of-scope rows of one room and answer where a reader
might stumble on them (ids for addresses with arguments). A room adds its own by ``@plants("case")``.
``walk`` opens every listed address as a logged-in client and answers those whose answer held the word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from linli.cases import services as cases
from linli.domain.access import PUBLIC, SYSTEM
from linli.mechanisms.services import syncing
from tests.cast import AT, City

#: Stands in no dictionary and in no other test.
WORD = "金丝雀鸣"

Planter = Callable[[City, str], Mapping[str, Iterable[Any]]]
_planters: dict[str, Planter] = {}


def plants(name: str) -> Callable[[Planter], Planter]:
    """Register a planter: ``plant(city, word)`` answers argument name → values to try in addresses."""

    def keep(planter: Planter) -> Planter:
        _planters[name] = planter
        return planter

    return keep


@plants("case")
def _in_cases(city: City, word: str) -> Mapping[str, Iterable[Any]]:
    """A voice of West street with the word in its text, its spot, its reporter and an inner note."""
    syncing.sync(at=AT)
    case = cases.register_case(
        voice=cases.Voice(
            text=f"{word}门口的路灯不亮，已经三天了。",
            area_id=city.areas["willow"],
            spot=f"{word}门口",
            reporter=cases.Reporter(name=word, phone="13800138000", address=f"{word}楼"),
        ),
        actor=PUBLIC,
        at=AT,
    )
    cases.note(case_id=case.pk, text=f"{word}内部备注", actor=SYSTEM, at=AT)
    return {"code": [case.code], "subject_id": [case.pk], "kind": ["case"], "field": ["name"]}


@dataclass
class Planted:
    """What was planted: values for the arguments of addresses, beyond small numbers."""

    arguments: dict[str, list[Any]] = field(default_factory=dict)


def plant(city: City, only: Iterable[str] | None = None) -> Planted:
    """Run the planters (all, or those named)."""
    done = Planted()
    for name, planter in _planters.items():
        if only is None or name in only:
            for key, values in planter(city, WORD).items():
                done.arguments.setdefault(key, []).extend(values)
    return done


def addresses(
    resolver: URLResolver | None = None, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:
    """(name, route) of every address, e.g. ("organizations:page", "orgs/<int:pk>/")."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, f"{prefix}{entry.pattern}", inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}", f"{prefix}{entry.pattern}"


#: Leaving, or waiting for something outside, is no reading.
LEFT_OUT = {"accounts:logout", "accounts:outside", "accounts:outside_back"}


def walk(
    client: Client, planted: Planted, *, queries: Iterable[str] = ("", f"q={WORD[:2]}", f"q={WORD}")
) -> list[str]:
    """Addresses whose answer to GET held the word though the search words did not bring it there."""
    leaks = []
    for name, route in addresses():
        if name in LEFT_OUT:
            continue
        for path in _filled(route, planted):
            for query in queries:
                answer = client.get(f"/{path}", dict([query.split("=")]) if query else {}, follow=False)
                if WORD in _without_echo(_text(answer), query):
                    leaks.append(f"{name} /{path}?{query}")
    return leaks


def _filled(route: str, planted: Planted) -> list[str]:
    """The route with every argument replaced by the planted values of its name, else by 1."""
    paths = [""]
    rest = route
    while "<" in rest:
        before, _, after = rest.partition("<")
        argument, _, rest = after.partition(">")
        name = argument.split(":")[-1]
        values = planted.arguments.get(name) or ["1"]
        paths = [f"{path}{before}{value}" for path in paths for value in values]
    return [f"{path}{rest}" for path in paths]


def _text(answer: HttpResponseBase) -> str:
    if isinstance(answer, HttpResponse):
        return answer.content.decode("utf-8", "replace")
    return b"".join(answer).decode("utf-8", "replace")  # type: ignore[call-overload]


def _without_echo(text: str, query: str) -> str:
    """The page repeats what was searched for; that is the reader's own word, and stands as a value."""
    typed = query.partition("=")[2]
    for echo in (f'value="{typed}"', f"“{typed}”", f"「{typed}」", f">{typed}<"):
        text = text.replace(echo, "") if typed else text
    return text
