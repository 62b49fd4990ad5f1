"""What a verb must ask before the table lets it through: returns, extensions, waiting, call-backs, results.

Every rule answers with a refusal code or None; the sentences stand in ``linli.cases.words``. Limits come from the
mechanism (``Limits`` of the case kind), time comes as an argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from linli.domain.calendar import day_end, local_day


class Result(StrEnum):
    """What came of a case."""

    SOLVED = "solved"
    PARTLY_SOLVED = "partly_solved"
    EXPLAINED = "explained"
    TRANSFERRED = "transferred"
    UNREASONABLE = "unreasonable_explained"
    NOT_REACHED = "not_reached"
    VERBAL = "verbal_settlement"
    WRITTEN = "written_mediation"
    COURT = "referred_to_court"


#: Results by which a disputed or impossible demand may end although the reporter says no.
EXPLAINING = frozenset({Result.EXPLAINED, Result.TRANSFERRED, Result.UNREASONABLE, Result.COURT})
#: Results that claim the matter itself is settled: they stand only with somebody else's word.
CLAIMING = frozenset({Result.SOLVED, Result.PARTLY_SOLVED, Result.VERBAL, Result.WRITTEN})


class Word(StrEnum):
    """Whose word closed the case."""

    REPORTER = "reporter"
    VERIFIER = "verifier"
    SUPERVISOR = "supervisor"
    PLATFORM = "platform"  # the other platform's call-back (12345)
    CHECK = "check"  # checked by the office where the kind asks for the reporter's own word: not solved in figures
    NOBODY = ""


@dataclass(frozen=True)
class LimitsNow:
    """The limits that hold for a case on its day."""

    returns: int = 1
    extensions: int = 1
    suspension_days: int = 90
    contact_tries: int = 3
    contact_days: int = 7


@dataclass(frozen=True)
class ReturnVerdict:
    """May it be returned, and does it go straight to the council?"""

    refusal: str = ""
    council: bool = False


def may_return(
    *,
    limits: LimitsNow,
    by_this_body: int,
    in_case: int,
    ruled: bool,
    window_end: datetime | None,
    at: datetime,
) -> ReturnVerdict:
    """One return a body, in its window; whoever returns an already returned case meets the council; a ruling ends it.

    ``by_this_body`` and ``in_case`` count earlier returns of the round. The clock keeps running in either case.
    """
    if limits.returns == 0:
        return ReturnVerdict("return_never")
    if ruled:
        return ReturnVerdict("return_after_ruling")
    if by_this_body >= limits.returns:
        return ReturnVerdict("return_once")
    if window_end is not None and at > window_end:
        return ReturnVerdict("return_too_late")
    return ReturnVerdict(council=in_case >= limits.returns)


def may_extend(*, limits: LimitsNow, granted: int, due_at: datetime | None, at: datetime) -> str:
    """Asked before the limit, and not more often than the rule allows. Empty string: allowed."""
    if limits.extensions == 0:
        return "extension_never"
    if granted >= limits.extensions:
        return "extension_used"
    if due_at is not None and at >= due_at:
        return "extension_too_late"
    return ""


def may_suspend(*, limits: LimitsNow, revisit_on: date, today: date) -> str:
    """A day to look at it again, after today and within the longest wait (90 days). Empty string: allowed."""
    if limits.suspension_days == 0:
        return "suspension_never"
    if revisit_on <= today:
        return "revisit_past"
    if (revisit_on - today).days > limits.suspension_days:
        return "revisit_too_far"
    return ""


@dataclass(frozen=True)
class Tries:
    """Attempts to reach the reporter: how many, and since when one could."""

    count: int
    since: datetime
    last: datetime | None = None


def may_try(tries: Tries, at: datetime) -> str:
    """Tries lie at different times: at least two hours apart. Empty string: this one counts."""
    if tries.last is not None and at - tries.last < timedelta(hours=2):
        return "try_too_soon"
    return ""


def silent(tries: Tries, limits: LimitsNow, at: datetime) -> bool:
    """Three tries or seven days: the case may close as 未回访到, outside every base."""
    return tries.count >= limits.contact_tries or at - tries.since >= timedelta(days=limits.contact_days)


class Solved(StrEnum):
    """The reporter's word about the matter itself."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class Closing:
    """How a case ends with a word: a result, whose word, or another round."""

    result: Result | None
    word: Word
    again: bool = False


