"""A briefing as paragraphs, in the order of reading: what each of its files is written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from api.briefing.document import Briefing, Heading, Note, Quote
from api.briefing.quotes import Checked, budget_of_all, check_quote, part_of
from api.rendering.citation_styles import HouseCitation, gap_after, write_in_house
from api.rendering.words import shown
from search.citations import Budget
from search.results import Citation
from search.storage.contract import Generation

Kind = Literal["heading", "note", "lead", "quote", "reference"]
MISSING = "A quote is left out here: this library does not have its words."


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is written as one: a quote's are the reports' words alone."""

    kind: Kind
    text: str = ""
    number: int | None = None  # of the reference that a quote is followed by, or that this is
    cited: HouseCitation | None = None
    href: str = ""
    told: str = ""  # what became of the words since they were cited


@dataclass
class _References:
    """Numbered as they are met; the same place of a report is one."""

    origin: str
    found: dict[str, Paragraph] = field(default_factory=dict)

    def number(self, citation: Citation) -> int:
        cited = write_in_house(citation, "numbered")
        number = len(self.found) + 1
        href = f"{self.origin}{citation.url}"
        reference = Paragraph("reference", number=number, cited=cited, href=href)
        entry = self.found.setdefault(str(cited), reference)
        assert entry.number is not None
        return entry.number


def read_paragraphs(generation: Generation, briefing: Briefing, origin: str) -> list[Paragraph]:
    """Everything but the title; in the style of numbers the references come last."""
    references, budget = _References(origin), budget_of_all()
    paragraphs: list[Paragraph] = []
    for item in briefing.items:
        match item:
            case Heading(heading=text):
                paragraphs.append(Paragraph("heading", text))
            case Note(note=text):
                paragraphs.append(Paragraph("note", text))
            case Quote():
                paragraphs += _quote(generation, item, briefing, references, budget)
    return [*paragraphs, *references.found.values()]


def _quote(
    generation: Generation,
    item: Quote,
    briefing: Briefing,
    references: _References,
    budget: Budget,
) -> Iterator[Paragraph]:
    checked = check_quote(generation, item.quote, budget)
    if checked.cited is None:
        yield Paragraph("quote", told=MISSING)
        return
    for lead in _held(check_quote(generation, one, budget) for one in item.leads):
        yield Paragraph("lead", shown(lead.quote) + gap_after(part_of(lead)))
    numbered = briefing.style == "numbered"
    yield Paragraph(
        "quote",
        shown(checked.cited.quote),
        number=references.number(checked.cited) if numbered else None,
        cited=None if numbered else write_in_house(checked.cited, briefing.style),
        href=f"{references.origin}{checked.cited.url}",
        told=_since(checked),
    )


def _held(leads: Iterable[Checked]) -> Iterator[Citation]:
    for lead in leads:
        if lead.cited is not None:
            yield lead.cited


def _since(checked: Checked) -> str:
    match checked.state:
        case "changed":
            return "The report was revised since and no longer says this."
        case "gone":
            return "The report is no longer in the library."
        case "erased":
            return "The report was erased."
        case _:
            return ""
