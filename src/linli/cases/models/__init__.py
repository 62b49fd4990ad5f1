"""The rows of cases: the case as it stands, its rounds, the people around it (erasable), what hangs on it."""

from linli.cases.models.around import CaseLink, HelpAction, JointAction, JointParty, Ruling
from linli.cases.models.case import CONCEALED, OPEN_STAGES, SOURCE_HOTLINE, Case, Stage, stage_of
from linli.cases.models.counted import KEPT_BY, RECORD_SET, TALLY, keys_of
from linli.cases.models.people import Beneficiary, Contact, Follower
from linli.cases.models.rounds import (
    Answer,
    CallBackTry,
    Confirmation,
    Decision,
    Exclusion,
    Extension,
    ReturnRequest,
    Suspension,
    Task,
)
from linli.cases.models.wishes import ClaimPart, Wish, WishClaim

__all__ = [
    "CONCEALED",
    "KEPT_BY",
    "OPEN_STAGES",
    "RECORD_SET",
    "SOURCE_HOTLINE",
    "TALLY",
    "Answer",
    "Beneficiary",
    "CallBackTry",
    "Case",
    "CaseLink",
    "ClaimPart",
    "Confirmation",
    "Contact",
    "Decision",
    "Exclusion",
    "Extension",
    "Follower",
    "HelpAction",
    "JointAction",
    "JointParty",
    "ReturnRequest",
    "Ruling",
    "Stage",
    "Suspension",
    "Task",
    "Wish",
    "WishClaim",
    "keys_of",
    "stage_of",
]
