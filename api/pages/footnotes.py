"""Footnotes: each citation with the words around its quote, and the question's words marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.rendering.templates import words_address
from api.rendering.words import shown, year_of
from ingest.sentences import split_sentences
from search.question.idle_words import idle_words
from search.results import Citation, Hit, Part, Statement
from search.storage.contract import Generation

WORD = re.compile(r"\w+(?:[’']\w+)*")
LONGEST_CONTEXT = 240  # characters on either side


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    matched: bool  # it has one of the question's words


@dataclass(frozen=True, slots=True)
class Note:
    number: int
    citation: Citation
    before: str  # of its paragraph
    quote: tuple[Run, ...]
    after: str
    href: str  # where the words are seen on their page
    leads: tuple[Citation, ...] = ()  # what the words lean on: copied and kept with them


@dataclass(frozen=True, slots=True)
class Lead:
    """What a statement leans on, shown before it and apart."""

    text: str
    part: Part
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A statement with the numbers of its notes."""

    text: str
    side: str
    whose: str  # whom it is about and since when: "Halton, 2019"; empty where all are alike
    numbers: tuple[int, ...]
    leads: tuple[Lead, ...] = ()
    new: tuple[int, ...] = ()  # of the notes that no point before it has

    @property
    def words(self) -> str:
        return f"{self.text} ({self.whose})" if self.whose else self.text

    @property
    def all_numbers(self) -> tuple[int, ...]:
        return (*(number for lead in self.leads for number in lead.numbers), *self.numbers)


class TellingWords:
    """The words of a question, to find them again in the reports' words."""

    def __init__(self, generation: Generation, question: str, scope: Iterable[str] = ()) -> None:
        """`scope` is those of its words that say where to look, not what for."""
        self._analyze = generation.analyze
        idle = idle_words("any", generation.field.questions)
        telling = [word for word in WORD.findall(question) if word.casefold() not in idle]
        self._scope = set(WORD.findall(" ".join(scope)))
        self.words = {word: set(self._analyze(word)) for word in telling}
        self._terms = set().union(*self.words.values()) if self.words else set()

    def runs(self, text: str) -> tuple[Run, ...]:
        """The text in runs, those apart that are telling words of the question."""
        runs, at = [], 0
        for match in WORD.finditer(text):
            if self._terms.isdisjoint(self._analyze(match.group())):
                continue
            if match.start() > at:
                runs.append(Run(text[at : match.start()], False))
            runs.append(Run(match.group(), True))
            at = match.end()
        return (*runs, Run(text[at:], False)) if at < len(text) else tuple(runs)

    def excerpt(self, text: str, size: int) -> tuple[Run, ...]:
        """About `size` characters of a text, from the sentence on that has most of the words."""
        if len(text) <= size:
            return self.runs(text)
        starts = [start for start, _ in split_sentences(text)] or [0]
        hits = [
            (match.start(), term)
            for match in WORD.finditer(text)
            for term in self._analyze(match.group())
            if term in self._terms
        ]

        def words_from(start: int) -> int:
            return len({term for at, term in hits if start <= at < start + size})

        most = max(starts, key=words_from)  # the earliest of those with as many
        if words_from(0) >= words_from(most):
            first = 0
        else:  # without the sentences before the first of the words
            word = min(at for at, _ in hits if at >= most)
            first = max(start for start in starts if start <= word)
        part = text[first : first + size]
        if first + size < len(text):
            part = part.rsplit(" ", 1)[0] + " …"
        return self.runs(f"… {part}" if first else part)

    def found_in(self, texts: Iterable[str]) -> tuple[list[str], list[str]]:
        """Which of the question's words the texts have and which they lack, as typed."""
        text_terms = set(self._analyze(" ".join(texts)))
        telling = [w for w, terms in self.words.items() if terms and w not in self._scope]
        present = [word for word in telling if self.words[word] & text_terms]
        return present, [word for word in telling if word not in present]


def number_notes(
    generation: Generation,
    asked: TellingWords,
    statements: Sequence[Statement],
    query: str = "",
    *,
    names: bool = False,
) -> tuple[list[Point], list[Note]]:
    """The statements and their notes, numbered as they are read; a quote that two share has one.

    `query` is that of the answer's address, for the way from each quote to the next. With
    `names` each statement says whom it is about, even where all are of one.
    """
    points: list[Point] = []
    alike = (
        not names and len({_whose(citation) for s in statements for citation in s.citations}) < 2
    )
    notes: dict[str, Note] = {}
    for statement in statements:
        first = len(notes) + 1
        numbers = []  # of each place: those of what it leans on, then its own
        for place in statement.places:
            for citation in place:
                if citation.id not in notes:
                    leads = place[:-1] if citation is place[-1] else ()
                    number = len(notes) + 1
                    notes[citation.id] = make_note(
                        generation, asked, number, citation, query, leads
                    )
            numbers.append([notes[citation.id].number for citation in place])
        points.append(
            Point(
                text=shown(statement.text),
                side=statement.side,
                whose="" if alike else _whose(statement.citations[0]),
                numbers=tuple(each[-1] for each in numbers),
                leads=tuple(
                    Lead(shown(lead.quote), lead.part, tuple(each[i] for each in numbers))
                    for i, lead in enumerate(statement.leads)
                ),
                new=tuple(range(first, len(notes) + 1)),
            )
        )
    return points, list(notes.values())


def _whose(citation: Citation) -> str:
    info = citation.report
    return ", ".join(part for part in (info.subject, year_of(info)) if part)


def hit_href(hit: Hit) -> str:
    return words_address(hit.report, hit.page, hit.passage.start, hit.passage.end)


def make_note(
    generation: Generation,
    asked: TellingWords,
    number: int,
    citation: Citation,
    query: str = "",
    leads: tuple[Citation, ...] = (),
) -> Note:
    text = generation.report(generation.holdings.by_id[citation.report.id].number).text
    before, after = _context(text, citation.start, citation.end)
    return Note(
        number=number,
        citation=citation,
        before=before,
        quote=asked.runs(shown(citation.quote)),
        after=after,
        href=words_address(citation.report, citation.page, citation.start, citation.end, query),
        leads=leads,
    )


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    """The sentence before and the sentence after in the same line, or nothing."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    earlier = split_sentences(text, first, start) if start > first else []
    later = split_sentences(text, end, last) if last > end else []
    before = shown(text[earlier[-1][0] : start]) if earlier else ""
    after = shown(text[end : later[0][1]]) if later else ""
    if len(before) > LONGEST_CONTEXT:
        before = "… " + before[-LONGEST_CONTEXT:].split(" ", 1)[-1]
    if len(after) > LONGEST_CONTEXT:
        after = after[:LONGEST_CONTEXT].rsplit(" ", 1)[0] + " …"
    return before, after
