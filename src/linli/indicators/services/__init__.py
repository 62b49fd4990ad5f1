"""The verbs of figures and editions. Use as ``from linli.indicators import services as indicators``."""

from linli.indicators.services.checking import adjust, answer_objection, object_to, send_round
from linli.indicators.services.editions import (
    approve,
    draft,
    draft_correction,
    drop,
    publish,
    recompute,
)
from linli.indicators.services.settings import (
    leave_out,
    set_reporting_units,
    set_target,
    take_back,
    withdraw_target,
)

__all__ = [
    "adjust",
    "answer_objection",
    "approve",
    "draft",
    "draft_correction",
    "drop",
    "leave_out",
    "object_to",
    "publish",
    "recompute",
    "send_round",
    "set_reporting_units",
    "set_target",
    "take_back",
    "withdraw_target",
]
