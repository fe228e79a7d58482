"""A web page as a report's text: its main content as lines, its headings as sections.

Menus, cookie banners, contents lists, share buttons and footers are left out.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from ingest.extract import Extract
from ingest.html.archive import page_in
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
from ingest.html.hidden_words import UNSEEN, cut_unseen, note_mark, words_in
from ingest.html.lines import Line, LineWriter
from ingest.html.markup import Element, parse_html
from ingest.html.metadata import find_heading, read_properties
from ingest.html.not_a_report import refuse_no_report
from ingest.html.notes import Notes
from ingest.html.pictures import words_of_picture
from ingest.html.spacing import part_words
from ingest.html.superscripts import LOWER, LOWERED, RAISE, RAISED
from ingest.report import Section

PANEL_HEADS = frozenset(["button", "summary"])
SUBHEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6"])
SKIPPED = frozenset(
    (
        "head script style template canvas object embed applet audio video map select option "
        "datalist textarea input progress meter noembed noframes nav rp xml"
    ).split()
)
MAX_SPAN = 500  # columns or rows of one cell
RAISING = {"sup": (RAISE, RAISED), "sub": (LOWER, LOWERED), "rt": ("(", ")")}
RAISED_BY = {"super": "sup", "sub": "sub"}
AFTER = {"apart": " ", "quotation": "”"}
READ_APART = frozenset(["math", "noscript", "img", "svg", "iframe"])
TYPED = frozenset(["pre", "xmp", "listing", "plaintext"])  # their line breaks count
# Classes of code that all use.
CODE = re.compile(
    r"(?:^|\s)(?:highlight|(?:source)?code|code-?block|programlisting|lang(?:uage)?-\w+)(?:$|\s)",
    re.I,
)
APART_INLINE = frozenset(["li", "dt", "dd"])  # set in a row, white is between them
BLOCKS = frozenset(["block", "flex", "grid", "list-item", "table"])
NO_SCRIPTS = "shown only where scripts do not run"
FRAMES = "in a frame that shows another page"
FOREIGN = re.compile(r"\w+:|mjx-")  # tags of word processors and of formulas stand in lines
ICONS = frozenset(["i", "span", "em", "svg"])
MAX_LABEL = 100  # elements and texts in a label of a drawing
INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark "
        "nobr q s samp small span strike strong sub sup time tt u var wbr ruby rb rt rtc "
        "output button slot picture blink font"
    ).split()
)


def read_html(data: bytes, url: str | None = None) -> Extract:
    """The page's own words and its headings; raises NotAReport where it has no report in it."""
    page = parse_html(page_in(data))
    properties = read_properties(page, url)
    cut_unseen(page)
    if heading := find_heading(page):
        words = " ".join(line.text for line in _lines(heading, page, Counter()))
        properties["heading"] = " ".join(words.split())
    left_out: Counter[str] = Counter()
    roots = content_roots(page)
    lines = trim_furniture([line for root in roots for line in _lines(root, page, left_out)])
    refuse_no_report(page, properties, lines)
    text, sections = _assemble(lines)
    boxes = np.zeros((0, 7), np.int32)
    frames = left_out.pop(FRAMES, 0)
    counts = dict(+left_out)
    if frames:  # how many words they hold is not known
        counts[f"in {frames} frames that show other pages" if frames > 1 else FRAMES] = 0
    return Extract(text, (), sections, boxes, properties, left_out=counts)


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
        elif item.tag in READ_APART or (not item.letters and _is_labelled(item)):
            inner = _read_apart(writer, item, left_out)
            if inner is not None:
                stack.append(inner)
        elif (
            item.tag in SKIPPED
            or notes.is_mark(item)
            or is_furniture(item, prose)
            or is_menu_cell(item, layout)
        ):
            continue
        else:
            role = _open(writer, item, layout, anchors, plain=plain)
            stack.append((item, role))
            content = part_words(item, INLINE)
            if item.tag == "table":  # its foot shows below, wherever it is written
                content = sorted(content, key=_is_foot)
            stack.extend(reversed(content))
    writer.end_line()
    return writer.lines


def _is_foot(item: Element | str) -> bool:
    return isinstance(item, Element) and item.tag == "tfoot"


