"""What reports say as a whole: grades and what changed, their own summary, strengths, what must improve."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from textwrap import shorten

from search.answers.briefs.grade_changes import grades_of, tell_changes, tell_grade
from search.answers.briefs.judging_words import finds_fault, praises
from search.answers.briefs.own_words import (
    PROCESS,
    Span,
    own_strengths,
    own_summary,
    own_weaknesses,
    paragraphs_of,
    parts_of,
)
from search.answers.look_up_answer import (
    LookUpAnswer,
    Part,
    as_it_stands,
    count,
    entries_of,
    name_report,
    own_reports,
)
from search.answers.sentences import Sentence, with_lead_in
from search.holdings import Holding
from search.question.forms.briefs import BriefQuestion
from search.question.reading import Asked
from search.results import Choice
from search.storage.contract import Generation

MOST_REPORTS = 3  # of one subject that are told of; the others are named
FRESH = 5  # years: a report so much older than the newest tells of another time
SENTENCES = {1: 6, 2: 4, 3: 3}  # of a part, by how many reports are told of
REASONS = 8  # sentences of a summary that is to say why
ASKED_FOR = {1: 12, 2: 8, 3: 6}  # recommendations, so
LONGEST = 90  # characters of a title
# A count or a share: no year, no number of a paragraph.
FIGURE = re.compile(r"\d\s?%|\bper ?cent\b|(?<=[a-z,(] )(?!(?:19|20)\d\d\b)\d[\d,.]*\b")
TOLD = 0.9  # of what is told by the headings of a report: one may stand over something else


def answer_brief(
    generation: Generation, asked: Asked, question: BriefQuestion
) -> LookUpAnswer | None:
    """The brief of the newest reports that are meant; None where they have no words of their own."""
    if question.kind and not question.reports:
        on = " or ".join(dict.fromkeys(asked.scope.filters.subjects))
        return LookUpAnswer((), "", f"There is no {question.kind} report here on {on}.")
    shown, others = briefed(generation, asked, question)
    size = len(shown)
    parts: list[Part] = []
    numbers = frozenset(holding.number for holding in shown)
    if question.why and not _graded_so(generation, numbers, question.grades):
        about = shown[0].info.subject or shown[0].info.title
        wrongly = f"No report here on {about} is graded {question.grades[0]}. "
        question = replace(question, why=False)
    else:
        wrongly = ""
    for holding in shown:
        parts += _parts_of(generation, holding, question, size)
    if not parts:
        return None
    summary = wrongly + _summary(generation, shown)
    if others:
        summary += f" Not told of here: {'; '.join(map(_name, others[:MOST_REPORTS]))}"
        more = len(others) - MOST_REPORTS
        summary += f" and {count(more, 'more report')}." if more > 0 else "."
    return LookUpAnswer(entries_of(parts), summary, "", parts=tuple(parts), confidence=TOLD)


def briefed(
    generation: Generation, asked: Asked, question: BriefQuestion
) -> tuple[list[Holding], list[Holding]]:
    """The reports that a brief tells of, and those that it only names.

    Told of is the newest of each kind, of no known kind all: those with grades first, then by day,
    and none that is years older than the newest.
    """
    holdings = generation.holdings
    named = own_reports(generation, asked.scope, question.reports)
    if question.grades and (so := _graded_so(generation, named, question.grades)):
        named = so
    alike = named & holdings.look_alikes
    kept = sorted(
        holdings.of(sorted(holdings.newest(alike) | (named - alike))),
        key=lambda holding: (not grades_of(generation, holding), -holding.day.toordinal()),
    )
    newest = max(holding.day.year for holding in kept)
    reports = [h for h in kept if newest - h.day.year <= FRESH or h.day.year == 1][:MOST_REPORTS]
    return reports, [holding for holding in kept if holding not in reports]


def _graded_so(
    generation: Generation, reports: frozenset[int], grades: Sequence[str]
) -> frozenset[int]:
    """Of some reports the newest that gives one of the grades, overall if one does."""
    for overall in (True, False):
        giving = [
            holding
            for holding in generation.holdings.of(sorted(reports))
            for judgement in generation.judgements_of(holding.number)
            if judgement.grade in grades
            and (not overall or generation.field.scales.is_overall(judgement.area))
        ]
        if giving:
            return frozenset({max(giving, key=lambda holding: holding.day).number})
    return frozenset()


def _parts_of(
    generation: Generation, holding: Holding, question: BriefQuestion, reports: int
) -> Iterator[Part]:
    """The parts of one report's brief; nothing is quoted twice."""
    number, quoted = holding.number, set[Span]()

    def quote(spans: Sequence[Span]) -> tuple[Choice, ...]:
        fresh = [span for span in spans if span not in quoted]
        quoted.update(fresh)
        return tuple(_led_once(_choice(generation, number, span) for span in fresh))

    judged = grades_of(generation, holding)
    if judged:
        choices = tuple(as_it_stands(generation, number, j.start, j.end) for j in judged)
        quoted.update((j.start, j.end) for j in judged)
        yield Part("Grades", number, tell_changes(generation, holding), choices)
    most, listed = SENTENCES[reports], _asked_for(generation, number)
    if question.side == "well" and (choices := quote(_strengths(generation, number, 2 * most))):
        yield Part("Strengths", number, "", choices)
        return
    summary = own_summary(generation, number)
    if not (judged or (summary and summary.title)):
        spans = _first_of_parts(generation, number, _tells_figures)[:most]
        if choices := quote(spans):
            yield Part("From its chapters", number, "", choices)
    if summary:
        spans = summary.first(REASONS if question.why else most)
        spans = [span for span in spans if not _is_asked(span, listed)]
        if choices := quote(spans):
            title = (
                "Why, in the report’s own words" if question.why else "In the report’s own words"
            )
            yield Part(title, number, "", choices)
    praised = [] if question.why or question.side else _strengths(generation, number, most)
    if choices := quote(praised):
        yield Part("Strengths", number, "", choices)
    if listed:
        shown = listed[: ASKED_FOR[reports]]
        note = f"{len(shown)} of {len(listed)} are shown." if len(shown) < len(listed) else ""
        yield Part(
            "What must improve",
            number,
            note,
            tuple(as_it_stands(generation, number, *s) for s in shown),
        )
    elif choices := quote(_weaknesses(generation, number, most)):
        yield Part("Weaknesses", number, "", choices)


