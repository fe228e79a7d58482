"""Best passages by words: BM25 over postings, of which a row holds those of one term in one report.

It scores as tantivy does, with its lengths of one byte: the two storages answer alike.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from search.storage.contract import PassageRef

HEADER_BOOST = 0.5  # a word in title or headings counts half, see docs/quality.md
K1, B = 1.2, 0.75
POSTING = np.dtype(
    [
        ("report", "<i4"),
        ("number", "<i4"),
        ("body", "u1"),  # times that it is in the passage
        ("header", "u1"),  # and in what leads it
        ("body_length", "u1"),  # the place in LENGTHS of how many terms these have
        ("header_length", "u1"),
    ]
)
# Lengths that a byte can tell: exact up to 40, then three bits and how far they are shifted, which
# is Lucene's SmallFloat and tantivy's too.
LENGTHS = np.array(
    [*range(24), *(24 + bits for bits in range(8))]
    + [24 + ((8 + bits) << shift) for shift in range(28) for bits in range(8)],
    np.int64,
)

Postings = NDArray[np.void]  # of POSTING


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of all passages of a generation, which have places one after another, report by report."""

    passages: int
    body_length: float  # the mean, in terms
    header_length: float
    reports: NDArray[np.int64]  # their numbers, in order
    firsts: NDArray[np.int64]  # of each the place of its first passage

    def places_of(self, postings: Postings) -> NDArray[np.int64]:
        firsts = self.firsts[np.searchsorted(self.reports, postings["report"])]
        places: NDArray[np.int64] = firsts + postings["number"]
        return places

    def refs_of(self, places: NDArray[np.int64]) -> list[PassageRef]:
        reports = np.searchsorted(self.firsts, places, side="right") - 1
        numbers = places - self.firsts[reports]
        pairs = zip(self.reports[reports].tolist(), numbers.tolist(), strict=True)
        return [PassageRef(report, number) for report, number in pairs]


def postings_of(
    report: int, bodies: Sequence[Sequence[str]], headers: Sequence[Sequence[str]]
) -> dict[str, Postings]:
    """By its terms, for the passages of a report."""
    rows: dict[str, list[tuple[int, ...]]] = {}
    for number, (body, header) in enumerate(zip(bodies, headers, strict=True)):
        in_body, in_header = Counter(body), Counter(header)
        lengths = _length_codes(len(body), len(header))
        for term in in_body | in_header:
            times = min(in_body[term], 255), min(in_header[term], 255)
            rows.setdefault(term, []).append((report, number, *times, *lengths))
    return {term: np.array(own, POSTING) for term, own in rows.items()}


def best(
    terms: Sequence[tuple[str, float]],
    postings: Mapping[str, Postings],
    counts: Mapping[str, tuple[int, int]],
    statistics: Statistics,
    limit: int,
) -> list[tuple[PassageRef, float]]:
    """The passages with the highest BM25 of weighted terms, with it, best first.

    `counts` are how many passages have each term, and how many are led by it.
    """
    totals = np.zeros(statistics.passages)
    for term, weight in terms:
        own, (of_body, of_header) = postings[term], counts[term]
        in_body = _bm25(own, "body", of_body, statistics.passages, statistics.body_length)
        in_header = _bm25(own, "header", of_header, statistics.passages, statistics.header_length)
        # A passage is once in the postings of a term.
        totals[statistics.places_of(own)] += weight * (in_body + HEADER_BOOST * in_header)
    places = np.flatnonzero(totals > 0)
    if len(places) > limit:
        places = np.sort(places[np.argpartition(-totals[places], limit)[:limit]])
    order = places[np.argsort(-totals[places], kind="stable")]
    return list(zip(statistics.refs_of(order), totals[order].tolist(), strict=True))


def having(
    postings: Mapping[str, Postings], statistics: Statistics, limit: int
) -> list[PassageRef]:
    """At most so many passages that have every one of the terms; none of no terms."""
    if not postings:
        return []
    each = (statistics.places_of(own[own["body"] > 0]) for own in postings.values())
    common = reduce(lambda one, other: np.intersect1d(one, other, assume_unique=True), each)
    return statistics.refs_of(np.sort(common)[:limit])


def _bm25(
    postings: Postings, part: str, count: int, passages: int, mean_length: float
) -> NDArray[np.float64]:
    """(postings,) of one term in the bodies, or in the headers, that `count` of all passages have."""
    times = postings[part].astype(np.float64)
    lengths = LENGTHS[postings[f"{part}_length"]] / max(mean_length, 1e-9)
    rarity = math.log(1 + (passages - count + 0.5) / (count + 0.5))
    scores: NDArray[np.float64] = rarity * (1 + K1) * times / (times + K1 * (1 - B + B * lengths))
    return np.where(times > 0, scores, 0.0)


def _length_codes(*lengths: int) -> list[int]:
    codes: list[int] = (np.searchsorted(LENGTHS, lengths, side="right") - 1).tolist()
    return codes
