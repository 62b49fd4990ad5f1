"""The verbs of papers. Use as ``from linli.papers import services as papers``."""

from linli.papers.services.building import build_working
from linli.papers.services.circulating import deliver, make_public, sign_for, unsigned_about
from linli.papers.services.drafting import (
    change_paper,
    create_paper,
    create_working_paper,
    describe,
    withdraw_paper,
)
from linli.papers.services.filing import draft_filing, filed_on, is_filing
from linli.papers.services.issuing import (
    issue,
    mark_drafted,
    mark_issued_by_oa,
    mark_sent_to_oa,
    send_reply,
    take_reply,
)
from linli.papers.services.numbering import set_series
from linli.papers.services.reviewing import approve_review, ask_review, return_review

__all__ = [
    "approve_review",
    "ask_review",
    "build_working",
    "change_paper",
    "create_paper",
    "create_working_paper",
    "deliver",
    "describe",
    "draft_filing",
    "filed_on",
    "is_filing",
    "issue",
    "make_public",
    "mark_drafted",
    "mark_issued_by_oa",
    "mark_sent_to_oa",
    "return_review",
    "send_reply",
    "set_series",
    "sign_for",
    "take_reply",
    "unsigned_about",
    "withdraw_paper",
]
