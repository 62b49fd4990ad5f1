"""The verbs of papers. Use as ``from linli.papers import services as papers``."""

from linli.papers.services.building import build_working
from linli.papers.services.drafting import change_paper, create_paper, create_working_paper, withdraw_paper
from linli.papers.services.issuing import issue, mark_drafted, mark_issued_by_oa, mark_sent_to_oa, take_reply

__all__ = [
    "build_working",
    "change_paper",
    "create_paper",
    "create_working_paper",
    "issue",
    "mark_drafted",
    "mark_issued_by_oa",
    "mark_sent_to_oa",
    "take_reply",
    "withdraw_paper",
]
