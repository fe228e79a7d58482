"""Which reports a list is of, by a link; a name that nothing here has is refused, with the nearest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends

from api.dependencies import GenerationDep
from api.problems import BadField
from api.shapes.filters import select_reports
from api.shapes.known_names import Unknown, unknown_in
from api.shapes.parameters import LinkedFilters
from search.holdings import Holding

LISTED_AT = {
    "subject": "/v1/subjects",
    "kind": "/v1/kinds",
    "report": "/v1/reports",
    "grade": "/v1/judgements",
    "area": "/v1/judgements",
    "type": "/v1/recommendations",
}


def refuse_unknown(unknown: Iterable[Unknown], field: str | None = None) -> None:
    """Raises BadField for the first; `field` is what holds it, else that of a link."""
    for each in unknown:
        called = field or linked(each.what)
        at = "" if each.nearest else f" GET {LISTED_AT[each.what]} lists what there is."
        raise BadField(called, f"{called}: {each}{at}")


def linked(what: str) -> str:
    """The parameter of a link that names something."""
    return "report_id" if what == "report" else what


def _chosen_reports(generation: GenerationDep, filters: LinkedFilters) -> list[Holding]:
    refuse_unknown(unknown_in(generation.holdings, filters))
    return select_reports(generation, filters)


ChosenReports = Annotated[list[Holding], Depends(_chosen_reports)]
"""Those that the parameters of a link let through."""