def after_word(*, answered: Result, solved: Solved, word: Word, round_: int, by_resident: bool) -> Closing:
    """What the reporter's (or verifier's) word does to the result the handler wrote.

    No → another round. Only from the second round on may an explained, unreasonable or passed-on matter end over a
    "no" noted in a call-back (never over one typed by the resident), and it ends without his word: not solved.
    """
    if solved is Solved.NO:
        if answered in EXPLAINING and round_ >= 2 and not by_resident:
            return Closing(answered, Word.NOBODY)
        return Closing(None, word, again=True)
    if answered is Result.SOLVED and solved is Solved.PARTLY:
        return Closing(Result.PARTLY_SOLVED, word)
    return Closing(answered, word)


def counts_as_solved(result: str, word: str, *, fast_lane: bool, excluded: bool) -> bool:
    """Solved means: somebody other than the handler said so, and it was no settled-on-the-spot entry."""
    said = word in (Word.REPORTER, Word.VERIFIER, Word.SUPERVISOR, Word.PLATFORM)
    return result == Result.SOLVED and said and not fast_lane and not excluded


def word_of_check(confirmers: tuple[str, ...], *, mastered: bool, said: bool) -> Word:
    """Whose word a reviewer's check is: a supervisor's or verifier's where the kind takes it, the platform's for
    its orders; where the kind asks for the reporter alone it closes the case but never makes it solved."""
    if mastered and not said:
        return Word.PLATFORM
    for word in (Word.SUPERVISOR, Word.VERIFIER):
        if word in confirmers:
            return word
    return Word.CHECK


def closes_by_verifying(
    *, reachable: bool, confirmers: tuple[str, ...], mastered: bool, disputed: bool = False
) -> bool:
    """Is the reviewer's own check the last word? So for anonymous voices, for kinds a verifier confirms, for
    orders whose call-back belongs to another platform, and for disputes (no satisfaction score)."""
    return mastered or disputed or not reachable or Word.REPORTER not in confirmers


def may_review(*, reviewer_body: int | None, handler_bodies: frozenset[int]) -> str:
    """Checked by another body than those who did the work. Empty string: allowed."""
    if reviewer_body is not None and reviewer_body in handler_bodies:
        return "review_own_work"
    return ""


def may_call_back(
    *, caller_body: int | None, handler_bodies: frozenset[int], mastered: bool, parties: bool
) -> str:
    """Called back by another body; never what 12345 calls back, never a dispute. Empty string: allowed."""
    if mastered:
        return "call_back_by_platform"
    if parties:
        return "call_back_dispute"
    if caller_body is not None and caller_body in handler_bodies:
        return "call_back_own_work"
    return ""


def may_reopen(*, closed_at: datetime | None, at: datetime, days: int = 30) -> str:
    """A resident may say "not solved" for a month after closing; later it is a new case. Empty string: allowed."""
    if closed_at is not None and at - closed_at > timedelta(days=days):
        return "reopen_too_late"
    return ""


def beneficiaries(households: int | None, per_household: int | None, number: int | None) -> int | None:
    """The estimate: a number given, or households × persons; None where nothing was said (never 0)."""
    if number is not None:
        return number
    if households is not None and per_household is not None:
        return households * per_household
    return None


def filed_in_time(on: date, due_at: datetime | None) -> bool:
    """Was a matter filed by its last day? A 回执 names a day and no hour, so days are compared (mechanisms.md S2-15)."""
    return due_at is None or on <= local_day(due_at)


def filed_at(on: date, due_at: datetime | None, at: datetime) -> datetime:
    """The instant a 回执 of a day counts for: the end of its day, not after ``at``; in time, not after the limit."""
    counted = min(day_end(on), at)
    return min(counted, due_at) if due_at is not None and filed_in_time(on, due_at) else counted


def opens_cluster(days_of_complaints: list[date], *, threshold: int, within: int, today: date) -> bool:
    """S1-05: at least ``threshold`` complaints in the ``within`` days that end today (both ends counted)."""
    first = today - timedelta(days=within - 1)
    return sum(first <= day <= today for day in days_of_complaints) >= threshold
