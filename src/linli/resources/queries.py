"""Lists of resources, runs and proposals, and the fairness view; no ranking of people anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases.models import Case, Wish
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.organizations.models import on_day
from linli.resources import kinds, loading, words
from linli.resources.models import Proposal, Resource, ResourceTag, Run

State = Proposal.State
#: Asked so often within the time counts as often.
OFTEN = 3


def listed(scope: Scope, given: Mapping[str, Any], on: date) -> QuerySet[Resource]:
    """Resources the post may see; ``given``: kind, tag, place (id), body (id), q, ended."""
    rows = policy.filter(Resource.objects.select_related("body"), scope, "resource.view")
    rows = rows.filter(valid_to__lte=on) if given.get("ended") else rows.filter(on_day(on))
    if given.get("kind"):
        rows = rows.filter(kind=given["kind"])
    if given.get("tag"):
        rows = rows.filter(tags__tag=given["tag"])
    if given.get("body"):
        rows = rows.filter(body_id=given["body"])
    if given.get("place"):
        rows = areas.in_scope(rows, areas.refs_for([int(given["place"])]))
    if given.get("q"):
        rows = rows.filter(Q(title__icontains=given["q"]) | Q(body__name__icontains=given["q"]))
    return rows


def with_skill(rows: list[Resource], skill: str) -> list[Resource]:
    """Those of a page that can do it."""
    return [row for row in rows if skill in row.skills]


@dataclass(frozen=True)
class Shown:
    """A resource in words."""

    row: Resource
    kind: str
    amount: str
    skills: str
    place: str
    tags: str = ""


def shown(rows: list[Resource], names: Mapping[int, str] | None = None) -> list[Shown]:
    """Rows of a list in words; ``names`` of their places, if the caller has them."""
    if names is None:
        names = areas.full_names({row.area_id for row in rows}, top="street")
    tags = _tags(rows)
    return [
        Shown(
            row,
            kinds.word(row.kind),
            amount_words(row),
            "、".join(kinds.label(one) for one in row.skills),
            names.get(row.area_id, ""),
            "、".join(kinds.label(one) for one in tags.get(row.pk, [])),
        )
        for row in rows
    ]


def with_tags(rows: QuerySet[Resource]) -> QuerySet[Resource]:
    """The same rows, each telling what it is filed under, without a query of its own."""
    own = ResourceTag.objects.filter(resource=OuterRef("pk"))
    return rows.annotate(**{f"under_{tag}": Exists(own.filter(tag=tag)) for tag in _every_tag()})


def _every_tag() -> list[str]:
    return list(kinds.tags_of(kinds.every().values()))


def _tags(rows: list[Resource]) -> dict[int, list[str]]:
    every = _every_tag()
    if all(hasattr(row, f"under_{tag}") for row in rows for tag in every):
        return {row.pk: [tag for tag in every if getattr(row, f"under_{tag}")] for row in rows}
    return tags_of([row.pk for row in rows])


def tags_of(ids: list[int]) -> dict[int, list[str]]:
    """What resources are filed under; one query."""
    found: dict[int, list[str]] = {}
    for pk, tag in (
        ResourceTag.objects.filter(resource__in=ids).order_by("pk").values_list("resource_id", "tag")
    ):
        found.setdefault(pk, []).append(tag)
    return found


def amount_words(row: Resource) -> str:
    """「200平方米」「500元」; empty where no amount was given."""
    kind = kinds.every().get(row.kind)
    if not row.amount or kind is None or kind.unit is None:
        return ""
    amount = f"{row.amount / 100:,.2f}".removesuffix(".00") if kind.class_ == "money" else f"{row.amount:,}"
    return f"{amount}{kinds.label(kind.unit)}"


def resource_page(row: Resource, at: datetime) -> dict[str, Any]:
    """One resource with its places, its next bookings and what came of proposals."""
    served = list(row.served.values_list("area_id", flat=True))
    names = areas.full_names({*served, row.area_id}, top="street")
    return {
        "shown": shown([row], names)[0],
        "served": [names[one] for one in served if one in names],
        "slots": words.slot_words(row.slots),
        "bookings": list(
            row.bookings.select_related("body")
            .filter(cancelled_at=None, ends__gte=at)
            .order_by("starts")[:30]
        ),
        "taken": row.proposals.filter(state=State.DONE).count(),
    }


def runs(scope: Scope) -> QuerySet[Run]:
    """Runs over places of the post, newest first by the caller."""
    return policy.filter(Run.objects.select_related("area"), scope, "match_run.view")


def proposals(scope: Scope, state: str = "", run_id: int | None = None) -> QuerySet[Proposal]:
    """Proposals the post may see, of one state or one run; what is no longer true only within its run."""
    rows = policy.filter(
        Proposal.objects.select_related("case", "resource", "body"), scope, "resource_match.view"
    )
    if run_id is not None:
        rows = rows.filter(run_id=run_id)
    elif state in (State.PROPOSED, State.ASKED, State.ACCEPTED, State.DONE, State.REFUSED):
        rows = rows.filter(state=state)
    else:
        rows = rows.filter(state__in=(State.PROPOSED, State.ASKED, State.ACCEPTED))
    return rows


def against_last(run: Run, rows: list[Proposal]) -> dict[int, str]:
    """Proposal → "new" or "changed" against the run before it; what stayed the same is left out. One query."""
    before = run.compared.get("run")
    if not before:
        return {}
    old = dict(
        Proposal.objects.filter(run=before, case__in=[row.case_id for row in rows]).values_list(
            "case_id", "resource_id"
        )
    )
    return {
        row.pk: "changed" if row.case_id in old else "new"
        for row in rows
        if old.get(row.case_id) != row.resource_id
    }


@dataclass(frozen=True)
class Offered:
    """A proposal in words; of a need only what its reader may know."""

    row: Proposal
    need: str
    place: str
    offer: str
    reasons: list[str]
    state: str
    mine: bool
    #: Against the run before: "new", "changed" or nothing to say.
    change: str = ""


def offered(
    scope: Scope,
    rows: list[Proposal],
    names: Mapping[int, str] | None = None,
    *,
    of: Run | None = None,
) -> list[Offered]:
    """Proposals in words. Owners read the words of the wall or only the kind of need, never who it is.

    ``names`` of their places, if the caller has them; ``of``: their run, to compare with the one before.
    """
    if names is None:
        names = areas.full_names({row.area_id for row in rows}, top="street")
    changes = against_last(of, rows) if of else {}
    public = dict(_wall_words([row.case_id for row in rows]))
    ids = [row.case_id for row in rows]
    known = set(
        policy.filter(Case.objects.filter(pk__in=ids), scope, "case.view").values_list("pk", flat=True)
    )
    return [
        Offered(
            row,
            row.case.title if row.case_id in known
            else public.get(row.case_id) or kinds.label(row.case.kind),
            names.get(row.area_id, ""),
            row.resource.title,
            words.reasons(row.reasons, topic=row.topic, kind=row.resource.kind),
            str(State(row.state).label),
            row.resource.post_id == scope.post_id if row.resource.post_id else row.body_id in scope.bodies,
            changes.get(row.pk, ""),
        )
        for row in rows
    ]  # fmt: skip


def _wall_words(case_ids: list[int]) -> list[tuple[int, str]]:
    rows = Wish.objects.filter(pk__in=case_ids, shown=True)
    return [(pk, text[:40]) for pk, text in rows.values_list("pk", "text")]


@dataclass(frozen=True)
class Fairness:
    """How asking was spread: counts, and two lists in the order of places, never by number."""

    resources: int
    never: int
    once: int
    often: int
    never_rows: list[Resource]
    often_rows: list[Resource]
    days: int


def fairness(scope: Scope, at: datetime, days: int = loading.ASKED_DAYS, most: int = 50) -> Fairness:
    """Nobody always, nobody never: resources in force by how often their owners were asked lately."""
    since = local_day(at) - timedelta(days=days)
    own = Proposal.objects.filter(resource=OuterRef("pk"), asked_at__date__gte=since)
    rows = policy.filter(Resource.objects.filter(on_day(local_day(at))), scope, "resource.view")
    asked = Proposal.objects.filter(asked_at__date__gte=since, resource__in=rows)
    counts = dict(asked.values("resource_id").annotate(n=Count("pk")).values_list("resource_id", "n"))
    often = [pk for pk, count in counts.items() if count >= OFTEN]
    total = rows.count()
    order = ("street", "community", "pk")
    return Fairness(
        resources=total,
        never=total - len(counts),
        once=len(counts) - len(often),
        often=len(often),
        never_rows=list(rows.filter(~Exists(own)).select_related("body").order_by(*order)[:most]),
        often_rows=list(rows.filter(pk__in=often[:2000]).select_related("body").order_by(*order)[:most]),
        days=days,
    )
