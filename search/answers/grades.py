"""Grade questions, answered completely by lookup: the judgements that they ask for, all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ingest.field.field import load_field
from ingest.report import Judgement
from search.answers.look_up_answer import (
    Entry,
    TableAnswer,
    count,
    own_rows,
    tell_coverage,
    without_grades,
)
from search.question.grades import MOST_LEFT, GradeQuestion
from search.question.scope import Scope
from search.storage.folder.sqlite import Row

if TYPE_CHECKING:
    from search.storage.folder.generation import Snapshot

FIELD = load_field()

_Held = tuple[Row, Judgement]


def answer_grades(
    snapshot: Snapshot,
    question: str,
    scope: Scope,
    asked: GradeQuestion,
    closest_area: Callable[[str, Sequence[str]], str | None],
) -> TableAnswer | None:
    """The judgements that a grade question asks for; None where it turns out to ask for else.

    `closest_area(words, areas)` says which of the areas the words mean, if any.
    """
    rows = own_rows(snapshot, scope, scope.before_latest if asked.areas else scope.rows)
    held = [(snapshot.by_row[row], j) for row in sorted(rows) for j in snapshot.judgements_of(row)]
    if scope.no_such_year:
        years = ", ".join(name for name in scope.missing if name.isdigit())
        return _none(f"There is no report here of {years} that grades this.")
    if not held:
        return _none(_why_ungraded(snapshot, scope))
    areas = _expand(asked.areas)
    known = sorted({judgement.area for _, judgement in held})
    if not areas and asked.leftover:
        closest = closest_area(asked.leftover, known)
        if closest is None and len(asked.leftover.split()) > MOST_LEFT:
            return None
        if closest is None:
            return _none(_not_graded(asked.leftover, known))
        areas = (closest,)
    one_subject = len({row.info.subject for row, _ in held}) == 1
    narrowed = bool(areas or asked.first or asked.never or asked.history)
    any_area = bool(asked.grades) and one_subject and not narrowed
    wanted = {area for area in known if any_area or _wanted(area, areas)}
    judged = [(row, j) for row, j in held if j.area in wanted]
    if asked.areas and not judged:
        return _none(_not_graded(" and ".join(asked.areas), known))
    judged = _of_the_kind_meant(judged, question, scope)
    chosen = _choose(judged, asked, scope, areas)
    if not areas and one_subject and not asked.grades and not scope.sides:
        chosen = _with_the_rest(chosen, held)
    many = not one_subject and len({row.info.subject for row, _ in judged}) > 1
    chosen.sort(key=lambda found: _order(found, many and not asked.first))
    if not chosen:
        return _none(_why_none(snapshot, scope, asked, judged))
    return TableAnswer(
        tuple(Entry(row, j.start, j.end) for row, j in chosen),
        f"{_counts(chosen, asked)} {_coverage(snapshot, scope, judged)}",
        "",
    )


def _choose(
    judged: Sequence[_Held], asked: GradeQuestion, scope: Scope, areas: Sequence[str]
) -> list[_Held]:
    """Of what judges the areas, what answers: the latest of each subject, or as it is asked."""
    if asked.never:
        had = {row.info.subject for row, j in judged if j.grade in asked.grades}
        return [(row, j) for row, j in judged if row.info.subject not in had]
    if asked.first:
        graded = [(row, j) for row, j in judged if j.grade in asked.grades]
        return [(row, j) for row, j in graded if row.row in _earliest(graded)]
    if asked.lists and asked.moved and not scope.sides:
        return _moved(judged, asked, areas)
    by_year = any(named.field == "year" for named in scope.named)
    if not (asked.history or _by_years(scope) or (by_year and asked.grades)):
        judged = _latest(judged)
    if asked.most and not asked.grades:
        return _most(judged, best=asked.most == "best")
    if asked.grades:
        judged = [(row, j) for row, j in judged if j.grade in asked.grades]
    return list(judged)


def _by_years(scope: Scope) -> bool:
    """Whether it sets one subject's years side by side."""
    return bool(scope.sides) and all(side.label.isdigit() for side in scope.sides)


def _most(judged: Sequence[_Held], *, best: bool) -> list[_Held]:
    """Those with the best, or the worst, grade that any of them has on its scale."""
    ranks = [FIELD.scales.rank(j.grade, row.info.kind, row.info.published) for row, j in judged]
    ranked = [rank for rank in ranks if rank is not None]
    wanted = (min if best else max)(ranked, default=None)
    return [held for held, rank in zip(judged, ranks, strict=True) if rank == wanted]


def _none(reason: str) -> TableAnswer:
    return TableAnswer((), "", reason)


def _expand(areas: Iterable[str]) -> tuple[str, ...]:
    """The areas with those of other years that hold or make up the same."""
    wanted = dict.fromkeys(areas)
    for area in FIELD.scales.covers:
        if any(part in wanted for part in FIELD.scales.covered(area)):
            wanted.setdefault(area)
    return tuple(wanted)


def _wanted(area: str, areas: Sequence[str]) -> bool:
    return area in areas if areas else FIELD.scales.is_overall(area)


