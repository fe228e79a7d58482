"""What the page of a briefing asks of the server, which keeps none of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field, ValidationError

from api.briefing.document import MOST_QUOTES, Briefing, Id
from api.briefing.paragraphs import read_paragraphs
from api.briefing.quotes import Checked, check_quote, part_of
from api.briefing.writing import write_markdown, write_text, write_word
from api.dependencies import LibraryDep
from api.pages.citations import compare_words
from api.pages.downloads import MEDIA
from api.pages.footnotes import Run
from api.problems import BadField
from api.rendering.citation_styles import House, gap_after, write_in_house
from api.rendering.templates import origin_of, words_address
from api.rendering.words import shown
from search.answers.days import long_date
from search.results import Citation

router = APIRouter(include_in_schema=False)

Runs = list[tuple[str, bool]]  # words, and whether the other text lacks them


class Ids(BaseModel):
    ids: list[Id] = Field(max_length=3 * MOST_QUOTES)


class QuoteShown(BaseModel):
    """A quote as the page shows it."""

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


@router.post("/briefing/quotes")
def check_quotes(request: Request, library: LibraryDep, asked: Ids) -> list[QuoteShown]:
    """What became of each citation."""
    generation, origin = library.generation, origin_of(request)
    return [_shown(check_quote(generation, one), origin) for one in dict.fromkeys(asked.ids)]


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


def _shown(checked: Checked, origin: str) -> QuoteShown:
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
        old, new = compare_words(shown(cited.quote), shown(checked.now.quote))
        answer.words, answer.now = _runs(old), _runs(new)
    answer.gap = gap_after(part_of(cited))
    answer.about = " · ".join(part for part in (info.subject, info.kind, long_date(info)) if part)
    answer.href = answer.href or (_address(cited) if checked.state == "here" else "")
    answer.link = f"{origin}{cited.url}"
    for style in get_args(House):
        written = write_in_house(cited, style)
        answer.cited[style] = (written.before, written.title, written.after)
    return answer


def _runs(runs: Sequence[Run]) -> Runs:
    return [(run.text, run.matched) for run in runs]


def _address(citation: Citation) -> str:
    return words_address(citation.report, citation.page, citation.start, citation.end)
