"""What a web page says of itself: title, description, dates, address, site."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

from ingest.dates import find_day
from ingest.html.markup import Element

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

NAMES = {
    "title": "og:title dcterms.title dc.title citation_title twitter:title",
    "description": "description og:description dcterms.description dc.description",
    "published": "article:published_time govuk:first-published-at dcterms.issued dcterms.created "
    "dc.date.issued dc.date.created dc.date.published egms.date.issued datepublished "
    "citation_publication_date parsely-pub-date sailthru.date date dc.date dcterms.date pubdate",
    "modified": "article:modified_time govuk:public-updated-at govuk:updated-at dcterms.modified "
    "dc.date.modified egms.date.modified og:updated_time last-modified datemodified",
    "site": "og:site_name application-name dcterms.publisher dc.publisher",
    "author": "author dcterms.creator dc.creator article:author",
    "url": "og:url",
}
LINKED_DATA = {
    "datePublished": "published",
    "dateModified": "modified",
    "headline": "title",
    "name": "title",
    "description": "description",
}
STATED = re.compile(
    r"\b(?P<what>(?:last |page )?(?:updated|modified|reviewed)"
    r"|(?:first |date |report )?published|posted|publication date)"
    r"(?: on)?\s*:?\s*$",
    re.I,
)
POPUP = re.compile(r"(?:^|[-_\s])(?:modal|popup|lightbox|cookies?)(?:$|[-_\s])", re.I)
MARKED = re.compile(r"^(?:schema:)?date(?:Published|Modified)$")
WRAPPED = re.compile(r"(?://|/\*)?\s{0,9}(?:<!\[CDATA\[|\]\]>|<!--|-->)\s{0,9}(?:\*/)?")
MAX_DATE = 100  # characters of a date, or of the words that say what it is
MAX_ITEMS = 20  # elements and texts in a date
MAX_LINKED_DATA = 2_000_000  # characters; a page about itself needs a few thousand


def read_properties(page: Element, url: str | None = None) -> dict[str, str]:
    """What there is of "title", "description", "published", "modified", "site", "author", "url".

    Dates are as in 2023-07-03; "shown" is the title of the browser's tab.
    """
    meta: dict[str, str] = {}
    properties: dict[str, str] = {}
    times: list[tuple[Element, list[Element | str]]] = []  # and what is just before them
    for element in page.walk():
        if element.tag == "meta":
            name = (
                element.get("name") or element.get("property") or element.get("itemprop")
            ).lower()
            name = name.replace(":", ".") if name.startswith("dc") else name
            meta.setdefault(name, _folded(element.get("content")))
        elif MARKED.search(itemprop := element.get("itemprop") or element.get("property")):
            meta.setdefault(itemprop.rpartition(":")[2].lower(), _folded(element.get("content")))
        elif element.tag == "title" and "shown" not in properties and not _in_drawing(element):
            properties["shown"] = _folded(element.text())
        elif element.tag == "link" and "canonical" in element.get("rel").lower().split():
            properties.setdefault("url", element.get("href").strip())
        elif element.tag == "html" and element.get("lang"):
            properties.setdefault("language", element.get("lang"))
        elif element.tag == "script" and "ld+json" in element.get("type"):
            for key, value in _linked_data(element.text()):
                properties.setdefault(key, value)
        for at, inner in enumerate(element.content):
            if isinstance(inner, Element) and inner.tag == "time" and inner.letters <= MAX_DATE:
                times.append((inner, _just_before(element, at)))
    for key, names in NAMES.items():
        value = next((meta[name] for name in names.split() if meta.get(name)), "")
        if value:
            properties.setdefault(key, value)
    if url:
        properties["url"] = url
    for key in ("published", "modified"):
        if key in properties:
            day = find_day(properties[key])
            properties[key] = day.isoformat() if day else ""
    for time, before in times:
        _read_time(time, before, properties)
    return {key: value for key, value in properties.items() if value}


def find_heading(page: Element) -> Element | None:
    """The first h1 that the page shows; of a notice laid over it, "We use cookies", only at need."""
    headings = [e for e in page.walk() if e.tag == "h1" and e.letters and not _is_apart(e)]
    return next((e for e in headings if not _is_in_popup(e, page)), next(iter(headings), None))


def _is_apart(heading: Element) -> bool:
    return any(
        each.tag in ("dialog", "template", "noscript")
        or each.get("role").lower() in ("dialog", "alertdialog")
        or each.get("aria-modal") == "true"
        for each in [heading, *islice(heading.ancestors(), MAX_ITEMS)]
    )


def _is_in_popup(heading: Element, page: Element) -> bool:
    return any(
        POPUP.search(f"{outer.get('class')} {outer.get('id')}") and outer.letters * 2 < page.letters
        for outer in islice(heading.ancestors(), MAX_ITEMS)
    )


def _in_drawing(title: Element) -> bool:
    return any(outer.tag == "svg" for outer in islice(title.ancestors(), MAX_ITEMS))


def _read_time(time: Element, before: list[Element | str], properties: dict[str, str]) -> None:
    day = find_day(time.get("datetime")) or find_day(time.text(MAX_ITEMS))
    if day is None:
        return
    texts = [item if isinstance(item, str) else item.text(MAX_ITEMS) for item in before]
    stated = STATED.search(_folded("".join(texts)))
    what = (stated["what"] if stated else f"{time.get('itemprop')} {time.get('class')}").lower()
    # What was never changed is marked as published and updated at once.
    if re.search("publi|posted", what) or "pubdate" in time.attributes:
        properties.setdefault("published", day.isoformat())
    elif re.search("updat|modif|review", what):
        properties.setdefault("modified", day.isoformat())


def _just_before(element: Element, at: int) -> list[Element | str]:
    """What stands before a place in an element; before the element itself where nothing does."""
    for _ in range(2):
        nearby = element.content[max(0, at - 3) : at]
        if any(isinstance(item, Element) or item.strip() for item in nearby):
            return [item for item in nearby if _is_short(item)]
        if element.tag not in ("dd", "td", "span", "div", "p") or element.parent is None:
            break
        element, at = element.parent, element.place
    return []


def _linked_data(script: str) -> Iterator[tuple[str, str]]:
    if len(script) > MAX_LINKED_DATA:
        return
    script = WRAPPED.sub("", script).strip().rstrip(";")
    try:
        data: Json = json.loads(script, strict=False)  # line breaks in what they say are theirs
    except (ValueError, RecursionError):
        return  # what a page says of itself is a help, not a need
    stack = [data]
    while stack:
        item = stack.pop(0) if len(stack) < 100 else stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, dict):
            of_page = re.search("Page|Article|Report", str(item.get("@type", ""))) is not None
            for key, name in LINKED_DATA.items():
                value = item.get(key)
                if of_page and isinstance(value, str):
                    yield name, _folded(value)
            stack.extend(value for value in item.values() if isinstance(value, (dict, list)))


def _is_short(item: Element | str) -> bool:
    return (len(item) if isinstance(item, str) else item.letters) <= MAX_DATE


def _folded(text: str) -> str:
    folded = " ".join(text.split())
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)
