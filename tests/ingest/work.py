"""What the tests let workers do; named by module, since processes import it."""

from __future__ import annotations

import os
import signal
import socket
import time
from tempfile import TemporaryFile

from ingest.confinement import MAX_FILE_BYTES
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
    if job == "call":
        return _reach_out()
    if job == "fault":
        raise ZeroDivisionError("a fault of ours")
    if job == "refuse":
        return Failed("It says no.")
    return f"{job} read"


def _reach_out() -> str:
    """What comes of what a file may not do, even where it takes its reader over."""
    told = []
    for domain in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        try:
            socket.socket(domain).close()
            told.append("a socket")
        except PermissionError:
            told.append("refused")
    with TemporaryFile() as file:
        try:
            file.truncate(MAX_FILE_BYTES + 1)
            told.append("a large file")
        except OSError:
            told.append("refused")
    return ", ".join(told)


def misbehave_deeply(depth: int) -> str:
    return misbehave_deeply(depth + 1)


def say_process(job: int) -> int:
    return os.getpid()


def say_variable(name: str) -> str:
    return os.environ.get(name, "")
