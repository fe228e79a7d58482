"""What became of the words of reports that were read anew: here, moved, hidden now, or changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ingest.report import ReportInfo
from ingest.sentences import split_sentences
from search.citations import letters_of
from search.storage.contract import Generation

MOST_WORDS = 80  # of a sentence whose words may be hidden in part
ENDS = 3  # words at a sentence's beginning or end, that tell it in another form
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class ReadAnew:
    """The sentences that a report's file said to an earlier reader, by what became of them."""

    report_id: str
    source: str
    here: int  # they stand where they stood
    moved: int  # they stand elsewhere in the text
    hidden: tuple[
        str, ...
    ]  # whole or in part no page shows them, which the earlier reader passed over
    changed: tuple[str, ...]  # in the earlier reader's words, which the text does not have now


def read_anew(generation: Generation) -> Iterator[ReadAnew]:
    """One for each earlier text of a file that is read otherwise now, by the order of reports."""
    for holding in generation.holdings:
        left_out = sum(words for _, words in holding.left_out)
        for past in generation.past(holding.info.sha256):
            text = generation.report(holding.number).text
            if past.text != text:
                yield _compare(holding.info, past.text, text, left_out)


def _compare(info: ReportInfo, before: str, now: str, left_out: int) -> ReadAnew:
    """`left_out` is how many words the reader of now leaves out as not shown."""
    letters = letters_of(now)
    sentences = {letters_of(now[start:end]) for start, end in split_sentences(now, 0, len(now))}
    here = moved = 0
    hidden, changed = [], []
    for start, end in split_sentences(before, 0, len(before)):
        quote = before[start:end]
        if not _WORD.search(quote):
            continue
        quote_letters = letters_of(quote)
        if letters_of(now[start:end]) == quote_letters:
            here += 1
        elif quote_letters in letters:
            moved += 1
        elif left_out and 0 < (gone := _gone_from(quote, sentences, letters)) <= left_out:
            left_out -= gone
            hidden.append(quote)
        else:
            changed.append(quote)
    return ReadAnew(info.id, info.source, here, moved, tuple(hidden), tuple(changed))


def _gone_from(quote: str, sentences: Collection[str], letters: str) -> int:
    """How many words in a row a sentence has lost, if the rest of it is a sentence now, or if
    nothing of it is left; else 0."""
    parts = [letters_of(word) for word in quote.split()]
    count = len(parts)
    ends = max(min(ENDS, count - 1), 1)
    if not any("".join(end) in letters for end in (parts[:ends], parts[-ends:])):
        return count
    for gone in range(1, count if count <= MOST_WORDS else 0):
        for at in range(count - gone + 1):
            if "".join(parts[:at] + parts[at + gone :]) in sentences:
                return gone
    return 0
