"""A web page as a report's text: its main content as lines, its headings as sections.

Menus, cookie banners, contents lists, share buttons and footers are left out.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from ingest.extract import Extract
from ingest.html.elements import (
    enclosing_table,
    find_anchors,
    find_layout_tables,
    heading_level,
    is_badge,
    is_bold_line,
    is_menu_cell,
)
from ingest.html.formulas import formula_text
from ingest.html.furniture import content_roots, is_furniture, opens_panel, trim_furniture
from ingest.html.lines import Line, LineWriter
from ingest.html.markup import Element, parse_html
from ingest.html.metadata import read_properties
from ingest.html.not_a_report import refuse_no_report
from ingest.html.notes import Notes
from ingest.html.raised import LOWER, LOWERED, RAISE, RAISED
from ingest.html.unseen import UNSEEN, cut_unseen, note_mark
from ingest.report import Section

PANEL_HEADS = frozenset(["button", "summary"])
SUBHEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6"])
SKIPPED = frozenset(
    (
        "head script style template noscript svg canvas iframe object embed applet audio "
        "video map select option datalist textarea input progress meter noembed noframes nav "
        "dialog"
    ).split()
)
MAX_SPAN = 500  # columns or rows of one cell
RAISING = {"sup": (RAISE, RAISED), "sub": (LOWER, LOWERED)}
INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark "
        "nobr q s samp small span strike strong sub sup time tt u var wbr ruby rt rp output "
        "button"
    ).split()
)


def read_html(data: bytes, url: str | None = None) -> Extract:
    """The page's own words and its headings; raises NotAReport where it has no report in it."""
    page = parse_html(data)
    properties = read_properties(page, url)
    cut_unseen(page)
    left_out: Counter[str] = Counter()
    roots = content_roots(page)
    lines = trim_furniture([line for root in roots for line in _lines(root, page, left_out)])
    refuse_no_report(page, properties, lines)
    text, sections = _assemble(lines)
    boxes = np.zeros((0, 7), np.int32)
    return Extract(text, (), sections, boxes, properties, left_out=dict(+left_out))


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
            ends |= dict.fromkeys(range(line.level, 7), start)
    return text, tuple(reversed(sections))


def _lines(root: Element, page: Element, left_out: Counter[str]) -> list[Line]:
    writer = LineWriter()
    layout, anchors = find_layout_tables(root), find_anchors(root)
    prose = root.letters - root.linked
    plain = not any(element.tag in SUBHEADINGS for element in root.walk())
    # An element to open, one to close (with what it was), or text.
    notes = Notes(page)
    stack: list[Element | str | tuple[Element, str]] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            writer.add(item)
        elif isinstance(item, tuple):
            _close(writer, *item)
        elif item.tag == UNSEEN:
            note_mark(item, left_out)
        elif item.tag == "math":
            writer.add(formula_text(item))
        elif (
            item.tag in SKIPPED
            or (item.tag == "sup" and notes.has_note(item))
            or is_furniture(item, prose)
            or is_menu_cell(item, layout)
        ):
            continue
        else:
            role = _open(writer, item, layout, anchors, plain=plain)
            stack.append((item, role))
            stack.extend(reversed(item.content))
    writer.end_line()
    return writer.lines


def _open(
    writer: LineWriter,
    element: Element,
    layout: set[Element],
    anchors: dict[Element, str],
    *,
    plain: bool,
) -> str:
    """Begins an element; comes back with what it was taken for.

    On a plain page, one without headings of its own, bold paragraphs are its headings.
    """
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
    level = heading_level(element) or (2 if plain and is_bold_line(element) else 0)
    if writer.heading is None and tag in PANEL_HEADS and opens_panel(element):
        level = writer.open_panel()
    elif level:
        writer.pass_heading(level)
    if level:
        writer.end_line()
        writer.heading = (level, anchors.get(element) or element.get("id") or None)
        return "heading"
    if tag in RAISING:
        writer.add(RAISING[tag][0])
        return tag
    if tag in INLINE:
        if not writer.in_badge and is_badge(element):
            writer.end_line()
            writer.in_badge = True
            return "badge"
        return "inline"
    if tag == "tr" and enclosing_table(element) not in layout:
        writer.end_line()
        writer.cells.append([])
        return "row"
    if tag in ("td", "th") and writer.cells:
        writer.open_cell(_span(element, "colspan"), _span(element, "rowspan"))
        return "cell"
    if tag == "table" and element not in layout:
        writer.end_line()
        writer.open_table()
        return "table"
    writer.end_line()
    if tag == "li":
        writer.items.append(False)
        return "item"
    if tag in ("dt", "dd"):
        writer.kind = "term" if tag == "dt" else "definition"
        return "term"
    return "block"


def _span(cell: Element, name: str) -> int:
    said = cell.get(name).strip()
    if not said.isdecimal():
        return 1
    # As many rows as there are where it says 0.
    return min(int(said[:6]), MAX_SPAN) or (MAX_SPAN if name == "rowspan" else 1)


def _close(writer: LineWriter, element: Element, role: str) -> None:
    if role == "link":
        writer.in_link -= 1
    if role in RAISING:
        writer.add(RAISING[role][1])
    if role in ("inline", "link", *RAISING):
        return
    if role == "row":
        writer.end_row()
        return
    writer.end_line()
    if role == "table":
        writer.close_table()
    elif role == "heading":
        writer.heading = None
    elif role == "badge":
        writer.in_badge = False
    elif role == "item":
        writer.items.pop()
    elif role == "term":
        writer.kind = ""
