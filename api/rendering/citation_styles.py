"""A citation as others write it: W3C Web Annotation, CSL-JSON, a formatted line, Markdown."""

from __future__ import annotations

import re
from typing import TypeAlias

from ingest.report import Report
from search.results import Citation

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
QUESTION = re.compile(r"(?:question\s+)?(\d{1,2})[.:)]?\s.*\?$", re.IGNORECASE | re.DOTALL)
AROUND = 64  # characters before and after a quote that tell it from its likes
Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"


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
        "target": {
            "source": f"{base_url}v1/reports/{info.id}/file",
            "selector": selectors,
        },
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
        day = info.published
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if citation.page is not None:
        item["page"] = citation.page.label or str(citation.page.number)
    return [item]


def write_line(citation: Citation) -> str:
    """ "HMICFRS, Hertfordshire PEEL 2018, Effectiveness, question 3": who, what, when, where."""
    info = citation.report
    year = str(info.published.year) if info.published else ""
    if YEAR.search(info.title):  # it says of itself which one it is
        year = ""
    parts = [info.publisher, info.title.replace(": ", ", "), year, _pinpoint(citation)]
    return ", ".join(" ".join(part.split()) for part in parts if part)


def write_markdown(citation: Citation, base_url: str) -> str:
    """The quote as a block, and under it the formatted line that links to the words."""
    quote = "\n".join(f"> {_plain(line)}" for line in citation.quote.splitlines() if line.strip())
    return f"{quote}\n>\n> — [{_plain(write_line(citation))}]({base_url}c/{citation.id})\n"


def _pinpoint(citation: Citation) -> str:
    page = citation.page
    where = [f"page {page.label or page.number}"] if page is not None else []
    return ", ".join([*_headings(citation), *where])


def _headings(citation: Citation) -> list[str]:
    """The number of the question it answers, or the inner two headings, but not the title again."""
    headings = [part for part in citation.section if part not in citation.report.title]
    for i, part in enumerate(headings):
        if numbered := QUESTION.match(part):
            return [f"question {numbered[1]}", *headings[i + 1 :][-1:]]
    return headings[-2:]


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, HTML in it too."""
    return re.sub(r"([\\`*_{}\[\]<>#|!&~])", r"\\\1", text)
