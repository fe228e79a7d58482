"""API keys: made at random, shown once, kept as hashes in a file or a library's database."""

from __future__ import annotations

import hmac
import json
import logging
import secrets
import threading
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from search.storage.beside import Documents, DocumentsBusy, Place
from search.storage.opening import open_beside

logger = logging.getLogger("pincite")

NAME, USES = "keys.json", ".used"  # in a database, and what follows the name of the days of use
MOST_LETTERS = 100  # of a name
SCOPES = ("read", "manage")  # manage may add reports, and read


class BadKeys(Exception):
    """The keys cannot be read, or a key's name or scope cannot be used."""


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


def read_keys(place: Place) -> list[Key]:
    """Those that are kept in a file or a database; none where nothing is there."""
    beside, name = open_beside(place, NAME)
    return _keys_in(beside.read(name), beside.named(name))


def add_key(place: Place, name: str, scope: str, *, days: int | None = None) -> tuple[Key, str]:
    """(what is kept, the key itself: it is nowhere else and cannot be had again)."""
    if scope not in SCOPES:
        raise BadKeys(f"{scope} is not a scope. There are {' and '.join(SCOPES)}.")
    if not name.isprintable() or not name.strip() or len(name) > MOST_LETTERS:
        raise BadKeys(
            f"{name[:MOST_LETTERS]!r} is no name for a key: lists and logs call it by it. Give one"
            f" line of at most {MOST_LETTERS} letters."
        )
    beside, own = open_beside(place, NAME)
    with beside.alone(own) as documents:
        keys = [key for key in _keys_in(documents.read(own), beside.named(own)) if not key.is_over]
        if name in {key.name for key in keys}:
            raise BadKeys(
                f"There is a key {name} already. Revoke it first, or choose another name."
            )
        key, secret = _make(name, scope, days)
        _write(documents, own, [*keys, key])
    return key, secret


def rotate_key(
    place: Place, name: str, *, days: int | None = None, overlap_days: int = 0
) -> tuple[Key, str]:
    """A new key in the place of one, which opens nothing any more once the overlap is over."""
    beside, own = open_beside(place, NAME)
    with beside.alone(own) as documents:
        keys = _keys_in(documents.read(own), beside.named(own))
        old = next((k for k in keys if name in (k.name, k.id) and not k.is_over), None)
        if old is None:
            raise BadKeys(f"There is no key {name}. See them: pincite keys list")
        key, secret = _make(old.name, old.scope, days)
        others = [each for each in keys if each.name != old.name]
        if overlap_days:
            ends = min(filter(None, (old.expires_at, _in_days(overlap_days))))
            others.append(replace(old, expires_at=ends))
        _write(documents, own, [*others, key])
    return key, secret


def revoke_key(place: Place, name: str) -> None:
    beside, own = open_beside(place, NAME)
    with beside.alone(own) as documents:
        keys = _keys_in(documents.read(own), beside.named(own))
        kept = [key for key in keys if name not in (key.name, key.id)]
        if len(kept) == len(keys):
            raise BadKeys(f"There is no key {name}. See them: pincite keys list")
        _write(documents, own, kept)


def last_used(place: Place) -> dict[str, str]:
    """The day that each key opened something last, by its id."""
    beside, name = open_beside(place, NAME)
    return _uses_in(beside.read(name + USES))


class Keyring:
    """The keys of a place as they are now: a key that is revoked opens nothing a moment later."""

    def __init__(self, place: Place) -> None:
        self._beside, self._name = open_beside(place, NAME)
        self._stamp: Hashable = None
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
        stamp = self._beside.stamp(self._name)
        with self._lock:
            if stamp != self._stamp:
                kept = _keys_in(self._beside.read(self._name), self._beside.named(self._name))
                self._keys = {key.id: key for key in kept}
                self._stamp = stamp

    def _note_use(self, key: Key) -> None:
        """Writes once a day: finer would be a write for each request."""
        today = _now().date().isoformat()
        if self._used.get(key.id) == today:
            return
        self._used[key.id] = today
        uses = self._name + USES
        try:
            with self._beside.alone(self._name, 0) as documents:  # nobody waits for it
                _put(documents, uses, _uses_in(documents.read(uses)) | {key.id: today})
        except DocumentsBusy:
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


def _keys_in(kept: bytes | None, where: str) -> list[Key]:
    try:
        return [Key(**entry) for entry in json.loads(kept)] if kept is not None else []
    except (ValueError, TypeError):
        raise BadKeys(f"{where} holds no keys. Remove it and make keys anew.") from None


def _uses_in(kept: bytes | None) -> dict[str, str]:
    days: dict[str, str] = json.loads(kept) if kept is not None else {}
    return days


def _write(documents: Documents, name: str, keys: Sequence[Key]) -> None:
    _put(documents, name, [asdict(key) for key in keys])


def _put(documents: Documents, name: str, value: object) -> None:
    documents.write(name, json.dumps(value, indent=1).encode())