def short_of(generation: Generation, number: int, most: int) -> list[Choice]:
    """What a report says of the whole in its own summary, a few sentences; else what it opens with."""
    summary = own_summary(generation, number)
    spans = summary.first(most) if summary else []
    return _led_once(_choice(generation, number, span) for span in spans)


def _choice(generation: Generation, number: int, span: Span) -> Choice:
    report = generation.report(number)
    ref = generation.passage_at(number, span[0])
    return with_lead_in(report, Sentence(ref, report.info.subject, *span, 1.0))


def _led_once(choices: Iterable[Choice]) -> list[Choice]:
    """Without those that stand before the next one anyway, as what it leans on."""
    kept: list[Choice] = []
    for choice in choices:
        leads = choice.places[0][1:]
        if kept and kept[-1].places[0][0][:3] in [lead[:3] for lead in leads]:
            kept.pop()
        kept.append(choice)
    return kept


def _asked_for(generation: Generation, number: int) -> list[Span]:
    return [(item.start, item.end) for _, item in generation.recommendations([number])]


def _is_asked(span: Span, listed: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in listed)


def _strengths(generation: Generation, number: int, most: int) -> list[Span]:
    """Below a heading that says so, else what plainly praises in the first words of a part."""
    if headed := own_strengths(generation, number):
        return headed.first(most)
    if not generation.judgements_of(number):
        return []  # what a report tells of the world is no merit of its subject
    return _first_of_parts(generation, number, praises)[:most]


def _weaknesses(generation: Generation, number: int, most: int) -> list[Span]:
    if headed := own_weaknesses(generation, number):
        return headed.first(most)
    if not generation.judgements_of(number):
        return []  # what a report tells of the world is no fault of its subject
    return _first_of_parts(generation, number, finds_fault)[:most]


def _first_of_parts(generation: Generation, number: int, fits: Callable[[str], bool]) -> list[Span]:
    """Of each part of a report the first sentence that opens a paragraph and fits."""
    report, spans = generation.report(number), []
    for start, end in parts_of(report, len(report.text)):
        opened = (p[0] for p in paragraphs_of(generation, report, number, start, end))
        candidates = (span for span in opened if not PROCESS.match(report.text[slice(*span)]))
        first = next((span for span in candidates if fits(report.text[slice(*span)])), None)
        spans += [first] if first else []
    return spans


def _name(holding: Holding) -> str:
    """By subject, kind and year where one template makes many, else by its title."""
    info = holding.info
    if info.kind and info.kind != "report":
        return name_report(holding)
    year = f", {info.published.year}" if info.published else ""
    return f"{shorten(info.title, LONGEST, placeholder=' …')}{year}"


def _tells_figures(words: str) -> bool:
    return FIGURE.search(words) is not None


def _summary(generation: Generation, shown: Sequence[Holding]) -> str:
    """A sentence that answers first, made of the grades where there are any."""
    sentences = [sentence for holding in shown if (sentence := tell_grade(generation, holding))]
    if sentences:
        return " ".join(sentences)
    names = "; ".join(map(_name, shown))
    return f"In the words of {'the report' if len(shown) == 1 else f'the {len(shown)} newest reports'}: {names}."
