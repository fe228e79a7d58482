"""Questions that are answered completely, by lookup, from what reports judge and ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ingest.field.field import load_field
from search.answers.grades import answer_grades
from search.answers.look_up_answer import TableAnswer
from search.answers.recommendations import answer_recommendations
from search.question.grades import read_grade_question
from search.question.recommendations import read_recommendation_question
from search.question.rewriting import Rewriting
from search.question.scope import Scope

if TYPE_CHECKING:
    from search.storage.folder.generation import Snapshot

FIELD = load_field()


def look_up(
    snapshot: Snapshot,
    question: str,
    scope: Scope,
    closest_area: Callable[[str, Sequence[str]], str | None],
    spell: Callable[[str], Rewriting],
) -> TableAnswer | None:
    """The complete answer to a question for grades or recommendations; None for any other.

    `closest_area(words, areas)` says which of the areas the words mean, if any;
    `spell(words)` puts words as the reports would.
    """
    if scope.absent:
        return None
    wanted = read_recommendation_question(question, scope, FIELD)
    if wanted is not None:
        return answer_recommendations(snapshot, scope, wanted, spell)
    asked = read_grade_question(question, scope, snapshot.areas, FIELD)
    if asked is None:
        return None
    return answer_grades(snapshot, question, scope, asked, closest_area)
