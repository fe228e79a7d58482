"""Log lines as JSON, one a line, for machines that collect them."""

from __future__ import annotations

import json
import logging
import sys


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


def start_logs(*, as_json: bool) -> None:
    """Sends logs to standard error: every request as JSON, or failures alone as text."""
    told = logging.StreamHandler(sys.stderr)
    told.setFormatter(JsonLines() if as_json else logging.Formatter("%(levelname)s: %(message)s"))
    logger = logging.getLogger("pincite")
    logger.handlers[:] = [told]
    logger.setLevel(logging.INFO if as_json else logging.WARNING)
    logger.propagate = False
