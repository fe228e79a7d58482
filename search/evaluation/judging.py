"""Judges a library by questions with known evidence: what is found, what is quoted, what is declined."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

import numpy as np

from search.citations import says
from search.library import Library
from search.results import Answer, Filters, SearchResult

DEPTHS = (1, 3, 5, 10, 20)
SHARE = 0.5  # of the quote's words, in order, that count as having found it
WORD = re.compile(r"\w+")
OPEN = "open"  # a question that came as feedback, whose evidence nobody has given yet
ANSWERED_BY_QUOTE = ("fact", "finding", "grade")


class BadQuestion(Exception):
    """A line of the question file is not a question."""


@dataclass(frozen=True, slots=True)
class Gold:
    doc: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    question: str
    type: str
    filters: Filters
    gold: tuple[Gold, ...]
    must_mention: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        return self.type != "unanswerable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question brought."""

    question: Question
    rank: int | None  # of the first passage with evidence, from 1; None within 20
    gain: tuple[bool, ...]  # whether each passage found has evidence
    quoted: bool  # the answer quotes the evidence
    mentioned: bool  # the answer has every term that it must
    citations: int
    invalid: int  # citations that are no slice of their report, or do not say their statement
    wrong_subject: int  # citations of a report outside the subjects asked about
    search: SearchResult
    answer: Answer


def read_questions(path: Path) -> list[Question]:
    """Raises BadQuestion naming the line. Also reads the simpler form: question, report, page.

    Passes over OPEN ones.
    """
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if record.get("type") != OPEN:
                questions.append(_question(record, number))
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise BadQuestion(f"{path}, line {number}: {error}. See docs/quality.md.") from None
    if not questions:
        raise BadQuestion(f"{path} has no question whose evidence is known. See docs/quality.md.")
    return questions


