"""How long a session lasts (C12): 15 minutes idle for administrators, 30 for others, 8 hours at most.

The session keeps three numbers of its own: when it began, when it was last used (to the minute, so that
reading pages does not write the session each time), and when the password was given again (step-up).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

BEGAN, SEEN, STEPPED, POST, ENTERED = "began", "seen", "stepped", "post", "entered_as"
#: An administrator who came in by password alone and has to bind a second factor now.
OWES_SECOND = "owes_second"

IDLE_ADMIN = timedelta(minutes=15)
IDLE_USER = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
STEP_UP = timedelta(minutes=5)
#: Finer than this the last use is not written down.
GRAIN = timedelta(minutes=1)


def begin(session: SessionBase, at: datetime, post_id: int | None) -> None:
    """Start counting."""
    session[BEGAN] = session[SEEN] = at.timestamp()
    session[POST] = post_id
    session.pop(STEPPED, None)


def expired(session: SessionBase, at: datetime, *, admin: bool) -> bool:
    """True when the session was idle too long or has lasted eight hours."""
    now = at.timestamp()
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is None or seen is None:
        return True
    idle = IDLE_ADMIN if admin else IDLE_USER
    return bool(now - seen > idle.total_seconds() or now - began > ABSOLUTE.total_seconds())


def touch(session: SessionBase, at: datetime) -> bool:
    """Note a use; True when it was written (once a minute)."""
    if at.timestamp() - float(session.get(SEEN, 0)) < GRAIN.total_seconds():
        return False
    session[SEEN] = at.timestamp()
    return True


def step_up(session: SessionBase, at: datetime) -> None:
    """The password was given again just now."""
    session[STEPPED] = at.timestamp()


def stepped_up(session: SessionBase, at: datetime) -> bool:
    """True for five minutes after the password was given again."""
    given = session.get(STEPPED)
    return given is not None and 0 <= at.timestamp() - float(given) <= STEP_UP.total_seconds()
