"""The verbs of rolls. Use as ``from linli.rolls import services as rolls``."""

from linli.rolls.services.applying import apply, apply_by_name
from linli.rolls.services.enrolling import Entry, enrol, enter_people
from linli.rolls.services.holding import hold, release, set_stage
from linli.rolls.services.listing import add_item, drop_item, finish_item, take_item
from linli.rolls.services.reporting import (
    change,
    end,
    enter,
    move,
    receive,
    refuse,
    withdraw,
)
from linli.rolls.services.reporting_back import give_feedback, see_feedback
from linli.rolls.services.serving import confirm_service, decline_service, record_service

__all__ = [
    "Entry",
    "add_item",
    "apply",
    "apply_by_name",
    "change",
    "confirm_service",
    "decline_service",
    "drop_item",
    "end",
    "enrol",
    "enter",
    "enter_people",
    "finish_item",
    "give_feedback",
    "hold",
    "move",
    "receive",
    "record_service",
    "refuse",
    "release",
    "see_feedback",
    "set_stage",
    "take_item",
    "withdraw",
]
