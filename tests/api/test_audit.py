"""The audit log tells who did what, and what was done to it afterwards is found."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from api.audit import Audit, between, verify
from api.keys import Keyring, add_key
from api.middleware.audit_requests import REFUSALS_A_MINUTE
from api.settings import Settings
from search.storage.opening import open_storage
from tests.api.asking import client_of
from tests.conftest import ROOT

QUESTION = "Where do care leavers in Calderby live?"


def entries(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("with_text", [True, False])
def test_it_tells_who_asked_opened_took_away_and_was_refused(
    demo_library: Path, tmp_path: Path, with_text: bool
) -> None:
    log, keys = tmp_path / "audit.jsonl", tmp_path / "keys.json"
    _, secret = add_key(keys, "intranet", "read")
    settings = Settings(keys=keys, audit=log, query_log_text=with_text)
    with client_of(demo_library, settings) as client:
        client.get("/", params={"q": QUESTION})
        client.headers["Authorization"] = f"Bearer {secret}"
        asked = {"questions": [{"question": QUESTION}] * 2}
        answer = client.post("/v1/ask/batch", json=asked).json()["answers"][0]
        report = answer["statements"][0]["citations"][0]["report"]["id"]
        client.get(f"/reports/{report}")
        client.get("/answer.md", params={"q": QUESTION})
        client.get("/library")
        client.post("/v1/reports", files={"file": b"x"})
    told = entries(log)
    done = [(one["what"], one["who"]) for one in told]
    reader = "key:intranet"
    assert done == [
        ("refusal", ""),
        ("question", reader),
        ("question", reader),
        ("report", reader),
        ("export", reader),
        ("refusal", reader),
    ]
    number = open_storage(demo_library).published()
    assert (told[1]["from"], told[1]["generation"]) == ("testclient", number)
    assert told[3]["report"] == report
    assert (told[1].get("question") == QUESTION) == with_text
    assert ("leavers" in log.read_text()) == with_text
    assert verify(log).fault == "" and verify(log).lines == 6
    assert log.stat().st_mode & 0o077 == 0


def test_who_is_refused_cannot_fill_the_disk(demo_library: Path, tmp_path: Path) -> None:
    log, keys = tmp_path / "audit.jsonl", tmp_path / "keys.json"
    add_key(keys, "intranet", "read")
    with client_of(demo_library, Settings(keys=keys, audit=log)) as client:
        for _ in range(3 * REFUSALS_A_MINUTE):
            client.get("/v1/kinds")
    assert len(entries(log)) == REFUSALS_A_MINUTE


def changed(lines: list[str]) -> list[str]:
    return [lines[0], lines[1].replace("second", "secand"), *lines[2:]]


def taken_out(lines: list[str]) -> list[str]:
    return [lines[0], *lines[2:]]


def moved(lines: list[str]) -> list[str]:
    return [lines[0], lines[2], lines[1]]


def invented(lines: list[str]) -> list[str]:
    return [lines[0], '{"what": "report", "before": "0"}\n', *lines[1:]]


@pytest.mark.parametrize("forge", [changed, taken_out, moved, invented])
def test_a_line_that_was_changed_moved_or_taken_out_is_found(
    tmp_path: Path, forge: Callable[[list[str]], list[str]]
) -> None:
    log = tmp_path / "audit.jsonl"
    for what in ("first", "second", "third"):
        Audit(log).write(what, who="é “quoted”")
    whole = verify(log)
    assert (whole.lines, whole.fault) == (3, "")
    log.write_text("".join(forge(log.read_text("utf-8").splitlines(keepends=True))), "utf-8")
    found = verify(log)
    assert found.lines == 1 and "Line 2" in found.fault


def test_an_end_that_was_cut_off_is_found_by_a_hash_that_was_noted(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    for what in ("first", "second"):
        Audit(log).write(what)
    noted = verify(log).last
    Audit(log).write("third")
    assert verify(log, noted).fault == ""
    log.write_text(log.read_text().splitlines(keepends=True)[0])
    assert verify(log).fault == ""
    assert "cut off" in verify(log, noted).fault


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r", "\n"])
def test_no_sign_in_a_question_ends_a_line(tmp_path: Path, sign: str) -> None:
    log = tmp_path / "audit.jsonl"
    for question in (f"knife{sign}crime", "burglary", f"{sign}"):
        Audit(log).write("question", question=question)
    assert (verify(log).lines, verify(log).fault) == (3, "")
    assert len(list(between(log, "2000-01-01", "2999-12-31"))) == 3


def test_a_line_that_finds_no_room_leaves_no_part_of_it(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    Audit(log).write("first")
    room = log.stat().st_size + 40
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        full = Audit(log)
        with pytest.raises(OSError):
            full.write("second")
        assert full.failing
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    full.write("third")
    assert not full.failing
    assert (verify(log).lines, verify(log).fault) == (2, "")


def test_many_writers_make_one_chain(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    writers = [Audit(log) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: writers[n % 4].write("question", number=n), range(80)))
    assert (verify(log).lines, verify(log).fault) == (80, "")


def test_the_lines_of_some_days_are_printed_as_they_are(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    Audit(log).write("question")
    (line,) = log.read_text().splitlines()
    today = line[8:18]
    assert list(between(log, today, today)) == [line]
    assert list(between(log, "2000-01-01", "2000-12-31")) == []


def test_who_may_manage_takes_the_lines_of_some_days_away(
    demo_library: Path, tmp_path: Path
) -> None:
    log, keys = tmp_path / "audit.jsonl", tmp_path / "keys.json"
    secrets = {scope: add_key(keys, scope, scope)[1] for scope in ("read", "manage")}
    settings = Settings(keys=keys, audit=log, query_log_text=True)
    with client_of(demo_library, settings) as client:

        def take(scope: str, **days: str) -> httpx.Response:
            sent = {"Authorization": f"Bearer {secrets[scope]}"}
            return client.get("/v1/audit", params=days, headers=sent)

        sent = {"Authorization": f"Bearer {secrets['read']}"}
        client.post("/v1/ask", json={"question": "calls\u2028to 999"}, headers=sent)
        told = log.read_text("utf-8")
        assert take("read").status_code == 403 and "question" not in take("read").text
        refused = log.read_text("utf-8")
        whole = take("manage")
        assert whole.headers["content-disposition"] == 'attachment; filename="audit.jsonl"'
        assert told and whole.text.startswith(refused)
        today = str(entries(log)[0]["at"])[:10]
        some = take("manage", **{"from": today, "to": today})
        assert some.text.count("\n") == whole.text.count("\n") + 1  # that it was taken away
        assert take("manage", to="2000-01-01").text == ""
        assert take("manage", to="yesterday").status_code == 422
    last = entries(log)[-2]
    assert (last["what"], last["who"]) == ("audit log taken away", "key:manage")
    with client_of(demo_library, Settings(keys=keys)) as client:
        sent = {"Authorization": f"Bearer {secrets['manage']}"}
        assert client.get("/v1/audit", headers=sent).status_code == 404


def test_the_command_line_tells_of_keys_and_verifies(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "api.commands", *arguments]
        environment = os.environ | {"PINCITE_AUDIT": str(log)}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    keys = ("--keys", str(tmp_path / "keys.json"))
    run("keys", "add", "guest", *keys)
    run("keys", "rotate", "guest", *keys)
    run("keys", "revoke", "guest", *keys)
    done = [(one["what"], one["key"]) for one in entries(log)]
    assert done == [(f"key {change}", "guest") for change in ("added", "rotated", "revoked")]
    verified = run("audit", "verify", str(log))
    assert (verified.returncode, verified.stdout[:8]) == (0, "3 lines,")
    assert len(run("audit", "export", str(log)).stdout.splitlines()) == 3
    log.write_text(log.read_text().replace("guest", "gu3st", 1))
    (tmp_path / "nowhere").touch()  # a file where the log's folder should be
    elsewhere = ("--audit", str(tmp_path / "nowhere" / "audit.jsonl"))
    untold = run("keys", "add", "late", *keys, *elsewhere)
    assert untold.returncode == 1 and "not in the audit log" in untold.stderr
    assert Keyring(tmp_path / "keys.json").find(untold.stdout.strip()) is not None
    refused = run("audit", "verify", str(log))
    assert refused.returncode == 1 and "Line 1" in refused.stderr
