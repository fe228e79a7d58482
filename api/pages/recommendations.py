"""What a report asks for, each thing with the address of its words."""

from __future__ import annotations

from dataclasses import dataclass

from api.rendering.templates import words_address
from search.citations import page_place
from search.holdings import Holding
from search.storage.contract import Generation


@dataclass(frozen=True, slots=True)
class RecommendationView:
    kind: str
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
        views.append(RecommendationView(item.kind, item.text, page.label if page else "", href))
    return views
