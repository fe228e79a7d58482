"""One published generation of a library in PostgreSQL, opened to read.

Which reports it has is read once. What it asks of the tables later is of these alone, so that it
never changes while others publish; what left since is kept for it, see writing.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from psycopg import Connection

from ingest.passages import passages_at
from ingest.report import Passage
from search.storage.analyzer import analyze
from search.storage.contract import SENTENCE, Candidates, Floats, PassageRef, passage_at
from search.storage.phrases import phrase_pattern
from search.storage.postgres.connecting import Connections, Row
from search.storage.postgres.store import Store
from search.storage.postgres.words import POSTING, Postings, Statistics, best, having

EXACT = 20_000  # passages that are compared one by one, docs/scale.md
READ_TOGETHER = 50  # texts
CACHED_TERMS = 20_000  # how many passages have them
CACHED_BYTES = 2**26  # of postings
NO_POSTINGS = np.zeros(0, POSTING)


class PostgresGeneration(Store):
    """A `Generation`."""

    def __init__(self, connections: Connections, connection: Connection[Row]) -> None:
        super().__init__(connections, connection)
        counts = np.array([holding.passages for holding in self.holdings], np.int64)
        self.passages = int(counts.sum())
        self._last = max(self.holdings.all, default=0)
        gone = "SELECT number FROM reports WHERE died IS NOT NULL AND indexed"
        self._gone = [number for (number,) in connection.execute(gone)]
        sizes = "SELECT sum(body_terms), sum(header_terms) FROM reports WHERE died IS NULL"
        in_bodies, in_headers = connection.execute(sizes).fetchone() or (0, 0)
        self._statistics = Statistics(
            self.passages,
            float(in_bodies or 0) / max(self.passages, 1),
            float(in_headers or 0) / max(self.passages, 1),
            np.array([holding.number for holding in self.holdings], np.int64),
            np.cumsum(counts) - counts,
        )
        self._counts: LRUCache[str, tuple[int, int]] = LRUCache(CACHED_TERMS)
        self._whole: LRUCache[str, Postings] = LRUCache(CACHED_BYTES, lambda own: own.nbytes)

    def close(self) -> None:
        """Holds nothing open: connections are the storage's."""

    def nearest(
        self, vector: Floats, limit: int, reports: frozenset[int] | None = None
    ) -> list[tuple[PassageRef, float]]:
        within, values = self._within(reports)
        numbers = self.holdings.all if reports is None else reports
        passages = sum(each.passages for each in self.holdings.of(numbers))
        values |= {"vector": _written(vector), "limit": limit}
        if passages > EXACT:
            rows = self._connections.all(
                "WITH near AS MATERIALIZED (SELECT report, number, meaning FROM passages"
                f" WHERE {within} ORDER BY meaning <#> %(vector)s::halfvec LIMIT %(limit)s)"
                " SELECT report, number, -(meaning::vector <#> %(vector)s::vector) AS cosine"
                " FROM near ORDER BY cosine DESC",
                values,
            )
            if len(rows) == min(limit, passages):
                return _scored(rows)
        return _scored(
            self._connections.all(
                "SELECT report, number, -(meaning::vector <#> %(vector)s::vector) AS cosine"
                f" FROM passages WHERE {within} ORDER BY cosine DESC LIMIT %(limit)s",
                values,
            )
        )

    def best_of_each(
        self, vector: Floats, reports: Iterable[int]
    ) -> list[tuple[PassageRef, float]]:
        rows = self._connections.all(
            "SELECT DISTINCT ON (place) report, number,"
            " -(meaning::vector <#> %(vector)s::vector) AS cosine"
            " FROM unnest(%(reports)s::int[]) WITH ORDINALITY AS asked (report, place)"
            " JOIN passages USING (report) ORDER BY place, cosine DESC, number",
            {"vector": _written(vector), "reports": list(reports)},
        )
        return _scored(rows)

    def best(
        self,
        terms: Sequence[tuple[str, float]],
        limit: int,
        reports: frozenset[int] | None = None,
    ) -> list[tuple[PassageRef, float]]:
        asked = {term for term, _ in terms}
        postings = self._postings(asked, reports)
        return best(terms, postings, self._count(asked), self._statistics, limit)

    def having(self, terms: Iterable[str], limit: int) -> list[PassageRef]:
        asked = set(terms)
        return having(self._postings(asked, None), self._statistics, limit)

    def count(self, phrase: str, reports: frozenset[int] | None = None) -> dict[int, int]:
        pattern = phrase_pattern(phrase)
        within = self.holdings.all if reports is None else reports
        # A text that has the words has each of their terms, but for stop words, in some passage.
        for postings in self._postings(set(analyze(phrase)), None).values():
            within &= frozenset(postings["report"][postings["body"] > 0].tolist())
        counts: dict[int, int] = {}
        numbers = sorted(within)
        for at in range(0, len(numbers), READ_TOGETHER):
            read = self._read_all(numbers[at : at + READ_TOGETHER])
            counts |= {n: len(pattern.findall(report.text)) for n, (report, _) in read.items()}
        return {number: counts[number] for number in numbers if counts[number]}

    def analyze(self, text: str) -> list[str]:
        return analyze(text)

    def passages_with(self, term: str) -> int:
        return self._count({term})[term][0]

    def terms_like(self, prefix: str) -> list[str]:
        # From each term straight to the next: a term stands there once for every report.
        return [
            term
            for (term,) in self._connections.all(
                "WITH RECURSIVE found AS ("
                " (SELECT term FROM words WHERE term >= %(prefix)s ORDER BY term LIMIT 1) UNION ALL"
                " SELECT (SELECT words.term FROM words WHERE words.term > found.term"
                " ORDER BY words.term LIMIT 1) FROM found WHERE starts_with(term, %(prefix)s))"
                " SELECT term FROM found WHERE starts_with(term, %(prefix)s)",
                {"prefix": prefix},
            )
        ]

    def candidates(self, refs: Sequence[PassageRef]) -> Candidates:
        rows = self._connections.all(
            "SELECT report, number, tokens, codes, sentences"
            " FROM unnest(%s::int[], %s::int[]) WITH ORDINALITY AS asked (report, number, place)"
            " JOIN passages USING (report, number)"
            " WHERE tokens > 0 AND sentences <> '' ORDER BY place",
            ([ref.report for ref in refs], [ref.number for ref in refs]),
        )
        return Candidates.of(
            [
                (
                    PassageRef(report, number),
                    np.frombuffer(codes, np.uint8).reshape(tokens, -1),
                    np.frombuffer(sentences, SENTENCE),
                )
                for report, number, tokens, codes, sentences in rows
            ]
        )

    def passage(self, ref: PassageRef) -> Passage:
        report, spans = self._read(ref.report)
        start, end = spans[ref.number].tolist()
        return passages_at(report, [(start, end)])[0]

    def passage_at(self, report: int, offset: int) -> PassageRef:
        return passage_at(report, self.spans(report), offset)

    def spans(self, report: int) -> NDArray[np.int64]:
        return self._read(report)[1]

    def vectors(self, report: int) -> NDArray[np.float16]:
        rows = self._connections.all(
            "SELECT halfvec_send(meaning) FROM passages WHERE report = %s ORDER BY number",
            (report,),
        )
        # A halfvec is sent as its width, two bytes of nothing, and its numbers.
        vectors = [np.frombuffer(row[0], ">f2", offset=4).astype(np.float16) for row in rows]
        return np.stack(vectors) if vectors else np.zeros((0, 0), np.float16)

    def _within(self, reports: frozenset[int] | None) -> tuple[str, dict[str, object]]:
        """What rows of some reports must fulfil; of all of this generation when None."""
        if reports is not None:
            return "report = ANY(%(reports)s)", {"reports": list(reports)}
        everything: dict[str, object] = {"last": self._last}
        if not self._gone:
            return "report <= %(last)s", everything
        return "report <= %(last)s AND report <> ALL(%(gone)s)", everything | {"gone": self._gone}

    def _postings(self, terms: set[str], reports: frozenset[int] | None) -> dict[str, Postings]:
        """By their terms, in some reports; of all when None, which are kept for the next who asks."""
        known: dict[str, Postings] = {}
        if reports is None:
            with self._lock:
                known = {term: self._whole[term] for term in terms if term in self._whole}
        if missing := terms - known.keys():
            within, values = self._within(reports)
            rows = self._connections.all(
                "SELECT term, string_agg(postings, '') FROM words"
                f" WHERE term = ANY(%(terms)s) AND {within} GROUP BY term",
                values | {"terms": list(missing)},
            )
            by_term = dict.fromkeys(missing, NO_POSTINGS)
            by_term |= {term: np.frombuffer(postings, POSTING) for term, postings in rows}
            if reports is None:
                with self._lock:
                    for term, postings in by_term.items():
                        if postings.nbytes <= CACHED_BYTES:
                            self._whole[term] = postings
            known |= by_term
        return known

    def _count(self, terms: set[str]) -> dict[str, tuple[int, int]]:
        """How many passages have each term, and how many are led by it."""
        with self._lock:
            known = {term: self._counts[term] for term in terms if term in self._counts}
        if missing := terms - known.keys():
            within, values = self._within(None)
            rows = self._connections.all(
                "SELECT term, sum(bodies)::int, sum(headers)::int FROM words"
                f" WHERE term = ANY(%(terms)s) AND {within} GROUP BY term",
                values | {"terms": list(missing)},
            )
            counts = dict.fromkeys(missing, (0, 0)) | {term: (own, led) for term, own, led in rows}
            with self._lock:
                self._counts.update(counts)
            known |= counts
        return known


def _written(vector: Floats) -> str:
    """As PostgreSQL reads a vector."""
    values: list[Any] = vector.tolist()
    return str(values)


def _scored(rows: Iterable[Row]) -> list[tuple[PassageRef, float]]:
    return [(PassageRef(report, number), cosine) for report, number, cosine in rows]
