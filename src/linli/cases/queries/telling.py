"""What a reporter is told, as plain values: what the follow page is made of, here or in the outer of two zones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from linli.cases.codes import tidy_receipt
from linli.cases.models import Case
from linli.cases.queries.follow import FollowPage, Step, follow_page
from linli.clocks import queries as clocks
from linli.domain.caseflow import Seen, seen_as


@dataclass(frozen=True)
class Running:
    """The clock of the settling step: its date, since when, and the way to the date in words."""

    due_at: datetime
    started_at: datetime | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The follow page without its form: no row, no address, nothing that only this database knows."""

    receipt: str
    area_id: int
    place: str
    reported_at: datetime
    sentence: str
    code: str = ""
    title: str = ""
    #: The resident's own words; never sent outside again.
    text: str = ""
    state: str = ""
    #: What of the state a reporter sees (``domain.caseflow.Seen``).
    seen: str = Seen.RECEIVED
    round: int = 1
    explanation: str = ""
    answer: str = ""
    running: Running | None = None
    steps: tuple[Step, ...] = ()
    may_answer: bool = False
    may_say_no: bool = False
    may_thank: bool = False
    followers: int = 0
    #: Held by somebody who shares the problem, not by the reporter.
    follower: bool = False
    phone: str = ""
    phone_of: str = ""


def tell(receipt: str, at: datetime) -> Told:
    """What the holder of a receipt is told now. Raises NoSuchCase, whatever is wrong with the receipt."""
    page = follow_page(receipt, at)
    case, shown = page.case, page.shown
    return Told(
        receipt=tidy_receipt(receipt),
        area_id=case.area_id,
        place=page.place,
        reported_at=case.reported_at,
        sentence=page.sentence,
        code=case.code,
        title=case.title,
        text=case.text,
        state=shown.state,
        seen=seen_as(shown.state).value,
        round=page.round,
        explanation=page.explanation,
        answer=page.answer,
        running=_running(page),
        steps=tuple(page.steps),
        may_answer=page.may_answer,
        may_say_no=page.may_say_no,
        may_thank=_may_thank(case),
        followers=shown.followers,
        follower=page.follower,
        phone=page.phone,
        phone_of=page.phone_of,
    )


def _may_thank(case: Case) -> bool:
    wish = getattr(case, "wish", None) if case.kind == "micro_wish" else None
    return wish is not None and case.is_solved and not wish.thanks


def _running(page: FollowPage) -> Running | None:
    """The clock of the settling step; None when nothing runs."""
    if not page.shown.is_open:
        return None
    rows = [
        row for row in clocks.for_subject("case", page.shown.pk, part="") if row.due_at and not row.met_at
    ]
    found = clocks.shown(rows[-1:], page.shown.reported_at)
    if not found or found[0].row.due_at is None:
        return None
    return Running(found[0].row.due_at, found[0].row.started_at, tuple(map(str, found[0].reasons)))


def as_plain(told: Told) -> dict[str, Any]:
    """The same as JSON values."""
    plain = asdict(told)
    plain["reported_at"] = told.reported_at.isoformat()
    plain["steps"] = [[step.at.isoformat(), step.text] for step in told.steps]
    plain["running"] = told.running and [
        told.running.due_at.isoformat(),
        told.running.started_at and told.running.started_at.isoformat(),
        list(told.running.reasons),
    ]
    return plain


def from_plain(plain: dict[str, Any]) -> Told:
    """Back from :func:`as_plain`. Raises KeyError, TypeError or ValueError for anything else."""
    running = plain["running"]
    return Told(
        **{
            **plain,
            "reported_at": datetime.fromisoformat(plain["reported_at"]),
            "steps": tuple(Step(datetime.fromisoformat(at), str(text)) for at, text in plain["steps"]),
            "running": running
            and Running(
                datetime.fromisoformat(running[0]),
                datetime.fromisoformat(running[1]) if running[1] else None,
                tuple(map(str, running[2])),
            ),
        }
    )
