"""A briefing as a page shows it: each quote as it was cited, and what became of it since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from pydantic import BaseModel

from api.briefing.document import Briefing, Heading, Note
from api.briefing.quotes import Checked, budget_of_all, check_quote, part_of
from api.pages.citations import compare_words
from api.pages.footnotes import Run
from api.rendering.citation_styles import House, gap_after, write_in_house
from api.rendering.templates import words_address
from api.rendering.words import shown
from search.answers.days import long_date
from search.citations import Budget
from search.results import Citation
from search.storage.contract import Generation

Runs = list[tuple[str, bool]]  # words, and whether the other text lacks them
COUNTED = {
    "here": "as they were cited",
    "moved": "moved",
    "changed": "changed",
    "gone": "no longer here",
    "erased": "erased",
    "unknown": "not known here",
}


class QuoteShown(BaseModel):
    """A quote as a page shows it."""

    id: str
    state: str
    told: str
    words: Runs = []  # as cited; empty where nobody has them any more
    gap: str = ""  # what follows the words where they open a list and another quote leans on them
    now: Runs = []  # what the report says today, where that differs
    now_id: str = ""
    about: str = ""
    href: str = ""  # where they are seen today
    link: str = ""
    cited: dict[str, tuple[str, str, str]] = {}


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a briefing to be read: one of its three kinds."""

    heading: str = ""
    note: str = ""
    quote: QuoteShown | None = None
    leads: tuple[QuoteShown, ...] = ()
    number: int | None = None  # of its reference, where references are numbered


@dataclass(frozen=True, slots=True)
class BriefingShown:
    """A whole briefing, its quotes checked just now."""

    parts: tuple[PartShown, ...]
    references: tuple[QuoteShown, ...]
    told: str  # what became of the quotes, counted


def show_briefing(generation: Generation, briefing: Briefing, origin: str) -> BriefingShown:
    parts, numbers, states = [], dict[str, int](), Counter[str]()
    references, budget = list[QuoteShown](), budget_of_all()

    def quoted(one: str) -> QuoteShown:
        return show_quote(check_quote(generation, one, budget), origin, budget)

    for item in briefing.items:
        if isinstance(item, Heading):
            parts.append(PartShown(heading=item.heading))
            continue
        if isinstance(item, Note):
            parts.append(PartShown(note=item.note))
            continue
        quote = quoted(item.quote)
        states[quote.state] += 1
        number = None
        if briefing.style == "numbered" and quote.words:
            reference = "".join(quote.cited["numbered"])
            if reference not in numbers:
                references.append(quote)
            number = numbers.setdefault(reference, len(numbers) + 1)
        shown_leads = tuple(one for one in map(quoted, item.leads) if one.words)
        parts.append(PartShown(quote=quote, leads=shown_leads, number=number))
    return BriefingShown(tuple(parts), tuple(references), _told(states))


def show_quote(checked: Checked, origin: str, budget: Budget) -> QuoteShown:
    answer = QuoteShown(id=checked.id, state=checked.state, told=checked.told)
    if checked.now is not None:
        answer.now_id = checked.now.id
        answer.href = _address(checked.now)
        answer.now = [(shown(checked.now.quote), False)] if checked.state == "changed" else []
    if (cited := checked.cited) is None:
        return answer
    info = cited.report
    answer.words = [(shown(cited.quote), False)]
    if answer.now and checked.now:
        old, new = compare_words(shown(cited.quote), shown(checked.now.quote), budget)
        answer.words, answer.now = _runs(old), _runs(new)
    answer.gap = gap_after(part_of(cited))
    answer.about = " · ".join(part for part in (info.subject, info.kind, long_date(info)) if part)
    answer.href = answer.href or (_address(cited) if checked.state == "here" else "")
    answer.link = f"{origin}{cited.url}"
    for style in get_args(House):
        written = write_in_house(cited, style)
        answer.cited[style] = (written.before, written.title, written.after)
    return answer


def _told(states: Counter[str]) -> str:
    """ "3 quotes checked against the reports: 2 as they were cited, 1 changed."."""
    if not (count := states.total()):
        return ""
    parts = [f"{states[state]} {what}" for state, what in COUNTED.items() if states[state]]
    quotes = "quote" if count == 1 else "quotes"
    return f"{count} {quotes} checked against the reports: {', '.join(parts)}."


def _runs(runs: Sequence[Run]) -> Runs:
    return [(run.text, run.matched) for run in runs]


def _address(citation: Citation) -> str:
    return words_address(citation.report, citation.page, citation.start, citation.end)
