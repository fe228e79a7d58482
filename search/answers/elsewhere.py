"""Where to look when the reports in scope do not say: the same subject's others, or who mentions it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from search.question.scope import Scope

if TYPE_CHECKING:
    from search.passages.late_interaction import Match
    from search.storage.folder.generation import Snapshot

LOOKED_AT = 40  # passages in which a name is looked for


@dataclass(frozen=True, slots=True)
class Beyond:
    """Reports outside the scope of a question."""

    about: str  # what they are, for a sentence: "other reports on Salford"
    scope: Scope
    mentioning: re.Pattern[str] | None  # what a passage must mention; None: anything


def look_beyond(question: str, scope: Scope, chosen: frozenset[int]) -> list[Beyond]:
    """Where else an answer may be, the likelier first; `chosen` are the rows of given filters.

    Another subject's report only counts where it mentions the one that is named: the reports are
    alike, and what one says of its subject is no answer about another.
    """
    found = []
    others = scope.subject_rows - scope.rows
    if others and scope.places:
        label = f"other reports on {' or '.join(dict.fromkeys(scope.filters.subjects))}"
        found.append(Beyond(label, _open(scope, others), None))
    rest = chosen - scope.subject_rows
    if rest and scope.places:
        names = [name for name in scope.places if len(name) > 2]
        pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        label = f"reports on others that mention {scope.places[0]}"
        whole = replace(_open(scope, rest), rest=question)
        found.append(Beyond(label, whole, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)))
    return found


def keep_mentioning(
    snapshot: Snapshot, matches: Sequence[Match], pattern: re.Pattern[str] | None
) -> tuple[Match, ...]:
    """Of the first matches, those whose passages have the pattern."""
    if pattern is None:
        return tuple(matches)
    return tuple(
        match
        for match in matches[:LOOKED_AT]
        if pattern.search(snapshot.passage(match.position).text)
    )


def _open(scope: Scope, rows: frozenset[int]) -> Scope:
    return replace(scope, rows=rows, before_latest=rows, sides=(), absent=False)
