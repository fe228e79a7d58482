"""How a page leaves the server: its template, and the addresses that it links to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from api.rendering.citation_styles import gap_after, write_linked_quote, write_reference
from api.rendering.words import capital, shown, year_of
from ingest.report import ReportInfo
from search.answers.days import long_date, write_day
from search.results import PagePlace

WEB = Path(__file__).resolve().parents[2] / "web"

OF_THE_READER = ("reader", "readable", "collection", "may_add")  # none before who asks is known
OWN_LINK = re.compile(
    r'\b(?:href|(?:form)?action|src|data-matrix|data-paragraph|data-copy-file)="'
    r"(?=/(static/|in/|sign-)?)"  # these are of the server, the others of a collection
)

templates = Jinja2Templates(WEB / "templates")
templates.env.trim_blocks = True
templates.env.lstrip_blocks = True


def render(
    request: Request, template: str, values: Mapping[str, object], status: int = 200
) -> HTMLResponse:
    """The page, told of its own address: `origin` leads every link that goes out with a copy."""
    root, base = root_of(request), str(getattr(request.state, "base", ""))
    page_values = {
        **request.app.state.every_page,
        **values,
        "root": root,
        **{name: getattr(request.state, name, None) for name in OF_THE_READER},
        "origin": origin_of(request),
        "today": write_day(date.today()),
    }
    page = templates.TemplateResponse(request, template, page_values, status_code=status)
    if not root:
        return page

    def led(link: re.Match[str]) -> str:
        return link[0] + (base if link[1] else root)

    # Words of reports cannot look like a link: their quotation marks are escaped.
    return HTMLResponse(OWN_LINK.sub(led, bytes(page.body).decode()), status)


def root_of(request: Request) -> str:
    """What the addresses of a request's collection begin with, below the server's name."""
    return str(request.scope.get("app_root_path", ""))


def origin_of(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def address(path: str, **values: str | int | list[str] | None) -> str:
    """A path with a query; what is empty is left out."""
    pairs = [(key, value) for key, value in values.items() if value not in ("", None, [])]
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def words_address(
    info: ReportInfo, page: PagePlace | None, start: int, end: int, asked: str = ""
) -> str:
    """Where a reader sees text[start:end]: on the printed page, or in the text of a web page.

    `asked` is the query of the answer that they stand in, so that its next quote is at hand.
    """
    path = f"/reports/{quote(info.id)}"
    place = f"start={start}&end={end}" + (f"&{asked}" if asked else "")
    if page is not None:
        return f"{path}/pages/{page.number}?{place}#page-{page.number}"
    return f"{path}?{place}#mark"


templates.env.filters |= {
    "shown": shown, "year": year_of, "long_date": long_date, "capital": capital,
}  # fmt: skip
templates.env.globals |= {
    "address": address, "cite": write_reference, "cite_markdown": write_linked_quote,
    "gap_after": gap_after,
}  # fmt: skip
