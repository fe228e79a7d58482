"""Reads what is uploaded, one file after the other, in the background, and tells how far it is.

What waits lies in the folder `uploads/waiting` beside the library, each file beside a line of
JSON that says what it is: a server that ends goes on with them when it starts anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import secrets
import threading
import time
import unicodedata
from collections import OrderedDict
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ingest.reading import sniff
from search.library import Library
from search.storage.errors import LibraryHeld
from search.upkeep.progress import Progress

logger = logging.getLogger("pincite")

MAX_UPLOADS = 1000  # remembered
MAX_WAITING = 100  # files that may wait to be read ...
MAX_WAITING_BYTES = 2**30  # ... and how much they may take
MAX_NAME_BYTES = 150  # of a sender's name for a file: a file system takes 255 with what we add
STOP_S = 8.0  # for a file that is being read to be let go
HELD_S = 2.0  # before a library that another process writes to is tried again

UploadState = Literal["waiting", "reading", "done", "failed"]


class QueueFull(Exception):
    """As many files wait as may, of all or of one sender."""


class NotReplaceable(Exception):
    """The report that a file should replace is not there, or did not come as an upload."""


class _Stopped(Exception):
    """The server ends: the file is read when it starts again."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, and how far it is."""

    id: str
    source: str
    state: UploadState
    added_at: str
    passages: int = 0
    reason: str = ""
    generation: int | None = None
    sender: str = ""


