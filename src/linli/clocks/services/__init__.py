"""The verbs of clocks. Use as ``from linli.clocks import services as clocks``.

The caller holds the lock of the subject and appends the event that says why; the clock itself is part of that event.
"""

from __future__ import annotations

from linli.clocks.services.addressing import mark_read, set_address
from linli.clocks.services.calendar import load_notice, recompute_for_calendar, set_local_days
from linli.clocks.services.running import (
    assign,
    cancel,
    extend,
    extension_refusal,
    meet,
    pause,
    relocate,
    reopen,
    resume,
    set_due,
    start,
)
from linli.clocks.services.ticking import tick, warn

__all__ = [
    "assign",
    "cancel",
    "extend",
    "extension_refusal",
    "load_notice",
    "mark_read",
    "meet",
    "pause",
    "recompute_for_calendar",
    "relocate",
    "reopen",
    "resume",
    "set_address",
    "set_due",
    "set_local_days",
    "start",
    "tick",
    "warn",
]