def evaluate(
    library: Library,
    questions: Iterable[Question],
    on_done: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    outcomes = []
    for question in questions:
        result = library.search(question.question, question.filters, 20)
        answer = library.ask(question.question, question.filters)
        outcome = _judge(library, question, result, answer)
        outcomes.append(outcome)
        if on_done is not None:
            on_done(outcome)
    return outcomes


def measures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Every figure by its name; recalls and ranks over the answerable questions with evidence."""
    sought = [o for o in outcomes if o.question.gold]
    quoting = [o for o in sought if o.question.type in ANSWERED_BY_QUOTE]
    answerable = [o for o in outcomes if o.question.answerable]
    others = [o for o in outcomes if not o.question.answerable]
    cited = sum(o.citations for o in outcomes)
    took = [o.answer.took_ms for o in outcomes]
    recalls = {
        f"recall@{n}": _mean(o.rank is not None and o.rank <= n for o in sought) for n in DEPTHS
    }
    return {
        **recalls,
        "mrr@10": _mean(1 / o.rank if o.rank and o.rank <= 10 else 0.0 for o in sought),
        "ndcg@10": _mean(_ndcg(o.gain) for o in sought),
        "evidence quoted": _mean(o.quoted for o in quoting),
        "must-mention terms": _mean(o.mentioned for o in answerable if o.question.must_mention),
        "declined, unanswerable": _mean(not o.answer.answered for o in others),
        "declined, answerable": _mean(not o.answer.answered for o in answerable),
        "citations valid": 1.0 - sum(o.invalid for o in outcomes) / max(1, cited),
        "wrong subject": sum(o.wrong_subject for o in outcomes) / max(1, cited),
        "statements": _mean(len(o.answer.statements) for o in outcomes if o.answer.answered),
        "ask p50 ms": float(np.percentile(took, 50)) if took else 0.0,
        "ask p95 ms": float(np.percentile(took, 95)) if took else 0.0,
    }


def interval(
    outcomes: Sequence[Outcome], name: str, draws: int = 500, seed: int = 0
) -> tuple[float, float]:
    """The 95 % bootstrap interval of a measure over the questions."""
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        drawn = [outcomes[i] for i in rng.integers(0, len(outcomes), len(outcomes))]
        values.append(measures(drawn)[name])
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def has_evidence(text: str, quote: str) -> bool:
    """Whether at least half of the quote's words stand in the text in the same order."""
    quote_words, text_words = _words(quote), _words(text)
    return common_in_order(quote_words, text_words) >= SHARE * len(quote_words)


def common_in_order(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    where: dict[str, int] = {}
    # One bit a word of `one`; the classic bit-parallel method of Hyyrö, 2004.
    for i, word in enumerate(one):
        where[word] = where.get(word, 0) | (1 << i)
    full = (1 << len(one)) - 1
    row = full
    for word in other:
        matches = row & where.get(word, 0)
        row = ((row + matches) | (row - matches)) & full
    return len(one) - row.bit_count()


def _judge(library: Library, question: Question, result: SearchResult, answer: Answer) -> Outcome:
    gain = tuple(
        any(
            hit.report.source == gold.doc
            and (gold.page is None or not hit.passage.pages or gold.page in hit.passage.pages)
            and has_evidence(hit.passage.text, gold.quote)
            for gold in question.gold
        )
        for hit in result.hits
    )
    statements = answer.statements
    citations = [(s, citation) for s in statements for citation in s.citations]
    generation = library.generation
    by_id = generation.holdings.by_id
    invalid = sum(
        generation.report(by_id[c.report.id].number).text[c.start : c.end] != c.quote
        or (c.part == "statement" and not says(c.quote, statement.text))
        for statement, c in citations
    )
    quotes = " ".join(c.quote for statement in statements for c in statement.places[0]).casefold()
    return Outcome(
        question=question,
        rank=next((i for i, good in enumerate(gain, start=1) if good), None),
        gain=gain,
        quoted=_quotes(question, answer),
        mentioned=all(term.casefold() in quotes for term in question.must_mention),
        citations=len(citations),
        invalid=invalid,
        wrong_subject=_wrong_subjects(question, answer),
        search=result,
        answer=answer,
    )


def _quotes(question: Question, answer: Answer) -> bool:
    """The statements' quotes from the right report and page have half the evidence's words."""
    for gold in question.gold:
        quotes = [
            citation.quote
            for statement in answer.statements
            for citation in chain(*statement.places)
            if citation.report.source == gold.doc
        ]
        if any(has_evidence(quote, gold.quote) for quote in quotes) or has_evidence(
            " ".join(quotes), gold.quote
        ):
            return True
    return False


def _wrong_subjects(question: Question, answer: Answer) -> int:
    """Citations outside the reports that have the evidence's subjects, where it has some."""
    named = {gold.doc.split("/")[0] for gold in question.gold}
    if question.type not in (*ANSWERED_BY_QUOTE, "compare") or not named:
        return 0
    return sum(
        citation.report.source.split("/")[0] not in named
        for statement in answer.statements
        for citation in statement.citations
    )


def _question(record: dict[str, object], number: int) -> Question:
    if "report" in record:
        page = record.get("page")
        gold = (Gold(str(record["report"]), int(str(page)) if page else None, ""),)
        return Question(
            str(record.get("id", number)), str(record["question"]), "finding", Filters(), gold, ()
        )
    filters = record.get("filters") or {}
    golds = record["gold"]
    terms = record.get("must_mention") or []
    if not (isinstance(filters, dict) and isinstance(golds, list) and isinstance(terms, list)):
        raise TypeError("filters, gold and must_mention are an object and two lists")
    year = filters.get("year")
    return Question(
        id=str(record["id"]),
        question=str(record["question"]),
        type=str(record["type"]),
        filters=Filters(
            subjects=(str(filters["authority"]),) if filters.get("authority") else (),
            kinds=(str(filters["kind"]),) if filters.get("kind") else (),
            published_from=date(year, 1, 1) if year else None,
            published_to=date(year, 12, 31) if year else None,
        ),
        gold=tuple(Gold(str(g["doc"]), g["page"], str(g["quote"])) for g in golds),
        must_mention=tuple(str(term) for term in terms),
    )


def _ndcg(gain: Sequence[bool], depth: int = 10) -> float:
    """Of the evidence found among the first 20, how well it is placed in the first ten."""
    ideal = sorted(gain, reverse=True)[:depth]
    best = sum(g / np.log2(i + 2) for i, g in enumerate(ideal))
    return (
        float(sum(g / np.log2(i + 2) for i, g in enumerate(gain[:depth])) / best) if best else 0.0
    )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def _mean(values: Iterable[float]) -> float:
    numbers = [float(value) for value in values]
    return sum(numbers) / len(numbers) if numbers else 0.0
