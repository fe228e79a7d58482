"""What the page of a briefing asks of the server, which keeps none of what is sent for it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field, ValidationError

from api.briefing.document import MOST_QUOTES, Briefing, Id
from api.briefing.paragraphs import read_paragraphs
from api.briefing.quotes import budget_of_all, check_quote
from api.briefing.showing import QuoteShown, show_quote
from api.briefing.writing import write_markdown, write_text, write_word
from api.dependencies import LibraryDep
from api.pages.downloads import MEDIA
from api.problems import BadField
from api.rendering.templates import origin_of

router = APIRouter(include_in_schema=False)


class Ids(BaseModel):
    ids: list[Id] = Field(max_length=3 * MOST_QUOTES)


@router.post("/briefing/quotes")
def check_quotes(request: Request, library: LibraryDep, asked: Ids) -> list[QuoteShown]:
    """What became of each citation."""
    generation, origin, budget = library.generation, origin_of(request), budget_of_all()
    return [
        show_quote(check_quote(generation, one, budget), origin, budget)
        for one in dict.fromkeys(asked.ids)
    ]


@router.post("/briefing.{form}")
def write_briefing(
    request: Request,
    library: LibraryDep,
    form: Literal["docx", "md", "txt"],
    briefing: Annotated[str, Form(max_length=1_000_000)],
) -> Response:
    """A briefing to take away; its quotes are read from the reports, never from what was sent."""
    try:
        read = Briefing.model_validate_json(briefing)
    except ValidationError as error:
        raise BadField("briefing", f"This is not a briefing: {error.errors()[0]['msg']}.") from None
    paragraphs = read_paragraphs(library.generation, read, origin_of(request))
    if form == "txt":
        return Response(write_text(read.title, paragraphs), media_type="text/plain; charset=utf-8")
    body = (write_word if form == "docx" else write_markdown)(read.title, paragraphs)
    headers = {"Content-Disposition": f'attachment; filename="briefing.{form}"'}
    return Response(body, media_type=MEDIA[form], headers=headers)
