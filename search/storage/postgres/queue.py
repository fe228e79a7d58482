"""The queue of a library in PostgreSQL: jobs of procrastinate, in the library's own database."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import logging
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from psycopg import conninfo

from search.storage.errors import Changed, LibraryError
from search.storage.postgres.connecting import Connections, connect_to_write, server_faults_said
from search.storage.postgres.schema import refuse_other
from search.storage.postgres.store import read_file
from search.storage.queue import QueueState, TriedFile, Unreadable, WaitingFile

logger = logging.getLogger("pincite")

TASK = QUEUE = "reports"
TRIES = 4
WAITS_S = (5, 60, 600)  # before each try but the first
BEATS = 3  # that a worker gives in a lease
LOOK_S = 0.5  # between two looks whether the queue is empty
TIDIED_S, KEPT_HOURS = 3600.0, 24  # how often what is done is forgotten, and after how long
GONE_S = 5.0  # before a server that is gone is tried again
GIVEN = """SELECT args ->> 'source', attempts, coalesce(reason, ''), coalesce(worker, ''),
    to_char(coalesce(noted_at, now()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')
    FROM procrastinate_jobs LEFT JOIN queue_notes ON job = id WHERE status = %s ORDER BY id"""

Read = Callable[[WaitingFile, Path], None]


class PostgresQueue:
    """A `Queue`."""

    def __init__(self, address: str, name: str, connections: Connections) -> None:
        self._address = address
        self._name = name
        self._connections = connections

    def put(self, path: Path, waiting: WaitingFile) -> bool:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != waiting.sha256:
            raise Changed(f"{path} changed while it was read.")
        about = hashlib.sha256(json.dumps(asdict(waiting), sort_keys=True).encode()).hexdigest()
        source = hashlib.sha256(waiting.source.encode()).hexdigest()
        with (
            server_faults_said(self._name),
            connect_to_write(self._address, self._name) as connection,
        ):
            refuse_other(connection, self._name)
            being_read = connection.execute(
                "SELECT FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'doing'",
                (about,),
            ).fetchone()
            if being_read is not None:
                return False
            try:
                with connection.transaction():
                    insert = "INSERT INTO files VALUES (%s, %b) ON CONFLICT DO NOTHING"
                    connection.execute(insert, (waiting.sha256, content))
                    connection.execute(  # what was given up of it is told no longer
                        "DELETE FROM procrastinate_jobs WHERE lock = %s AND status = 'failed'",
                        (source,),
                    )
                    self._app().configure_task(
                        TASK,
                        queue=QUEUE,
                        lock=source,  # two versions of a report come one after the other
                        queueing_lock=about,
                        connection=connection,
                    ).defer(**asdict(waiting))
            except AlreadyEnqueued:
                return False
        return True

    def state(self) -> QueueState:
        with self._connections.lent() as connection:
            rows = connection.execute(
                "SELECT status::text, count(*), count(*) FILTER (WHERE attempts > 0)"
                " FROM procrastinate_jobs WHERE status IN ('todo', 'succeeded') GROUP BY status"
            ).fetchall()
            counts = {status: (number, again) for status, number, again in rows}
            reading, failed = (
                tuple(TriedFile(*row) for row in connection.execute(GIVEN, (status,)).fetchall())
                for status in ("doing", "failed")
            )
        waiting, again = counts.get("todo", (0, 0))
        return QueueState(waiting, again, reading, counts.get("succeeded", (0, 0))[0], failed)

    def retry(self) -> int:
        return self._change("UPDATE procrastinate_jobs SET status = 'todo', attempts = 0,"
                            " scheduled_at = NULL WHERE status = 'failed'")  # fmt: skip

    def forget(self) -> int:
        return self._change("DELETE FROM procrastinate_jobs WHERE status = 'failed'")

    def work(self, read: Read, *, lease_s: float, until_empty: bool = False) -> None:
        with self._connections.lent() as connection:
            refuse_other(connection, self._name)
        working = _Working(self, read, lease_s)
        while not working.stopped:
            try:
                if asyncio.run(working.run(self._app(), until_empty)):
                    return
            except (ConnectorException, psycopg.OperationalError) as error:
                cause = str(error.__cause__ or error).strip()
                logger.error("%s cannot be reached: %s. It is tried again.", self._name, cause)
            time.sleep(GONE_S)

    def note(self, job: int, worker: str, reason: str = "") -> None:
        """Who has a job, and why it came to nothing the last time."""
        self._change(
            "INSERT INTO queue_notes VALUES (%s, %s, %s) ON CONFLICT (job) DO UPDATE"
            " SET worker = EXCLUDED.worker, noted_at = now(),"
            " reason = coalesce(nullif(EXCLUDED.reason, ''), queue_notes.reason)",
            job, worker, reason,
        )  # fmt: skip

    def open_file(self, sha256: str) -> io.BufferedIOBase | None:
        with self._connections.lent() as connection:
            return read_file(connection, sha256)

    def _change(self, sql: str, *values: object) -> int:
        with (
            server_faults_said(self._name),
            connect_to_write(self._address, self._name) as connection,
        ):
            refuse_other(connection, self._name)
            return connection.execute(sql.encode(), values).rowcount

    def _app(self) -> App:
        address = conninfo.make_conninfo(
            self._address, target_session_attrs="read-write", application_name=_name()[:63]
        )
        connector = PsycopgConnector(
            conninfo=address, min_size=1, max_size=4, timeout=GONE_S, reconnect_timeout=GONE_S
        )
        return App(connector=connector)


class _Backoff(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Unreadable) or job.attempts + 1 >= TRIES:
            return None
        return RetryDecision(retry_in={"seconds": WAITS_S[job.attempts]})


class _Working:
    """One worker: its jobs one after the other in a thread, all else meanwhile in the main one."""

    def __init__(self, queue: PostgresQueue, read: Read, lease_s: float) -> None:
        self.stopped = False
        self._queue = queue
        self._read = read
        self._lease_s = lease_s
        self._worker: int | None = None  # its number, as soon as it had a job
        self._busy: set[int] = set()
        self._lost: set[int] = set()  # jobs that are its own and that it does not do

    async def run(self, app: App, until_empty: bool) -> bool:
        """Whether it ended because it was to, and not by a fault, which is logged."""
        app.task(name=TASK, queue=QUEUE, pass_context=True, retry=_Backoff())(self._do)
        # What becomes of jobs is told here; what becomes of the worker itself, there.
        logging.getLogger("procrastinate.worker").setLevel(logging.CRITICAL)
        logging.getLogger("procrastinate.worker.pincite").setLevel(logging.ERROR)
        ended = False
        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    name="pincite",
                    install_signal_handlers=False,
                    update_heartbeat_interval=self._lease_s / BEATS,
                    stalled_worker_timeout=self._lease_s,
                )
            )

            def stop() -> None:
                self.stopped = True
                working.cancel()  # it ends what it does first

            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop)
            beside = [asyncio.create_task(self._look_after(app))]
            if until_empty:
                beside.append(asyncio.create_task(_empty(app)))
            try:
                done, _ = await asyncio.wait(
                    [working, *beside], return_when=asyncio.FIRST_COMPLETED
                )
                ended = working not in done and beside[-1] in done and until_empty
            finally:
                for task in (*beside, working):
                    task.cancel()
                results = await asyncio.gather(*beside, working, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception):
                    raise result
        return ended or self.stopped

    def _do(self, context: JobContext, /, **fields: Any) -> None:  # what `put` was given, from JSON
        job = context.job
        assert job.id is not None
        waiting = WaitingFile(
            **fields | {"said": tuple((match, values) for match, values in fields["said"])}
        )
        self._worker = job.worker_id
        self._busy.add(job.id)
        try:
            self._queue.note(job.id, _name())
            with tempfile.TemporaryDirectory(prefix="pincite-") as folder:
                file = self._queue.open_file(waiting.sha256)
                if file is None:
                    raise Unreadable("Its file is not kept any more. Send it again.")
                path = Path(folder) / waiting.sha256
                with file, path.open("wb") as copy:
                    shutil.copyfileobj(file, copy)
                self._read(waiting, path)
        except Exception as error:  # a worker's top: it is tried again, or given up
            if not isinstance(error, (Unreadable, LibraryError)):
                logger.exception("%s failed", waiting.source)
            self._queue.note(job.id, _name(), str(error) or type(error).__name__)
            raise
        finally:
            self._busy.discard(job.id)

    async def _look_after(self, app: App) -> None:
        """Takes over what dead workers had, and forgets what was done long ago."""
        jobs = app.job_manager
        tidied = 0.0
        while True:
            for job in await jobs.get_stalled_jobs(
                queue=QUEUE, seconds_since_heartbeat=self._lease_s
            ):
                if job.id not in self._busy:  # else it is only the machine that is slow
                    await self._take_over(app, job)
            mine = await jobs.list_jobs_async(status=Status.DOING.value, worker_id=self._worker)
            lost = {job.id: job for job in mine if self._worker and job.id not in self._busy}
            for number in self._lost & lost.keys():  # for a while: the server was gone meanwhile
                await self._take_over(app, lost[number])
            self._lost = {number for number in lost if number is not None}
            if time.monotonic() - tidied > TIDIED_S or not tidied:
                await jobs.delete_old_jobs(nb_hours=KEPT_HOURS, queue=QUEUE)
                tidied = time.monotonic()
            await asyncio.sleep(self._lease_s / BEATS)

    async def _take_over(self, app: App, job: Job) -> None:
        assert job.id is not None
        reason = "Its worker ended while it was read."
        await asyncio.to_thread(self._queue.note, job.id, _name(), reason)
        logger.warning("%s: %s", job.task_kwargs.get("source"), reason)
        try:
            if job.attempts + 1 >= TRIES:
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            else:
                await app.job_manager.retry_job(job)
        except ConnectorException as error:
            if not isinstance(error.__cause__, psycopg.errors.RaiseException):
                raise
            logger.info("%s: another worker took it over", job.id)


async def _empty(app: App) -> None:
    """Returns once nothing waits and nothing is read, by whichever worker."""
    left = "SELECT count(*) AS left FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    while (await app.connector.execute_query_one_async(left))["left"]:
        await asyncio.sleep(LOOK_S)


def _name() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"
