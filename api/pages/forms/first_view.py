"""The first view of a long answer: so much of it as keeps its page light; the whole is a link away."""

from __future__ import annotations

from dataclasses import replace

from api.shapes.answer_pages import AnswerPage, take_answer_page
from search.results import Answer

LETTERS = 18_500  # of statements, notes and subjects to choose, beside what every page has
SUBJECT = 60  # of one to choose beside the box
NOTE = 1_000  # of its markup and links
REPORT = 420  # of a report that is listed
MOST = 24  # statements or rows: more are not read at once
WHOLE = 200  # of one that is asked for whole: a table of grades may have hundreds
REPORTS = 30  # that are listed at first


def take_first_view(answer: Answer, subjects: int) -> AnswerPage:
    """The answer's first statements, or rows, that fit; of a trend, the last.

    `subjects` is how many stand beside the box to choose from.
    """
    letters = LETTERS - SUBJECT * subjects
    if answer.sections:
        return _first_sections(answer, letters)
    listed = replace(answer, reports=answer.reports[:REPORTS])
    for most in range(MOST, 1, -1):
        page = take_up_to(listed, most)
        if _letters(page.answer) <= letters:
            return page
    return take_up_to(listed, 1)


def take_up_to(answer: Answer, most: int = WHOLE) -> AnswerPage:
    page = take_answer_page(answer, 0, most)
    assert page is not None  # there is always a first
    if answer.form == "trend" and page.left:
        last = take_answer_page(answer, page.left, most)
        assert last is not None
        return replace(last, left=page.left)
    return page


def _first_sections(answer: Answer, letters: int) -> AnswerPage:
    """The first that fit, each of them whole: what a section tells, it tells of all its quotes."""
    for most in range(len(answer.sections), 0, -1):
        sections = answer.sections[:most]
        end = 1 + max(place for section in sections for place in section.statements)
        shown = replace(answer, sections=sections, statements=answer.statements[:end])
        if most == 1 or _letters(shown) <= letters:
            break
    return AnswerPage(shown, len(answer.statements) - end, None)


def _letters(answer: Answer) -> int:
    cited = {one.id: one for statement in answer.statements for one in statement.citations}
    notes = sum(NOTE + len(one.quote) + len(one.report.title) for one in cited.values())
    return notes + REPORT * len(answer.reports)
