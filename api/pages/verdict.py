"""How sure an answer is, in words, with why; and what an answer lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.pages.footnotes import Note
from search.answers.look_up_answer import count
from search.results import Answer

LEVELS: tuple[tuple[float, Literal["high", "fair", "low"]], ...] = (
    (0.85, "high"),
    (0.65, "fair"),
    (0.0, "low"),
)
HEADINGS = {
    "high": "The reports answer this",
    "fair": "The reports probably answer this",
    "low": "The reports may answer this: read the quotes",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    level: Literal["high", "fair", "low"]
    heading: str
    why: str


def say_how_sure(
    answer: Answer, notes: Sequence[Note], present: Sequence[str], lacking: Sequence[str]
) -> Verdict:
    level = next(level for least, level in LEVELS if answer.confidence >= least)
    reports = len({note.citation.report.id for note in notes})
    why = f"{count(len(notes), 'quote')} from {count(reports, 'report')}."
    if answer.reports and answer.form == "reports" and not answer.rows:
        return Verdict(
            level, HEADINGS[level], "From the list of all that is here, by what is known of each."
        )
    if answer.reports:
        why = "Every report was looked through for these very words."
    elif answer.form == "list":
        why += " Every report was looked into for the sentence nearest in meaning."
    elif answer.form == "comparison" and any(side.grades for side in answer.sides):
        words = len(answer.statements) > sum(len(side.grades) for side in answer.sides)
        why += " The grades are looked up in a table of what the reports grade"
        why += "; the words beside them are what fits best." if words else "."
    elif answer.form == "brief" and answer.confidence >= LEVELS[0][0]:
        why += " Taken from the reports’ grades, their own summaries and what they ask for."
    elif answer.form in ("brief", "trend"):
        why += " Each report was looked into for the sentences nearest in meaning."
    elif answer.form == "definition" and answer.summary:
        why += " Looked up where a report spells it out or says what it is."
    elif answer.summary and answer.form not in (
        "comparison",
        "quotes",
    ):  # from a table: which words it shares with the question says nothing
        why += " Looked up in a table of what could be read of the reports’ grades and recommendations."
    elif present:
        why += (
            f" They have {'your word' if len(present) == 1 else 'your words'} {in_quotes(present)}"
        )
        why += f", but not {in_quotes(lacking)}." if lacking else "."
    elif lacking:
        why += " They say it in other words than yours."
    return Verdict(level, HEADINGS[level], why)


def in_quotes(words: Sequence[str], joining: str = "and") -> str:
    """“knife”, “crime” and “force”."""
    quoted = [f"“{word}”" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {joining} {quoted[-1]}"
