"""The query log: one line of JSON a question, with or without the question itself."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime

from search.results import Answer, SearchResult
from search.storage.beside import Place
from search.storage.opening import open_beside

NAME = "questions.jsonl"  # in a database


class QueryLog:
    """Appends to one log; safe to share between threads."""

    def __init__(self, place: Place, *, with_text: bool) -> None:
        beside, name = open_beside(place, NAME)
        self._log = beside.log(name)
        self._with_text = with_text
        self._lock = threading.Lock()
        self.failing = False  # whether the last line could not be written

    def write(self, request_id: str, key: str, route: str, result: Answer | SearchResult) -> None:
        """Raises OSError where the line is not kept."""
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
            self._log.append(line)
            self.failing = False
