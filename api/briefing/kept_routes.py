"""Briefings kept on the server: the JSON routes, and the page that others read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Header, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from api.access.from_here import from_here
from api.access.rights import Reader, Role
from api.briefing.document import CITED, Briefing, Quote
from api.briefing.kept import (
    MOST_BYTES,
    MOST_KEPT,
    ChangedMeanwhile,
    KeptBriefing,
    NotKept,
    Shelf,
    TooMany,
    owner_of,
)
from api.briefing.quotes import budget_of_all, check_quote
from api.briefing.showing import show_briefing
from api.dependencies import CollectionDep, LibraryDep, OriginDep, only_known_parameters
from api.problems import BadField, NotFound
from api.rendering.templates import render
from api.shapes.fields import Shape, described
from search.answers.days import write_day

router = APIRouter(tags=["briefings"], dependencies=[Depends(only_known_parameters)])
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

NOBODY = "Briefings are kept for who has signed in, or sends a key."
CHANGED = (
    "It was changed meanwhile, in another window or by another program. Read it again, and send"
    " the change with the ETag that it has now."
)
FULL = (
    f"You keep {MOST_KEPT} briefings, or {MOST_BYTES // 2**20} MB of them, which is the most."
    " Delete one first."
)
EXAMPLE_ID = "9a3f5d0c7be21846aa51c07d3e9b62f4-5d3b0a86f1c94e7782ab30cd65e1f907"

BriefingId = Annotated[
    str, Path(max_length=80, description="The `id` of a kept briefing.", examples=[EXAMPLE_ID])
]


class ListedBriefingShape(Shape):
    """A briefing in a list."""

    id: str = described("Of the briefing: nobody can guess it.", EXAMPLE_ID)
    title: str = described("Empty where it has none.", "Knife crime")
    by: str = described("Who wrote it.", "a.shah")
    revision: int = described("Counts up with each change, from 1.", 3)
    changed_at: datetime = described("When it was changed last.", "2026-01-31T09:30:00Z")
    parts: int = described("How many headings, notes and quotes it has.", 4)
    url: str = described(
        "Its page, which who may read the collection can read.",
        f"http://127.0.0.1:8000/briefings/{EXAMPLE_ID}",
    )


class ListedBriefingsShape(Shape):
    """The briefings of who asks, the one that was changed last first."""

    briefings: list[ListedBriefingShape] = described("Theirs, in this collection.")


class KeptBriefingShape(ListedBriefingShape):
    """A briefing, with what has become of its quotes."""

    mine: bool = described("Whether who asks wrote it.", True)
    briefing: Briefing = described("The whole.")
    states: dict[str, str] = described(
        "What became of each citation: here, moved, changed, gone, erased or unknown.",
        {CITED: "here"},
    )


def _shelf(collection: CollectionDep) -> Shelf:
    return Shelf(collection.library.beside)


ShelfDep = Annotated[Shelf, Depends(_shelf)]


def _reader(request: Request) -> Reader:
    reader: Reader = request.state.reader
    if not reader.by:
        raise HTTPException(403, NOBODY)
    if request.method not in ("GET", "HEAD") and not from_here(request):
        raise HTTPException(403, "Send it from a page of this server.")
    return reader


ReaderDep = Annotated[Reader, Depends(_reader)]


def _kept(reader: ReaderDep, shelf: ShelfDep, briefing_id: BriefingId) -> KeptBriefing:
    try:
        return shelf.find(briefing_id)
    except NotKept:
        raise NotFound("There is no such briefing here, or it was deleted.") from None


KeptDep = Annotated[KeptBriefing, Depends(_kept)]


def _own(kept: KeptDep, reader: ReaderDep) -> KeptBriefing:
    if kept.owner != owner_of(reader):
        raise HTTPException(403, "Only who wrote it can change it.")
    return kept


def _removable(request: Request, kept: KeptDep, reader: ReaderDep) -> KeptBriefing:
    """Its writer's, who may have left: then who manages the collection takes it away."""
    return kept if request.state.role >= Role.MANAGE else _own(kept, reader)


OwnDep = Annotated[KeptBriefing, Depends(_own)]
RemovableDep = Annotated[KeptBriefing, Depends(_removable)]


@router.get("/v1/briefings", summary="Your briefings", name="briefings")
def list_briefings(reader: ReaderDep, shelf: ShelfDep, origin: OriginDep) -> ListedBriefingsShape:
    """The briefings that who asks keeps in this collection."""
    briefings = [_listed(one, origin) for one in shelf.of(owner_of(reader))]
    return ListedBriefingsShape.of({"briefings": briefings})


