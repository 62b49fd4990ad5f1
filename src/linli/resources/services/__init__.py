"""The verbs of resources. Use as ``from linli.resources import services as resources``."""

from linli.resources.services.bookings import book, cancel_booking
from linli.resources.services.deciding import accept, ask, connect, refuse
from linli.resources.services.keeping import (
    Given,
    add_many,
    add_resource,
    change_resource,
    end_resource,
    say_what_is_wanted,
)
from linli.resources.services.matching import ask_run, go_live, run_matching

__all__ = [
    "Given",
    "accept",
    "add_many",
    "add_resource",
    "ask",
    "ask_run",
    "book",
    "cancel_booking",
    "change_resource",
    "connect",
    "end_resource",
    "go_live",
    "refuse",
    "run_matching",
    "say_what_is_wanted",
]
