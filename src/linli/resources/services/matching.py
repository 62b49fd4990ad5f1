"""``ask_run``, ``run_matching``, ``go_live``: the matching of a place, calculated by the worker.

Append ``run.asked``, ``run.done``, ``run.failed``, ``run.gone_live``. A run only proposes.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain.access import SYSTEM, Actor
from linli.domain.assignment import NOBODY
from linli.domain.matching import Need, Offer, pairs, price, reasons
from linli.records import services as records
from linli.records.tx import verb
from linli.resources import loading, solving
from linli.resources.errors import Refused
from linli.resources.models import Proposal, Run

#: A dry run older than this no longer says what is true.
FRESH = timedelta(days=1)
_LIVE = (Proposal.State.PROPOSED, Proposal.State.ASKED, Proposal.State.ACCEPTED, Proposal.State.DONE)


@verb()
def ask_run(*, area_id: int, dry: bool, actor: Actor, at: datetime) -> Run:
    """Have the worker match a place; of two asked at once the second is refused."""
    row = Run(dry=dry, asked_at=at)
    areas.fill_columns(row, area_id)
    if Run.objects.filter(area_id=area_id, state__in=(Run.State.WAITING, Run.State.RUNNING)).exists():
        raise Refused(_("这里正在计算，请等它算完。"))
    records.append(subject=row, name="run.asked", actor=actor, at=at, data={"area": area_id, "dry": dry})
    return row


def run_matching(*, run_id: int, at: datetime) -> Run:
    """Load, find the pairs, solve, prove, write. Each step is visible; a failure is a sentence on the run."""
    run = Run.objects.get(pk=run_id)
    if run.state not in (Run.State.WAITING, Run.State.RUNNING):
        return run
    try:
        _step(run, "load", 5)
        held = loading.load(run.area_id, at)
        _step(run, "pairs", 20)
        problem = pairs(held.needs, held.offers, held.weights)
        steps = {"solve": 50, "prove": 75}
        solved = solving.solve(problem, step=lambda name: _step(run, name, steps[name]))
        _step(run, "write", 90)
    except solving.SolverMissing as missing:
        return _failed(
            run, _("没有安装求解组件，请管理员在服务器上执行：%(command)s") % {"command": missing}, at
        )
    except Refused as refused:
        return _failed(run, str(refused), at)
    run.needs, run.offers, run.pairs = len(held.needs), len(held.offers), len(problem.needs)
    run.met = len(held.needs) - solved.assignment.count(NOBODY)
    run.cost, run.proved = solved.cost, solved.proved
    return _write(run, held, solved.assignment, at)


def _step(run: Run, name: str, percent: int) -> None:
    run.state, run.step, run.percent = Run.State.RUNNING, name, percent
    run.save(update_fields=["state", "step", "percent"])


@verb()
def _failed(run: Run, sentence: str, at: datetime) -> Run:
    row = records.lock(Run, run.pk)
    row.state, row.trouble, row.done_at = Run.State.FAILED, sentence[:200], at
    row.save(update_fields=["state", "trouble", "done_at"])
    records.append(subject=row, name="run.failed", actor=SYSTEM, at=at, data={})
    return row


@verb()
def _write(run: Run, held: loading.Loaded, assignment: list[int], at: datetime) -> Run:
    row = records.lock(Run, run.pk)
    for name in ("needs", "offers", "pairs", "met", "cost", "proved"):
        setattr(row, name, getattr(run, name))
    state = Proposal.State.DRY if row.dry else Proposal.State.PROPOSED
    made = []
    for number, offer in enumerate(assignment):
        if offer != NOBODY:
            made.append(_proposal(row, held, held.needs[number], held.offers[offer], state))
    row.compared = _compare(row, {one.case_id: one.resource_id for one in made})
    if held.unclear:
        row.compared["unclear"] = held.unclear
    if not row.dry:
        _retire(row.area_id, row.pk)
    Proposal.objects.bulk_create(made, batch_size=400)
    row.state, row.step, row.percent, row.done_at = Run.State.DONE, "", 100, at
    row.save()
    data = {"needs": row.needs, "offers": row.offers, "met": row.met, "proved": row.proved, "dry": row.dry}
    records.append(subject=row, name="run.done", actor=SYSTEM, at=at, data=data)
    return row


def _proposal(run: Run, held: loading.Loaded, need: Need, offer: Offer, state: str) -> Proposal:
    return Proposal(
        run=run,
        case_id=need.id,
        resource_id=offer.id,
        body_id=held.bodies[offer.id],
        topic=need.skill or need.kind,
        cost=price(need, offer, held.weights),
        reasons=[[one.code, one.number] for one in reasons(need, offer)],
        state=state,
        area_id=held.areas[need.id],
        **held.columns[need.id],
    )


def _compare(run: Run, found: dict[int, int]) -> dict[str, int]:
    """Against the last finished run of the same place: same, changed, new, gone."""
    before = (
        Run.objects.filter(area_id=run.area_id, state=Run.State.DONE)
        .exclude(pk=run.pk)
        .order_by("-pk")
        .first()
    )
    if before is None:
        return {}
    old = dict(Proposal.objects.filter(run=before).values_list("case_id", "resource_id"))
    kinds = Counter(
        "new" if case not in old else ("same" if old[case] == resource else "changed")
        for case, resource in found.items()
    )
    return {**kinds, "gone": len(set(old) - set(found)), "run": before.pk}


def _retire(area_id: int, run_id: int) -> None:
    """What an earlier run of the place proposed and nobody sent out is out of date."""
    rows = Proposal.objects.filter(run__area_id=area_id, state=Proposal.State.PROPOSED)
    rows.exclude(run_id=run_id).update(state=Proposal.State.STALE)


@verb()
def go_live(*, run_id: int, actor: Actor, at: datetime, version: int | None = None) -> Run:
    """A dry run becomes the proposals of today: nothing is calculated again, and still nobody is asked."""
    run = records.lock(Run, run_id)
    records.check_version(run, version)
    newer = Run.objects.filter(area_id=run.area_id, state=Run.State.DONE, pk__gt=run.pk).exists()
    if not run.dry or run.state != Run.State.DONE or newer or run.done_at is None or at - run.done_at > FRESH:
        raise Refused(_("只有最近一次、一天以内的试算能转为正式建议，请重新试算。"))
    _retire(run.area_id, run.pk)
    run.dry = False
    run.save(update_fields=["dry"])
    rows = Proposal.objects.filter(run=run, state=Proposal.State.DRY)
    taken = Proposal.objects.filter(state__in=_LIVE[1:]).values("case_id")
    rows.filter(case_id__in=taken).update(state=Proposal.State.STALE)
    count = rows.update(state=Proposal.State.PROPOSED)
    records.append(subject=run, name="run.gone_live", actor=actor, at=at, data={"count": count})
    return run


def in_transaction(run_id: int) -> None:
    """Hand the run to the worker once it is saved."""
    from linli.resources.tasks import match

    transaction.on_commit(lambda: match.enqueue(run_id))
