"""What a report grades, and what changed since the report before, in a sentence of our own."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.field.scales import UNGRADED, Scales
from ingest.report import Judgement
from search.answers.grade_table import graded_for
from search.answers.look_up_answer import join_and
from search.holdings import Holding
from search.storage.contract import Generation


def grades_of(generation: Generation, holding: Holding) -> list[Judgement]:
    """The overall one first, then as they stand; each area once."""
    judged: dict[str, Judgement] = {}
    for judgement in generation.judgements_of(holding.number):
        judged.setdefault(judgement.area, judgement)
    overall = generation.field.scales.is_overall
    return sorted(judged.values(), key=lambda j: (not overall(j.area), j.start))


def judged_for(generation: Generation, holding: Holding, areas: Sequence[str]) -> Judgement | None:
    """What a report grades for the first of some areas that it grades; the overall one for none."""
    if not areas:
        judged = grades_of(generation, holding)
        return judged[0] if judged and _is_of_all(generation, judged) else None
    return next((j for area in areas for _, j in graded_for(generation, [holding], area)), None)


def tell_grade(generation: Generation, holding: Holding, areas: Sequence[str] = ()) -> str:
    """ "Salford was good overall in 2024, up from requires improvement in 2018."; "" where ungraded."""
    judged = judged_for(generation, holding, areas)
    if judged is None:
        return "" if areas else _tell_areas(generation, holding)
    what = f"for {judged.area}" if areas or not _is_overall(generation, judged) else "overall"
    about = holding.info.subject or holding.info.title
    sentence = f"{about} was {_so(judged.grade)} {what}{_when(holding)}"
    if len(generation.holdings.on([holding.info.subject])) > 1 and holding.info.kind:
        sentence += f" ({holding.info.kind})"
    before = report_before(generation, holding, areas)
    then = judged_for(generation, before, areas) if before else None
    if before is None or then is None:
        return f"{sentence}."
    way = generation.field.scales.moved(then.grade, judged.grade)
    if then.grade == judged.grade:
        return f"{sentence}, as{_when(before)}."
    return f"{sentence}, {f'{way} from' if way else 'after'} {then.grade}{_when(before)}."


def tell_steps(steps: Sequence[tuple[str, str]], scales: Scales) -> str:
    """ "Up from inadequate in 2014 to good in 2022 (requires improvement in 2017)." of grades and years."""
    phrases = [f"{grade} in {year}" for grade, year in steps]
    if len(steps) == 1:
        return f"{phrases[0][:1].upper()}{phrases[0][1:]}."
    if len({grade for grade, _ in steps}) == 1:
        return f"No change: {steps[0][0]} in {join_and([year for _, year in steps])}."
    way = scales.moved(steps[0][0], steps[-1][0])
    between = f" ({', '.join(phrases[1:-1])})" if phrases[1:-1] else ""
    return f"{way.capitalize() or 'Went'} from {phrases[0]} to {phrases[-1]}{between}."


def _tell_areas(generation: Generation, holding: Holding) -> str:
    """ "Westmarch Police in 2025 (PEEL): 3 good, 1 inadequate (crime)."; "" where nothing is graded."""
    areas: dict[str, list[str]] = {}
    for judgement in grades_of(generation, holding):
        areas.setdefault(judgement.grade, []).append(judgement.area)
    if not areas:
        return ""
    order = generation.field.scales.best_first
    ranked = sorted(areas, key=lambda grade: order.index(grade) if grade in order else len(order))
    parts = [
        f"{len(areas[grade])} {grade}"
        + (f" ({', '.join(areas[grade])})" if grade in (ranked[0], ranked[-1]) else "")
        for grade in ranked
    ]
    kind = f" ({holding.info.kind})" if holding.info.kind else ""
    return (
        f"{holding.info.subject or holding.info.title}{_when(holding)}{kind}: {', '.join(parts)}."
    )


def tell_changes(generation: Generation, holding: Holding) -> str:
    """What went up or down since the report before, area by area; "" where none was."""
    before = _graded_before(generation, holding)
    if before is None:
        return ""
    moved: dict[str, list[str]] = {}
    for judgement in grades_of(generation, holding):
        then = judged_for(generation, before, [judgement.area])
        way = generation.field.scales.moved(then.grade, judgement.grade) if then else ""
        if then and way:
            step = f"{way} from {then.grade} to {judgement.grade}"
            moved.setdefault(step, []).append(judgement.area)
    changes = "; ".join(f"{step}: {', '.join(areas)}" for step, areas in moved.items())
    return f"Since the report before{_when(before, 'of')}, {changes or 'no grade has changed'}."


def report_before(
    generation: Generation, holding: Holding, areas: Sequence[str] = ()
) -> Holding | None:
    """The newest older report of the same subject and kind that grades the same."""
    older = [o for o in _older(generation, holding) if judged_for(generation, o, areas)]
    return max(older, key=lambda other: other.day, default=None)


def _graded_before(generation: Generation, holding: Holding) -> Holding | None:
    """The newest older report of the same subject and kind that grades anything."""
    return max(_older(generation, holding), key=lambda other: other.day, default=None)


def _older(generation: Generation, holding: Holding) -> list[Holding]:
    return [
        other
        for other in generation.holdings.of(generation.holdings.on([holding.info.subject]))
        if other.info.kind == holding.info.kind
        and other.day < holding.day
        and generation.judgements_of(other.number)
    ]


def _is_overall(generation: Generation, judgement: Judgement) -> bool:
    return generation.field.scales.is_overall(judgement.area)


def _is_of_all(generation: Generation, judged: Sequence[Judgement]) -> bool:
    """Whether the first is of the whole: the overall grade, or the only one."""
    return _is_overall(generation, judged[0]) or len(judged) == 1


def _so(grade: str) -> str:
    """As it follows "was": a grade of several words is no adjective."""
    if grade == UNGRADED:
        return "not graded"
    return grade if " " not in grade else f"graded “{grade}”"


def _when(holding: Holding, word: str = "in") -> str:
    return f" {word} {holding.day.year}" if holding.day.year > 1 else ""
