"""Reads what is uploaded, one file after the other, in the background, and tells how far it is."""

from __future__ import annotations

import logging
import queue
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ingest.reading import sniff
from search.library import Library
from search.storage.contract import LibraryHeld
from search.upkeep.progress import Progress

logger = logging.getLogger("pincite")

MAX_UPLOADS = 1000  # remembered
MAX_WAITING = 100  # files that may wait to be read

UploadState = Literal["waiting", "reading", "done", "failed"]


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


class Uploads:
    """One thread that ingests what is uploaded, in order; safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._uploads: OrderedDict[str, Upload] = OrderedDict()
        self._waiting: queue.Queue[tuple[str, Path] | None] = queue.Queue(MAX_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, name: str, data: bytes) -> Upload:
        """Keeps a file in the library's folder and has it read; raises ReadError, queue.Full."""
        suffix = ".pdf" if sniff(data) == "application/pdf" else ".html"
        folder = self._library.beside / "uploads"
        folder.mkdir(exist_ok=True)
        path = folder / (_safe_stem(name) + suffix)
        partial = folder / f".{secrets.token_hex(8)}"
        partial.write_bytes(data)
        partial.replace(path)
        upload = _upload(path.name, "waiting")
        with self._lock:
            self._waiting.put_nowait((upload.id, path))
            self._remember(upload)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="uploads", daemon=True)
                self._thread.start()
        return upload

    def refuse(self, name: str, reason: str) -> Upload:
        """One that failed before its file was read, so that its sender is told."""
        upload = _upload(name[:200], "failed", reason)
        with self._lock:
            self._remember(upload)
        return upload

    def find(self, upload_id: str) -> Upload | None:
        return self._uploads.get(upload_id)

    def stop(self) -> None:
        """Ends after the file that is being read; what waits stays on disk for `pincite ingest`."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _remember(self, upload: Upload) -> None:
        self._uploads[upload.id] = upload
        while len(self._uploads) > MAX_UPLOADS:
            self._uploads.popitem(last=False)

    def _work(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            upload_id, path = waiting
            try:
                self._read(upload_id, path)
            except Exception as error:  # a worker's top: the next file must still be read
                logger.exception("%s failed", path.name)
                self._fail(upload_id, f"The server failed: {error}")

    def _read(self, upload_id: str, path: Path) -> None:
        def tell(progress: Progress) -> None:
            self._change(upload_id, lambda upload: replace(upload, passages=progress.passages))

        library = self._library
        self._change(upload_id, lambda upload: replace(upload, state="reading"))
        try:
            summary = library.ingest([path], on_progress=tell)
        except LibraryHeld as error:
            self._fail(upload_id, f"{error} Then send the file again.")
            return
        if summary.failed:
            self._fail(upload_id, summary.failed[0].reason)
            return
        number = library.published()
        self._change(upload_id, lambda upload: replace(upload, state="done", generation=number))

    def _fail(self, upload_id: str, reason: str) -> None:
        self._change(upload_id, lambda upload: replace(upload, state="failed", reason=reason))

    def _change(self, upload_id: str, change: Callable[[Upload], Upload]) -> None:
        with self._lock:
            if upload_id in self._uploads:
                self._uploads[upload_id] = change(self._uploads[upload_id])


def _upload(source: str, state: UploadState, reason: str = "") -> Upload:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Upload(secrets.token_hex(8), source, state, now, reason=reason)


def _safe_stem(name: str) -> str:
    """Letters, digits, "-", "_" and "." of the last part of a name: never a path."""
    last = re.split(r"[/\\]", name)[-1]
    stem = re.sub(r"\.(?:pdf|html?|xhtml)$", "", last, flags=re.IGNORECASE)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-.")[:100] or "report"
