"""given and when: building through services only."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any

from linli.cases import services as cases
from linli.cases.models import Task
from linli.cases.services.register import Reporter, Voice
from linli.clocks import services as clocks
from linli.clocks.models import Notice
from linli.definitions.problems import listed, suggest
from linli.mechanisms import services as mechanisms
from linli.records import time
from linli.records.errors import LinliError
from tests.mechanisms.situations.words import MisreadError, given, when
from tests.mechanisms.situations.world import BUILDER, FOUNDED, World, instant

#: Impossible prefix, so that no real number stands in a test.
PHONE = "10012345678"


@given
def neighbourhood(world: World, communities: int = 1) -> None:
    """A city down to building 12 of one estate, with bodies and posts."""
    world.build(communities)


@given
def adopted(world: World, mechanism: str, place: str = "city", at: Any = None, basis: str = "") -> None:
    """A place works by a mechanism."""
    mechanisms.roll_out(
        mechanism=mechanism,
        area_id=world.places[place],
        basis=basis,
        actor=BUILDER,
        at=instant(at) if at else FOUNDED,
    )


@given
def many(
    world: World,
    count: int,
    kind: str,
    at: Any,
    every_minutes: int = 1,
    channel: str = "staff_form",
    category: str = "",
    by: str = "worker",
    fields: dict[str, Any] | None = None,
    distinct: dict[str, int] | None = None,
    close: dict[str, Any] | None = None,
    beneficiaries: int | None = None,
    served: dict[str, int] | None = None,
    spread: int = 1,
    about: str = "",
    boundary: str = "",
    place: str = "",
    anonymous: bool = False,
) -> None:
    """So many voices of a kind, one after another; closed through all steps where ``close`` says how.

    ``distinct``: a field takes so many different values in turn. ``beneficiaries``: spread as evenly as whole
    numbers allow over the cases. ``served``: {kind: different ones}, counted once each however many cases they have.
    ``spread``: over so many communities in turn; ``place``: all at one place instead.
    """
    start = instant(at)
    for number in range(count):
        name, moment = f"{kind} {number + 1}", start + timedelta(minutes=every_minutes * number)
        own = {**(fields or {}), **_in_turn(distinct, number)}
        reported(
            world, name, moment, kind, f"第{number + 1}件", by=by, channel=channel, category=category, about=about,
            boundary=boundary, place=place or _community(number % spread), anonymous=anonymous, fields=own or None,
        )  # fmt: skip
        if close:
            finished(world, name, moment, _share(beneficiaries, count, number), **close)
        for what, key in _in_turn(served, number).items():
            cases.count_beneficiaries(
                case_id=world.cases[name], kind=what, keys=[key], actor=world.actor(by), at=moment
            )


def _in_turn(sizes: dict[str, int] | None, number: int) -> dict[str, str]:
    """So many different values of each name, one after another."""
    return {name: f"{name}-{number % size + 1}" for name, size in (sizes or {}).items()}


def _community(number: int) -> str:
    return "community" if number == 0 else f"community {number + 1}"


def _share(total: int | None, count: int, number: int) -> int | None:
    return None if total is None else total // count + (number < total % count)


@when
def finished(
    world: World,
    case: str,
    at: Any,
    beneficiaries: int | None = None,
    body: str = "company",
    handler: str = "manager",
    desk: str = "secretary",
    boundary: str = "",
    confirmed: bool = True,
    satisfied: str = "",
    checked: str = "",
) -> None:
    """One case through dispatch, signing, answer, review and the reporter's word, an hour a step.

    ``checked``: what was seen when nobody can be called back; then that is the word.
    """
    pk, moment = world.cases[case], instant(at)
    hour = timedelta(hours=1)
    cases.dispatch_case(
        case_id=pk, body_id=world.bodies[body], reason="按地点和分类", boundary=boundary, actor=world.actor(desk), at=moment
    )  # fmt: skip
    cases.accept(case_id=pk, actor=world.actor(handler), at=moment + hour)
    estimate = {"beneficiaries": beneficiaries, "beneficiary_basis": "按户数估算"} if beneficiaries else {}
    cases.submit_answer(
        case_id=pk,
        result="solved",
        text="已办好",
        actor=world.actor(handler),
        at=moment + 2 * hour,
        **estimate,
    )
    cases.review(case_id=pk, approve=True, text=checked, actor=world.actor(desk), at=moment + 3 * hour)
    if confirmed and not checked:
        resident = world.actor("resident")
        cases.confirm(case_id=pk, solved="yes", satisfied=satisfied, actor=resident, at=moment + 4 * hour)


@when
def reported(
    world: World,
    as_: str,
    at: Any,
    kind: str,
    text: str,
    by: str = "resident",
    channel: str = "window",
    place: str = "building",
    category: str = "",
    urgency: str = "",
    boundary: str = "",
    about: str = "",
    anonymous: bool = False,
    fields: dict[str, Any] | None = None,
    parties: list[str] | None = None,
    refused: str = "",
) -> None:
    """A voice comes in."""
    voice = Voice(
        text=text,
        area_id=world.places[place],
        kind=kind,
        channel=channel,
        category=category,
        urgency=urgency,
        boundary=boundary,
        about_body_id=world.bodies[about] if about else None,
        reporter=Reporter() if anonymous else Reporter(name="某居民", phone=PHONE),
        parties=tuple(parties or ()),
        fields=fields,
    )

    def run() -> None:
        case = cases.register_case(voice=voice, actor=world.actor(by), at=instant(at))
        world.cases[as_] = case.pk

    _maybe_refused(world, run, refused)


@when
def act(
    world: World,
    verb: str,
    by: str,
    at: Any,
    case: str = "",
    with_: dict[str, Any] | None = None,
    refused: str = "",
) -> None:
    """One verb of the cases by a post. ``with`` are its further arguments; ``refused``: words of the refusal."""
    names = list(cases.__all__)
    if verb not in names:
        raise MisreadError(
            f"act: unknown verb {verb!r}, did you mean {suggest(verb, names)!r}? Known: {listed(names, 60)}"
        )
    service = getattr(cases, verb)
    known = inspect.signature(service).parameters
    arguments = {name: _resolved(world, name, value) for name, value in (with_ or {}).items()}
    for name in arguments:
        if name not in known:
            raise MisreadError(f"act {verb}: unknown argument {name!r}, allowed: {listed(known)}")
    if verb == "answer_help":
        rows = Task.objects.filter(case_id=world.cases[case], body_id=world.actor(by).body_id)
        arguments["task_id"] = rows.order_by("-pk")[0].pk
    elif case:
        arguments["case_id"] = world.cases[case]

    def run() -> None:
        answer = service(actor=world.actor(by), at=instant(at), **arguments)
        world.actions[verb] = answer

    _maybe_refused(world, run, refused)


def _resolved(world: World, name: str, value: Any) -> Any:
    """Names of the stage become ids by the argument's own name; instants become instants."""
    if name in ("body_id", "helper_id", "suggested_id"):
        return world.bodies[value]
    if name == "helper_ids":
        return tuple(world.bodies[one] for one in value)
    if name == "area_id":
        return world.places[value]
    if name in ("into_id", "other_id"):
        return world.cases[value]
    if name == "joint_id":
        return world.actions[value].pk
    if name == "happened_at":
        return instant(value)
    if isinstance(value, dict):
        return {key: world.bodies[one] for key, one in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _maybe_refused(world: World, run: Any, refused: str) -> None:
    world.refusal = ""
    try:
        run()
    except LinliError as error:
        world.refusal = str(error)
        if not refused:
            raise
    if refused:
        assert refused in world.refusal, f"expected a refusal with {refused!r}, got {world.refusal!r}"


@when
def clock_ticks(world: World, at: Any) -> None:
    """The worker's round: warnings noted, messages made."""
    with time.frozen(instant(at)):
        clocks.tick(instant(at))


@when
def forget_messages(world: World) -> None:
    """So that the next look sees only what comes from now on."""
    Notice.objects.all().delete()
