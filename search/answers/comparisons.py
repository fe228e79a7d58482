"""Things set side by side: of each its grades and its words on the topic, or that it is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.field.scales import Scales
from search.answers.briefs.report_briefs import short_of
from search.answers.look_up_answer import SURE
from search.answers.quotes import choose_statements
from search.passages.confidence import ANSWERING, judge_confidence
from search.passages.finding import Findings
from search.question.scope import Side
from search.results import Choice, SideGrade, SideShown, Statement
from search.storage.contract import Generation

SILENT = 0.4  # a side that answers with less is silent where the question is answered
HALF_SAID = 0.8  # the most where a side is silent
UNASKED = 0.64  # where no topic is named: what is main is a guess


def compare(
    generation: Generation, findings: Findings, graded: Sequence[Choice], limit: int
) -> tuple[list[Choice], float]:
    """The grades that were looked up and the words on the topic, side by side, and how sure."""
    comparison = findings.asked.comparison
    topic = comparison.topic if comparison else ""
    words: list[Choice] = []
    confidence = 0.0
    if topic:
        words, confidence = _say(generation, findings, limit)
    elif not graded:
        words = _say_in_short(generation, findings.asked.scope.sides, limit)
        confidence = UNASKED if words else 0.0
    choices = [*graded, *(choice for choice in words if not _is_among(choice, graded))]
    labels = [side.label for side in findings.asked.scope.sides]
    choices = [choice for label in labels for choice in choices if choice.side == label]
    if graded:
        confidence = SURE
    silent = set(labels) - {choice.side for choice in choices}
    return choices, min(confidence, HALF_SAID) if silent else confidence


def show_sides(
    generation: Generation, sides: Iterable[Side], statements: Sequence[Statement]
) -> tuple[SideShown, ...]:
    """Each side with what an answer's statements say of it."""
    shown = []
    for side in sides:
        own = [at for at, statement in enumerate(statements) if statement.side == side.label]
        holdings = sorted(generation.holdings.of(side.reports), key=lambda each: each.info.id)
        holdings.sort(key=lambda each: each.day, reverse=True)
        grades = [grade for at in own for grade in _grades(generation, statements[at], at)]
        ids = tuple(holding.info.id for holding in holdings)
        shown.append(SideShown(side.label, tuple(grades), tuple(own), ids))
    return tuple(shown)


def tell_sides(
    sides: Sequence[SideShown], statements: Sequence[Statement], topic: str, scales: Scales
) -> str:
    """The grades side by side and which side is silent, a sentence each; "" where words say it."""
    graded = [side for side in sides if side.grades]
    mains = [main for side in graded if (main := _main_grade(side, scales)) is not None]
    sentences = []
    if graded and len(mains) == len(graded):
        areas = {main.area for main in mains}
        area = f"{mains[0].area.capitalize()}: " if len(areas) == 1 else ""
        each = (
            _tell_grade(side, main, statements, named=not area)
            for side, main in zip(graded, mains, strict=True)
        )
        sentences.append(f"{area}{', '.join(each)}.")
    else:
        sentences += [f"{side.label}: {_tell_counts(side, scales)}." for side in graded]
    for side in sides:
        if not side.reports:
            sentences.append(f"There is no report here on {side.label}.")
        elif not side.statements and graded and not topic:
            sentences.append(f"No grade could be read in the reports on {side.label}.")
        elif not side.statements:
            sentences.append(f"In the reports on {side.label} no sentence on it was found.")
    return " ".join(sentences)


def _say_in_short(generation: Generation, sides: Sequence[Side], limit: int) -> list[Choice]:
    """What the newest report of each side that says anything in short says so of itself."""
    most = max(1, limit // len(sides))
    choices = []
    for side in sides:
        reports = sorted(generation.holdings.of(side.reports), key=lambda h: h.day, reverse=True)
        short = (short_of(generation, holding.number, most) for holding in reports)
        choices += [replace(choice, side=side.label) for choice in next(filter(None, short), [])]
    return choices


def _say(generation: Generation, findings: Findings, limit: int) -> tuple[list[Choice], float]:
    """The words of each side that says anything on the topic, and how sure these are."""
    words = generation.field.questions
    confidence = judge_confidence(findings, words)
    if confidence < ANSWERING:
        return [], confidence
    alone = (replace(findings, matches=matches, sides=()) for _, matches in findings.sides)
    speaking = [
        (label, matches)
        for (label, matches), one in zip(findings.sides, alone, strict=True)
        if matches and judge_confidence(one, words) >= SILENT
    ]
    choices = choose_statements(generation, replace(findings, sides=tuple(speaking)), 2 * limit)
    words_alone = [choice for choice in choices if not _is_grade_row(generation, choice)]
    most = max(1, limit // len(findings.sides))
    quotes = [
        choice
        for label, _ in speaking
        for choice in [one for one in words_alone if one.side == label][:most]
    ]
    return quotes, confidence if quotes else 0.0


def _is_grade_row(generation: Generation, choice: Choice) -> bool:
    """Whether it is a line of a table of grades, which are shown as grades where they are asked for."""
    span = choice.places[0][0]
    if any(
        span.start < judgement.end and judgement.start < span.end
        for judgement in generation.judgements_of(span.report)
    ):
        return "\t" in choice.text
    first, *_, last = [cell.strip().casefold() for cell in choice.text.split("\t")] * 2
    grades = {grade for scale in generation.field.scales.scales.values() for grade in scale.grades}
    return "\t" in choice.text and (first in grades or last in grades)


def _grades(generation: Generation, statement: Statement, at: int) -> Iterable[SideGrade]:
    cited = statement.citations[0]
    number = generation.holdings.by_id[cited.report.id].number
    for judgement in generation.judgements_of(number):
        if (judgement.start, judgement.end) == (cited.start, cited.end):
            yield SideGrade(judgement.area, judgement.grade, at)


def _is_among(choice: Choice, graded: Iterable[Choice]) -> bool:
    """Whether a grade that is shown already stands in the same words."""
    spans = [place[0] for one in graded for place in one.places]
    own = choice.places[0][0]
    return any(
        own.report == span.report and own.start < span.end and span.start < own.end
        for span in spans
    )


def _main_grade(side: SideShown, scales: Scales) -> SideGrade | None:
    """The only grade of a side, else the overall one; None where it has several and none is that."""
    if len(side.grades) == 1:
        return side.grades[0]
    return next((grade for grade in side.grades if scales.is_overall(grade.area)), None)


def _tell_grade(
    side: SideShown, grade: SideGrade, statements: Sequence[Statement], *, named: bool
) -> str:
    """ "Calderby good (2023)"."""
    published = statements[grade.statement].citations[0].report.published
    year = str(published.year) if published else ""
    about = [grade.area if named else "", "" if year in side.label else year]
    when = ", ".join(filter(None, about))
    return f"{side.label} {grade.grade}{f' ({when})' if when else ''}"


def _tell_counts(side: SideShown, scales: Scales) -> str:
    """How many of each grade, the best first."""
    counts = Counter(one.grade for one in side.grades)
    order = sorted(counts, key=lambda grade: (*scales.best_first, grade).index(grade))
    return ", ".join(f"{counts[grade]} {grade}" for grade in order)
