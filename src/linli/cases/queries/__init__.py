"""Reading cases. Use as ``from linli.cases import queries``; nothing here writes."""

from linli.cases.queries.duplicates import NearDuplicate, near_duplicates
from linli.cases.queries.follow import FollowPage, Step, follow_page, telephone
from linli.cases.queries.lists import Filters, count_to_thousand, find, listed, visible
from linli.cases.queries.page import Action, CasePage, actions, case_page, confirmations, history, links
from linli.cases.queries.routes import Route, propose_route
from linli.cases.queries.saying import copy_answer, copy_progress, seen_sentence
from linli.cases.queries.telling import Running, Told, as_plain, from_plain, tell
from linli.cases.queries.today import Group, today
from linli.cases.queries.triage import Triage, propose_from_text

__all__ = [
    "Action",
    "CasePage",
    "Filters",
    "FollowPage",
    "Group",
    "NearDuplicate",
    "Route",
    "Running",
    "Step",
    "Told",
    "Triage",
    "actions",
    "as_plain",
    "case_page",
    "confirmations",
    "copy_answer",
    "copy_progress",
    "count_to_thousand",
    "find",
    "follow_page",
    "from_plain",
    "history",
    "links",
    "listed",
    "near_duplicates",
    "propose_from_text",
    "propose_route",
    "seen_sentence",
    "telephone",
    "tell",
    "today",
    "visible",
]
