"""How something went from report to report: a row each, the oldest first, with grade and best quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.field.scales import Scales, fold
from search.answers.briefs.grade_changes import judged_for, tell_changes, tell_steps
from search.answers.briefs.own_words import own_summary
from search.answers.look_up_answer import SURE, LookUpAnswer, as_it_stands, count, join_and
from search.answers.quotes import choose_from
from search.answers.recommendations import share_of
from search.answers.subject_lists import SUREST, say_best
from search.holdings import Holding
from search.passages.finding import Findings
from search.question.areas import areas_in
from search.question.forms.trends import TrendQuestion
from search.results import Choice, Row
from search.storage.contract import Generation

READ = 20  # passages of a report
LEAST, SHARE = 0.4, 0.8  # that its sentence must fit, and of what the best report's does
PLAIN = 0.6  # from here on it may say so in other words than the topic's
OF_TERMS = 0.33  # of the topic's, the rare ones weighing more, that it must have else
FEW, QUOTES = 4, 2  # of no more reports than that so many quotes each, else one
MOST_SILENT = 12  # reports: of more, those that are silent are only counted


def answer_trend(
    generation: Generation,
    question: TrendQuestion,
    each: dict[int, Findings],
) -> LookUpAnswer | None:
    """None where no report grades the matter and none says anything of it.

    `each` is what was found in every one of the reports.
    """
    areas, beside = areas_in(fold(question.about), generation.areas, generation.field.scales)
    if question.of_changes:
        areas = ()
    confidences = _saying(generation, question, each)
    reports = sorted(generation.holdings.of(sorted(each)), key=lambda h: (h.day, h.number))
    choices: list[Choice] = []
    rows: list[Row] = []
    entries: list[tuple[int, int, int]] = []
    for holding in reports:
        judged = None
        if areas or not question.about:
            judged = judged_for(generation, holding, areas)
        quotes = (
            _quotes(generation, each[holding.number], len(each))
            if holding.number in confidences
            else []
        )
        if not quotes and not question.about:
            quotes = _opens_with(generation, holding)
        if judged is None and not quotes and len(reports) > MOST_SILENT:
            continue
        graded = None
        if judged is not None:
            graded = len(choices)
            entries.append((holding.number, judged.start, judged.end))
            choices.append(as_it_stands(generation, *entries[-1]))
        places = range(len(choices), len(choices) + len(quotes))
        choices += quotes
        rows.append(
            Row(
                by="report",
                label=_label(holding),
                found=int(bool(quotes) or judged is not None),
                of=1,
                statement=next(iter(places), None),
                also=tuple(places[1:]),
                confidence=confidences.get(holding.number),
                report=holding.info,
                grade=judged.grade if judged else "",
                graded=graded,
            )
        )
    if not choices:
        return None
    by_table = sum(row.graded is not None for row in rows) > 1 and not beside.strip()
    return LookUpAnswer(
        entries=tuple(entries),
        summary=_summary(generation, question, reports, rows),
        reason="",
        rows=tuple(rows),
        choices=tuple(choices),
        confidence=SURE if by_table else SUREST,
    )


def _saying(
    generation: Generation, question: TrendQuestion, each: dict[int, Findings]
) -> dict[int, float]:
    """The reports that say something of it, and how sure that is."""
    terms = {term for term in generation.analyze(question.about) if len(term) > 1}
    best_of = {
        number: one
        for number, own in each.items()
        for one in say_best(generation, own, {number: own.matches[:READ]})
    }
    best = max((one.fit for one in best_of.values()), default=0.0)
    return {
        number: min(SUREST, SUREST * one.fit / best)
        for number, one in best_of.items()
        if one.fit >= max(LEAST, SHARE * best)
        and (one.fit >= PLAIN or share_of(generation, one.choice.whole, terms) >= OF_TERMS)
    }


def _quotes(generation: Generation, own: Findings, reports: int) -> list[Choice]:
    return choose_from(generation, own.matches, QUOTES if reports <= FEW else 1)


def _opens_with(generation: Generation, holding: Holding) -> list[Choice]:
    """The first sentence of the report's own summary, which tells of the whole."""
    summary = own_summary(generation, holding.number)
    spans = summary.first(1) if summary else []
    return [as_it_stands(generation, holding.number, *span) for span in spans]


def _label(holding: Holding) -> str:
    year = str(holding.day.year) if holding.day.year > 1 else "undated"
    return f"{year}, {holding.info.kind}" if holding.info.kind else year


def _summary(
    generation: Generation, question: TrendQuestion, reports: Sequence[Holding], rows: Sequence[Row]
) -> str:
    scales = generation.field.scales
    sentences: list[str] = []
    if any(row.grade for row in rows):
        sentences = [_tell_grades(rows, scales)]
    elif not question.about and (
        graded := [h for h in reports if generation.judgements_of(h.number)]
    ):
        sentences = list(filter(None, [tell_changes(generation, graded[-1])]))
    saying = sum(row.statement is not None for row in rows)
    on = f"on “{question.about}”" if question.about else "of what changed"
    sentences.append(
        f"{saying} of {count(len(reports), 'report')} {'says' if saying == 1 else 'say'} something {on}."
    )
    silent = [_dated(row) for row in rows if not row.found]
    if silent:
        those = "report" if len(silent) == 1 else "reports"
        sentences.append(f"In the {those} of {join_and(silent)} no sentence on it was found.")
    return " ".join(sentences)


def _dated(row: Row) -> str:
    year, _, kind = row.label.partition(", ")
    return f"{year} ({kind})" if kind else year


def _tell_grades(rows: Iterable[Row], scales: Scales) -> str:
    """The steps of the kind that is graded most."""
    graded = [row for row in rows if row.grade and row.report]
    kinds = [row.report.kind for row in graded if row.report]
    usual = max(kinds, key=kinds.count)
    line = [row for row in graded if row.report and row.report.kind == usual]
    return tell_steps([(row.grade, row.label.partition(",")[0]) for row in line], scales)