class Uploads:
    """One thread that ingests what is uploaded; safe to share between threads.

    Each sender's files are read in order, and the senders take turns. Nobody's files may take more
    than half of the room that others leave: there is always some for one more.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._folder = library.beside.folder / "uploads"
        self._uploads: OrderedDict[str, Upload] = OrderedDict()
        self._waiting: dict[Path, Upload] = {}  # as they came; with the one that is being read
        self._served: OrderedDict[str, None] = (
            OrderedDict()
        )  # senders, who was last read at the end
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, name: str, data: bytes, replaces: str = "", *, sender: str = "") -> Upload:
        """Keeps a file until it is read; raises ReadError, QueueFull, NotReplaceable.

        Its name says what is in it, so that two senders' "report.pdf" are two reports;
        `replaces` is the id of a report that was uploaded, whose place it takes.
        """
        suffix = ".pdf" if sniff(data) == "application/pdf" else ".html"
        named = f"{_safe_stem(name)}-{hashlib.sha256(data).hexdigest()[:12]}{suffix}"
        upload = _upload(self._replaced(replaces) if replaces else named, "waiting")
        upload = replace(upload, sender=sender)
        with self._changed:
            self._refuse_too_many(sender, len(data))
            self._inbox.mkdir(parents=True, exist_ok=True)
            path = self._inbox / f"{time.time_ns():020}-{upload.id}.file"
            partial = path.with_suffix(".partial")
            partial.write_bytes(data)
            path.with_suffix(".json").write_text(json.dumps(asdict(upload)), "utf-8")
            partial.replace(path)
            self._put(upload, path)
        return upload

    def _refuse_too_many(self, sender: str, size: int) -> None:
        """Of a library, and of one sender."""
        sizes = {path: path.stat().st_size for path in self._waiting if path.exists()}
        own = [size for path, size in sizes.items() if self._waiting[path].sender == sender]
        room, room_bytes = MAX_WAITING - len(sizes), MAX_WAITING_BYTES - sum(sizes.values())
        if room < 1 or size > room_bytes:
            raise QueueFull("Too many files wait to be read. Send it again later.")
        if own and (len(own) >= room or sum(own) + size > room_bytes):
            raise QueueFull(
                f"{len(own)} of your files wait to be read. Send more when they are read."
            )

    def refuse(self, name: str, reason: str) -> Upload:
        """One that failed before its file was read, so that its sender is told."""
        upload = _upload(_printable(name)[:200], "failed", reason)
        with self._changed:
            self._remember(upload)
        return upload

    def find(self, upload_id: str) -> Upload | None:
        return self._uploads.get(upload_id)

    def resume(self) -> None:
        """Goes on with what waited when the server ended."""
        with self._changed:
            for path in sorted(self._inbox.glob("*.file")):
                try:
                    record = json.loads(path.with_suffix(".json").read_text("utf-8"))
                    self._put(Upload(**record), path)
                except (OSError, ValueError, TypeError) as error:
                    logger.error("%s was sent and cannot be read: %s", path, error)
            for partial in self._inbox.glob("*.partial"):
                partial.unlink()

    def let_go(self) -> None:
        """Of the file that is being read; it and what waits are read after the next start."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()

    def stop(self) -> None:
        """Returns once it is let go of."""
        self.let_go()
        if self._thread is not None:
            self._thread.join(STOP_S)

    @property
    def _inbox(self) -> Path:
        return self._folder / "waiting"

    def _replaced(self, report_id: str) -> str:
        """The name of the file that a report came as."""
        holding = self._library.generation.holdings.by_id.get(report_id)
        if holding is None or Path(holding.location).parent != self._folder.resolve():
            raise NotReplaceable(
                f"There is no report {report_id[:100]!r} here that was uploaded. Leave “replaces”"
                " out to add the file as a report of its own."
            )
        return Path(holding.location).name

    def _put(self, upload: Upload, path: Path) -> None:
        self._remember(upload)
        self._waiting[path] = upload
        self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="uploads", daemon=True)
            self._thread.start()

    def _remember(self, upload: Upload) -> None:
        self._uploads[upload.id] = upload
        while len(self._uploads) > MAX_UPLOADS:
            self._uploads.popitem(last=False)

    def _work(self) -> None:
        while not self._stopping.is_set():
            with self._changed:
                if not self._waiting:
                    self._changed.wait()
                    continue
                upload_id, path = self._next()
            try:
                self._read(upload_id, path)
            except _Stopped:
                return
            except Exception as error:  # a worker's top: the next file must still be read
                logger.exception("%s failed", path.name)
                self._change(upload_id, state="failed", reason=f"The server failed: {error}")
            with self._changed:
                path.unlink(missing_ok=True)
                path.with_suffix(".json").unlink(missing_ok=True)
                del self._waiting[path]

    def _next(self) -> tuple[str, Path]:
        """The oldest file of the sender of whom none was read for longest, as (its job, its place)."""
        turns = list(self._served)
        path, upload = min(
            self._waiting.items(),
            key=lambda one: turns.index(one[1].sender) if one[1].sender in turns else -1,
        )
        self._served[upload.sender] = None
        self._served.move_to_end(upload.sender)
        while len(self._served) > MAX_UPLOADS:
            self._served.popitem(last=False)
        return upload.id, path

    def _read(self, upload_id: str, path: Path) -> None:
        """Has the library read a file at its place among those that came so far."""
        final = self._folder / self._uploads[upload_id].source
        data = path.read_bytes()
        before = final.read_bytes() if final.exists() else data
        partial = path.with_suffix(".partial")
        partial.write_bytes(data)
        partial.replace(final)
        self._change(upload_id, state="reading")
        reason = self._ingest(upload_id, final)
        if not reason:
            number = self._library.published()
            self._change(upload_id, state="done", generation=number)
            return
        if before == data:  # it is new here, or was left by a server that ended meanwhile
            final.unlink()
        else:
            final.write_bytes(before)
        self._change(upload_id, state="failed", reason=reason)

    def _ingest(self, upload_id: str, final: Path) -> str:
        """Why it failed; empty where it is in. Waits while another process writes."""

        def tell(progress: Progress) -> None:
            if self._stopping.is_set():
                raise _Stopped
            self._change(upload_id, passages=progress.passages)

        while True:
            try:
                summary = self._library.ingest([final], on_progress=tell)
            except LibraryHeld as error:
                self._change(upload_id, state="waiting", reason=str(error))
                if self._stopping.wait(HELD_S):
                    raise _Stopped from None
                continue
            return summary.failed[0].reason if summary.failed else ""

    def _change(self, upload_id: str, **change: object) -> None:
        with self._changed:
            if upload_id in self._uploads:
                before = self._uploads[upload_id]
                change = {"reason": ""} | change
                self._uploads[upload_id] = replace(before, **change)  # type: ignore[arg-type]  # its fields


def _upload(source: str, state: UploadState, reason: str = "") -> Upload:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Upload(secrets.token_hex(8), source, state, now, reason=reason)


def _safe_stem(name: str) -> str:
    """Letters and digits of any script, "-", "_" and "." of a name's last part: never a path."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    stem = re.sub(r"\.(?:pdf|html?|xhtml)$", "", last, flags=re.IGNORECASE)
    safe = re.sub(r"[^\w.-]+", "-", stem).encode(errors="ignore")[:MAX_NAME_BYTES]
    return safe.decode(errors="ignore").strip("-.") or "report"


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
