"""What a report asks for, each thing with the address of its words."""

from __future__ import annotations

from dataclasses import dataclass

from api.rendering.templates import words_address
from search.answers.citing import page_place
from search.storage.folder.generation import Snapshot
from search.storage.folder.sqlite import Row


@dataclass(frozen=True, slots=True)
class RecommendationView:
    kind: str
    text: str
    page: str
    href: str


def recommendations_in(snapshot: Snapshot, row: Row) -> list[RecommendationView]:
    """In the order of the report's text."""
    report = snapshot.report(row)
    views = []
    for _, item in snapshot.store.recommendations([row.row]):
        page = page_place(report, item.start, item.end)
        href = words_address(report.info, page, item.start, item.end)
        views.append(RecommendationView(item.kind, item.text, page.label if page else "", href))
    return views
