"""The JSON routes that change what is held: correct a report, take it out, for good, or back in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.exceptions import HTTPException

from api.dependencies import LibraryDep, ReportId, only_known_parameters
from api.problems import BadField, NotFound
from api.shapes.citations import ReportShape
from api.shapes.fields import SentShape, Shape, described
from ingest.overrides import FIELDS, BadOverrides
from search.storage.errors import LibraryError
from search.upkeep.removing import NotThere

router = APIRouter(tags=["adding"], dependencies=[Depends(only_known_parameters)])

Why = Annotated[
    str,
    Query(
        max_length=500,
        description="Why it is erased: this stays, and who follows a citation reads it.",
        examples=["A court ordered it."],
    ),
]


def _said(description: str, *examples: str) -> Any:  # as pydantic's Field
    return Field(default=None, max_length=500, description=description, examples=list(examples))


class CorrectionShape(SentShape):
    """What a report is about; what is left out stays as it is."""

    title: str | None = _said("Never empty.", "Inspection of Calderby")
    subject: str | None = _said("Whom or what it is about; empty where nobody knows.", "Calderby")
    kind: str | None = _said("Its family of reports.", "PEEL")
    published: str | None = _said("As much as is known.", "2023-07-14", "July 2023", "2023")


class ChangedReportShape(Shape):
    """What became of a report."""

    id: str = described("Of the report.", "calderby-childrens-services-2023-06-30")
    state: Literal["here", "removed", "erased"] = described(
        "`removed`: it can be brought back, and its citations still say what it said. `erased`:"
        " nothing of it is left.",
        "removed",
    )
    generation: int = described("The generation from which on it is so.", 8)


@router.patch("/v1/reports/{report_id}", summary="Correct a report", name="correct_report")
def correct_report(
    report_id: ReportId, correction: CorrectionShape, library: LibraryDep
) -> ReportShape:
    """Says what a report is about. It stays so when its file is read anew."""
    values = {name: getattr(correction, name) for name in FIELDS}
    known = {name: " ".join(value.split()) for name, value in values.items() if value is not None}
    if known.get("title") == "":
        raise BadField("title", "title: A report needs a title.")
    with _told():
        try:
            library.correct(report_id, known)
        except BadOverrides as error:
            raise BadField("published", f"published: {error}") from None
    return ReportShape.of(library.generation.holdings.by_id[report_id].info)


@router.delete("/v1/reports/{report_id}", summary="Take a report out", name="remove_report")
def remove_report(
    request: Request,
    report_id: ReportId,
    library: LibraryDep,
    erase: Annotated[
        bool,
        Query(description="For good: text, file and all that was said of it.", examples=[True]),
    ] = False,
    why: Why = "",
) -> ChangedReportShape:
    """Takes a report out of the library, or away for good."""
    if erase and not why.strip():
        raise BadField("why", "why: Say why it is erased. It is what stays of it.")
    request.state.told = {"erased": erase, "why": why}
    with _told():
        if erase:
            library.erase([report_id], by=str(request.state.key), why=why)
        else:
            library.remove([report_id])
    return ChangedReportShape(
        id=report_id, state="erased" if erase else "removed", generation=library.published()
    )


@router.post(
    "/v1/reports/{report_id}/undo-removal", summary="Bring a report back", name="bring_back_report"
)
def bring_back_report(report_id: ReportId, library: LibraryDep) -> ChangedReportShape:
    """Brings back a report that was taken out and not erased, read anew from the kept file."""
    from search.upkeep.bringing_back import CannotBringBack

    with _told():
        try:
            library.bring_back([report_id])
        except CannotBringBack as error:
            raise BadField("report_id", str(error)) from None
    return ChangedReportShape(id=report_id, state="here", generation=library.published())


@contextmanager
def _told() -> Iterator[None]:
    """What is amiss with the library, as a problem."""
    try:
        yield
    except NotThere as error:
        raise NotFound(str(error)) from None
    except LibraryError as error:
        raise HTTPException(503, str(error), {"Retry-After": "10"}) from None
