"""A web page as a report's text: its main content as lines, its headings as sections.

Menus, cookie banners, contents lists, share buttons and footers are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from ingest.body import Body
from ingest.boilerplate import content_roots, is_furniture, trim_furniture
from ingest.lines import BULLET, Line
from ingest.markup import Element, parse_html
from ingest.metadata import read_properties
from ingest.no_report import refuse_no_report
from ingest.report import Section

SKIPPED = frozenset(
    "head script style template svg math canvas iframe object embed audio video map select option datalist "
    "textarea input progress meter noembed noframes applet nav dialog".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q s samp small "
    "span strike strong sub sup time tt u var wbr ruby rt rp output button".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BADGE = re.compile(r"\b(grade|badge|rating|judge?ment|outcome|pill|tag)\b", re.I)
MAX_BADGE = 60  # characters: "Requires improvement to be good" and a label before it
NUMBER = re.compile(r"(?:question |q)?\d{1,3}(?:\.\d{1,3})*[.:)]?", re.I)


def read_html(data: bytes, url: str | None = None) -> Body:
    """The page's own words and its headings; raises NotAReport where it has no report in it."""
    page = parse_html(data)
    properties = read_properties(page, url)
    lines = trim_furniture([line for root in content_roots(page) for line in _lines(root)])
    refuse_no_report(page, properties, lines)
    text, sections = _assemble(lines)
    return Body(text, (), sections, np.zeros((0, 7), np.int32), properties)


def _assemble(lines: list[Line]) -> tuple[str, tuple[Section, ...]]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    text = "\n".join(line.text for line in lines)
    sections: list[Section] = []
    ends = {level: len(text) for level in range(1, 7)}
    for line, start in zip(reversed(lines), reversed(starts), strict=True):
        if line.level:
            sections.append(Section(line.text, line.level, start, ends[line.level], line.anchor))
            ends |= {level: start for level in range(line.level, 7)}
    return text, tuple(reversed(sections))


@dataclass(slots=True)
class _Buffer:
    pieces: list[str] = field(default_factory=list)
    links: int = 0

    def take(self) -> list[str]:
        """The lines gathered, white space folded; two line breaks part them."""
        parts = re.split(r"\v\s*\v\s*", "".join(self.pieces))
        self.pieces.clear()
        return [line for part in parts if (line := " ".join(part.split()))]


