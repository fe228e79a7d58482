"""Sessions of who signed in: sealed cookies that end by themselves, and all at once on signing out.

A private file, or a document of a database, holds the key that seals them and, for each person,
when they signed out last. Without it nobody's session is good: removing it signs out everyone.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from api.access.rights import Reader
from search.storage.beside import Documents, Place
from search.storage.opening import open_beside

COOKIE = "pincite_session"
NAME = "sessions.json"  # in a database

Sealed = dict[str, str | float | list[str]]


@dataclass(frozen=True, slots=True)
class _Known:
    key: bytes
    ended: Mapping[str, float] = field(default_factory=dict)


class Sessions:
    """Those of one place; safe to share between threads, processes and, in a database, machines."""

    def __init__(self, place: Place, hours: int, now: Callable[[], float] = time.time) -> None:
        self._beside, self._name = open_beside(place, NAME)
        self.lasts_s = hours * 3600
        self._now = now
        self._stamp: Hashable = None
        self._known = _Known(b"")
        self._lock = threading.Lock()

    def begin(self, reader: Reader) -> str:
        """The cookie of a new session."""
        session: Sealed = {"name": reader.name, "groups": sorted(reader.groups), "at": self._now()}
        return self.seal("session", session, self.lasts_s)

    def reader_of(self, cookie: str) -> Reader | None:
        """Who holds a cookie; None where it is not one of ours, is over, or they signed out."""
        session = self.unseal("session", cookie)
        if session is None:
            return None
        name, groups, at = session["name"], session["groups"], session["at"]
        assert isinstance(name, str) and isinstance(groups, list) and isinstance(at, float)
        if at <= self._known.ended.get(name, 0.0):
            return None
        return Reader(name, "user", frozenset(groups))

    def end_all(self, name: str) -> None:
        """No session that this person began before now is good any more, wherever it is."""
        now = self._now()
        with self._alone() as documents:
            ended = {one: at for one, at in self._known.ended.items() if at > now - self.lasts_s}
            self._write(documents, _Known(self._known.key, ended | {name: now}))

    def seal(self, purpose: str, content: Sealed, lasts_s: float) -> str:
        """What a browser may keep but neither change nor use for another purpose."""
        self._refresh()
        if not self._known.key:
            with self._alone() as documents:
                if not self._known.key:
                    self._write(documents, _Known(secrets.token_bytes(32)))
        body = json.dumps({**content, "until": self._now() + lasts_s}).encode()
        text = base64.urlsafe_b64encode(body).decode()
        return f"{text}.{self._sign(purpose, text)}"

    def unseal(self, purpose: str, sealed: str) -> Sealed | None:
        self._refresh()
        text, _, sign = sealed.partition(".")
        if not self._known.key or not sign.isascii():
            return None
        if not hmac.compare_digest(sign, self._sign(purpose, text)):
            return None
        content: Sealed = json.loads(base64.urlsafe_b64decode(text))
        until = content["until"]
        assert isinstance(until, float)
        return content if self._now() < until else None

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.digest(self._known.key, f"{purpose}.{text}".encode(), "sha256").hex()

    def _refresh(self) -> None:
        stamp = self._beside.stamp(self._name)
        with self._lock:
            if stamp != self._stamp:
                self._known = _known_in(self._beside.read(self._name))
                self._stamp = stamp

    @contextmanager
    def _alone(self) -> Iterator[Documents]:
        """Nobody else writes meanwhile, and what others wrote before is known."""
        with self._beside.alone(self._name) as documents:
            self._known = _known_in(documents.read(self._name))
            yield documents

    def _write(self, documents: Documents, known: _Known) -> None:
        record = {"key": known.key.hex(), "ended": dict(known.ended)}
        documents.write(self._name, json.dumps(record, indent=1).encode())
        self._known, self._stamp = known, object()  # so that it is read anew, whatever is there


def _known_in(kept: bytes | None) -> _Known:
    if kept is None:
        return _Known(b"")
    record = json.loads(kept)
    return _Known(bytes.fromhex(record["key"]), record["ended"])
