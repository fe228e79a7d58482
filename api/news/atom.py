"""Atom feeds as XML: https://www.rfc-editor.org/rfc/rfc4287"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from api.rendering.word_files import printable

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    title: str
    updated: datetime
    href: str  # absolute
    html: str
    terms: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    id: str
    title: str
    address: str  # its own, absolute
    href: str  # of the page that it follows
    updated: datetime
    entries: Sequence[Entry]


def write_feed(feed: Feed) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated.isoformat())
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.href)
    _add(_add(root, "author"), "name", "Pincite")
    _add(root, "generator", "Pincite")
    for one in feed.entries:
        entry = _add(root, "entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", one.updated.isoformat())
        _add(entry, "link", rel="alternate", type="text/html", href=one.href)
        for term in one.terms:
            _add(entry, "category", term=term)
        _add(entry, "content", one.html, type="html")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """Escaped by lxml, which refuses what XML cannot hold."""
    clean = {key: printable(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", clean)
    element.text = printable(text) or None
    return element
