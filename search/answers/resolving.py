"""Finds the words of an old citation id in the library as it is now, or says what they were."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from ingest.report import Report
from ingest.sentences import split_sentences
from search.citations import Budget, Pin, State, cite, find_pin, read_id
from search.results import Citation
from search.storage.contract import Generation, Tombstone

AROUND = 250_000  # characters before and after the old place where revised words are looked for
COMPARED = 2000  # characters of a quote that they are compared with
LIKE = 60.0  # of 100: from here on other words are taken for the revised ones


@dataclass(frozen=True, slots=True)
class Resolved:
    """What became of a citation.

    here: the words stand where they stood. moved: they stand elsewhere in a newer text.
    changed: the report was revised; `now` is the place most like them, if there is one.
    gone: neither they nor a later version of the report is here.
    erased: the file that they are of was taken away for good, and `tombstone` says why.
    """

    id: str
    state: State
    now: Citation | None  # where to look today
    was: Citation | None  # what was cited, as far as an older text is kept; None when it is here
    tombstone: Tombstone | None = None


class UnknownCitation(Exception):
    """No file that it could have cited is or ever was in the library."""


def resolve(generation: Generation, citation: str) -> Resolved:
    """Raises BadCitation for what is no citation id, UnknownCitation where its file was never."""
    pin, budget = read_id(citation), Budget()
    same_file = [
        holding.number
        for holding in generation.holdings
        if holding.info.sha256.startswith(pin.file_prefix)
    ]
    for number in same_file:
        report = generation.report(number)
        span = find_pin(pin, report.text, budget)
        if span is not None:
            return _standing(citation, pin, generation, report, span)
    was = _was(generation, pin)
    later = generation.report(same_file[-1]) if same_file else None
    if was is not None and was.report.id in generation.holdings.by_id:
        later = generation.report(generation.holdings.by_id[was.report.id].number)
        span = find_pin(read_id(was.id), later.text, budget)
        if span is not None:
            return Resolved(citation, "moved", cite(later, *span), was)
    if later is not None:
        span = _likest(was, later.text) if was else None
        return Resolved(citation, "changed", cite(later, *span) if span else None, was)
    if was is None:
        for stone in generation.tombstones():
            if stone.sha256.startswith(pin.file_prefix):
                return Resolved(citation, "erased", None, None, stone)
        raise UnknownCitation(
            f"The file that {citation} cites is not here and never was. Ask the library it is from."
        )
    return Resolved(citation, "gone", None, was)


def _standing(
    citation: str, pin: Pin, generation: Generation, report: Report, span: tuple[int, int]
) -> Resolved:
    if span == (pin.start, pin.start + pin.length):
        return Resolved(citation, "here", cite(report, *span), None)
    return Resolved(citation, "moved", cite(report, *span), _was(generation, pin))


def _was(generation: Generation, pin: Pin) -> Citation | None:
    """The words as an older text had them, if one is kept."""
    place = pin.start, pin.start + pin.length
    for report in generation.past(pin.file_prefix):
        if find_pin(pin, report.text, Budget(0)) == place:
            return cite(report, *place)
    return None


def _likest(was: Citation, text: str) -> tuple[int, int] | None:
    """The sentences of a line, or the run in it, that are most like a quote; None when none is."""
    left = max(0, was.start - AROUND)
    near = text[left : was.start + AROUND]
    alignment = fuzz.partial_ratio_alignment(was.quote[:COMPARED], near, score_cutoff=LIKE)
    if alignment is None or alignment.dest_start == alignment.dest_end:
        return None
    start, end = left + alignment.dest_start, left + alignment.dest_end
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    sentences = [
        (one, two)
        for one, two in split_sentences(text, first, len(text) if last < 0 else last)
        if 2 * (min(two, end) - max(one, start)) > two - one  # most of it is
    ]
    if sentences:
        return sentences[0][0], sentences[-1][1]
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end