@router.post("/v1/briefings", summary="Keep a briefing", name="keep_briefing", status_code=201)
def keep_briefing(
    request: Request,
    response: Response,
    briefing: Briefing,
    reader: ReaderDep,
    shelf: ShelfDep,
    library: LibraryDep,
    origin: OriginDep,
) -> KeptBriefingShape:
    """Keeps a briefing; who has its address and may read the collection can read it."""
    try:
        kept = shelf.add(reader, briefing)
    except TooMany:
        raise HTTPException(409, FULL) from None
    request.state.told = {"briefing": kept.id}
    response.headers["Location"] = f"{origin}/v1/briefings/{kept.id}"
    return _told(kept, reader, library, origin, response)


@router.get("/v1/briefings/{briefing_id}", summary="A briefing", name="briefing")
def read_briefing(
    response: Response, kept: KeptDep, reader: ReaderDep, library: LibraryDep, origin: OriginDep
) -> KeptBriefingShape:
    """A briefing, its quotes checked against the reports as they are now."""
    return _told(kept, reader, library, origin, response)


@router.put("/v1/briefings/{briefing_id}", summary="Change a briefing", name="change_briefing")
def change_briefing(
    response: Response,
    briefing: Briefing,
    kept: OwnDep,
    reader: ReaderDep,
    shelf: ShelfDep,
    library: LibraryDep,
    origin: OriginDep,
    if_match: Annotated[
        str,
        Header(
            max_length=100, description="The ETag of the briefing as you read it.", examples=['"3"']
        ),
    ],
) -> KeptBriefingShape:
    """Puts the whole of it in the place of what you read, and of nothing newer."""
    revision = if_match.strip('"')
    if not revision.isdecimal():
        raise BadField("if-match", 'if-match: Send the ETag of the briefing, as "3".')
    try:
        changed = shelf.change(kept.id, int(revision), briefing)
    except ChangedMeanwhile:
        raise HTTPException(412, CHANGED) from None
    except TooMany:
        raise HTTPException(409, FULL) from None
    except NotKept:
        raise NotFound("It was deleted meanwhile.") from None
    return _told(changed, reader, library, origin, response)


@router.delete(
    "/v1/briefings/{briefing_id}",
    summary="Delete a briefing",
    name="delete_briefing",
    status_code=204,
    response_description="It is gone.",
)
def delete_briefing(kept: RemovableDep, shelf: ShelfDep) -> None:
    """Deletes a briefing for good."""
    _remove(shelf, kept)


@pages.get("/briefings")
def show_all(request: Request, reader: ReaderDep, shelf: ShelfDep) -> HTMLResponse:
    """The briefings that who asks keeps in this collection."""
    rows = [
        (one, write_day(one.changed_at.date()), len(one.briefing.items))
        for one in shelf.of(owner_of(reader))
    ]
    return render(request, "briefings.html", {"held": rows})


@pages.get("/briefings/{briefing_id}")
def show(
    request: Request, kept: KeptDep, reader: ReaderDep, library: LibraryDep, origin: OriginDep
) -> HTMLResponse:
    """The briefing to be read, its quotes checked just now."""
    mine = kept.owner == owner_of(reader)
    values = {
        "kept": kept,
        "mine": mine,
        "may_delete": mine or request.state.role >= Role.MANAGE,
        "changed": write_day(kept.changed_at.date()),
        "briefing": show_briefing(library.generation, kept.briefing, origin),
        "sent": kept.briefing.model_dump_json(exclude_defaults=True),
    }
    return render(request, "kept.html", values)


@pages.post("/briefings/{briefing_id}/delete")
def delete(
    kept: RemovableDep, shelf: ShelfDep, sure: Annotated[str, Form(pattern="^yes$")]
) -> RedirectResponse:
    """Deletes it, and leads to those that are left."""
    _remove(shelf, kept)
    return RedirectResponse("/briefings", 303)


def _remove(shelf: Shelf, kept: KeptBriefing) -> None:
    try:
        shelf.remove(kept.id)
    except NotKept:
        raise NotFound("It was deleted meanwhile.") from None


def _listed(kept: KeptBriefing, origin: str) -> dict[str, object]:
    return {
        "id": kept.id,
        "title": kept.briefing.title,
        "by": kept.by,
        "revision": kept.revision,
        "changed_at": kept.changed_at,
        "parts": len(kept.briefing.items),
        "url": f"{origin}/briefings/{kept.id}",
    }


def _told(
    kept: KeptBriefing, reader: Reader, library: LibraryDep, origin: str, response: Response
) -> KeptBriefingShape:
    response.headers.update({"ETag": f'"{kept.revision}"', "Cache-Control": "private, no-cache"})
    generation, budget = library.generation, budget_of_all()
    quotes = [item for item in kept.briefing.items if isinstance(item, Quote)]
    ids = dict.fromkeys(one for quote in quotes for one in (*quote.leads, quote.quote))
    return KeptBriefingShape.of(
        _listed(kept, origin)
        | {
            "mine": kept.owner == owner_of(reader),
            "briefing": kept.briefing,
            "states": {one: check_quote(generation, one, budget).state for one in ids},
        }
    )
