"""What became of the words of reports that were read anew: here, moved, or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.sentences import split_sentences
from search.citations import letters_of
from search.storage.contract import Generation

_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class ReadAnew:
    """The sentences that a report's file said to an earlier reader, by what became of them."""

    report_id: str
    source: str
    here: int  # they stand where they stood
    moved: int  # they stand elsewhere in the text
    changed: tuple[str, ...]  # in the earlier reader's words, which the text does not have now


def read_anew(generation: Generation) -> Iterator[ReadAnew]:
    """One for each earlier text of a file that is read otherwise now, by the order of reports."""
    for holding in generation.holdings:
        for past in generation.past(holding.info.sha256):
            text = generation.report(holding.number).text
            if past.text != text:
                here, moved, changed = _compare(past.text, text)
                yield ReadAnew(holding.info.id, holding.info.source, here, moved, changed)


def _compare(before: str, now: str) -> tuple[int, int, tuple[str, ...]]:
    letters = letters_of(now)
    here = moved = 0
    changed = []
    for start, end in split_sentences(before, 0, len(before)):
        quote = before[start:end]
        if not _WORD.search(quote):
            continue
        said = letters_of(quote)
        if letters_of(now[start:end]) == said:
            here += 1
        elif said in letters:
            moved += 1
        else:
            changed.append(quote)
    return here, moved, tuple(changed)
