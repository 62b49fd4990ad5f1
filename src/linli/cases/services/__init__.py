"""The verbs of a case. Use as ``from linli.cases import services as cases``; rules: docs/explanation/caseflow.md.

Every verb is keyword-only, takes ``actor`` and ``at``, locks the case, asks the table of ``domain.caseflow``, appends
one event and answers what changed. ``version`` is what the form was filled from: a stale one raises Conflict.
"""

from linli.cases.services.claiming import (
    claim_wish,
    fulfil_wish,
    give_back,
    join_claim,
    move_claim,
    return_idle,
)
from linli.cases.services.closing import (
    call_back,
    check_word,
    close_not_reached,
    confirm,
    not_reached,
    review,
)
from linli.cases.services.clusters import draft_cluster_order
from linli.cases.services.concealing import conceal_cases, reveal_cases
from linli.cases.services.dispatch import dispatch_case, raise_level, refuse, settle_on_spot
from linli.cases.services.handing import hand_over
from linli.cases.services.handling import accept, record_contact, submit_answer
from linli.cases.services.helping import answer_help, ask_help, record_help_action
from linli.cases.services.hotline import take_external
from linli.cases.services.joining import Followed, follow, merge, unmerge
from linli.cases.services.joint import add_joint_party, count_beneficiaries, record_joint_action
from linli.cases.services.marking import decide_exclusion, exclude, focus, note, urge, withdraw
from linli.cases.services.register import (
    Examined,
    External,
    Reporter,
    Voice,
    examine,
    register_case,
    register_examined,
)
from linli.cases.services.reopening import reopen
from linli.cases.services.returns import call_council, return_order, rule_council, rule_on_return
from linli.cases.services.waiting import (
    decide_extension,
    decide_suspension,
    extend_suspension,
    request_extension,
    request_suspension,
    resume,
)
from linli.cases.services.wishes import check_thanks, publish_wish, take_down_wish, thank
from linli.cases.services.writing import make_paper, unmask

__all__ = [
    "Examined",
    "External",
    "Followed",
    "Reporter",
    "Voice",
    "accept",
    "add_joint_party",
    "answer_help",
    "ask_help",
    "call_back",
    "call_council",
    "check_thanks",
    "check_word",
    "claim_wish",
    "close_not_reached",
    "conceal_cases",
    "confirm",
    "count_beneficiaries",
    "decide_exclusion",
    "decide_extension",
    "decide_suspension",
    "dispatch_case",
    "draft_cluster_order",
    "examine",
    "exclude",
    "extend_suspension",
    "focus",
    "follow",
    "fulfil_wish",
    "give_back",
    "hand_over",
    "join_claim",
    "make_paper",
    "merge",
    "move_claim",
    "not_reached",
    "note",
    "publish_wish",
    "raise_level",
    "record_contact",
    "record_help_action",
    "record_joint_action",
    "refuse",
    "register_case",
    "register_examined",
    "reopen",
    "request_extension",
    "request_suspension",
    "resume",
    "return_idle",
    "return_order",
    "reveal_cases",
    "review",
    "rule_council",
    "rule_on_return",
    "settle_on_spot",
    "submit_answer",
    "take_down_wish",
    "take_external",
    "thank",
    "unmask",
    "unmerge",
    "urge",
    "withdraw",
]
