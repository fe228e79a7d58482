"""A file that crashes, hangs or swallows memory costs that file alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from ctypes.util import find_library
from pathlib import Path

import pytest

from ingest.workers import Failed, Workers
from tests.conftest import ROOT
from tests.ingest.work import misbehave, say_process, say_variable


@pytest.mark.skipif(sys.platform != "linux", reason="others set no limit to a process's memory")
def test_what_one_file_does_to_its_process_costs_that_file_alone() -> None:
    jobs = ["a", "crash", "b", "swallow", "c", "nest", "d", "refuse", "hang", "e"]
    workers: Workers[str, str | Failed] = Workers(
        misbehave, 2, timeout_s=3.0, memory_bytes=2 * 2**30
    )

    found = dict(workers.run(jobs))

    assert {job: found[job] for job in "abcde"} == {job: f"{job} read" for job in "abcde"}
    reasons = {job: one.reason for job, one in found.items() if isinstance(one, Failed)}
    assert reasons == {
        "crash": "It made the reader crash, which no sound file does."
        " Save it anew from the program that made it.",
        "swallow": "Reading it needs more than 2 GB of memory. Split it into smaller files.",
        "nest": "Its parts are nested too deeply, which no sound file does."
        " Save it anew from the program that made it.",
        "refuse": "It says no.",
        "hang": "Reading it took more than 3 seconds and was stopped."
        " Save it anew from the program that made it, or split it.",
    }


@pytest.mark.skipif(find_library("seccomp") is None, reason="libseccomp is not installed")
def test_a_worker_reaches_no_network_and_fills_no_disk() -> None:
    workers: Workers[str, str | Failed] = Workers(misbehave, 1)

    assert dict(workers.run(["call"])) == {"call": "refused, refused, refused, refused"}


def test_a_fault_of_ours_is_said_and_written_down() -> None:
    program = (
        "from ingest.workers import Workers; from tests.ingest.work import misbehave;"
        " [print(job, one) for job, one in Workers(misbehave, 1).run(['fault', 'a'])]"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=_environment()
    )

    reason = (
        "The reader failed on it (ZeroDivisionError)."
        " That is a fault in Pincite: report it, with the file if you may."
    )
    assert done.stdout.splitlines() == [f"fault {Failed(reason)}", "a a read"]
    assert "ZeroDivisionError: a fault of ours" in done.stderr


def test_workers_have_the_environment_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    workers: Workers[str, str | Failed] = Workers(say_variable, 1)
    for value in ("one", "other"):
        monkeypatch.setenv("PINCITE_TRIED", value)
        assert dict(workers.run(["PINCITE_TRIED"])) == {"PINCITE_TRIED": value}


def test_a_run_that_is_left_early_leaves_no_process_behind() -> None:
    workers: Workers[int, int] = Workers(say_process, 2)
    running = workers.run(range(100))
    process = next(running)[1]
    assert isinstance(process, int)

    running.close()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends the whole job together")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "from ingest.workers import Workers\n"
        "from tests.ingest.work import say_process\n"
        "if __name__ == '__main__':\n"
        "    print(next(Workers(say_process, 1).run(range(100)))[1], flush=True)\n"
        "    import time; time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, env=_environment()
    )
    assert parent.stdout is not None
    with parent.stdout:
        worker = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()

    until = time.monotonic() + 10
    while _runs(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(worker)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
