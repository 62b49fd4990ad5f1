"""The second factor of administrators (C12, level 3): a six-digit code of the phone, RFC 6238.

The cryptography package makes and checks the codes. A code counts once, one step of clock drift either way is
allowed, and five wrong ones lock the second step for half an hour.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
DIGITS = 6
DRIFT = 1
TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
#: So long the second step may take after the password.
PENDING_FOR = timedelta(minutes=5)
#: As long as the hash, as RFC 4226 recommends.
_BYTES = 20


def new_secret() -> str:
    """A fresh secret in base32, as authenticator apps take it by hand."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode()


def _totp(secret: str) -> TOTP:
    # SHA-1 is what every authenticator app speaks; as an HMAC it is sound.
    return TOTP(base64.b32decode(secret), DIGITS, hashes.SHA1(), STEP)  # noqa: S303


def code_at(secret: str, at: datetime) -> str:
    """The code shown by the phone at an instant."""
    return _totp(secret).generate(at.timestamp()).decode()


def step_of(secret: str, code: str, at: datetime, after: int) -> int | None:
    """The number of the time step a code belongs to; None when it is wrong, too old or used (``after``)."""
    typed = "".join(char for char in code if char.isdigit())
    if len(typed) != DIGITS or not typed.isascii():
        return None
    now = int(at.timestamp()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        made = _totp(secret).generate(step * STEP).decode()
        if secrets.compare_digest(made, typed) and step > after:
            return step
    return None


def address(secret: str, *, username: str, site: str) -> str:
    """The otpauth address an app reads from the QR code."""
    return _totp(secret).get_provisioning_uri(username, site)
