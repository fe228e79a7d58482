"""The HTML page for questions: the box, and the answer under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import LibraryDep
from api.middleware.question_counts import note_asked
from api.pages.answers import (
    MOST,
    Answered,
    answer_question,
    list_reports,
    share_out,
    tell_briefs,
    tell_stages,
)
from api.pages.comparing import offer_sides
from api.pages.example_questions import held_headings
from api.pages.facets import count_facets
from api.pages.footnotes import Asked, Run, hit_href
from api.pages.page_question import Asking, asking_of
from api.pages.scope_chips import describe_scope
from api.pages.verdict import say_how_sure
from api.rendering.templates import render
from api.rendering.words import shown
from api.shapes.questions import MAX_QUESTION
from ingest.report import ReportInfo
from search.results import Answer, Citation, Hit

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MORE = 10  # passages shown at a time beyond the answer
NEAREST = 5  # passages shown where the reports do not say
MOST_POINTS = 24  # statements on a page: a table of grades may have hundreds
MOST_ROWS = 1000  # of a comparison or of a list of subjects
EXCERPT = 420  # characters of a passage that is listed


@dataclass(frozen=True, slots=True)
class Listed:
    hit: Hit
    runs: tuple[Run, ...]
    href: str


@router.get("/")
def home(request: Request, library: LibraryDep) -> HTMLResponse:
    """The box; with a question, its answer, or its answers side by side."""
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
        examples = held_headings(generation).examples
        return render(request, "home.html", values | {"examples": examples})
    answered = answer_question(library, asking)
    for answer in answered.answers:
        note_asked(request, "page", answer)
    if answered.answer is not None and answered.answer.reports:
        shown = answered.points[: _most(answered)], answered.notes[: _last_note(answered)]
        values["listed"] = list_reports(answered.answer, *shown)
        values["shares"] = share_out(asking, answered.answer.rows)
    if answered.answer is not None:
        values["briefs"] = tell_briefs(answered.answer, answered.points)
        values["stages"] = tell_stages(answered.answer, answered.points)
    values |= {
        "answered": answered,
        "scope": describe_scope(asking, answered.scope),
        "downloads": _downloads(asking),
        "go_on_from": asking.to_go_on_from(
            answered.answer.read_as if answered.answer is not None else ""
        ),
        "more_points": max(0, len(answered.points) - _most(answered)),
        "points": answered.points[: _most(answered)],
        "notes": answered.notes[: _last_note(answered)],
    }
    values["compare"] = offer_sides(list(generation.holdings), asking, _subjects_of(answered))
    if answered.answer is not None:
        values |= _beyond(asking, answered, answered.answer)
    return render(request, "answer.html", values)


def _most(answered: Answered) -> int:
    """How many statements are on the page: all sides, and all of a list, a brief or a trend."""
    listed = answered.answer is not None and answered.answer.form in ("list", "brief", "trend")
    return MOST_ROWS if answered.columns or listed else MOST_POINTS


def _last_note(answered: Answered) -> int:
    """The highest note number of the statements that are on the page."""
    points = answered.points[: _most(answered)]
    return max((number for point in points for number in point.all_numbers), default=0)


def _beyond(asking: Asking, answered: Answered, answer: Answer) -> dict[str, object]:
    """What an answer's page shows round the answer."""
    asked = answered.asked
    shown = min(asking.more, MOST)
    cited = [note.citation for note in answered.notes]
    hits = [hit for hit in answer.nearest if not any(_within(one, hit) for one in cited)]
    nearest = answer.nearest[:NEAREST]
    found, lacking = asked.found_in(note.citation.quote for note in answered.notes)
    return {
        "answer": answer,
        "verdict": say_how_sure(answer, answered.notes, found, lacking),
        "nearest": [_listed(asked, hit) for hit in nearest],
        "lacking": asked.found_in(hit.passage.text for hit in nearest)[1],
        "groups": _by_report(asked, hits[:shown]) if not answer.reports else [],
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


def _by_report(asked: Asked, hits: Sequence[Hit]) -> list[tuple[ReportInfo, list[Listed]]]:
    """The passages under their reports, the report of the best passage first."""
    groups: dict[str, tuple[ReportInfo, list[Listed]]] = {}
    for hit in hits:
        groups.setdefault(hit.report.id, (hit.report, []))[1].append(_listed(asked, hit))
    return list(groups.values())


def _listed(asked: Asked, hit: Hit) -> Listed:
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
