"""A generation and matches that a test writes down, for rules that need no library and no model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import cast

import numpy as np

from ingest.about.abbreviations import find_abbreviations
from ingest.field.field import load_field
from ingest.judgements.recommendations import Recommendation
from ingest.report import Judgement, Passage, Report, Section
from ingest.sentences import split_sentences
from search.holdings import Holding, Holdings
from search.models.sentence_model import QuestionVectors
from search.passages.finding import Findings
from search.passages.late_interaction import Match
from search.question.reading import Asked, read_question
from search.results import Filters
from search.storage.contract import SENTENCE, Generation, PassageRef
from search.storage.phrases import phrase_pattern
from tests.builders import make_report


class Reports:
    """Reports of one passage each, numbered from 1: as much of a `Generation` as rules ask of it."""

    def __init__(
        self,
        texts: dict[str, str],
        *,
        headings: Sequence[str] = (),
        kind: str = "PEEL",
        changed: str = "",
        about: Mapping[str, Mapping[str, object]] | None = None,
        judged: Mapping[str, Mapping[str, tuple[str, str]]] | None = None,
        recommended: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`about` is what is known of a report beside its subject, as ReportInfo has it.

        A key is a subject, with a further word where several reports are on it: "Salford 2018".
        `judged` are the grades of some by their areas, each with the words that give it, and
        `recommended` the words that recommend. `changed` is the subject whose text is not the one that was read of its file.
        """
        self.field = load_field()
        self._headings = headings
        self._reports = [
            make_report(
                text,
                _sections(text, headings),
                **{"subject": key.split(" ")[0], "id": key.lower().replace(" ", "-"), "kind": kind}
                | dict((about or {}).get(key, {})),
            )
            for key, text in texts.items()
        ]
        self.holdings = Holdings(
            (
                Holding(
                    number,
                    report.info,
                    "",
                    read,
                    "",
                    1,
                    0,
                    len(report.text),
                    (),
                    tuple(find_abbreviations(report.text).items()),
                )
                for number, report in enumerate(self._reports, start=1)
                for read in [_hash(report, changed)]
            ),
            self.field,
        )
        self.passages = len(self._reports)
        numbers = {key: number for number, key in enumerate(texts, start=1)}
        self._judged = {
            numbers[key]: tuple(
                Judgement(key.split(" ")[0], area, grade, *_span(texts[key], words))
                for area, (grade, words) in own.items()
            )
            for key, own in (judged or {}).items()
        }
        self._recommended = [
            (numbers[key], Recommendation("recommendation", words, (), *_span(texts[key], words)))
            for key, own in (recommended or {}).items()
            for words in own
        ]

    def report(self, number: int) -> Report:
        return self._reports[number - 1]

    def judgements_of(self, number: int) -> tuple[Judgement, ...]:
        return self._judged.get(number, ())

    @property
    def areas(self) -> frozenset[str]:
        return frozenset(one.area for own in self._judged.values() for one in own)

    def recommendations(
        self, reports: Iterable[int] | None = None
    ) -> list[tuple[int, Recommendation]]:
        return [each for each in self._recommended if reports is None or each[0] in list(reports)]

    def passage_at(self, report: int, offset: int) -> PassageRef:
        return PassageRef(report, 0)

    def count(self, phrase: str, reports: frozenset[int] | None = None) -> dict[int, int]:
        within = self.holdings.all if reports is None else reports
        pattern = phrase_pattern(phrase)
        times = {number: len(pattern.findall(self.report(number).text)) for number in within}
        return {number: own for number, own in times.items() if own}

    def passage(self, ref: PassageRef) -> Passage:
        text = self.report(ref.report).text
        return Passage("", 0, len(text), text, (), tuple(self._headings))

    def analyze(self, text: str) -> list[str]:
        return [word.strip(".,:?•").casefold() for word in text.split()]

    def passages_with(self, term: str) -> int:
        return sum(term in self.analyze(report.text) for report in self._reports)

    def having(self, terms: Iterable[str], limit: int) -> list[PassageRef]:
        wanted = set(terms)
        numbers = (n for n in self.holdings.by_number if wanted <= set(self._terms(n)))
        return [PassageRef(number, 0) for number in numbers][:limit]

    def _terms(self, number: int) -> list[str]:
        return self.analyze(self.report(number).text)

    def terms_like(self, prefix: str) -> list[str]:
        words = {word for report in self._reports for word in self.analyze(report.text)}
        return sorted(word for word in words if word.startswith(prefix))

    def as_generation(self) -> Generation:
        return cast("Generation", self)


def _hash(report: Report, changed: str) -> str:
    return "" if report.info.subject == changed else sha256(report.text.encode()).hexdigest()


def _sections(text: str, headings: Sequence[str]) -> list[Section]:
    starts = sorted(text.index(title) for title in headings if title in text)
    return [
        Section(text[start:].partition("\n")[0], 1, start, end)
        for start, end in zip(starts, [*starts, len(text)][1:], strict=False)
    ]


def _span(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def ask(reports: Reports, question: str) -> Asked:
    generation = reports.as_generation()
    return read_question(
        question, Filters(), reports.holdings, generation, reports.areas, lambda _: True
    )


def match(reports: Reports, number: int, fits: dict[str, float], score: float = 0.5) -> Match:
    """A report's passage, in which the sentences that begin so fit so well, and all others not."""
    text = reports.report(number).text
    spans = split_sentences(text, 0, len(text))
    scores = [
        next((fit for words, fit in fits.items() if text[start:end].startswith(words)), 0.0)
        for start, end in spans
    ]
    sentences = np.zeros(len(spans), SENTENCE)
    sentences["start"], sentences["end"] = np.array(spans).T
    best = np.array(scores, np.float32)
    return Match(
        ref=PassageRef(number, 0),
        score=score,
        passage_score=score,
        window_score=score,
        dense=score,
        words=0.0,
        sentences=sentences,
        similarities=best[:, None],
        sentence_scores=best,
        matter=best,
        rarest=np.ones(len(best), np.float32),
    )


def find(reports: Reports, question: str, *matches: Match) -> Findings:
    """The matches as they were found for a question, each of whose words is one token."""
    asked = ask(reports, question)
    words = tuple(question.rstrip("?").split())
    vectors = QuestionVectors(
        np.zeros(1, np.float32),
        np.zeros((len(words), 1), np.float32),
        words,
        tuple(range(len(words))),
    )
    rarity = np.full(len(words), 1 / len(words), np.float32)
    return Findings(asked, asked.topic, vectors, rarity, asked.scope.reports, matches, ())
