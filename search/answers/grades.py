"""Grade questions, answered completely by lookup: the judgements that they ask for, all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.field.kinds import Kinds
from ingest.field.scales import Scales
from search.answers.grade_table import Graded
from search.answers.look_up_answer import (
    LookUpAnswer,
    own_reports,
    tell_coverage,
    without_grades,
)
from search.answers.remarks.grade_summary import (
    expand_areas,
    for_areas,
    subjects_of,
    tell_grades,
)
from search.holdings import Holdings
from search.question.forms.grades import MOST_LEFT, GradeQuestion
from search.question.scope import Scope
from search.results import Count
from search.storage.contract import Generation


def answer_grades(
    generation: Generation,
    scope: Scope,
    question: GradeQuestion,
    closest_area: Callable[[str, Sequence[str]], str | None],
) -> LookUpAnswer | None:
    """The judgements that a grade question asks for; None where it turns out to ask for else.

    `closest_area(words, areas)` says which of the areas the words mean, if any.
    """
    field = generation.field
    reports = own_reports(
        generation, scope, scope.before_latest if question.areas else scope.reports
    )
    graded = [
        (holding, judgement)
        for holding in generation.holdings.of(sorted(reports))
        for judgement in generation.judgements_of(holding.number)
    ]
    if scope.no_such_year:
        years = ", ".join(name for name in scope.missing if name.isdigit())
        return _none(f"There is no report here of {years} that grades this.")
    if not graded:
        return _none(_why_ungraded(generation, scope))
    areas = expand_areas(question.areas, field.scales)
    known = sorted({judgement.area for _, judgement in graded})
    if not areas and question.leftover:
        closest = closest_area(question.leftover, known)
        if closest is None and len(question.leftover.split()) > MOST_LEFT:
            return None
        if closest is None:
            return _none(_not_graded(question.leftover, known))
        areas = (closest,)
    one_subject = len(subjects_of(graded)) == 1
    narrowed = bool(areas or question.first or question.never or question.history)
    any_area = question.whole or (bool(question.grades) and one_subject and not narrowed)
    meant = {area for area in known if any_area or _is_meant(area, areas, field.scales)}
    judged = [(holding, j) for holding, j in graded if j.area in meant]
    if question.areas and not judged:
        return _none(_not_graded(" and ".join(question.areas), known))
    judged = _of_the_kind_meant(judged, scope, question, field.kinds)
    chosen = _choose(generation.holdings, judged, question, scope, areas)
    if not areas and one_subject and not question.grades and not scope.sides:
        chosen = _with_the_rest(chosen, graded)
    many = not one_subject and len(subjects_of(judged)) > 1
    chosen.sort(key=lambda each: _order(each, many and not question.first, field.scales))
    if not chosen:
        return _none(_why_none(generation, scope, question, judged))
    return LookUpAnswer(
        tuple((holding.number, j.start, j.end) for holding, j in chosen),
        f"{tell_grades(generation, chosen, question, scope)} {_coverage(generation, scope, judged)}",
        "",
        Count(len(subjects_of(chosen)), len(subjects_of(judged)), "subjects"),
    )


def _choose(
    holdings: Holdings,
    judged: Sequence[Graded],
    question: GradeQuestion,
    scope: Scope,
    areas: Sequence[str],
) -> list[Graded]:
    """Of what judges the areas, what answers: the latest of each subject, or as it is asked."""
    if question.never:
        had = {holding.info.known_as for holding, j in judged if j.grade in question.grades}
        return [(holding, j) for holding, j in judged if holding.info.known_as not in had]
    if question.first:
        with_grade = [(holding, j) for holding, j in judged if j.grade in question.grades]
        return [
            (holding, j) for holding, j in with_grade if holding.number in _earliest(with_grade)
        ]
    if question.lists and question.moved and not scope.sides:
        return _moved(judged, question, areas, holdings.field.scales)
    by_year = any(named.field == "year" for named in scope.named)
    if not (question.history or _by_years(scope) or (by_year and question.grades)):
        newest = holdings.newest({holding.number for holding, _ in judged})
        judged = [(holding, j) for holding, j in judged if holding.number in newest]
    if question.most and not question.grades:
        return _most(judged, holdings.field.scales, best=question.most == "best")
    if question.grades:
        judged = [(holding, j) for holding, j in judged if j.grade in question.grades]
    return list(judged)


def _by_years(scope: Scope) -> bool:
    """Whether it sets one subject's years side by side."""
    return bool(scope.sides) and all(side.label.isdigit() for side in scope.sides)


