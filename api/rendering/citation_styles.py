"""A citation in every style: for programs, for papers, for documents, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from api.rendering.words import escape_markdown, iso_date, shown, year_of
from ingest.report import Report
from search.answers.days import long_date
from search.results import Citation, Part

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
QUESTION = re.compile(r"(?:question\s+)?(\d{1,2})[.:)]?\s.*\?$", re.IGNORECASE | re.DOTALL)
AROUND = 64  # characters before and after a quote that tell it from its likes
Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"
House = Literal["line", "oscola", "numbered"]  # how the citations of a whole document are written


@dataclass(frozen=True, slots=True)
class HouseCitation:
    """A citation in a house's style: its title is set apart, and may be a link."""

    before: str
    title: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.title}{self.after}"


def write_annotation(citation: Citation, report: Report, base_url: str) -> dict[str, Json]:
    """A W3C Web Annotation: https://www.w3.org/TR/annotation-model/

    The selectors say the same three ways: by the words and those around them, by their place
    in the text that `/v1/reports/{id}/text` returns, and by the page of the file.
    """
    start, end = citation.start, citation.end
    quote: dict[str, Json] = {
        "type": "TextQuoteSelector",
        "exact": citation.quote,
        "prefix": report.text[max(0, start - AROUND) : start],
        "suffix": report.text[end : end + AROUND],
    }
    selectors: list[Json] = [quote, {"type": "TextPositionSelector", "start": start, "end": end}]
    if citation.page is not None:
        selectors.append(
            {
                "type": "FragmentSelector",
                "conformsTo": "http://tools.ietf.org/rfc/rfc3778",
                "value": f"page={citation.page.number}",
            }
        )
    info = citation.report
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{base_url}v1/citations/{citation.id}?format=annotation",
        "type": "Annotation",
        "motivation": "identifying",
        "target": {"source": f"{base_url}v1/reports/{info.id}/file", "selector": selectors},
    }


def write_csl(citation: Citation, base_url: str) -> list[dict[str, Json]]:
    """One item of CSL-JSON: https://github.com/citation-style-language/schema"""
    info = citation.report
    item: dict[str, Json] = {
        "id": citation.id,
        "type": "report",
        "title": info.title,
        "URL": f"{base_url}c/{citation.id}",
        "genre": info.kind,
        "section": ", ".join(_headings(citation)),
        "keyword": info.subject,
        "note": citation.quote,
    }
    item = {name: value for name, value in item.items() if value}
    if info.publisher:
        item["publisher"] = info.publisher
        item["author"] = [{"literal": info.publisher}]
    if info.published:
        item["issued"] = {"date-parts": [[int(part) for part in iso_date(info).split("-")]]}
    if citation.page is not None:
        item["page"] = citation.page.label or str(citation.page.number)
    return [item]


def write_line(citation: Citation) -> str:
    """ "HMICFRS, Hertfordshire PEEL 2018, Effectiveness, question 3": who, what, when, where."""
    info = citation.report
    dated = YEAR.search(info.title)  # it says of itself which one it is
    title = info.title.replace(": ", ", ")
    year = "" if dated else year_of(info)
    parts = [info.publisher, title, year, *_headings(citation), _page(citation)]
    return _join(" ".join(part.split()) for part in parts)


def write_in_house(citation: Citation, style: House) -> HouseCitation:
    """The citation as documents of one house have it.

    line: HMICFRS, Hertfordshire PEEL 2018, Effectiveness, page 4
    oscola: HMICFRS, Hertfordshire PEEL 2018 (12 March 2019) 4
    numbered: HMICFRS. Hertfordshire PEEL 2018. 12 March 2019. Effectiveness, page 4.

    The second follows https://www.law.ox.ac.uk/oscola, which names a page by its bare number.
    """
    info, title = citation.report, " ".join(citation.report.title.split())
    headings, day = _headings(citation), long_date(citation.report)
    if style == "oscola":
        place = citation.page.label or str(citation.page.number) if citation.page else ""
        if not place and headings:
            place = f"‘{headings[-1]}’"
        after = "".join(f" {part}" for part in (f"({day})" if day else "", place) if part)
        return HouseCitation(f"{info.publisher}, " if info.publisher else "", title, after)
    if style == "numbered":
        place = _join([*headings, _page(citation)])
        after = "".join(f" {_ended(part)}" for part in (day, place) if part)
        before = f"{info.publisher}. " if info.publisher else ""
        return HouseCitation(before, _ended(title), after)
    return HouseCitation(*write_line(citation).partition(title.replace(": ", ", ")))


def write_markdown(citation: Citation, base_url: str) -> str:
    """The quote as a block, and under it the formatted line that links to the words."""
    lines = [line for line in citation.quote.splitlines() if line.strip()]
    quote = "\n".join(f"> {escape_markdown(line)}" for line in lines)
    line = escape_markdown(write_line(citation))
    return f"{quote}\n>\n> — [{line}]({base_url}c/{citation.id})\n"


def write_reference(citation: Citation, leads: Sequence[Citation] = ()) -> str:
    """The quote, then its title, date, section and page: as one would write it in a paper.

    What it leans on stands before it as a quote of its own.
    """
    info = citation.report
    section = citation.section[-1] if citation.section else ""
    named = f"section “{section}”" if section and section != info.title else ""
    place = _join([info.publisher, info.title, long_date(info), named, _page(citation)])
    quotes = [f"“{shown(lead.quote)}”{gap_after(lead.part)}" for lead in leads]
    return " ".join([*quotes, f"“{shown(citation.quote)}”", f"{place}."])


def gap_after(part: Part) -> str:
    """What shows that a list may have other items between its stem and the one that is quoted."""
    return " …" if part == "stem" else ""


def write_linked_quote(citation: Citation, origin: str, leads: Sequence[Citation] = ()) -> str:
    """Markdown of the quote on one line, and under it the report's title that links to it.

    What it leans on stands before it as a paragraph of its own.
    """
    info = citation.report
    title = escape_markdown(info.title) + (f" ({year_of(info)})" if info.published else "")
    place = _join([title, _page(citation)])
    opening = "".join(
        f"> {escape_markdown(shown(lead.quote))}{gap_after(lead.part)}\n>\n" for lead in leads
    )
    quote = escape_markdown(shown(citation.quote))
    return f"{opening}> {quote}\n>\n> [{place}]({origin}{citation.url})"


def write_after_title(citation: Citation) -> str:
    """Whom a report is about, when and where: what follows its title in a document."""
    info = citation.report
    parts = [info.subject, long_date(info), *citation.section[-1:], _page(citation)]
    return "".join(f", {part}" for part in parts if part) + "."


def write_place(citation: Citation) -> str:
    """Where the words stand, down to the file, for a terminal."""
    info = citation.report
    year = "" if year_of(info) in info.title else year_of(info)
    parts = [info.title, year, " > ".join(_headings(citation)), _page(citation), info.source]
    return _join(" ".join(part.split()) for part in parts)


def _headings(citation: Citation) -> list[str]:
    """The number of the question it answers, or the inner two headings, but not the title again."""
    headings = [part for part in citation.section if part not in citation.report.title]
    for i, part in enumerate(headings):
        if numbered := QUESTION.match(part):
            return [f"question {numbered[1]}", *headings[i + 1 :][-1:]]
    return headings[-2:]


def _page(citation: Citation) -> str:
    page = citation.page
    return f"page {page.label or page.number}" if page else ""


def _join(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
