"""The table of states: every allowed and every forbidden pair, and the rules beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain import caseflow, caserules
from linli.domain.caseflow import BY_NAME, ENDED, HANDLING, OPEN, TABLE, Clock, State, find
from linli.domain.caserules import Closing, LimitsNow, Result, Solved, Tries, Word

T0 = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

#: The trade's own page, written out a second time: state → buttons, main one first.
TRADE = {
    State.TO_DISPATCH: ["dispatch", "settle_on_spot", "merge", "refuse"],
    State.TO_SIGN: ["accept", "return"],
    State.IN_PROGRESS: [
        "submit_answer", "record_contact", "ask_help", "request_extension", "request_suspension", "raise_level",
    ],
    State.RETURN_REVIEW: ["approve_return", "refuse_return", "call_council", "rule_council"],
    State.EXTENSION_REVIEW: ["approve_extension", "refuse_extension"],
    State.SUSPENSION_REVIEW: ["approve_suspension", "refuse_suspension"],
    State.SUSPENDED: ["resume", "extend_suspension"],
    State.TO_REVIEW: ["pass_review", "send_back"],
    State.TO_CALL_BACK: ["call_back", "not_reached"],
    State.REDO: [
        "submit_answer", "record_contact", "ask_help", "request_extension", "request_suspension", "raise_level",
    ],
    State.CLOSED: ["redo", "exclude"],
    State.REFUSED: [],
    State.DUPLICATE: ["unmerge"],
    State.WITHDRAWN: [],
}  # fmt: skip


@pytest.mark.parametrize("state", list(State))
def test_each_state_offers_the_buttons_of_the_trade_and_no_other(state: State) -> None:
    assert [row.name for row in caseflow.buttons(state)] == TRADE[state]


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", list(BY_NAME))
def test_every_pair_is_either_in_the_table_or_refused(state: State, name: str) -> None:
    row = BY_NAME[name]
    if state in row.sources:
        assert find(name, state) is row
        assert row.leads_to(state) in State
    else:
        with pytest.raises(caseflow.NotPossible):
            find(name, state)


def test_every_open_state_has_at_most_one_main_button_and_a_way_on() -> None:
    for state in OPEN:
        mains = [row for row in caseflow.possible(state) if row.main]
        assert len(mains) == 1, state
        assert any(row.leads_to(state) is not state for row in caseflow.possible(state))


def test_every_state_is_reached_and_every_open_one_can_end() -> None:
    reached = {State.TO_DISPATCH}
    for _round in State:
        reached |= {
            row.leads_to(state, State.IN_PROGRESS) for row in TABLE for state in row.sources & reached
        }
    assert reached == set(State)
    ends = set(ENDED)
    for _round in State:
        ends |= {
            state for row in TABLE for state in row.sources if row.leads_to(state, State.IN_PROGRESS) in ends
        }
    assert ends == set(State)


def test_names_and_events_are_unique_and_each_state_says_something_to_the_resident() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE)
    assert len({row.event for row in TABLE}) == len(TABLE)
    assert set(caseflow.SEEN) == set(State)


def test_clocks_start_at_dispatch_only_and_a_new_round_keeps_the_old_clock() -> None:
    assert [row.name for row in TABLE if row.clock is Clock.START] == ["dispatch", "claim_wish"]
    assert BY_NAME["redo"].clock is Clock.AGAIN
    assert BY_NAME["send_back"].clock is Clock.AGAIN
    assert BY_NAME["return"].clock is Clock.KEEP


def test_a_decided_request_goes_back_to_where_it_was_asked() -> None:
    assert BY_NAME["approve_extension"].leads_to(State.EXTENSION_REVIEW, State.REDO) is State.REDO
    assert BY_NAME["refuse_return"].leads_to(State.RETURN_REVIEW, State.TO_SIGN) is State.TO_SIGN
    assert BY_NAME["resume"].leads_to(State.SUSPENDED, None) is State.IN_PROGRESS
    assert BY_NAME["resume"].leads_to(State.SUSPENDED, State.CLOSED) is State.IN_PROGRESS


def test_missing_fields_are_named() -> None:
    assert caseflow.missing("return", {"reason"}) == ("basis", "suggested")
    assert caseflow.missing("accept", ()) == ()


@given(st.lists(st.sampled_from(sorted(BY_NAME)), max_size=40))
def test_no_walk_leaves_the_table_or_ends_twice(names: list[str]) -> None:
    state, came = State.TO_DISPATCH, None
    for name in names:
        row = BY_NAME[name]
        if state not in row.sources:
            continue
        after = row.leads_to(state, came)
        if state in ENDED and after is not state:
            assert name in {"redo", "unmerge", "take_up"}
        came = state if state in HANDLING or state is State.TO_SIGN else came
        state = after


# --- returns ---------------------------------------------------------------------------------------------------


def _return(**values: object) -> caserules.ReturnVerdict:
    given_: dict[str, object] = {
        "limits": LimitsNow(), "by_this_body": 0, "in_case": 0, "ruled": False,
        "window_end": T0 + timedelta(hours=4), "at": T0,
    }  # fmt: skip
    return caserules.may_return(**{**given_, **values})  # type: ignore[arg-type]


def test_a_unit_returns_once_and_in_its_window() -> None:
    assert _return() == caserules.ReturnVerdict()
    assert _return(by_this_body=1, in_case=1).refusal == "return_once"
    assert _return(at=T0 + timedelta(hours=4, seconds=1)).refusal == "return_too_late"
    assert _return(at=T0 + timedelta(hours=4)).refusal == ""


def test_a_second_return_by_another_unit_meets_the_council_and_a_ruling_ends_it() -> None:
    assert _return(in_case=1).council
    assert _return(in_case=1, ruled=True).refusal == "return_after_ruling"
    assert _return(limits=LimitsNow(returns=0)).refusal == "return_never"


# --- extension, waiting ------------------------------------------------------------------------------------------


def test_an_extension_is_asked_once_and_before_the_limit() -> None:
    ask = caserules.may_extend
    assert ask(limits=LimitsNow(), granted=0, due_at=T0, at=T0 - timedelta(seconds=1)) == ""
    assert ask(limits=LimitsNow(), granted=0, due_at=T0, at=T0) == "extension_too_late"
    assert ask(limits=LimitsNow(), granted=1, due_at=T0, at=T0 - timedelta(days=1)) == "extension_used"
    assert ask(limits=LimitsNow(extensions=0), granted=0, due_at=None, at=T0) == "extension_never"


@given(st.integers(-400, 400))
def test_waiting_is_looked_at_again_within_ninety_days(days: int) -> None:
    today = date(2026, 11, 21)
    refusal = caserules.may_suspend(limits=LimitsNow(), revisit_on=today + timedelta(days=days), today=today)
    assert (refusal == "") == (1 <= days <= 90)


# --- words --------------------------------------------------------------------------------------------------------


@given(st.sampled_from(list(Result)), st.sampled_from(list(Solved)), st.integers(1, 5), st.booleans())
def test_no_case_is_solved_against_the_reporters_word(
    answered: Result, solved: Solved, round_: int, by_resident: bool
) -> None:
    closing = caserules.after_word(
        answered=answered, solved=solved, word=Word.REPORTER, round_=round_, by_resident=by_resident
    )
    result = closing.result or ""
    counted = caserules.counts_as_solved(result, closing.word, fast_lane=False, excluded=False)
    if solved is Solved.NO:
        assert not counted
        assert closing.again or (answered in caserules.EXPLAINING and round_ >= 2 and not by_resident)
    if counted:
        assert answered is Result.SOLVED
        assert solved is Solved.YES


def test_solved_needs_a_word_and_is_never_a_fast_lane_or_excluded_entry() -> None:
    solved = caserules.counts_as_solved
    assert solved("solved", "reporter", fast_lane=False, excluded=False)
    assert not solved("solved", "", fast_lane=False, excluded=False)
    assert not solved("solved", "reporter", fast_lane=True, excluded=False)
    assert not solved("solved", "verifier", fast_lane=False, excluded=True)
    assert not solved("explained", "reporter", fast_lane=False, excluded=False)


def test_partly_said_makes_partly_solved() -> None:
    closing = caserules.after_word(
        answered=Result.SOLVED, solved=Solved.PARTLY, word=Word.REPORTER, round_=1, by_resident=True
    )
    assert closing == Closing(Result.PARTLY_SOLVED, Word.REPORTER)


def test_three_tries_or_seven_days_are_enough() -> None:
    limits = LimitsNow()
    assert not caserules.silent(Tries(2, T0), limits, T0 + timedelta(days=6, hours=23))
    assert caserules.silent(Tries(3, T0), limits, T0 + timedelta(hours=5))
    assert caserules.silent(Tries(0, T0), limits, T0 + timedelta(days=7))
    assert caserules.may_try(Tries(1, T0, T0), T0 + timedelta(hours=1)) == "try_too_soon"
    assert caserules.may_try(Tries(1, T0, T0), T0 + timedelta(hours=2)) == ""


def test_who_may_check_and_call() -> None:
    handlers = frozenset({7})
    assert caserules.may_review(reviewer_body=7, handler_bodies=handlers) == "review_own_work"
    assert caserules.may_review(reviewer_body=8, handler_bodies=handlers) == ""
    call = caserules.may_call_back
    assert (
        call(caller_body=8, handler_bodies=handlers, mastered=True, parties=False) == "call_back_by_platform"
    )
    assert call(caller_body=8, handler_bodies=handlers, mastered=False, parties=True) == "call_back_dispute"
    assert call(caller_body=7, handler_bodies=handlers, mastered=False, parties=False) == "call_back_own_work"
    assert call(caller_body=8, handler_bodies=handlers, mastered=False, parties=False) == ""


def test_anonymous_and_mastered_and_disputed_cases_close_by_verifying() -> None:
    closes = caserules.closes_by_verifying
    both = ("reporter", "verifier")
    assert closes(reachable=False, confirmers=both, mastered=False)
    assert closes(reachable=True, confirmers=both, mastered=True)
    assert closes(reachable=True, confirmers=both, mastered=False, disputed=True)
    assert closes(reachable=True, confirmers=("verifier",), mastered=False)
    assert not closes(reachable=True, confirmers=both, mastered=False)


def test_beneficiaries_are_an_estimate_and_nothing_is_not_zero() -> None:
    assert caserules.beneficiaries(12, 3, None) == 36
    assert caserules.beneficiaries(12, 3, 40) == 40
    assert caserules.beneficiaries(None, None, None) is None
    assert caserules.beneficiaries(0, 3, None) == 0


def test_the_fifth_complaint_in_thirty_days_opens_a_cluster() -> None:
    today = date(2026, 11, 21)
    days = [today - timedelta(days=d) for d in (0, 3, 9, 20, 29)]
    assert caserules.opens_cluster(days, threshold=5, within=30, today=today)
    assert not caserules.opens_cluster(
        [*days[:4], today - timedelta(days=30)], threshold=5, within=30, today=today
    )


def test_a_resident_says_not_solved_for_a_month() -> None:
    assert caserules.may_reopen(closed_at=T0, at=T0 + timedelta(days=30)) == ""
    assert caserules.may_reopen(closed_at=T0, at=T0 + timedelta(days=30, seconds=1)) == "reopen_too_late"


def test_the_page_about_the_life_of_a_case_names_every_state_and_step() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "explanation" / "caseflow.md").read_text("utf-8")
    assert not [state for state in State if f"`{state.value}`" not in page]
    assert not [row.name for row in TABLE if f"`{row.name}`" not in page or f"`{row.event}`" not in page]
