"""API keys: made at random, shown once, kept as hashes in a file of their own."""

from __future__ import annotations

import hmac
import json
import os
import secrets
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

SCOPES = ("read", "manage")  # manage may add reports, and read


class BadKeys(Exception):
    """The file of keys cannot be used, or a key's name or scope cannot."""


@dataclass(frozen=True, slots=True)
class Key:
    id: str  # public: it leads the key that was shown
    name: str
    scope: str
    sha256: str  # of the whole key; it has 256 random bits, so that no slow hash is needed
    added_at: str


def read_keys(path: Path) -> list[Key]:
    """The keys of a file, none where there is no file."""
    if not path.exists():
        return []
    try:
        return [Key(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError):
        raise BadKeys(f"{path} is no file of keys. Remove it and make keys anew.") from None


def add_key(path: Path, name: str, scope: str) -> tuple[Key, str]:
    """(what is kept, the key itself: it is nowhere else and cannot be had again)."""
    if scope not in SCOPES:
        raise BadKeys(f"{scope} is not a scope. There are {' and '.join(SCOPES)}.")
    held = read_keys(path)
    if name in {key.name for key in held}:
        raise BadKeys(f"There is a key {name} already. Revoke it first, or choose another name.")
    key_id = secrets.token_hex(4)
    secret = f"pincite_{key_id}_{secrets.token_urlsafe(32)}"
    now = datetime.now(UTC).isoformat(timespec="seconds")
    key = Key(key_id, name, scope, _hash(secret), now)
    _write(path, [*held, key])
    return key, secret


def revoke_key(path: Path, name: str) -> None:
    held = read_keys(path)
    kept = [key for key in held if name not in (key.name, key.id)]
    if len(kept) == len(held):
        raise BadKeys(f"There is no key {name}. See them: pincite keys list")
    _write(path, kept)


class Keyring:
    """The keys of a file as they are now: a key that is revoked opens nothing a moment later."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}
        self._lock = threading.Lock()

    def find(self, secret: str) -> Key | None:
        """The key that a secret is, or None; takes as long for a wrong one as for a right one."""
        self._refresh()
        parts = secret.split("_")
        key = self._keys.get(parts[1]) if len(parts) > 1 else None
        expected = key.sha256 if key else _hash("")
        same = hmac.compare_digest(_hash(secret), expected)
        return key if key and same else None

    def _refresh(self) -> None:
        try:
            stat = self._path.stat()
        except FileNotFoundError:  # all were revoked by removing the file
            self._keys, self._stamp = {}, None
            return
        with self._lock:
            stamp = stat.st_mtime_ns, stat.st_ino
            if stamp != self._stamp:
                self._keys = {key.id: key for key in read_keys(self._path)}
                self._stamp = stamp


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _write(path: Path, keys: Sequence[Key]) -> None:
    """All or nothing, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".keys-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(key) for key in keys], file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
