"""Pictures of printed pages, with the words of a quote boxed; PDFs only."""

from __future__ import annotations

import shutil
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from io import BufferedIOBase
from pathlib import Path
from tempfile import mkdtemp

from cachetools import LRUCache

from api.rendering.drawing import Box, Drawing, draw
from ingest.report import Report
from ingest.workers import Busy, Failed, Standby

PDF = "application/pdf"
SCALES = (1, 2, 3, 4)  # pixels to a point of a page in its usual size
CACHE_BYTES = 256 * 2**20  # on disk, for as long as the server runs
AT_ONCE = 2  # pages that are drawn
DRAW_S = 10.0  # a page of a sound file takes a tenth of a second
DRAW_BYTES = 2**30
WAIT_S = 5.0  # for one of the processes
REMEMBERED = 1000  # pages that could not be drawn, which are not tried again

OpenFile = Callable[[str], BufferedIOBase | None]  # by a file's hash


class NoPicture(Exception):
    """The page cannot be shown as printed."""


class TooMany(Exception):
    """Too many pages are being drawn."""


def quote_boxes(report: Report, page: int, start: int, end: int) -> list[Box]:
    """A box a line for the words of text[start:end] that are on a page."""
    rows = report.boxes
    own = rows[(rows[:, 0] == page) & (rows[:, 1] < end) & (rows[:, 2] > start)]
    boxes: list[Box] = []
    for row in own[own[:, 1].argsort(kind="stable"), 3:] / 10:
        box = Box(*(float(value) for value in row))
        if boxes and _side_by_side(boxes[-1], box):
            last = boxes[-1]
            boxes[-1] = Box(last.x0, min(last.y0, box.y0), box.x1, max(last.y1, box.y1))
        else:
            boxes.append(box)
    return boxes


def _side_by_side(left: Box, right: Box) -> bool:
    height = min(left.y1 - left.y0, right.y1 - right.y0)
    level = min(left.y1, right.y1) - max(left.y0, right.y0) > 0.5 * height
    return level and -height < right.x0 - left.x1 < 2 * height


class Pictures:
    """Has pages drawn in processes of their own and keeps the last; safe to share by threads."""

    def __init__(self, max_bytes: int = CACHE_BYTES, timeout_s: float = DRAW_S) -> None:
        self._kept = _Kept(max_bytes)
        self._undrawable: LRUCache[tuple[str, int], str] = LRUCache(REMEMBERED)
        self._workers: Standby[Drawing, bytes | Failed] = Standby(
            draw, AT_ONCE, timeout_s=timeout_s, memory_bytes=DRAW_BYTES
        )

    def page(
        self, report: Report, open_file: OpenFile, number: int, span: tuple[int, int], scale: int
    ) -> bytes:
        """A PNG of a page with the words of `span` boxed; raises NoPicture, TooMany."""
        boxes = quote_boxes(report, number, *span)
        span = span if boxes else (0, 0)
        key = (report.info.sha256, number, *span, scale)
        if (kept := self._kept.get(key)) is not None:
            return kept
        if (reason := self._undrawable.get(key[:2])) is not None:
            raise NoPicture(reason)
        file = open_file(report.info.sha256)
        if file is None:
            raise NoPicture("The file of this report is not kept here.")
        with file:
            source = getattr(file, "name", None) or file.read()
        try:
            drawn = self._workers.do(Drawing(source, number, tuple(boxes), scale), WAIT_S)
        except Busy:
            raise TooMany("Many pages are being drawn. Try again in a moment.") from None
        if isinstance(drawn, Failed):
            too_much = f"Page {number} takes too long or too much memory to draw. Read its text."
            self._undrawable[key[:2]] = reason = drawn.reason if drawn.cause else too_much
            raise NoPicture(reason)
        self._kept.put(key, drawn)
        return drawn


class _Kept:
    """The last pictures, in files of a folder that goes when the server ends."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._sizes: OrderedDict[object, int] = OrderedDict()
        self._folder = ""
        self._lock = threading.Lock()

    def get(self, key: object) -> bytes | None:
        with self._lock:
            if key not in self._sizes:
                return None
            self._sizes.move_to_end(key)
            return self._path(key).read_bytes()

    def put(self, key: object, picture: bytes) -> None:
        if len(picture) > self._max_bytes:
            return
        with self._lock:
            self._path(key).write_bytes(picture)
            self._sizes[key] = len(picture)
            while sum(self._sizes.values()) > self._max_bytes:
                oldest, _ = self._sizes.popitem(last=False)
                self._path(oldest).unlink()

    def _path(self, key: object) -> Path:
        if not self._folder:
            self._folder = mkdtemp(prefix="pincite-pictures-")
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return Path(self._folder, blake2b(repr(key).encode(), digest_size=16).hexdigest())


pictures = Pictures()  # of the whole server: two addresses show the same page
