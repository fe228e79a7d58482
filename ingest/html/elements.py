"""What elements of a page are beyond their tags: badges, tables that only place things, anchors."""

from __future__ import annotations

import re
from itertools import islice

from ingest.html.markup import Element

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BADGE = re.compile(r"\b(grade|badge|rating|judge?ment|outcome|pill|tag)\b", re.I)
BADGED = frozenset(["div", "section", "header", "article", "button", "summary"])
MAX_HEADING = 50  # elements in a heading that are looked at for an id
BOLD = frozenset(["b", "strong"])
MAX_WRAPPED = 4  # elements between a paragraph and the bold type in it
MAX_BOLD = 120  # letters of a bold line that is a heading
MAX_BADGE = 60  # characters: "Requires improvement to be good" and a label before it


def heading_level(element: Element) -> int:
    """1 is outermost; 0 for what is no heading."""
    if element.tag in HEADINGS:
        return HEADINGS[element.tag]
    if element.get("role") != "heading":
        return 0
    level = element.get("aria-level")
    return min(max(int(level), 1), 6) if level.isdecimal() else 2


def is_bold_line(element: Element) -> bool:
    """Whether it is a short paragraph that is bold from end to end, and no sentence."""
    if element.tag not in ("p", "div") or not 3 <= element.letters <= MAX_BOLD:
        return False
    inner: Element | None = element
    for _ in range(MAX_WRAPPED):
        if inner is None or inner.tag in BOLD:
            break
        inner = next((c for c in inner.content[:MAX_WRAPPED] if isinstance(c, Element)), None)
    if inner is None or inner.tag not in BOLD or inner.letters < element.letters:
        return False
    text = element.text(MAX_HEADING).strip()
    return text[:1].isupper() and text[-1] not in ".;:,!"


def is_badge(element: Element) -> bool:
    """Whether it is a grade set beside text or in a heading, not one in a sentence."""
    if not 0 < element.letters <= MAX_BADGE or not BADGE.search(element.get("class")):
        return False
    parent = element.parent
    if parent is None or parent.letters == element.letters:
        return False
    return parent.tag in HEADINGS or parent.tag in BADGED


def find_anchors(root: Element) -> dict[Element, str]:
    """Each heading's id, or that of the innermost element around it whose first heading it is."""
    anchors: dict[Element, str] = {}
    headed: set[Element] = set()  # elements in which there has been a heading
    for heading in root.walk():
        if heading.tag not in HEADINGS:
            continue
        inside = (
            inner.get("id") or (inner.tag == "a" and inner.get("name"))
            for inner in islice(heading.walk(), MAX_HEADING)
        )
        anchor = next((name for name in inside if name), "")
        outer = heading.parent
        while outer is not None and outer.tag != "body" and outer not in headed:
            headed.add(outer)
            anchor = anchor or outer.get("id")
            outer = outer.parent
        if anchor:
            anchors[heading] = anchor
    return anchors


def find_layout_tables(root: Element) -> set[Element]:
    """Tables around other tables or headings, or with prose in their cells: they only place it."""
    layout: set[Element] = set()
    for element in root.walk():
        if element.tag == "table" and element.get("role") in ("presentation", "none"):
            layout.add(element)
        if element.tag == "table" or element.tag in HEADINGS or _is_prose_cell(element):
            table = element.parent and enclosing_table(element.parent)
            if table is not None:
                layout.add(table)
    return layout


def _is_prose_cell(element: Element) -> bool:
    return element.tag == "td" and element.paragraphs > 2 and element.letters > 500


def enclosing_table(element: Element) -> Element | None:
    """The table that an element is in, where it is as near as a row or a cell is."""
    near: Element | None = element
    for _ in range(4):
        if near is None or near.tag == "table":
            return near
        near = near.parent
    return None


def is_menu_cell(element: Element, layout: set[Element]) -> bool:
    if element.tag != "td" or element.linked < 0.8 * element.letters or not element.letters:
        return False
    return enclosing_table(element) in layout
