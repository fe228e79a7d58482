"""What the tests let workers do; named by module, since processes import it."""

from __future__ import annotations

import os
import signal
import time

from ingest.workers import Failed


def misbehave(job: str) -> str | Failed:
    """Does as the job says: a file that crashes, hangs or swallows memory is read like this."""
    if job == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "hang":
        time.sleep(600)
    if job == "swallow":
        return str(len(bytearray(4 * 2**30)))
    if job == "nest":
        return misbehave_deeply(0)
    if job == "fault":
        raise ZeroDivisionError("a fault of ours")
    if job == "refuse":
        return Failed("It says no.")
    return f"{job} read"


def misbehave_deeply(depth: int) -> str:
    return misbehave_deeply(depth + 1)


def say_process(job: int) -> int:
    return os.getpid()
