"""The verbs of activities. Use as ``from linli.activities import services as activities``."""

from linli.activities.services.attending import add_file, name_people
from linli.activities.services.inviting import answer_invitation
from linli.activities.services.opening import open_for_roll
from linli.activities.services.planning import (
    change_series,
    create_series,
    end_series,
    plan,
    plan_ahead,
    series_for_roll,
)
from linli.activities.services.sessions import add_session, cancel_session, move_session, record_session

__all__ = [
    "add_file",
    "add_session",
    "answer_invitation",
    "cancel_session",
    "change_series",
    "create_series",
    "end_series",
    "move_session",
    "name_people",
    "open_for_roll",
    "plan",
    "plan_ahead",
    "record_session",
    "series_for_roll",
]
