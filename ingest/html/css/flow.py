"""How styles and roles lay an element out where that changes what its words are.

Noted on the element, under names after a space: in a line or a block, with its own line breaks,
raised or lowered; rows and cells that are no table's by their tags become those.
"""

from __future__ import annotations

from ingest.html.css.boxes import pixels
from ingest.html.css.sheets import Declared
from ingest.html.markup import Element

KEPT = ("display", "white-space", "vertical-align")
ROWS = {
    "row": "tr", "cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th",
    "table-row": "tr", "table-cell": "td",
}  # fmt: skip
PLAIN = frozenset(["div", "span", "ul", "li", "p"])
SIDES = {"left": 3, "right": 1}  # and which of four margins is theirs
LEAST_APART = 3  # pixels, about a space
MAX_RAISED = 12  # letters
MAX_ROW, MAX_CELL = 2_000, 300  # letters; what has more only stands beside something


def note_flow(element: Element, style: Declared) -> None:
    for name in KEPT:
        if name in style:
            element.attributes[f" {name}"] = style[name]
    for side in SIDES:
        if _margin(style, side) >= LEAST_APART:
            element.attributes[f" apart-{side}"] = ""
    if 0 < element.letters <= MAX_RAISED and (raised := _raised(style)):
        element.attributes[" vertical-align"] = raised
    tag = ROWS.get(element.get("role")) or ROWS.get(style.get("display", ""))
    if tag and element.tag in PLAIN and element.letters <= (MAX_ROW if tag == "tr" else MAX_CELL):
        element.tag = tag


def _margin(style: Declared, side: str) -> float:
    sides = style.get("margin", "").split() or [""]
    theirs = sides[SIDES[side]] if len(sides) == 4 else sides[:2][-1]
    return pixels(style.get(f"margin-{side}", theirs)) or 0.0


def _raised(style: Declared) -> str:
    """ "super" or "sub" for small letters that are moved off their line; "" for others."""
    if style.get("font-variant-position") in ("super", "sub"):
        return style["font-variant-position"]
    if "font-size" not in style:
        return ""
    align = style.get("vertical-align", "")
    up = pixels(align) or 0.0
    if align in ("top", "text-top"):
        return "super"
    if style.get("position") == "relative":
        up += (pixels(style.get("bottom", "")) or 0) - (pixels(style.get("top", "")) or 0)
    return "super" if up > 0 else "sub" if up < 0 else ""
