"""Canary words: planted in rows outside a post's scope; no page, search, export or feed may show one.

``planters`` are functions that put the word into out-of-scope rows of one room and answer where a reader
might stumble on them (ids for addresses with arguments). A room adds its own by ``@plants("case")``.
``walk`` opens every listed address as a logged-in client and answers those whose answer held the word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from linli.activities import services as activities
from linli.cases import services as cases
from linli.domain.access import PUBLIC, SYSTEM
from linli.domain.calendar import local_day
from linli.domain.rolls import period_of
from linli.mechanisms import services as mechanisms
from linli.mechanisms.services import syncing
from linli.organizations import services as organizations
from linli.rolls import services as rolls
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


@plants("roll")
def _in_rolls(city: City, word: str) -> Mapping[str, Iterable[Any]]:
    """A unit and a member on West street's rolls and what they did; the names of bodies are for everybody."""
    at = AT - timedelta(days=200)
    willow = city.areas["willow"]
    for mechanism in ("dual_reporting", "joint_day"):
        mechanisms.roll_out(mechanism=mechanism, area_id=city.areas["city"], actor=SYSTEM, at=at)
    body = organizations.create_organization(
        name="西湖档案馆", kind="department", area_id=city.areas["west"], actor=SYSTEM, at=at
    )
    common: dict[str, Any] = {"area_id": willow, "organization_id": body.pk, "actor": SYSTEM, "at": at}
    unit = rolls.apply(kind="unit_roll", contact=word, phone="0393-4416100", note=word, **common)
    member = rolls.apply_by_name(
        kind="member_roll",
        name=word,
        home=f"{word}楼",
        area_id=willow,
        organization_id=body.pk,
        actor=SYSTEM,
        at=at,
    )
    lines = []
    for row in (unit, member):
        rolls.receive(membership_id=row.pk, actor=SYSTEM, at=at)
        lines.append(
            rolls.record_service(
                membership_id=row.pk, title=f"{word}清扫", minutes=60, confirmed=False, actor=SYSTEM, at=at
            ).pk
        )
    need = rolls.add_item(list_name="need", title=f"{word}会议室", membership_id=unit.pk, actor=SYSTEM, at=at)
    period = period_of("quarter", local_day(AT)).before
    rolls.give_feedback(membership_id=unit.pk, period=period, opinion="good", text=word, actor=SYSTEM, at=AT)
    return {"pk": [unit.pk, member.pk, member.person_id, *lines, need.pk]}


@plants("activity")
def _in_activities(city: City, word: str) -> Mapping[str, Iterable[Any]]:
    """A session of West street this month, with a theme, a spot and notes."""
    willow = city.areas["willow"]
    mechanisms.roll_out(mechanism="joint_day", area_id=willow, actor=SYSTEM, at=AT - timedelta(days=200))
    session = activities.add_session(
        kind="joint_day_activity",
        title=f"{word}组织生活日",
        area_id=willow,
        starts_at=AT,
        spot=f"{word}会议室",
        theme=word,
        actor=SYSTEM,
        at=AT,
    )
    activities.record_session(session_id=session.pk, people=12, notes=f"{word}情况", actor=SYSTEM, at=AT)
    return {"pk": [session.pk]}


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
                known = done.arguments.setdefault(key, [])
                known.extend(value for value in dict.fromkeys(values) if value not in known)
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
        for path in filled(route, planted):
            for query in queries:
                answer = client.get(f"/{path}", dict([query.split("=")]) if query else {}, follow=False)
                if WORD in _without_echo(_text(answer), query):
                    leaks.append(f"{name} /{path}?{query}")
    return leaks


def filled(route: str, planted: Planted) -> list[str]:
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
