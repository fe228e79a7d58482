"""What is kept of a question that came by no page or route: an assistant's, or a command's."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from getpass import getuser

from api.audit import Audit
from api.middleware.query_log import QueryLog
from api.records import Records
from api.settings import Settings
from search.library import Library
from search.results import Answer, SearchResult

logger = logging.getLogger("pincite")


class NotTold(Exception):
    """A question has to be logged and cannot be."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, from where, and in which collection."""

    who: str
    address: str = ""
    collection: str = ""


def whoever_runs_it() -> Asker:
    return Asker(getuser())


class Telling:
    """Writes what the settings name; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._audit = Audit(settings.audit) if settings.audit else None
        self._records = None
        if settings.record != "no":
            generations = settings.record == "generations"
            self._records = Records(keep_generations=generations, most_mb=settings.record_mb)
        path = settings.query_log
        self._log = QueryLog(path, with_text=settings.query_log_text) if path else None

    def question(
        self, library: Library, result: Answer | SearchResult, route: str, asker: Asker
    ) -> None:
        """Raises NotTold where that has to be and cannot."""
        details = {"question": result.question} if self._settings.query_log_text else {}
        try:
            if self._log is not None:
                self._log.write("", asker.who, route, result)
            if self._records is not None and isinstance(result, Answer):
                details["record"] = self._records.write(library, result, route=route, who=asker.who)
            self._write("question", route, asker, result.generation, details)
        except OSError as error:
            self._missed(error)

    def report(self, report_id: str, generation: int, route: str, asker: Asker) -> None:
        """Tells that a report was read. Raises NotTold where that has to be told and cannot."""
        try:
            self._write("report", route, asker, generation, {"report": report_id})
        except OSError as error:
            self._missed(error)

    def _write(
        self, what: str, route: str, asker: Asker, generation: int, details: dict[str, str]
    ) -> None:
        if self._audit is None:
            return
        named = {"collection": asker.collection} if asker.collection else {}
        self._audit.write(
            what,
            who=asker.who,
            **named,
            **{"from": asker.address},
            generation=generation,
            route=route,
            **details,
        )

    def _missed(self, error: OSError) -> None:
        logger.error("A question cannot be logged: %s", error)
        if self._settings.logs_needed:
            raise NotTold(
                f"Questions are logged here, and the log cannot be written: {error}."
            ) from None
