"""What the newest reports of a subject say on one theme, each in a section of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.field.scales import fold
from search.answers.briefs.grade_changes import judged_for, tell_grade
from search.answers.look_up_answer import LookUpAnswer, Part, as_it_stands, count, entries_of
from search.answers.quotes import choose_from
from search.answers.recommendations import has_most, share_of, words_of
from search.holdings import Holding
from search.passages.confidence import ANSWERING, judge_confidence
from search.passages.finding import Findings
from search.passages.late_interaction import Match
from search.question.areas import areas_in
from search.storage.contract import Generation

SENTENCES = {1: 8, 2: 5, 3: 4}  # of a report, by how many are told of
MARGIN = 0.15  # below the best: of a theme more than the fewest sentences are wanted
OF_TERMS = 0.6  # of the theme's that a sentence has, the rare ones weighing more
ON_IT = 0.1  # for a passage below a heading that names the theme
SUREST = 0.84  # told by meaning


def answer_theme(
    generation: Generation, topic: str, by_report: Iterable[tuple[Holding, Findings]]
) -> LookUpAnswer | None:
    """A part for each report, newest first; None where none is likely to say anything of it.

    `by_report` are the passages of each report that come nearest.
    """
    areas, _ = areas_in(fold(topic), generation.areas, generation.field.scales)
    answering = [
        (holding, findings, confidence)
        for holding, findings in by_report
        if (confidence := judge_confidence(findings, generation.field.questions)) >= ANSWERING
    ]
    parts = [
        part
        for holding, findings, _ in answering
        for part in _parts_of(generation, holding, findings, topic, areas, len(answering))
    ]
    if not parts:
        return None
    grades = [
        t for holding, _, _ in answering if areas and (t := tell_grade(generation, holding, areas))
    ]
    reports = count(len(answering), "report")
    own = f"“{topic[:1].upper()}{topic[1:]}” in the words of {reports}."
    return LookUpAnswer(
        entries_of(parts),
        " ".join([*grades, own]),
        "",
        parts=tuple(parts),
        confidence=min(SUREST, max(confidence for *_, confidence in answering)),
    )


def _parts_of(
    generation: Generation,
    holding: Holding,
    findings: Findings,
    topic: str,
    areas: tuple[str, ...],
    reports: int,
) -> Iterator[Part]:
    number = holding.number
    if areas and (judged := judged_for(generation, holding, areas)):
        grade = as_it_stands(generation, number, judged.start, judged.end)
        yield Part("Grade", number, "", (grade,))
    terms = {term for term in generation.analyze(topic) if len(term) > 1}
    matches = sorted(
        (_preferred(generation, match, terms) for match in findings.matches),
        key=lambda match: -match.score,
    )
    items = [item for _, item in generation.recommendations([number])]
    asked = [item for item in items if has_most(generation, words_of(item), terms)]
    chosen = choose_from(generation, matches, SENTENCES[reports], margin=MARGIN)
    listed = {(item.start, item.end) for item in asked}
    own = [c for c in chosen if (c.places[0][0].start, c.places[0][0].end) not in listed]
    on_topic = [c for c in own if share_of(generation, c.whole, terms) >= OF_TERMS]
    own = on_topic or own[:1]  # the best, in whatever words
    own.sort(key=lambda choice: choice.places[0][0].start)
    if own:
        yield Part(f"On {topic}", number, "", tuple(own))
    if asked:
        choices = tuple(as_it_stands(generation, number, i.start, i.end) for i in asked)
        yield Part("What must improve", number, "", choices)


def _preferred(generation: Generation, match: Match, terms: set[str]) -> Match:
    headings = " ".join(generation.passage(match.ref).headings)
    on_it = bool(terms) and terms <= set(generation.analyze(headings))
    return replace(match, score=match.score + ON_IT) if on_it else match
