"""Quotes with their citations: made of a report's text, and checked before they leave."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterable

from cachetools import LRUCache

from search.answers.sentences import fold
from search.citations import cite
from search.results import Choice, Citation, Statement
from search.storage.contract import Generation

LOG = logging.getLogger(__name__)
CITATIONS_KEPT = 20_000  # of about a kilobyte: a list of grades may have a thousand


class Citer:
    """Cites the reports of one generation, each text held once against the hash of what was read."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._sound: dict[int, bool] = {}
        self._citations: LRUCache[tuple[int, int, int], Citation] = LRUCache(CITATIONS_KEPT)
        self._lock = threading.Lock()

    def cite_all(self, choices: Iterable[Choice]) -> tuple[Statement, ...]:
        """The statements with their citations.

        One whose quote is not as it was read, or is not what the statement says, is withdrawn.
        """
        statements = []
        for choice in choices:
            citations = [self.cite(*span) for span in choice.spans]
            sound = tuple(citation for citation in citations if citation is not None)
            said = fold(choice.text)
            if len(sound) == len(citations) and all(fold(c.quote) in said for c in sound):
                statements.append(Statement(choice.text, sound, choice.side))
            else:
                source = self._generation.holdings.by_number[choice.spans[0][0]].info.source
                LOG.error("Withdrew a quote of %s: run pincite check.", source)
        return tuple(statements)

    def cite(self, report: int, start: int, end: int) -> Citation | None:
        """A citation of a report's words as its file gave them; None where its text is another now."""
        if start >= end or not self._is_sound(report):
            return None
        # Not by cachedmethod: that makes a circle of us and the generation, which is then let go late.
        with self._lock:
            citation = self._citations.get((report, start, end))
        if citation is None:
            citation = cite(self._generation.report(report), start, end)
            with self._lock:
                self._citations[report, start, end] = citation
        return citation

    def _is_sound(self, number: int) -> bool:
        if number not in self._sound:
            text = self._generation.report(number).text
            read = self._generation.holdings.by_number[number].text_sha256
            self._sound[number] = hashlib.sha256(text.encode()).hexdigest() == read
        return self._sound[number]
