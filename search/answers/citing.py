"""Quotes with their citations: made of a report's text, and checked before they leave."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterable, Sequence

from cachetools import LRUCache

from search.answers.sentences import fold
from search.citations import cite
from search.results import Choice, Citation, Span, Statement
from search.storage.contract import Generation

LOG = logging.getLogger(__name__)
CITATIONS_KEPT = 20_000  # of about a kilobyte: a list of grades may have a thousand


class Citer:
    """Cites the reports of one generation, each text held once against the hash of what was read."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._sound: dict[int, bool] = {}
        self._citations: LRUCache[Span, Citation] = LRUCache(CITATIONS_KEPT)
        self._lock = threading.Lock()

    def cite_all(self, choices: Iterable[Choice]) -> tuple[Statement, ...]:
        """The statements with their citations.

        A place that does not bear its statement out is withdrawn, and with its last place the
        statement.
        """
        cited = map(self._cite_choice, choices)
        return tuple(statement for statement in cited if statement is not None)

    def cite_each(self, choices: Iterable[Choice]) -> tuple[tuple[Statement, ...], dict[int, int]]:
        """The same, and where each choice that stands went among them."""
        statements: list[Statement] = []
        places: dict[int, int] = {}
        for number, choice in enumerate(choices):
            if (statement := self._cite_choice(choice)) is not None:
                places[number] = len(statements)
                statements.append(statement)
        return tuple(statements), places

    def _cite_choice(self, choice: Choice) -> Statement | None:
        places = [self._cite_place(choice.text, place) for place in choice.places]
        citations = tuple(citation for place in places for citation in place)
        return Statement(choice.text, citations, choice.side) if citations else None

    def _cite_place(self, text: str, place: Sequence[Span]) -> Sequence[Citation]:
        """Nothing where its text is another than was read, or its own words are not what is said.

        What differs in no more than `fold` forgives has the same letters and digits.
        """
        cited = [citation for span in place if (citation := self._cite(span)) is not None]
        own = [fold(citation.quote) for citation in cited if citation.part == "statement"]
        if len(cited) == len(place) and own == [fold(text)]:
            return cited
        source = self._generation.holdings.by_number[place[0].report].info.source
        LOG.error("Withdrew a quote of %s: run pincite check.", source)
        return ()

    def _cite(self, span: Span) -> Citation | None:
        """A citation of a report's words as its file gave them; None where its text is another now."""
        if span.start >= span.end or not self._is_sound(span.report):
            return None
        # Not by cachedmethod: that makes a circle of us and the generation, which is then let go late.
        with self._lock:
            citation = self._citations.get(span)
        if citation is None:
            report = self._generation.report(span.report)
            citation = cite(report, span.start, span.end, span.part)
            with self._lock:
                self._citations[span] = citation
        return citation

    def _is_sound(self, number: int) -> bool:
        if number not in self._sound:
            text = self._generation.report(number).text
            read = self._generation.holdings.by_number[number].text_sha256
            self._sound[number] = hashlib.sha256(text.encode()).hexdigest() == read
        return self._sound[number]
