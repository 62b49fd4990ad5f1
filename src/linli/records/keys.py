"""The keys: files in a folder of their own, outside the database and outside every backup.

``<LINLI_KEYS>/field-<id>.key`` encrypt fields (the highest id writes, all read), ``blind.key`` makes
blind indexes, ``checkpoint.key`` signs checkpoints. Whoever loses this folder loses the encrypted
fields; keep a copy apart from the backups.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from linli.records.errors import KeyMissing

_FIELD_KEY = re.compile(r"field-(\d+)\.key$")


def folder() -> Path:
    """The key folder of the settings."""
    return Path(settings.LINLI_KEYS)


def _create(path: Path) -> bytes:
    """Write 32 random bytes to ``path`` unless somebody else was faster; answer what stands there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, base64.b64encode(secrets.token_bytes(32)) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)  # fails when the key exists: the first one stays
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _load(path)


def _load(path: Path) -> bytes:
    raw = base64.b64decode(path.read_bytes())
    if len(raw) != 32:
        raise KeyMissing()
    return raw


@lru_cache(maxsize=64)
def _cached(path: str, create: bool) -> bytes:
    file = Path(path)
    if file.exists():
        return _load(file)
    if create:
        return _create(file)
    raise KeyMissing()


def forget() -> None:
    """Read the keys anew (after a rotation, and in tests)."""
    _cached.cache_clear()
    current_field_key.cache_clear()


def field_key_ids() -> list[int]:
    """Ids of the field keys in the folder, ascending."""
    place = folder()
    names = (_FIELD_KEY.match(entry.name) for entry in place.iterdir()) if place.is_dir() else ()
    return sorted(int(match[1]) for match in names if match)


@lru_cache(maxsize=1)
def current_field_key() -> int:
    """Id of the key that writes; the first one is made on first use."""
    ids = field_key_ids()
    if not ids:
        _create(folder() / "field-1.key")
        return 1
    return ids[-1]


def field_key(key_id: int) -> bytes:
    """The field key with this id. Raises :class:`KeyMissing`."""
    # Asked for every value that is read or written: joined as text, not as a path.
    return _cached(f"{settings.LINLI_KEYS}{os.sep}field-{key_id}.key", False)


def add_field_key() -> int:
    """Make the next field key; from now on it writes. Answers its id."""
    new = (field_key_ids() or [0])[-1] + 1
    _create(folder() / f"field-{new}.key")
    forget()
    return new


def blind_key() -> bytes:
    """The key of the blind indexes; made on first use and never rotated (the indexes would break)."""
    return _cached(f"{settings.LINLI_KEYS}{os.sep}blind.key", True)


def signing_key(*, create: bool = True) -> Ed25519PrivateKey:
    """The key that signs checkpoints. Raises :class:`KeyMissing` if absent and not to be made."""
    return Ed25519PrivateKey.from_private_bytes(_cached(str(folder() / "checkpoint.key"), create))


def public_key_hex(*, create: bool = True) -> str:
    """The public half of the signing key, as hex."""
    public = signing_key(create=create).public_key()
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
