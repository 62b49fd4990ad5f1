"""The secret both zones share: it signs whole files and seals what is personal inside them."""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from linli.records.canonical import canonical
from linli.relay.errors import NotSetUp, Refused

_LENGTH = 32


def make_secret(path: Path) -> None:
    """Write a new secret, readable by its owner only. Raises NotSetUp when the file is there already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise NotSetUp(_("%(file)s已存在，没有改动。") % {"file": path}) from None
    except OSError as error:
        raise NotSetUp(_("%(file)s写不进去：%(why)s") % {"file": path, "why": error.strerror}) from error
    with os.fdopen(handle, "wb") as out:
        out.write(base64.b64encode(secrets.token_bytes(_LENGTH)) + b"\n")
        out.flush()
        os.fsync(out.fileno())


def _key(purpose: bytes) -> bytes:
    """A key of its own for each purpose. Raises NotSetUp when the secret cannot be read."""
    path = settings.LINLI_RELAY_SECRET
    if not path:
        raise NotSetUp()
    try:
        raw = base64.b64decode(Path(path).read_bytes(), validate=False)
    except (OSError, ValueError) as error:
        raise NotSetUp(_("读不到共享密钥%(file)s。") % {"file": path}) from error
    if len(raw) != _LENGTH:
        raise NotSetUp(_("共享密钥%(file)s不完整。") % {"file": path})
    return hmac.digest(raw, b"linli relay " + purpose, "sha256")


def sign(data: bytes) -> str:
    """HMAC-SHA256 of the bytes, as hex."""
    return hmac.digest(_key(b"sign"), data, "sha256").hex()


def seal(value: Any) -> str:
    """A JSON value that only the other zone can read."""
    return _box().encrypt(canonical(value).encode()).decode()


def unseal(token: str) -> Any:
    """Back from :func:`seal`. Raises Refused."""
    try:
        return json.loads(_box().decrypt(token.encode()))
    except (InvalidToken, ValueError) as error:
        raise Refused(_("加密部分打不开。")) from error


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(b"seal")))
