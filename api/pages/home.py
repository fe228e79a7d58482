"""The HTML page for questions: the box, and the answer under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import LibraryDep
from api.middleware.question_counts import note_asked
from api.pages.answers import (
    MOST,
    Answered,
    answer_question,
    list_reports,
    share_out,
    show_answer,
)
from api.pages.comparing import offer_sides
from api.pages.example_questions import held_headings
from api.pages.facets import count_facets
from api.pages.footnotes import Run, TellingWords, hit_href
from api.pages.forms.brief_view import tell_briefs
from api.pages.forms.grade_rows import tell_grades
from api.pages.forms.recommendation_groups import group_by_report
from api.pages.forms.trend_view import draw_trend, tell_stages
from api.pages.forms.ways_on import find_ways_on
from api.pages.held.report_list import newest_reports
from api.pages.page_question import FIRST_MORE, Asking, asking_of
from api.pages.scope_chips import describe_scope
from api.pages.verdict import say_how_sure
from api.rendering.templates import render
from api.rendering.words import shown
from api.shapes.questions import MAX_QUESTION
from ingest.report import ReportInfo
from search.results import Answer, Citation, Hit
from search.storage.contract import Generation

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MORE = 10  # passages shown at a time beyond the answer
NEAREST = 5  # passages shown where the reports do not say
NEWEST = 5  # reports on the page of the box
UNSURE = 0.65  # below it what else was found is shown at once
EXCERPT = 420  # characters of a passage that is listed


@dataclass(frozen=True, slots=True)
class Listed:
    hit: Hit
    runs: tuple[Run, ...]
    href: str


@router.get("/")
def home(request: Request, library: LibraryDep) -> Response:
    """The box; with a question, its answer, or its answers side by side; a bare name's page."""
    asking = asking_of(request)
    generation = library.generation
    values: dict[str, object] = {
        "asking": asking,
        "facets": count_facets(generation, asking),
        "held": len(generation.holdings),
    }
    if len(asking.question) > MAX_QUESTION:
        problem = f"A question may have up to {MAX_QUESTION:,} characters. Shorten it."
        return render(request, "home.html", values | {"problem": problem}, 422)
    if not asking.question:
        values["examples"] = held_headings(generation).examples
        values["newest"] = newest_reports(generation.holdings, NEWEST)
        if "q" not in request.query_params:
            return render(request, "home.html", values)
        return render(request, "home.html", values | {"problem": "Type a question first."}, 422)
    if subject := _bare_name(generation, asking):
        return RedirectResponse(f"/subjects/{quote(subject)}", 303)
    whole, answered = answer_question(library, asking), show_answer(library, asking)
    for answer in whole.answers:
        note_asked(request, "page", answer)
    values["points"] = answered.points
    if answered.answer is not None:
        values |= _in_its_form(generation, asking, answered, answered.answer)
    values |= {
        "answered": answered,
        "scope": describe_scope(
            asking, answered.scope, {holding.info.known_as for holding in generation.holdings}
        ),
        "downloads": _downloads(asking),
        "go_on_from": asking.to_go_on_from(
            answered.answer.read_as if answered.answer is not None else ""
        ),
        "whole": "" if asking.whole else replace(asking, whole=True).address(),
        "notes": answered.notes,
    }
    values["compare"] = offer_sides(list(generation.holdings), asking, _subjects_of(whole))
    if whole.answer is not None:
        values |= _beyond(asking, whole, whole.answer)
        if not whole.answer.answered:
            values["ways_on"] = find_ways_on(library, whole.answer)
    return render(request, "answer.html", values)


def _bare_name(generation: Generation, asking: Asking) -> str:
    """The subject that a question names and asks nothing of; "" where it does more."""
    if asking.narrowed or asking.before or asking.everywhere or asking.latest:
        return ""
    called = generation.holdings.called(asking.question.strip(" ?.!"))
    return called.pop() if len(called) == 1 else ""


def _in_its_form(
    generation: Generation, asking: Asking, answered: Answered, answer: Answer
) -> dict[str, object]:
    """What an answer of more than quotes is shown as."""
    points, notes = answered.points, answered.notes
    scales = generation.field.scales
    values: dict[str, object] = {}
    if answer.reports:
        values["listed"] = list_reports(answer, points, notes)
        values["shares"] = share_out(asking, answer.rows)
    elif answer.form == "grades":
        values["grade_rows"], values["points"] = tell_grades(generation, points, notes)
    elif answer.form == "recommendations":
        values["asking_reports"] = group_by_report(points, notes)
    values["briefs"] = tell_briefs(generation, answer, points, notes)
    values["stages"] = stages = tell_stages(answer, points, scales)
    values["steps"] = draw_trend(stages, scales)
    return values


def _beyond(asking: Asking, answered: Answered, answer: Answer) -> dict[str, object]:
    """What an answer's page shows round the answer."""
    asked = answered.asked
    shown = min(asking.more, MOST)
    cited = [note.citation for note in answered.notes]
    hits = [hit for hit in answer.nearest if not any(_within(one, hit) for one in cited)]
    nearest = answer.nearest[:NEAREST]
    listed = bool(answer.reports) or answer.form == "recommendations"  # all there is, already
    present, lacking = asked.found_in(note.citation.quote for note in answered.notes)
    return {
        "answer": answer,
        "verdict": say_how_sure(answer, answered.notes, present, lacking),
        "nearest": [_listed(asked, hit) for hit in nearest],
        "lacking": asked.found_in(hit.passage.text for hit in nearest)[1],
        "more_open": shown > FIRST_MORE or answer.confidence < UNSURE,
        "groups": [] if listed else _by_report(asked, hits[:shown]),
        "more": replace(asking, more=shown + MORE).address() if len(hits) > shown else "",
    }


def _within(citation: Citation, hit: Hit) -> bool:
    """Whether the answer quotes the passage already."""
    same = citation.report.id == hit.report.id
    return same and hit.passage.start <= citation.start and citation.end <= hit.passage.end


def _subjects_of(answered: Answered) -> tuple[str, ...]:
    """Whom the answer is about."""
    subjects = dict.fromkeys(note.citation.report.subject for note in answered.notes)
    return tuple(subject for subject in subjects if subject)


def _by_report(asked: TellingWords, hits: Sequence[Hit]) -> list[tuple[ReportInfo, list[Listed]]]:
    """The passages under their reports, the report of the best passage first."""
    groups: dict[str, tuple[ReportInfo, list[Listed]]] = {}
    for hit in hits:
        groups.setdefault(hit.report.id, (hit.report, []))[1].append(_listed(asked, hit))
    return list(groups.values())


def _listed(asked: TellingWords, hit: Hit) -> Listed:
    lines = hit.passage.text.splitlines()
    while len(lines) > 1 and lines[0] in hit.passage.headings:  # its trail says it already
        del lines[0]
    return Listed(hit, asked.excerpt(shown(" ".join(lines)), EXCERPT), hit_href(hit))


def _downloads(asking: Asking) -> dict[str, str]:
    return {
        "Word": asking.address("/answer.docx"),
        "Markdown": asking.address("/answer.md"),
        "CSV": asking.address("/answer.csv"),
    }
