"""A sentence as a statement: with what it leans on, and whether another says the same."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.report import Report
from ingest.sentences import split_sentences
from search.results import Choice

ALIKE = 0.8  # the share of words in common from which one statement adds nothing to another
WORD = re.compile(r"[-+£]?\w+(?:[.,:/’'-]\w+)*%?")
# Words that make a sentence say another thing: figures and denials.
TELLING = re.compile(
    r".*\d.*|not?|never|none|neither|nor|without|un\w+|.*n['’]t|few(?:er)?|less|more"
)
MARKS = str.maketrans("‘’“”‐‑‒–—−", "''\"\"------")

# A sentence that begins so leans on the one before it.
LEANING = re.compile(
    r"^(?:It|This|These|Those|That|They|Their|He|She|His|Her|Its|Such|However|Also|Both|Others?"
    r"|Therefore|Nevertheless|Similarly|As a result|In addition|For example|Consequently)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report, and how well it fits a question."""

    report: int  # its number
    subject: str
    start: int
    end: int
    score: float


def with_lead_in(report: Report, sentence: Sentence) -> Choice:
    """The sentence with what it leans on: the one before it, or the stem of its list."""
    text = report.text
    start, end = sentence.start, sentence.end
    line = text.rfind("\n", 0, start) + 1
    if text.startswith("•", line):
        stem = _stem(text, line)
        item = (sentence.report, start, end)
        if stem is not None:
            words = f"{text[slice(*stem)]} {text[start:end]}"
            return Choice(words, (item, (sentence.report, *stem)), sentence.score)
        return Choice(text[start:end], (item,), sentence.score)
    if LEANING.match(text[start:end]) and start > line:
        before = _sentence_before(text, line, start)
        start = before if before is not None else start
    return Choice(text[start:end], ((sentence.report, start, end),), sentence.score)


def _stem(text: str, line: int) -> tuple[int, int] | None:
    """The line that opens a list, "Inspectors found that:", for an item of it."""
    at = line
    for _ in range(12):
        if at == 0:
            return None
        previous = text.rfind("\n", 0, at - 1) + 1
        words = text[previous : at - 1].rstrip()
        if not words.startswith("•"):
            if not words.endswith(":"):
                return None
            stop = max(words.rfind(". "), words.rfind("? "))
            return previous + stop + 2 if stop >= 0 else previous, previous + len(words)
        at = previous
    return None


def _sentence_before(text: str, line: int, start: int) -> int | None:
    spans = split_sentences(text, line, start)
    return spans[-1][0] if spans else None


def fold(words: str) -> str:
    """The same for what differs in case, spaces, the form of its marks and its last stop alone.

    Figures, signs and decimal points stay as they are: "8.4" is not "84", "10⁶" not "106".
    """
    plain = unicodedata.normalize("NFC", words).casefold().translate(MARKS)
    return " ".join(plain.split()).rstrip(".;:,")


def are_alike(one: Choice, other: Choice) -> bool:
    """Whether one statement adds nothing to another of the same report.

    It says nearly the same words, and the same figures and denials.
    """
    a, b = _words(one.text), _words(other.text)
    shared, all_words = len(a & b), max(1, len(a | b))
    return (
        one.spans[0][0] == other.spans[0][0]
        and shared >= ALIKE * max(1, min(len(a), len(b)))
        and shared >= 0.6 * all_words
        and not any(TELLING.fullmatch(word) for word in a ^ b)
    )


def overlap(one: Choice, other: Choice) -> bool:
    return any(
        report == other_report and start < other_end and other_start < end
        for report, start, end in one.spans
        for other_report, other_start, other_end in other.spans
    )


def _words(text: str) -> set[str]:
    return set(WORD.findall(fold(text)))
