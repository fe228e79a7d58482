"""What a report asks for, each thing with the address of its words."""

from __future__ import annotations

from dataclasses import dataclass

from api.rendering.templates import words_address
from ingest.judgements.own_numbers import own_number
from search.citations import page_place
from search.holdings import Holding
from search.storage.contract import Generation


@dataclass(frozen=True, slots=True)
class RecommendationView:
    kind: str
    number: str  # by which the report calls it: "12", "R-15-23"
    text: str
    page: str
    href: str


def recommendations_in(generation: Generation, holding: Holding) -> list[RecommendationView]:
    """In the order of the report's text."""
    report = generation.report(holding.number)
    views = []
    for _, item in generation.recommendations([holding.number]):
        page = page_place(report, item.start, item.end)
        href = words_address(report.info, page, item.start, item.end)
        number = own_number(report.text, item.start, item.end)
        label = page.label if page else ""
        views.append(RecommendationView(item.kind, number, item.text, label, href))
    return views
