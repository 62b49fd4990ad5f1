"""Rows → needs and offers: open cases nobody has, resources in force, and what was learnt from answers before."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from linli.areas import queries as areas
from linli.cases.models import Case, Stage
from linli.definitions.resources import ResourceKind
from linli.domain.access import COLUMN_LEVELS
from linli.domain.calendar import local_day
from linli.domain.matching import Need, Offer, Weights, distance
from linli.mechanisms import queries as mechanisms
from linli.organizations.models import on_day
from linli.resources import kinds, words
from linli.resources.models import Proposal, Resource, ServedArea, Want

#: The levels a distance is counted by, from above.
CHAIN = ("city", "district", "street", "community", "estate")
ASKED_DAYS = 90
LEARNT = timedelta(days=365)
#: Proposals that occupy the owner, as long as the need is open.
BUSY = (Proposal.State.ASKED, Proposal.State.ACCEPTED, Proposal.State.DONE)
OPEN_STAGES = (Stage.DISPATCH, Stage.WORK, Stage.CALL_BACK, Stage.SUSPENDED)


@dataclass(frozen=True)
class Loaded:
    """What a run calculates with; dictionaries are by id of case or resource."""

    needs: list[Need]
    offers: list[Offer]
    bodies: dict[int, int]
    areas: dict[int, int]
    columns: dict[int, dict[str, int | None]]
    weights: Weights
    #: Needs that do not say what they want: asked of people, never guessed.
    unclear: int = 0


def load(area_id: int, at: datetime) -> Loaded:
    """Everything of a place: needs in it, and the resources that stand in its city (they may serve it)."""
    found = [kind for kind, _definition in kinds.here(area_id, local_day(at))]
    wanted = kinds.answering(found)
    needs, where, columns, unclear = _needs(area_id, wanted, at)
    offers, bodies = _offers(area_id, found, at)
    return Loaded(needs, offers, bodies, where, columns, Weights(), unclear)


def _needs(
    area_id: int, wanted: Any, at: datetime
) -> tuple[list[Need], dict[int, int], dict[int, dict[str, int | None]], int]:
    refs = areas.refs_for([area_id])
    asked = Proposal.objects.filter(state__in=(Proposal.State.ASKED, Proposal.State.ACCEPTED))
    rows = areas.in_scope(Case.objects.filter(stage=Stage.DISPATCH, kind__in=list(wanted)), refs)
    rows = rows.exclude(pk__in=asked.values("case_id")).order_by("reported_at", "pk")
    columns = ("pk", "kind", "category", "area_id", "text", "wish__cost", *COLUMN_LEVELS)
    wants = {row.pk: row for row in Want.objects.filter(case__stage=Stage.DISPATCH)}
    private = _private(area_id, wanted, at)
    needs, where, held, unclear = [], {}, {}, 0
    for row in rows.values(*columns):
        answers = [kind for kind, limits in wanted[row["kind"]] if kinds.matches(row["category"], limits)]
        want = wants.get(row["pk"]) or _read(answers, row["text"], row["wish__cost"] or 0)
        if want is None:
            unclear += bool(answers)
            continue
        places = tuple(row[level] for level in CHAIN)
        needs.append(
            Need(
                row["pk"], want.kind, places, want.skill, want.slots, want.amount, row["kind"] in private,
            )
        )  # fmt: skip
        where[row["pk"]] = row["area_id"]
        held[row["pk"]] = {level: row[level] for level in COLUMN_LEVELS}
    return needs, where, held, unclear


def _read(answers: list[ResourceKind], text: str, cost: int) -> Want | None:
    """What a need plainly asks for: words of a skill, money that was estimated, or the only thing there is for it."""
    for kind in answers:
        for skill, says in kind.says.items():
            if any(word in text for word in says):
                return Want(kind=kind.id, skill=skill)
    money = next((kind for kind in answers if kind.class_ == "money"), None)
    if money is not None and cost:
        return Want(kind=money.id, amount=cost)
    return Want(kind=answers[0].id) if len(answers) == 1 and not answers[0].skills else None


def _private(area_id: int, wanted: Any, at: datetime) -> frozenset[str]:
    """Kinds of cases that tell of a household and are seen by role only."""
    found = mechanisms.case_kinds(area_id, at)
    return frozenset(kind.id for kind, _definition in found if kind.id in wanted and kind.never_public)


def _offers(area_id: int, found: list[ResourceKind], at: datetime) -> tuple[list[Offer], dict[int, int]]:
    today = local_day(at)
    city = areas.columns_for(area_id).get("city")
    rows = Resource.objects.filter(on_day(today), kind__in=[kind.id for kind in found])
    rows = rows.filter(city=city) if city else areas.in_scope(rows, areas.refs_for([area_id]))
    served: dict[int, list[int]] = defaultdict(list)
    for resource, area in ServedArea.objects.filter(resource__in=rows).values_list("resource_id", "area_id"):
        served[resource].append(area)
    busy = _busy()
    asked = asked_lately(today)
    refused, topics, far = learnt(at)
    hardship = {kind.id for kind in found if kind.hardship}
    offers, bodies = [], {}
    columns = ("pk", "kind", "body_id", "skills", "amount", "cap", "slots", "trusted", *CHAIN)
    for row in rows.order_by("pk").values(*columns):
        pk = row["pk"]
        offers.append(
            Offer(
                id=pk,
                kind=row["kind"],
                places=tuple(row[level] for level in CHAIN),
                serves=frozenset(served[pk]),
                skills=frozenset(row["skills"]),
                slots=row["slots"],
                amount=row["amount"],
                cap=row["cap"] - busy[pk],
                trusted=row["trusted"] or row["kind"] in hardship,
                asked=asked[pk],
                refused=refused.get(pk, frozenset()),
                refused_kinds=topics.get(pk, {}),
                refused_far=far.get(pk),
            )
        )
        bodies[pk] = row["body_id"]
    return offers, bodies


def _busy() -> Counter[int]:
    rows = Proposal.objects.filter(state__in=BUSY, case__stage__in=OPEN_STAGES)
    return Counter(
        dict(rows.values_list("resource_id").annotate(count=Count("pk")).values_list("resource_id", "count"))
    )


def asked_lately(today: date, days: int = ASKED_DAYS) -> Counter[int]:
    """Resource → how often its owner was asked within so many days."""
    rows = Proposal.objects.filter(asked_at__date__gte=today - timedelta(days=days))
    return Counter(
        dict(rows.values("resource_id").annotate(count=Count("pk")).values_list("resource_id", "count"))
    )


def learnt(at: datetime) -> tuple[dict[int, frozenset[int]], dict[int, Counter[str]], dict[int, int]]:
    """What refusals of the last year say: resource → cases refused, topic → how often, shortest distance too far."""
    rows = Proposal.objects.filter(state=Proposal.State.REFUSED, decided_at__gte=at - LEARNT)
    pairs: dict[int, set[int]] = defaultdict(set)
    topics: dict[int, Counter[str]] = defaultdict(Counter)
    far: dict[int, int] = {}
    ends = [f"{side}__{level}" for side in ("case", "resource") for level in CHAIN]
    for resource, case, topic, reason, *places in rows.values_list(
        "resource_id", "case_id", "topic", "reason", *ends
    ):
        pairs[resource].add(case)
        if reason in words.ABOUT_TOPIC:
            topics[resource][topic] += 1
        if reason == words.TOO_FAR:
            steps = distance(places[: len(CHAIN)], places[len(CHAIN) :])
            far[resource] = min(steps, far.get(resource, steps))
    return {pk: frozenset(cases) for pk, cases in pairs.items()}, dict(topics), far
