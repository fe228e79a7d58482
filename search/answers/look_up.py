"""Questions that are answered completely, by look-up, from what reports judge and ask for."""

from __future__ import annotations

from search.answers.grades import answer_grades
from search.answers.look_up_answer import LookUpAnswer
from search.answers.recommendations import answer_recommendations
from search.models.sentence_model import Embedder
from search.question.reading import Asked
from search.storage.contract import Generation


def look_up(generation: Generation, asked: Asked, embedder: Embedder) -> LookUpAnswer | None:
    """The complete answer to a question for grades or recommendations; None for any other."""
    if asked.recommendations is not None:
        return answer_recommendations(generation, asked.scope, asked.recommendations)
    if asked.grades is not None:
        return answer_grades(generation, asked.scope, asked.grades, embedder.closest)
    return None