def _is_labelled(element: Element) -> bool:
    """Whether it is an icon that says in an attribute what it stands for."""
    return element.get("role") == "img" or (
        element.tag in ICONS
        and ("aria-label" in element.attributes or "title" in element.attributes)
    )


def _read_apart(writer: LineWriter, element: Element, left_out: Counter[str]) -> Element | None:
    """Reads what is no text by itself; comes back with the page inside a frame."""
    tag = element.tag
    if tag == "math":
        writer.add(formula_text(element))
    elif tag == "noscript":
        left_out[NO_SCRIPTS] += words_in(element)
    elif tag in ("img", "svg") or tag not in READ_APART:
        writer.add(f" {words} " if (words := words_of_picture(element)) else "")
        if tag == "svg" and element.letters and not words:
            for inner in element.walk():
                if inner.tag in ("text", "foreignobject"):
                    writer.end_line()
                    writer.add(inner.text(MAX_LABEL))
                    writer.end_line()
    elif element.get("srcdoc"):
        framed = parse_html(element.get("srcdoc").encode("utf-8", "replace"))
        cut_unseen(framed)
        return framed
    elif re.match(r"(?!about:|javascript:|data:)\S", element.get("src")):
        left_out[FRAMES] += 1
    return None


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
    if writer.heading is not None and not writer.in_badge and not _is_inline(element):
        writer.add(" ")  # one heading, however it is built
        return "apart"
    level = heading_level(element) or (2 if plain and is_bold_line(element) else 0)
    if writer.heading is None and tag in PANEL_HEADS and opens_panel(element):
        level = writer.open_panel()
    elif level:
        writer.pass_heading(level)
    if level:
        writer.end_line()
        writer.heading = (level, anchors.get(element) or element.get("id") or None)
        return "heading"
    raising = RAISED_BY.get(element.get(" vertical-align"), tag)
    if raising in RAISING:
        writer.add(RAISING[raising][0])
        return raising
    if tag in APART_INLINE and element.get(" display") == "inline":
        writer.add(" ")
        return "apart"
    if tag == "q":
        writer.add("“")
        return "quotation"
    if _is_inline(element):
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
    if tag in TYPED or element.get(" white-space").startswith("pre"):
        writer.typed.append(_is_code(element) or True in writer.typed)
        return "typed"
    if tag == "li":
        writer.items.append(False)
        return "item"
    if tag in ("dt", "dd"):
        writer.kind = "term" if tag == "dt" else "definition"
        return "term"
    return "block"


def _is_code(element: Element) -> bool:
    """Whether typed text is marked as code, by what it holds or is held by."""
    around = element.parent.get("class") if element.parent else ""
    return CODE.search(f"{element.get('class')} {around}") is not None or any(
        inner.tag == "code" and inner.letters == element.letters
        for inner in element.content
        if isinstance(inner, Element)
    )


def _is_inline(element: Element) -> bool:
    display = element.get(" display")
    if element.tag in INLINE:
        return display not in BLOCKS
    if display == "inline" or FOREIGN.match(element.tag):
        return not element.paragraphs
    if "-" not in element.tag or element.paragraphs or element.parent is None:
        return False
    # An element of the page's own making stands in a sentence where words are beside it.
    content, place = element.parent.content, element.place
    around = content[max(0, place - 1) : place] + content[place + 1 : place + 2]
    return any(isinstance(item, str) and item.strip() for item in around)


def _span(cell: Element, name: str) -> int:
    value = cell.get(name).strip()
    if not value.isdecimal():
        return 1
    # As many rows as there are where it says 0.
    return min(int(value[:6]), MAX_SPAN) or (MAX_SPAN if name == "rowspan" else 1)


def _close(writer: LineWriter, element: Element, role: str) -> None:
    if role == "link":
        writer.in_link -= 1
    if role in RAISING:
        writer.add(RAISING[role][1])
    if role in AFTER:
        writer.add(AFTER[role])
    if role in ("inline", "link", *AFTER, *RAISING):
        return
    if role == "row":
        writer.end_row()
        return
    writer.end_line()
    if role == "table":
        writer.close_table()
    elif role == "heading":
        writer.heading = None
    elif role == "typed":
        writer.typed.pop()
    elif role == "badge":
        writer.in_badge = False
    elif role == "item":
        writer.items.pop()
    elif role == "term":
        writer.kind = ""
