"""What a grade answer says first: the grade and where it came from, who has it, or how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.field.scales import Scales
from search.answers.briefs.grade_changes import judged_for, tell_grade, tell_steps
from search.answers.grade_table import Graded
from search.answers.look_up_answer import count, name_all
from search.holdings import Holding
from search.question.forms.grades import GradeQuestion
from search.question.scope import Scope
from search.storage.contract import Generation


def tell_grades(
    generation: Generation, chosen: Sequence[Graded], question: GradeQuestion, scope: Scope
) -> str:
    """In a sentence or two, without what the table covers."""
    counts = _counts(chosen, question, generation.field.scales)
    lead = _lead(generation, chosen, question, scope)
    return counts if not lead else f"{lead} {counts}" if len(chosen) > 1 else lead


def _lead(
    generation: Generation, chosen: Sequence[Graded], question: GradeQuestion, scope: Scope
) -> str:
    """The one subject's grade that is asked for, or its steps, in a sentence; else ""."""
    scales = generation.field.scales
    several = len(subjects_of(chosen)) > 1 or len(_named(question, scales)) > 1
    unnamed = question.leftover and not question.areas  # an area by other words than the table's
    if several or unnamed or scope.sides or (question.grades and not question.whether):
        return ""
    reports, areas = {h.number: h for h, _ in chosen}, expand_areas(question.areas, scales)
    if len(reports) == 1 and not question.grades:
        holding = chosen[0][0]
        judged = judged_for(generation, holding, areas)
        if judged is None:
            return ""
        return _yes_or_no(judged.grade, question, scales) + tell_grade(generation, holding, areas)
    kinds = Counter(holding.info.kind for holding in reports.values())
    usual = [h for h in reports.values() if h.info.kind == kinds.most_common(1)[0][0]]
    line = [(judged_for(generation, h, areas), h.day.year) for h in reversed(usual)]
    steps = [(judged.grade, str(year)) for judged, year in line if judged]
    if not (question.history and steps):
        return ""
    what = " and ".join(_named(question, scales)) or "overall"
    sentence = tell_steps(steps, scales)
    if question.whether:  # "was it ever inadequate"
        return "Yes: " + ", ".join(f"{grade} in {year}" for grade, year in steps) + "."
    return f"{what[:1].upper()}{what[1:]}: {sentence[:1].lower()}{sentence[1:]}"


def _yes_or_no(grade: str, question: GradeQuestion, scales: Scales) -> str:
    """ "Yes: " or "No: " where one grade was asked after; of a better one than "good" neither."""
    if grade in question.whether:
        return "Yes: "
    praised = any(len(scales.worse(g)) > len(scales.better(g)) for g in question.whether)
    if not question.whether or (
        praised and any(grade in scales.better(g) for g in question.whether)
    ):
        return ""
    return "No: "


def _counts(chosen: Sequence[Graded], question: GradeQuestion, scales: Scales) -> str:
    counts = Counter(judgement.grade for _, judgement in chosen)
    best_first = scales.best_first
    order = [*(g for g in best_first if g in counts), *(g for g in counts if g not in best_first)]
    by_grade = ", ".join(f"{counts[grade]} {grade}" for grade in order)
    subjects = count(len(subjects_of(chosen)), "subject")
    who = f" on {subjects}" if len(subjects_of(chosen)) > 1 else ""
    what = for_areas(question, scales)
    if question.never:
        return f"{subjects} never graded {' or '.join(question.grades)}{what}: {by_grade}."
    if question.lists and question.before:
        went = (
            f"{' or '.join(question.before)} to {' or '.join(question.grades) or 'another grade'}"
        )
        return f"{subjects} went from {went}{what}: {name_all(sorted(subjects_of(chosen)))}."
    if question.lists and question.moved:
        way = "better" if question.moved == "up" else "worse"
        who = name_all(sorted(subjects_of(chosen)))
        return f"{subjects} graded {way}{what} than the time before: {who}."
    of_one = bool(what) or all(scales.is_overall(judgement.area) for _, judgement in chosen)
    if of_one and (question.most or (question.lists and question.grades)):
        were = "was" if len(subjects_of(chosen)) == 1 else "were"
        named = {f"{h.info.known_as}{_year(h)}": None for h, _ in chosen}
        grade = " or ".join(g for g in order if not question.grades or g in question.grades)
        each = f" ({by_grade})" if len(counts) > 1 else ""
        return f"{subjects} {were} graded {grade}{what or ' overall'}: {name_all(named)}{each}."
    return f"{count(len(chosen), 'grade')}{who}{what}: {by_grade}."


def _year(holding: Holding) -> str:
    return f" ({holding.day.year})" if holding.day.year > 1 else ""


def for_areas(question: GradeQuestion, scales: Scales) -> str:
    """ " for care leavers"; "" where no area is named."""
    named = _named(question, scales)
    return f" for {' and '.join(named)}" if named else ""


def _named(question: GradeQuestion, scales: Scales) -> list[str]:
    """The areas without those of other years that are taken with them."""
    return [a for a in question.areas if not set(scales.covered(a)[1:]) & set(question.areas)]


def expand_areas(areas: Iterable[str], scales: Scales) -> tuple[str, ...]:
    """The areas with those of other years that hold or make up the same."""
    all_areas = dict.fromkeys(areas)
    for area in scales.covers:
        if any(part in all_areas for part in scales.covered(area)):
            all_areas.setdefault(area)
    return tuple(all_areas)


def subjects_of(graded: Iterable[Graded]) -> set[str]:
    return {holding.info.known_as for holding, _ in graded}
