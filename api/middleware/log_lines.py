"""Log lines as JSON, one a line, for machines that collect them."""

from __future__ import annotations

import json
import logging
import sys
import threading

from cachetools import TTLCache

OFTEN = 10  # times a minute that one complaint is told
COMPLAINTS = 1000  # told apart


class JsonLines(logging.Formatter):
    """A message that is JSON already becomes part of the line; a traceback is a field of it."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        entry: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
        }
        entry |= json.loads(message) if message.startswith('{"') else {"message": message}
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


class Seldom(logging.Filter):
    """Lets each complaint through ten times a minute: what goes wrong at every turn fills a disk."""

    def __init__(self) -> None:
        super().__init__()
        self._told: TTLCache[str, list[int]] = TTLCache(COMPLAINTS, 60)
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        complaint = f"{record.name} {str(record.msg)[:60]} {record.exc_info and record.exc_info[0]}"
        with self._lock:
            times = self._told.setdefault(complaint, [0])
            times[0] += 1
        if times[0] == OFTEN:
            record.msg = f"{record.msg} (said {OFTEN} times: no more of it for a minute)"
        return times[0] <= OFTEN


def start_logs(*, as_json: bool) -> None:
    """Sends logs to standard error: every request as JSON, or failures alone as text."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Seldom())
    handler.setFormatter(
        JsonLines() if as_json else logging.Formatter("%(levelname)s: %(message)s")
    )
    for name in ("pincite", "uvicorn", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO if as_json and name == "pincite" else logging.WARNING)
        logger.propagate = False
