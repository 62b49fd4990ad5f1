"""The only way a page gets a case: judged by the acting post, or opened by the receipt in a resident's hand."""

from __future__ import annotations

from linli.accounts import policy
from linli.cases import codes
from linli.cases.errors import NoSuchCase, NotNow
from linli.cases.models import Case, Follower, Task
from linli.domain.access import Scope

_AROUND = ("lead_body", "lead_post", "answerable_body", "about_body", "desk_body", "contact", "duplicate_of")


def get_case_for(scope: Scope, code: str, verb: str = "view") -> Case:
    """The case with its bodies and contact in two queries. Raises NoSuchCase (404) where it may not be seen and
    NotYours (403) where it may be seen but the verb is not allowed."""
    case = Case.objects.select_related(*_AROUND).filter(code=code.strip().upper()).first()
    if case is None:
        raise NoSuchCase()
    load_helpers(case)
    if not policy.allows(scope, "case.view", case):
        raise NoSuchCase()
    if verb != "view":
        policy.require(scope, f"case.{verb}", case)
    return case


def load_helpers(case: Case) -> list[Task]:
    """The parts of this round, kept on the case so that permissions ask the database once."""
    rows = list(case.tasks.filter(round=case.round).select_related("body", "post").order_by("pk"))
    case._parts = rows  # type: ignore[attr-defined]
    return rows


def get_case_to_answer(receipt: str) -> Case:
    """The case whose reporter holds the receipt. Raises NoSuchCase; NotNow for who only follows along."""
    case, follower = get_case_by_receipt(receipt)
    if follower is not None:
        raise NotNow()
    return case


def get_case_by_receipt(receipt: str) -> tuple[Case, Follower | None]:
    """The case a resident may follow: by his own receipt, or by the one he got for sharing the problem."""
    wanted = codes.tidy_receipt(receipt)
    case = Case.objects.select_related("lead_body", "duplicate_of__lead_body").filter(receipt=wanted).first()
    if case is not None:
        return case, None
    row = Follower.objects.select_related("case__lead_body").filter(receipt=wanted, withdrawn_at=None).first()
    if row is None:
        raise NoSuchCase()
    return row.case, row
