"""What reports outside a question's scope say, where those within do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from search.answers.citing import Citer
from search.answers.quotes import choose_statements
from search.holdings import Holdings
from search.passages.confidence import ANSWERING, judge_confidence
from search.passages.finding import Finder, Findings
from search.question.reading import Asked
from search.question.rewriting import Rewriting
from search.results import Elsewhere
from search.storage.contract import Generation

LOOKED_AT = 40  # passages in which a name is looked for
MOST = 3  # statements


@dataclass(frozen=True, slots=True)
class Beyond:
    """Reports outside the scope of a question."""

    about: str  # what they are, for a sentence: "other reports on Salford"
    reports: frozenset[int]
    words: Rewriting  # to look for
    mentioning: re.Pattern[str] | None  # what a passage must mention; None: anything


def look_elsewhere(
    generation: Generation, finder: Finder, citer: Citer, findings: Findings
) -> Elsewhere | None:
    """What the first of the reports beyond says that answers."""
    chosen = generation.holdings.select(findings.asked.given)
    for beyond in look_beyond(findings.asked, chosen):
        others = finder.find_in(findings.asked, beyond.words, beyond.reports)
        mentions = partial(_mentions, generation.holdings, beyond.mentioning)
        others = _keep(generation, others, mentions)
        if judge_confidence(others, generation.field.questions) < ANSWERING:
            continue
        cited = citer.cite_all(choose_statements(generation, others, LOOKED_AT))
        statements = tuple(statement for statement in cited if mentions(statement.text))[:MOST]
        if statements:
            return Elsewhere(beyond.about, statements)
    return None


def look_beyond(asked: Asked, chosen: frozenset[int]) -> Iterator[Beyond]:
    """Where else an answer may be, the likelier first; `chosen` are the reports of given filters.

    Another subject's report only counts where it mentions the one that is named: the reports are
    alike, and what one says of its subject is no answer about another.
    """
    scope = asked.scope
    others = scope.subject_reports - scope.reports
    if others and scope.places:
        names = " or ".join(dict.fromkeys(scope.filters.subjects))
        yield Beyond(f"other reports on {names}", others, asked.topic, None)
    rest = chosen - scope.subject_reports
    if rest and scope.places:
        places = [name for name in scope.places if len(name) > 2]
        pattern = "|".join(re.escape(name) for name in sorted(places, key=len, reverse=True))
        mentioning = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
        label = f"reports on others that mention {scope.places[0]}"
        yield Beyond(label, rest, asked.whole, mentioning)


def _keep(generation: Generation, findings: Findings, mentions: Callable[[str], bool]) -> Findings:
    """With those of the first matches whose passages mention what they must."""
    kept = tuple(
        match
        for match in findings.matches[:LOOKED_AT]
        if mentions(generation.passage(match.ref).text)
    )
    return replace(findings, matches=kept)


def _mentions(holdings: Holdings, name: re.Pattern[str] | None, text: str) -> bool:
    """Whether a text has a name by itself: "North Calderby" does not mention Calderby."""
    if name is None:
        return True
    others = [(start, end) for start, end, _ in holdings.named_in(text)]
    return any(
        not any(
            start <= m.start() and m.end() <= end and end - start > len(m.group())
            for start, end in others
        )
        for m in name.finditer(text)
    )
