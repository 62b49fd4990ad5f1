"""What this room keeps: targets, left-out records, reporting sets, and editions that never change once published.

A live figure is never stored. An edition stores for every cell the exact fraction and the sorted record ids behind
it, packed and hashed; a correction is another edition.
"""

from linli.indicators.models.days import DayCount, KeptSet
from linli.indicators.models.editions import (
    Adjustment,
    CheckNotice,
    Edition,
    EditionCell,
    EditionRow,
    Objection,
)
from linli.indicators.models.settings import LeftOut, ReportingSet, SetMember, Target, UnitKind

__all__ = [
    "Adjustment",
    "CheckNotice",
    "DayCount",
    "Edition",
    "EditionCell",
    "EditionRow",
    "KeptSet",
    "LeftOut",
    "Objection",
    "ReportingSet",
    "SetMember",
    "Target",
    "UnitKind",
]
