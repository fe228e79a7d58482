"""Questions that are answered by look-up: from tables, the list of reports, and words to the letter."""

from __future__ import annotations

from search.answers.briefs.report_briefs import answer_brief
from search.answers.briefs.themes import answer_themes
from search.answers.definitions import answer_definition
from search.answers.exact.exact_words import answer_words
from search.answers.grades import answer_grades
from search.answers.look_up_answer import LookUpAnswer
from search.answers.recommendations import answer_recommendations
from search.answers.report_lists import answer_reports
from search.models.library_model import LibraryModel
from search.question.reading import Asked
from search.storage.contract import Generation


def look_up(generation: Generation, asked: Asked, model: LibraryModel) -> LookUpAnswer | None:
    """The complete answer where what is asked can be looked up; None where search answers."""
    if asked.words is not None:
        return answer_words(generation, asked, asked.words)
    if asked.definition is not None:
        return answer_definition(generation, asked, asked.definition)
    if asked.reports is not None:
        return answer_reports(generation, asked, asked.reports)
    if asked.recommendations is not None:
        return answer_recommendations(generation, asked.scope, asked.recommendations)
    if asked.brief is not None and asked.brief.themes:
        return answer_themes(generation, asked.brief)
    if asked.brief is not None and not asked.brief.topic:
        return answer_brief(generation, asked, asked.brief)
    if asked.grades is not None:
        return answer_grades(generation, asked.scope, asked.grades, model.closest)
    return None
