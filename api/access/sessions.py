"""Sessions of who signed in: sealed cookies that end by themselves, and all at once on signing out.

The private file holds the key that seals them and, for each person, when they signed out last.
Without the file nobody's session is good: removing it signs out everyone.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

from api.access.rights import Reader
from api.private_files import write_json

COOKIE = "pincite_session"
HELD_S = 10.0  # longer than any other needs to write

Sealed = dict[str, str | float | list[str]]


@dataclass(frozen=True, slots=True)
class _Held:
    key: bytes
    ended: Mapping[str, float] = field(default_factory=dict)


class Sessions:
    """Those of one file; safe to share between threads and processes."""

    def __init__(self, path: Path, hours: int, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self.lasts_s = hours * 3600
        self._now = now
        self._stamp: tuple[int, int] | None = None
        self._held = _Held(b"")
        self._lock = threading.Lock()

    def begin(self, reader: Reader) -> str:
        """The cookie of a new session."""
        told: Sealed = {"name": reader.name, "groups": sorted(reader.groups), "at": self._now()}
        return self.seal("session", told, self.lasts_s)

    def reader_of(self, cookie: str) -> Reader | None:
        """Who holds a cookie; None where it is not one of ours, is over, or they signed out."""
        told = self.unseal("session", cookie)
        if told is None:
            return None
        name, groups, at = told["name"], told["groups"], told["at"]
        assert isinstance(name, str) and isinstance(groups, list) and isinstance(at, float)
        if at <= self._held.ended.get(name, 0.0):
            return None
        return Reader(name, "user", frozenset(groups))

    def end_all(self, name: str) -> None:
        """No session that this person began before now is good any more, wherever it is."""
        now = self._now()
        with self._alone():
            ended = {one: at for one, at in self._held.ended.items() if at > now - self.lasts_s}
            self._write(_Held(self._held.key, ended | {name: now}))

    def seal(self, purpose: str, told: Sealed, lasts_s: float) -> str:
        """What a browser may keep but neither change nor use for another purpose."""
        self._refresh()
        if not self._held.key:
            with self._alone():
                if not self._held.key:
                    self._write(_Held(secrets.token_bytes(32)))
        body = json.dumps({**told, "until": self._now() + lasts_s}).encode()
        text = base64.urlsafe_b64encode(body).decode()
        return f"{text}.{self._sign(purpose, text)}"

    def unseal(self, purpose: str, sealed: str) -> Sealed | None:
        self._refresh()
        text, _, sign = sealed.partition(".")
        if not self._held.key or not sign.isascii():
            return None
        if not hmac.compare_digest(sign, self._sign(purpose, text)):
            return None
        told: Sealed = json.loads(base64.urlsafe_b64decode(text))
        until = told["until"]
        assert isinstance(until, float)
        return told if self._now() < until else None

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.digest(self._held.key, f"{purpose}.{text}".encode(), "sha256").hex()

    def _refresh(self) -> None:
        with self._lock:
            try:
                stat = self._path.stat()
            except FileNotFoundError:
                self._held, self._stamp = _Held(b""), None
                return
            stamp = stat.st_mtime_ns, stat.st_ino
            if stamp != self._stamp:
                told = json.loads(self._path.read_text(encoding="utf-8"))
                self._held = _Held(bytes.fromhex(told["key"]), told["ended"])
                self._stamp = stamp

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else writes meanwhile, and what others wrote before is known."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(f"{self._path.name}.lock")
        with FileLock(beside, timeout=HELD_S, mode=0o600):
            self._refresh()
            yield

    def _write(self, held: _Held) -> None:
        write_json(self._path, {"key": held.key.hex(), "ended": dict(held.ended)})
        self._refresh()