def _of_the_kind_meant(found: list[_Held], question: str, scope: Scope) -> list[_Held]:
    """Ofsted's overall grade is that of children's services unless SEND is asked about."""
    key = FIELD.kinds.key
    if len({key(row.info.kind) for row, _ in found}) < 2:
        return found
    if any(named.field == "kind" for named in scope.named):
        return found
    meant = key(FIELD.kinds.meant_overall(question))
    return [(row, j) for row, j in found if key(row.info.kind) == meant] or found


def _latest(found: Sequence[_Held]) -> list[_Held]:
    """Of each subject and kind the newest report that judges what is asked."""
    newest: dict[tuple[str, str], date] = {}
    for row, _ in found:
        key = (row.info.subject, row.info.kind)
        newest[key] = max(newest.get(key, date.min), _day(row))
    return [(row, j) for row, j in found if _day(row) == newest[row.info.subject, row.info.kind]]


def _earliest(found: Sequence[_Held]) -> set[int]:
    """The first report of each subject."""
    first: dict[str, Row] = {}
    for row, _ in sorted(found, key=lambda held: _day(held[0])):
        first.setdefault(row.info.subject, row)
    return {row.row for row in first.values()}


def _moved(judged: Sequence[_Held], asked: GradeQuestion, areas: Sequence[str]) -> list[_Held]:
    """The last two judgements of each subject and kind whose grade went the way that is asked."""
    lines: dict[tuple[str, str], list[_Held]] = {}
    for row, j in sorted(judged, key=lambda held: (_day(held[0]), held[0].row)):
        line = lines.setdefault((row.info.subject, row.info.kind), [])
        if line and line[-1][0].row == row.row:  # a report with two of the areas: the one meant
            if areas and line[-1][1].area != areas[0] and j.area == areas[0]:
                line[-1] = (row, j)
            continue
        line.append((row, j))
    return [held for line in lines.values() if _moves(line, asked) for held in line[-2:]]


def _moves(line: Sequence[_Held], asked: GradeQuestion) -> bool:
    if len(line) < 2:
        return False
    before, after = (judgement.grade for _, judgement in line[-2:])
    if asked.before and before not in asked.before:
        return False
    if asked.grades and after not in asked.grades:
        return False
    if asked.before and asked.grades:
        return True
    return FIELD.scales.moved(before, after) == asked.moved


def _with_the_rest(chosen: Sequence[_Held], held: Sequence[_Held]) -> list[_Held]:
    """An overall grade with the other grades of its report."""
    rows = {row.row for row, _ in chosen}
    return [(row, j) for row, j in held if row.row in rows]


def _order(found: _Held, many: bool) -> tuple[str, int, int, int]:
    row, judgement = found
    overall = 0 if FIELD.scales.is_overall(judgement.area) else 1
    return (row.info.subject if many else "", -_day(row).toordinal(), overall, judgement.start)


def _day(row: Row) -> date:
    return row.info.published or date.min


def _counts(chosen: Sequence[_Held], asked: GradeQuestion) -> str:
    counts = Counter(judgement.grade for _, judgement in chosen)
    best_first = FIELD.scales.best_first
    order = [*(g for g in best_first if g in counts), *(g for g in counts if g not in best_first)]
    told = ", ".join(f"{counts[grade]} {grade}" for grade in order)
    subjects = len({row.info.subject for row, _ in chosen})
    who = f" on {count(subjects, 'subject')}" if subjects > 1 else ""
    what = _for_areas(asked)
    if asked.never:
        return (
            f"{count(subjects, 'subject')} never graded {' or '.join(asked.grades)}{what}: {told}."
        )
    if asked.lists and asked.before:
        went = f"{' or '.join(asked.before)} to {' or '.join(asked.grades) or 'another grade'}"
        return f"{count(subjects, 'subject')} went from {went}{what}."
    if asked.lists and asked.moved:
        way = "better" if asked.moved == "up" else "worse"
        return f"{count(subjects, 'subject')} graded {way}{what} than the time before: {told}."
    return f"{count(len(chosen), 'grade')}{who}{what}: {told}."


def _for_areas(asked: GradeQuestion) -> str:
    """ " for care leavers": without the areas of other years that are taken with them."""
    named = [a for a in asked.areas if not set(FIELD.scales.covered(a)[1:]) & set(asked.areas)]
    return f" for {' and '.join(named)}" if named else ""


def _coverage(snapshot: Snapshot, scope: Scope, judged: Sequence[_Held]) -> str:
    read = {row.row: row for row, _ in judged}
    return tell_coverage(read.values(), without_grades(snapshot, scope.rows), "grade")


def _why_none(
    snapshot: Snapshot, scope: Scope, asked: GradeQuestion, judged: Sequence[_Held]
) -> str:
    graded = f" {' or '.join(asked.grades)}" if asked.grades else " so"
    return f"No report in scope is graded{graded}{_for_areas(asked)}. {_coverage(snapshot, scope, judged)}"


def _why_ungraded(snapshot: Snapshot, scope: Scope) -> str:
    kinds = {snapshot.by_row[row].info.kind for row in scope.rows}
    if kinds <= FIELD.scales.reading.ungraded_kinds:
        return f"Reports of this kind give no grades: {', '.join(sorted(kinds))}."
    return "No report in scope states a grade that could be read."


def _not_graded(words: str, known: Sequence[str]) -> str:
    return f"No grade is given for {words}. Graded are: {', '.join(known)}."
