"""Finds the words of an old citation id in the library as it is now, or says what they were."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from ingest.sentences import split_sentences
from search.citations import Budget, Pin, State, cite, find_pin, read_id, stands
from search.results import Citation
from search.storage.contract import Generation, Tombstone

AROUND = 250_000  # characters before and after the old place where revised words are looked for
COMPARED = 1500  # characters of a quote that they are compared with
COMPARING = 50_000  # square characters of a quote for which each before or after costs one more
READING_PAST = 2  # characters of an older text that are read in the time of one letter
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


class TooManyCitations(UnknownCitation):
    """So many are looked for in one request that this one is not."""


def resolve(generation: Generation, citation: str, budget: Budget | None = None) -> Resolved:
    """Raises BadCitation for what is no citation id, UnknownCitation where its file was never.

    A budget is for all ids of a request: those that come after it is spent raise TooManyCitations.
    """
    pin, budget = read_id(citation), budget or Budget()
    if budget.is_spent:
        raise _too_many(citation)
    holdings = generation.holdings
    same_file = [one.number for one in holdings if one.info.sha256.startswith(pin.file_prefix)]
    looked_in = [generation.report(number) for number in same_file]
    for report in looked_in:
        if stands(pin, report.text, budget):
            here = cite(report, pin.start, pin.start + pin.length)
            return Resolved(citation, "here", here, None)
    was = _was(generation, pin, budget)
    if was is not None and was.report.id in holdings.by_id:
        looked_in.append(generation.report(holdings.by_id[was.report.id].number))
    sought, quote = (read_id(was.id), was.quote) if was else (pin, None)
    for report in looked_in:
        span = find_pin(sought, report.text, budget, quote)
        if span is not None:
            return Resolved(citation, "moved", cite(report, *span), was)
    if looked_in:
        later = looked_in[-1]
        span = _likest(was, later.text, budget) if was else None
        return Resolved(citation, "changed", cite(later, *span) if span else None, was)
    if was is None:
        for stone in generation.tombstones():
            if stone.sha256.startswith(pin.file_prefix):
                return Resolved(citation, "erased", None, None, stone)
        raise UnknownCitation(
            f"The file that {citation} cites is not here and never was. Ask the library it is from."
        )
    return Resolved(citation, "gone", None, was)


def _too_many(citation: str) -> TooManyCitations:
    return TooManyCitations(
        f"Too many citations were looked for at once to look for {citation}. Ask for it by itself."
    )


def _was(generation: Generation, pin: Pin, budget: Budget) -> Citation | None:
    """The words as an older text had them, if one is kept."""
    for report in generation.past(pin.file_prefix):
        budget.pays(len(report.text) // READING_PAST)
        if stands(pin, report.text, budget):
            return cite(report, pin.start, pin.start + pin.length)
    return None


def _likest(was: Citation, text: str, budget: Budget) -> tuple[int, int] | None:
    """The sentences of a line, or the run in it, that are most like a quote; None when none is.

    Raises TooManyCitations where the budget does not allow to look.
    """
    left = max(0, was.start - AROUND)
    near, quote = text[left : was.start + AROUND], was.quote[:COMPARED]
    if not budget.pays(len(near) * (1 + len(quote) ** 2 // COMPARING)):
        raise _too_many(was.id)
    alignment = fuzz.partial_ratio_alignment(quote, near, score_cutoff=LIKE)
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
