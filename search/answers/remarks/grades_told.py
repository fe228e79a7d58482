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
    generation: Generation, chosen: Sequence[Graded], wanted: GradeQuestion, scope: Scope
) -> str:
    """In a sentence or two, without what the table covers."""
    counts = _counts(chosen, wanted, generation.field.scales)
    lead = _lead(generation, chosen, wanted, scope)
    return counts if not lead else f"{lead} {counts}" if len(chosen) > 1 else lead


def _lead(
    generation: Generation, chosen: Sequence[Graded], wanted: GradeQuestion, scope: Scope
) -> str:
    """The one subject's grade that is asked for, or its steps, in a sentence; else ""."""
    scales = generation.field.scales
    several = len(subjects_of(chosen)) > 1 or len(_named(wanted, scales)) > 1
    unnamed = wanted.leftover and not wanted.areas  # an area by other words than the table's
    if several or unnamed or scope.sides or (wanted.grades and not wanted.whether):
        return ""
    reports, areas = {h.number: h for h, _ in chosen}, expand_areas(wanted.areas, scales)
    if len(reports) == 1 and not wanted.grades:
        holding = chosen[0][0]
        judged = judged_for(generation, holding, areas)
        if judged is None:
            return ""
        return _yes_or_no(judged.grade, wanted, scales) + tell_grade(generation, holding, areas)
    kinds = Counter(holding.info.kind for holding in reports.values())
    usual = [h for h in reports.values() if h.info.kind == kinds.most_common(1)[0][0]]
    line = [(judged_for(generation, h, areas), h.day.year) for h in reversed(usual)]
    steps = [(judged.grade, str(year)) for judged, year in line if judged]
    if not (wanted.history and steps):
        return ""
    what = " and ".join(_named(wanted, scales)) or "overall"
    told = tell_steps(steps, scales)
    if wanted.whether:  # "was it ever inadequate"
        return "Yes: " + ", ".join(f"{grade} in {year}" for grade, year in steps) + "."
    return f"{what[:1].upper()}{what[1:]}: {told[:1].lower()}{told[1:]}"


def _yes_or_no(grade: str, wanted: GradeQuestion, scales: Scales) -> str:
    """ "Yes: " or "No: " where one grade was asked after; of a better one than "good" neither."""
    if grade in wanted.whether:
        return "Yes: "
    praised = any(len(scales.worse(g)) > len(scales.better(g)) for g in wanted.whether)
    if not wanted.whether or (praised and any(grade in scales.better(g) for g in wanted.whether)):
        return ""
    return "No: "


def _counts(chosen: Sequence[Graded], wanted: GradeQuestion, scales: Scales) -> str:
    counts = Counter(judgement.grade for _, judgement in chosen)
    best_first = scales.best_first
    order = [*(g for g in best_first if g in counts), *(g for g in counts if g not in best_first)]
    told = ", ".join(f"{counts[grade]} {grade}" for grade in order)
    subjects = count(len(subjects_of(chosen)), "subject")
    who = f" on {subjects}" if len(subjects_of(chosen)) > 1 else ""
    what = for_areas(wanted, scales)
    if wanted.never:
        return f"{subjects} never graded {' or '.join(wanted.grades)}{what}: {told}."
    if wanted.lists and wanted.before:
        went = f"{' or '.join(wanted.before)} to {' or '.join(wanted.grades) or 'another grade'}"
        return f"{subjects} went from {went}{what}: {name_all(sorted(subjects_of(chosen)))}."
    if wanted.lists and wanted.moved:
        way = "better" if wanted.moved == "up" else "worse"
        who = name_all(sorted(subjects_of(chosen)))
        return f"{subjects} graded {way}{what} than the time before: {who}."
    of_one = bool(what) or all(scales.is_overall(judgement.area) for _, judgement in chosen)
    if of_one and (wanted.most or (wanted.lists and wanted.grades)):
        were = "was" if len(subjects_of(chosen)) == 1 else "were"
        named = {f"{h.info.known_as}{_year(h)}": None for h, _ in chosen}
        grade = " or ".join(g for g in order if not wanted.grades or g in wanted.grades)
        each = f" ({told})" if len(counts) > 1 else ""
        return f"{subjects} {were} graded {grade}{what or ' overall'}: {name_all(named)}{each}."
    return f"{count(len(chosen), 'grade')}{who}{what}: {told}."


def _year(holding: Holding) -> str:
    return f" ({holding.day.year})" if holding.day.year > 1 else ""


def for_areas(wanted: GradeQuestion, scales: Scales) -> str:
    """ " for care leavers"; "" where no area is named."""
    named = _named(wanted, scales)
    return f" for {' and '.join(named)}" if named else ""


def _named(wanted: GradeQuestion, scales: Scales) -> list[str]:
    """The areas without those of other years that are taken with them."""
    return [a for a in wanted.areas if not set(scales.covered(a)[1:]) & set(wanted.areas)]


def expand_areas(areas: Iterable[str], scales: Scales) -> tuple[str, ...]:
    """The areas with those of other years that hold or make up the same."""
    wanted = dict.fromkeys(areas)
    for area in scales.covers:
        if any(part in wanted for part in scales.covered(area)):
            wanted.setdefault(area)
    return tuple(wanted)


def subjects_of(graded: Iterable[Graded]) -> set[str]:
    return {holding.info.known_as for holding, _ in graded}
