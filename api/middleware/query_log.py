"""The query log: one line of JSON a question, with or without the question itself."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from api.private_files import append_line
from search.results import Answer, SearchResult


class QueryLog:
    """Appends to one file; safe to share between threads."""

    def __init__(self, path: Path, *, with_text: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._with_text = with_text
        self._lock = threading.Lock()
        self.failing = False  # whether the last line could not be written

    def write(self, request_id: str, key: str, route: str, result: Answer | SearchResult) -> None:
        """Raises OSError where the line is not on the disk."""
        entry: dict[str, str | float | int | bool] = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "request_id": request_id,
            "key": key,
            "route": route,
            "characters": len(result.question),
            "reports": result.scope.reports,
            "took_ms": round(result.took_ms, 1),
        }
        if isinstance(result, Answer):
            entry["answered"] = result.answered
            entry["confidence"] = round(result.confidence, 3)
        if self._with_text:
            entry["question"] = result.question
        line = json.dumps(entry, ensure_ascii=False)
        with self._lock:
            self.failing = True  # until it is written
            append_line(self._path, line)
            self.failing = False