def _most(judged: Sequence[Graded], scales: Scales, *, best: bool) -> list[Graded]:
    """Those with the best, or the worst, grade that any of them has on its scale."""
    ranks = [scales.rank(j.grade, h.info.kind, h.info.published) for h, j in judged]
    ranked = [rank for rank in ranks if rank is not None]
    extreme = (min if best else max)(ranked, default=None)
    return [each for each, rank in zip(judged, ranks, strict=True) if rank == extreme]


def _none(reason: str) -> LookUpAnswer:
    return LookUpAnswer((), "", reason)


def _is_meant(area: str, areas: Sequence[str], scales: Scales) -> bool:
    return area in areas if areas else scales.is_overall(area)


def _of_the_kind_meant(
    judged: list[Graded], scope: Scope, question: GradeQuestion, kinds: Kinds
) -> list[Graded]:
    """Where several kinds are graded overall, those of the one that is meant."""
    graded = {kinds.key(holding.info.kind) for holding, _ in judged}
    if len(graded) < 2 or any(named.field == "kind" for named in scope.named):
        return judged
    meant = kinds.key(question.kind)
    return [(h, j) for h, j in judged if kinds.key(h.info.kind) == meant] or judged


def _earliest(judged: Sequence[Graded]) -> set[int]:
    """The first report of each subject."""
    first: dict[str, int] = {}
    for holding, _ in sorted(judged, key=lambda each: each[0].day):
        first.setdefault(holding.info.known_as, holding.number)
    return set(first.values())


def _moved(
    judged: Sequence[Graded], question: GradeQuestion, areas: Sequence[str], scales: Scales
) -> list[Graded]:
    """The judgements of each subject and kind between which its grade went the way that is asked."""
    lines: dict[tuple[str, str], list[Graded]] = {}
    for holding, j in sorted(judged, key=lambda each: (each[0].day, each[0].number)):
        line = lines.setdefault((holding.info.known_as, holding.info.kind), [])
        if line and line[-1][0] is holding:  # a report with two of the areas: the one meant
            if areas and line[-1][1].area != areas[0] and j.area == areas[0]:
                line[-1] = (holding, j)
            continue
        line.append((holding, j))
    return [each for line in lines.values() for each in _way(line, question, scales)]


def _way(line: Sequence[Graded], question: GradeQuestion, scales: Scales) -> Sequence[Graded]:
    """From one judgement to the other, over however many: the last two where no grade is named."""
    grades = [judgement.grade for _, judgement in line]
    last = next(
        (at for at in range(len(line) - 1, 0, -1) if grades[at] in (question.grades or grades)), 0
    )
    if not question.before:
        return line[-2:] if last == len(line) - 1 and _moved_so(line[-2:], question, scales) else ()
    first = next((at for at in range(last - 1, -1, -1) if grades[at] in question.before), None)
    if first is None:
        return ()
    way = line[first : last + 1]
    return way if question.grades or _moved_so(way, question, scales) else ()


def _moved_so(way: Sequence[Graded], question: GradeQuestion, scales: Scales) -> bool:
    return scales.moved(way[0][1].grade, way[-1][1].grade) == question.moved


def _with_the_rest(chosen: Sequence[Graded], graded: Sequence[Graded]) -> list[Graded]:
    """An overall grade with the other grades of its report."""
    numbers = {holding.number for holding, _ in chosen}
    return [(holding, j) for holding, j in graded if holding.number in numbers]


def _order(each: Graded, many: bool, scales: Scales) -> tuple[str, int, int, int]:
    holding, judgement = each
    overall = 0 if scales.is_overall(judgement.area) else 1
    newness = -holding.day.toordinal()
    return (holding.info.known_as if many else "", newness, overall, judgement.start)


def _coverage(generation: Generation, scope: Scope, judged: Sequence[Graded]) -> str:
    read = {holding.number: holding for holding, _ in judged}
    unread = without_grades(generation, scope.reports)
    return tell_coverage(list(read.values()), unread, "grade")


def _why_none(
    generation: Generation, scope: Scope, question: GradeQuestion, judged: Sequence[Graded]
) -> str:
    so = f" {' or '.join(question.grades)}" if question.grades else " so"
    coverage = _coverage(generation, scope, judged)
    return f"No report in scope is graded{so}{for_areas(question, generation.field.scales)}. {coverage}"


def _why_ungraded(generation: Generation, scope: Scope) -> str:
    kinds = {holding.info.kind for holding in generation.holdings.of(scope.reports)}
    if kinds <= generation.field.scales.reading.ungraded_kinds:
        return f"Reports of this kind give no grades: {', '.join(sorted(kinds))}."
    return "No report in scope states a grade that could be read."


def _not_graded(words: str, known: Sequence[str]) -> str:
    return f"No grade is given for {words}. Graded are: {', '.join(known)}."
