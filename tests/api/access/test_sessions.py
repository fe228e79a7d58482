"""A session is what we sealed, for as long as we said, until its person signs out."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.access.rights import Reader
from api.access.sessions import Sessions

ANNA = Reader("anna", "user", frozenset({"team", "audit"}))


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(tmp_path: Path, clock: Clock) -> Sessions:
    return Sessions(tmp_path / "sessions.json", 10, clock)


def test_a_session_says_who_it_is_until_its_hours_are_over(
    sessions: Sessions, clock: Clock
) -> None:
    cookie = sessions.begin(ANNA)
    assert sessions.reader_of(cookie) == ANNA
    clock.now += 10 * 3600 - 1
    assert sessions.reader_of(cookie) == ANNA
    clock.now += 1
    assert sessions.reader_of(cookie) is None


def test_what_was_changed_or_sealed_for_something_else_is_no_session(
    sessions: Sessions, tmp_path: Path
) -> None:
    cookie = sessions.begin(ANNA)
    text, _, sign = cookie.partition(".")
    other = Sessions(tmp_path / "other.json", 10).begin(ANNA)
    begun = sessions.seal("sign-in", {"name": "anna", "groups": [], "at": 1e12}, 600)
    wrong = ["", ".", cookie[:-1], f"{text[:-4]}AAAA.{sign}", f"{text}.", f"{text}.é", other, begun]
    assert [sessions.reader_of(each) for each in wrong] == [None] * len(wrong)


def test_signing_out_ends_all_that_one_began_before_and_nothing_else(
    sessions: Sessions, clock: Clock, tmp_path: Path
) -> None:
    first, second = sessions.begin(ANNA), sessions.begin(ANNA)
    ben = sessions.begin(Reader("ben", "user"))
    clock.now += 1
    sessions.end_all("anna")
    again = Sessions(tmp_path / "sessions.json", 10, clock)  # a server that was started anew
    for held in (sessions, again):
        assert held.reader_of(first) is held.reader_of(second) is None
        assert held.reader_of(ben) == Reader("ben", "user")
    clock.now += 1
    assert again.reader_of(again.begin(ANNA)) == ANNA


def test_without_its_file_nobody_is_signed_in_and_it_is_private(
    sessions: Sessions, tmp_path: Path
) -> None:
    cookie, file = sessions.begin(ANNA), tmp_path / "sessions.json"
    assert file.stat().st_mode & 0o77 == 0
    file.unlink()
    assert sessions.reader_of(cookie) is None
    assert sessions.reader_of(sessions.begin(ANNA)) == ANNA
    assert sessions.reader_of(cookie) is None
