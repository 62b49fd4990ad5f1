"""given and when of the wish wall and of resources: hung, taken, done, matched."""

from __future__ import annotations

from typing import Any

from linli.cases import jobs
from linli.cases import services as cases
from linli.cases.models import Case
from linli.resources import services as resources
from linli.resources.models import Proposal
from tests.mechanisms.situations.acts import _maybe_refused
from tests.mechanisms.situations.words import given, when
from tests.mechanisms.situations.world import World, instant


@when
def wish_hung(
    world: World, case: str, at: Any, text: str, cost: int = 0, by: str = "secretary", refused: str = ""
) -> None:
    """A checked wish is hung on the wall; ``cost`` in 分; ``refused``: words of the refusal."""

    def run() -> None:
        cases.publish_wish(
            case_id=world.cases[case],
            text=text,
            consent=True,
            cost=cost,
            actor=world.actor(by),
            at=instant(at),
        )

    _maybe_refused(world, run, refused)


@when
def wish_taken(
    world: World, case: str, at: Any, by: str, group: str = "", persons: int = 1, refused: str = ""
) -> None:
    """Somebody takes a wish from the wall, alone or as a group."""

    def run() -> None:
        cases.claim_wish(
            case_id=world.cases[case], group=group, persons=persons, actor=world.actor(by), at=instant(at)
        )

    _maybe_refused(world, run, refused)


@when
def wish_done(world: World, case: str, at: Any, by: str, desk: str = "secretary", thanks: str = "") -> None:
    """Reported done, checked by the community, confirmed by whoever wished, maybe thanked."""
    pk, moment = world.cases[case], instant(at)
    cases.fulfil_wish(case_id=pk, text="已圆梦", actor=world.actor(by), at=moment)
    cases.review(case_id=pk, approve=True, actor=world.actor(desk), at=moment)
    cases.confirm(case_id=pk, solved="yes", actor=world.actor("resident"), at=moment)
    if thanks:
        cases.thank(case_id=pk, text=thanks, public=True, actor=world.actor("resident"), at=moment)


@when
def wall_swept(world: World, at: Any) -> None:
    """The worker sends claims without a sign of work back to the wall."""
    del world
    jobs.return_idle_claims(instant(at))


@given
def resource(
    world: World, as_: str, kind: str, body: str, place: str, at: Any, count: int = 1, title: str = "资源",
    amount: int = 0, amounts: list[int] | None = None, skills: list[str] | None = None, cap: int | None = None,
    trusted: bool = False, tags: list[str] | None = None,
) -> None:  # fmt: skip
    """So many resources of one body at a place, usable in the whole city."""
    sizes = amounts or [amount] * count
    rows = [
        resources.Given(
            kind=kind, title=f"{title}{number + 1}", body_id=world.bodies[body], area_id=world.places[place],
            amount=size, skills=tuple(skills or ()), cap=cap, trusted=trusted, served=(world.places["city"],),
            tags=tuple(tags or ()),
        )
        for number, size in enumerate(sizes)
    ]  # fmt: skip
    made = resources.add_many(given=rows, actor=world.actor("clerk"), at=instant(at))
    world.things[as_] = [row.pk for row in made]


@when
def wanted(
    world: World, resource: str, at: Any, kind: str = "", skill: str = "", case: str = "", amount: int = 0
) -> None:
    """Every open case of a kind (or one case) asks for a kind of resource, a skill of it, so much of it."""
    rows = Case.objects.filter(pk=world.cases[case]) if case else Case.objects.filter(kind=kind)
    for row in rows.filter(stage="dispatch"):
        resources.say_what_is_wanted(
            case_id=row.pk,
            kind=resource,
            skill=skill,
            amount=amount,
            actor=world.actor("clerk"),
            at=instant(at),
        )


@when
def matched(world: World, as_: str, at: Any, place: str = "city", dry: bool = False) -> None:
    """The matching of a place is calculated."""
    run = resources.ask_run(area_id=world.places[place], dry=dry, actor=world.actor("clerk"), at=instant(at))
    world.things[as_] = resources.run_matching(run_id=run.pk, at=instant(at)).pk


@when
def all_agree(world: World, run: str, at: Any, by: str, desk: str = "clerk") -> None:
    """Every proposal of a run is put to its owner, who says yes; the desk sends what is not on the wall."""
    for proposal in Proposal.objects.filter(run_id=world.things[run], state="proposed"):
        resources.ask(proposal_id=proposal.pk, actor=world.actor(desk), at=instant(at))
        said = resources.accept(proposal_id=proposal.pk, actor=world.actor(by), at=instant(at))
        if said.state == "accepted":
            resources.connect(proposal_id=proposal.pk, actor=world.actor(desk), at=instant(at))
