"""A sentence as a statement: with what it leans on, and whether another says the same."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import chain

from ingest.report import Report
from ingest.sentences import sentences_of_line
from search.results import Choice, Span
from search.storage.contract import PassageRef

LONGEST_LIST = 800  # characters of the items that are stated with their stem
SHORTEST = 4  # words: below that a line says nothing by itself
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

    ref: PassageRef
    subject: str
    start: int
    end: int
    score: float
    matter: float = 0.0  # how well it meets what is asked beside whom or what it is about
    rarest: float = 0.0  # and the rarest word of that
    gives: bool = False  # whether it has the number, date or name that is asked for

    @property
    def report(self) -> int:
        return self.ref.report


def stands(report: Report, start: int, end: int) -> bool:
    """Whether words say something by themselves: no heading, and more than a word or two."""
    return len(report.text[start:end].split()) >= SHORTEST and not in_heading(report, start)


def in_heading(report: Report, offset: int) -> bool:
    line = report.text.rfind("\n", 0, offset) + 1
    at = bisect_left(report.sections, line, key=lambda section: section.start)
    return at < len(report.sections) and report.sections[at].start == line


def with_lead_in(report: Report, sentence: Sentence) -> Choice:
    """The sentence with what it leans on: the stem of its list, the one before it in its line.

    A stem says nothing alone: its items, as many as are short enough, are part of it.
    """
    text = report.text
    start, end = sentence.start, _end_of_list(text, sentence.end)
    line = text.rfind("\n", 0, start) + 1
    leads: list[Span] = []
    if text.startswith("•", line) and (stem := _stem(text, line)):
        leads.append(Span(sentence.report, *stem, "stem"))
    if LEANING.match(text[start:end]) and (before := _sentence_before(text, line, start)):
        leads.append(Span(sentence.report, *before, "lead-in"))
    return Choice(
        text=text[start:end],
        places=((Span(sentence.report, start, end), *leads),),
        score=sentence.score,
        before=" ".join(text[lead.start : lead.end] for lead in leads),
    )


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


def _end_of_list(text: str, end: int) -> int:
    """Where the items end that words which end in a colon open; `end` where they open none."""
    most = end + LONGEST_LIST
    if not text.endswith(":", 0, end):
        return end
    while text.startswith("\n•", end):
        stop = text.find("\n", end + 1)
        stop = len(text) if stop < 0 else stop
        if stop > most:
            break
        end = stop
    return end


def _sentence_before(text: str, line: int, start: int) -> tuple[int, int] | None:
    # Of the whole line: cut before `start`, the number of a paragraph would be a sentence.
    stop = text.find("\n", start)
    spans = sentences_of_line(text, line, stop if stop >= 0 else len(text))
    at = bisect_right(spans, start, key=lambda span: span[1])
    return spans[at - 1] if at else None


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
    a, b = _words(one.whole), _words(other.whole)
    shared, all_words = len(a & b), max(1, len(a | b))
    return (
        one.places[0][0].report == other.places[0][0].report
        and shared >= ALIKE * max(1, min(len(a), len(b)))
        and shared >= 0.6 * all_words
        and not any(TELLING.fullmatch(word) for word in a ^ b)
    )


def are_same(one: Choice, other: Choice) -> bool:
    """Whether two statements are the same sentence, leaning on the same."""
    return (
        fold(one.text) == fold(other.text)
        and fold(one.before) == fold(other.before)
        and [span.part for span in one.places[0]] == [span.part for span in other.places[0]]
    )


def overlap(one: Choice, other: Choice) -> bool:
    return any(
        own.report == theirs.report and own.start < theirs.end and theirs.start < own.end
        for own in chain(*one.places)
        for theirs in chain(*other.places)
    )


def _words(text: str) -> set[str]:
    return set(WORD.findall(fold(text)))