class _Writer:
    """Gathers words until a line ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.buffer = _Buffer()
        self.items: list[bool] = []  # a list item that is open, and whether its bullet is written
        self.cells: list[list[str]] = []  # the rows that are open
        self.heading: tuple[int, str | None] | None = None
        self.in_link = 0
        self.in_badge = False
        self.kind = ""

    def add(self, text: str) -> None:
        self.buffer.pieces.append(text)
        if self.in_link:
            self.buffer.links += len(text.strip())

    def end_line(self) -> None:
        written, links = self.buffer.take(), self.buffer.links
        self.buffer.links = 0
        for text in written:
            if self.cells and self.cells[-1]:
                cell = self.cells[-1][-1]
                self.cells[-1][-1] = f"{cell} {text}" if cell else text
                continue
            line = Line(text, links=min(links, len(text)), kind=self.kind)
            if self.heading is not None and not self.in_badge:
                line.level, line.anchor = self.heading
                self._take_number(line)
            elif self.items and not self.items[-1]:
                self.items[-1] = True
                line.text, line.kind = BULLET + text, "item"
            elif self.kind == "definition" and self.lines and self.lines[-1].kind == "term":
                term = self.lines.pop()
                line.text, line.kind = f"{term.text}\t{text}", "row"
            self.lines.append(line)

    def end_row(self) -> None:
        self.end_line()
        cells = self.cells.pop()
        if any(cells):
            self.lines.append(Line("\t".join(cells), kind="row"))

    def _take_number(self, heading: Line) -> None:
        """A number that a page sets beside its heading belongs to it: "2" and "How effective ..."."""
        if self.lines and self.lines[-1].kind == "" and not self.lines[-1].level:
            if NUMBER.fullmatch(self.lines[-1].text) and not self.items:
                heading.text = f"{self.lines.pop().text} {heading.text}"


def _lines(root: Element) -> list[Line]:
    writer = _Writer()
    layout, anchors = _layout_tables(root), _anchors(root)
    # An element to open, one to close (with what it was), or text.
    stack: list[Element | str | tuple[Element, str]] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            writer.add(item)
        elif isinstance(item, tuple):
            _close(writer, *item)
        elif item.tag in SKIPPED or is_furniture(item):
            continue
        else:
            role = _open(writer, item, layout, anchors)
            stack.append((item, role))
            stack.extend(reversed(item.content))
    writer.end_line()
    return writer.lines


def _open(
    writer: _Writer, element: Element, layout: set[Element], anchors: dict[Element, str]
) -> str:
    """Begins an element; comes back with what it was taken for."""
    tag = element.tag
    if tag == "br":
        writer.add("\v")
        return "inline"
    if tag == "a" and element.get("href"):
        writer.in_link += 1
        return "link"
    if writer.heading is not None and not writer.in_badge and tag not in INLINE:
        writer.add(" ")  # one heading, however it is built
        return "inline"
    if tag in HEADINGS:
        writer.end_line()
        writer.heading = (HEADINGS[tag], anchors.get(element))
        return "heading"
    if tag in INLINE:
        if not writer.in_badge and _is_badge(element):
            writer.end_line()
            writer.in_badge = True
            return "badge"
        return "inline"
    if tag == "tr" and _table(element) not in layout:
        writer.end_line()
        writer.cells.append([])
        return "row"
    if tag in ("td", "th") and writer.cells:
        writer.end_line()
        writer.cells[-1].append("")
        return "cell"
    writer.end_line()
    if tag == "li":
        writer.items.append(False)
        return "item"
    if tag in ("dt", "dd"):
        writer.kind = "term" if tag == "dt" else "definition"
        return "term"
    return "block"


def _close(writer: _Writer, element: Element, role: str) -> None:
    if role == "link":
        writer.in_link -= 1
    if role in ("inline", "link"):
        return
    if role == "row":
        writer.end_row()
        return
    writer.end_line()
    if role == "heading":
        writer.heading = None
    elif role == "badge":
        writer.in_badge = False
    elif role == "item":
        writer.items.pop()
    elif role == "term":
        writer.kind = ""


def _is_badge(element: Element) -> bool:
    """A grade set beside text or in a heading, which is a line of its own; one in a sentence is not."""
    if not 0 < element.letters <= MAX_BADGE or not BADGE.search(element.get("class")):
        return False
    parent = element.parent
    if parent is None or parent.letters == element.letters:
        return False
    return parent.tag in HEADINGS or parent.tag in ("div", "section", "header", "article")


def _anchors(root: Element) -> dict[Element, str]:
    """For each heading its id, or that of the innermost element around it whose first heading it is."""
    anchors: dict[Element, str] = {}
    headed: set[Element] = set()  # elements in which there has been a heading
    for heading in root.walk():
        if heading.tag not in HEADINGS:
            continue
        inside = (inner.get("id") or (inner.tag == "a" and inner.get("name")) for inner in heading.walk())
        anchor = next((name for name in inside if name), "")
        outer = heading.parent
        while outer is not None and outer.tag != "body" and outer not in headed:
            headed.add(outer)
            anchor = anchor or outer.get("id")
            outer = outer.parent
        if anchor:
            anchors[heading] = anchor
    return anchors


def _layout_tables(root: Element) -> set[Element]:
    """Tables that only place things: around other tables or headings, or with prose in their cells."""
    layout: set[Element] = set()
    for element in root.walk():
        if element.tag == "table" and element.get("role") in ("presentation", "none"):
            layout.add(element)
        if element.tag == "table" or element.tag in HEADINGS or _is_prose_cell(element):
            if element.parent is not None and (table := _table(element.parent)) is not None:
                layout.add(table)
    return layout


def _is_prose_cell(element: Element) -> bool:
    return element.tag == "td" and element.paragraphs > 2 and element.letters > 500


def _table(element: Element) -> Element | None:
    """The table that an element is in, where it is as near as a row or a cell is."""
    near: Element | None = element
    for _ in range(4):
        if near is None or near.tag == "table":
            return near
        near = near.parent
    return None
