"""API keys: made at random, shown once, kept as hashes in a file of their own."""

from __future__ import annotations

import hmac
import json
import logging
import secrets
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from api.private_files import write_json

logger = logging.getLogger("pincite")

HELD_S = 30.0  # longer than any other needs to write
MOST_LETTERS = 100  # of a name
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
    expires_at: str = ""  # in UTC; empty: never

    @property
    def is_over(self) -> bool:
        return bool(self.expires_at) and datetime.fromisoformat(self.expires_at) <= _now()


def read_keys(path: Path) -> list[Key]:
    """The keys of a file, none where there is no file."""
    if not path.exists():
        return []
    try:
        return [Key(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError):
        raise BadKeys(f"{path} is no file of keys. Remove it and make keys anew.") from None


def add_key(path: Path, name: str, scope: str, *, days: int | None = None) -> tuple[Key, str]:
    """(what is kept, the key itself: it is nowhere else and cannot be had again)."""
    if scope not in SCOPES:
        raise BadKeys(f"{scope} is not a scope. There are {' and '.join(SCOPES)}.")
    if not name.isprintable() or not name.strip() or len(name) > MOST_LETTERS:
        raise BadKeys(
            f"{name[:MOST_LETTERS]!r} is no name for a key: lists and logs call it by it. Give one"
            f" line of at most {MOST_LETTERS} letters."
        )
    with _held(path):
        held = [key for key in read_keys(path) if not key.is_over]
        if name in {key.name for key in held}:
            raise BadKeys(
                f"There is a key {name} already. Revoke it first, or choose another name."
            )
        key, secret = _make(name, scope, days)
        _write(path, [*held, key])
    return key, secret


def rotate_key(
    path: Path, name: str, *, days: int | None = None, overlap_days: int = 0
) -> tuple[Key, str]:
    """A new key in the place of one, which opens nothing any more once the overlap is over."""
    with _held(path):
        held = read_keys(path)
        old = next((k for k in held if name in (k.name, k.id) and not k.is_over), None)
        if old is None:
            raise BadKeys(f"There is no key {name}. See them: pincite keys list")
        key, secret = _make(old.name, old.scope, days)
        others = [each for each in held if each.name != old.name]
        if overlap_days:
            ends = min(filter(None, (old.expires_at, _in_days(overlap_days))))
            others.append(replace(old, expires_at=ends))
        _write(path, [*others, key])
    return key, secret


def revoke_key(path: Path, name: str) -> None:
    with _held(path):
        held = read_keys(path)
        kept = [key for key in held if name not in (key.name, key.id)]
        if len(kept) == len(held):
            raise BadKeys(f"There is no key {name}. See them: pincite keys list")
        _write(path, kept)


def last_used(path: Path) -> dict[str, str]:
    """The day that each key opened something last, by its id."""
    try:
        found: dict[str, str] = json.loads(_uses(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


class Keyring:
    """The keys of a file as they are now: a key that is revoked opens nothing a moment later."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}
        self._used: dict[str, str] = {}
        self._lock = threading.Lock()

    def find(self, secret: str) -> Key | None:
        """The key that a secret is, or None; takes as long for a wrong one as for a right one."""
        self._refresh()
        key = self._keys.get(id_in(secret))
        expected = key.sha256 if key else _hash("")
        same = hmac.compare_digest(_hash(secret), expected)
        if key is None or not same or key.is_over:
            return None
        self._note_use(key)
        return key

    def knows(self, key_id: str) -> bool:
        return key_id in self._keys

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

    def _note_use(self, key: Key) -> None:
        """Writes once a day: finer would be a write for each request."""
        today = _now().date().isoformat()
        if self._used.get(key.id) == today:
            return
        self._used[key.id] = today
        try:
            with _held(self._path, 0):  # nobody waits for it
                write_json(_uses(self._path), last_used(self._path) | {key.id: today})
        except Timeout:
            del self._used[key.id]
        except OSError as error:
            logger.warning("The day that a key was used cannot be kept: %s", error)


def id_in(secret: str) -> str:
    """The public part of a key, or what stands in its place."""
    parts = secret.split("_", 2)
    return parts[1] if len(parts) > 1 else ""


def _make(name: str, scope: str, days: int | None) -> tuple[Key, str]:
    key_id = secrets.token_hex(4)
    secret = f"pincite_{key_id}_{secrets.token_urlsafe(32)}"
    now = _now().isoformat(timespec="seconds")
    return Key(key_id, name, scope, _hash(secret), now, _in_days(days) if days else ""), secret


def _now() -> datetime:
    return datetime.now(UTC)


def _in_days(days: int) -> str:
    return (_now() + timedelta(days=days)).isoformat(timespec="seconds")


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _uses(path: Path) -> Path:
    return path.with_name(f"{path.name}.used")


def _held(path: Path, wait_s: float = HELD_S) -> FileLock:
    """Keeps others from writing between our reading and our writing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path.with_name(f"{path.name}.lock"), timeout=wait_s, mode=0o600)


def _write(path: Path, keys: Sequence[Key]) -> None:
    write_json(path, [asdict(key) for key in keys])
