"""The feeds: of any question, by its address, and of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Request, Response

from api.dependencies import LibraryDep
from api.etags import digest, edition_of, tag
from api.news.arrivals import MOST, Arrival, added_at, find_arrivals, find_evidence
from api.news.atom import MEDIA_TYPE, Entry, Feed, write_feed
from api.pages.page_question import FIRST_MORE, Asking, asking_of
from api.problems import BadField, NotModified
from api.rendering.citation_styles import YEAR, gap_after, write_line
from api.rendering.templates import origin_of
from api.rendering.words import shown, year_of
from api.shapes.questions import MAX_QUESTION
from search.answers.days import long_date
from search.results import Statement
from search.storage.contract import Generation

router = APIRouter(include_in_schema=False)

QUESTION_FEED = "/feeds/question"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@router.get(QUESTION_FEED)
def question(request: Request, library: LibraryDep) -> Response:
    """An entry for each version of a report that says something on the question in the address."""
    asking = replace(asking_of(request), more=FIRST_MORE)
    if not asking.question or len(asking.question) > MAX_QUESTION:
        raise BadField("q", f"Give a question of up to {MAX_QUESTION:,} characters as q.")
    headers = _headers(request, library.generation, asking)
    arrivals = find_evidence(library, asking)
    feed = _feed(request, asking, asking.address(), asking.question, arrivals)
    return Response(write_feed(feed), media_type=MEDIA_TYPE, headers=headers)


@router.get("/feeds/library")
def reports(request: Request, library: LibraryDep) -> Response:
    """An entry for each version of a report, of those that the address lets through."""
    asking = replace(asking_of(request), question="", before="", more=FIRST_MORE)
    generation = library.generation
    headers = _headers(request, generation, asking)
    arrivals = find_arrivals(generation, asking.filters(generation))[:MOST]
    feed = _feed(request, asking, "/library", "New reports", arrivals)
    return Response(write_feed(feed), media_type=MEDIA_TYPE, headers=headers)


def _headers(request: Request, generation: Generation, asking: Asking) -> dict[str, str]:
    """Raises NotModified for a reader that holds the feed already."""
    last = max((added_at(holding) for holding in generation.holdings), default=BEGINNING)
    response = Response(headers={"Last-Modified": format_datetime(last.astimezone(UTC), True)})
    edition = f"{edition_of(generation)} {origin_of(request)} {asking.query}"
    tag(request, response, f'W/"{digest(edition)}"')
    headers = {name: response.headers[name] for name in ("Last-Modified", "ETag", "Cache-Control")}
    if "if-none-match" not in request.headers and _since(request) >= last:
        raise NotModified(headers)
    return headers


def _since(request: Request) -> datetime:
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):
        return BEGINNING
    return since if since.tzinfo else since.replace(tzinfo=UTC)


def _feed(
    request: Request, asking: Asking, page: str, title: str, arrivals: Sequence[Arrival]
) -> Feed:
    origin, path = origin_of(request), request.url.path
    named = f"{path}?{asking.query}"
    return Feed(
        id=uuid5(NAMESPACE_URL, f"pincite:{named}").urn,
        title=f"{title} – Pincite",
        address=f"{origin}{asking.address(path)}",
        href=f"{origin}{page}",
        updated=max((arrival.at for arrival in arrivals), default=BEGINNING),
        entries=[entry_of(arrival, origin, named) for arrival in arrivals],
    )


def entry_of(arrival: Arrival, origin: str, asked: str) -> Entry:
    """The quotes and their links, or what report it is where nothing is quoted."""
    info = arrival.holding.info
    year = year_of(info)
    title = info.title if not year or YEAR.search(info.title) else f"{info.title} ({year})"
    about = [info.subject, info.kind, info.publisher, long_date(info)]
    lines = [f"<p>{escape(' · '.join(part for part in about if part))}</p>"]
    lines += [_quoted(statement, origin) for statement in arrival.quotes]
    first = arrival.quotes[0].citations[0].url if arrival.quotes else f"/reports/{info.id}"
    return Entry(
        id=arrival.id(asked),
        title=f"Revised: {title}" if arrival.revised else title,
        updated=arrival.at,
        href=f"{origin}{first}",
        html="\n".join(lines),
        terms=[term for term in (info.subject, info.kind) if term],
    )


def _quoted(statement: Statement, origin: str) -> str:
    href = escape(f"{origin}{statement.citations[0].url}")
    words = [f"{shown(lead.quote)}{gap_after(lead.part)}" for lead in statement.leads]
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in [*words, shown(statement.text)])
    line = escape(write_line(statement.citations[0]))
    return f'<blockquote cite="{href}">{paragraphs}</blockquote><p><a href="{href}">{line}</a></p>'
