"""How the words of an element look, as far as it may leave nothing of them to be seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ingest.html.css.boxes import number, pixels
from ingest.html.css.colours import Colour, is_clear, read_colour
from ingest.html.css.sheets import Declared
from ingest.html.markup import Element

TINY = "of no size"
PAPER = "in the colour of what is behind them"
HIDDEN = "hidden by the page"
NEAR = 10  # of 255 in each of three: nobody tells such colours apart


@dataclass(frozen=True, slots=True)
class Look:
    """What an element's words inherit."""

    seen: bool = True
    tiny: bool = False
    colour: Colour = None
    behind: Colour = None
    variables: Mapping[str, str] = field(default_factory=dict)  # of style sheets: "--brand"


def look_of(element: Element, style: Declared, look: Look) -> Look:
    if "visibility" in style:
        look = replace(look, seen=style["visibility"] not in ("hidden", "collapse"))
    size = style.get("font-size") or _size_in(style.get("font", ""))
    if size:
        length = pixels(size)
        # A size of nothing in em or per cent stays nothing whatever is around it.
        if length is not None and (length < 2 or not size.endswith(("em", "%")) or "rem" in size):
            look = replace(look, tiny=length < 2)
    colour = (
        style.get("-webkit-text-fill-color")
        or style.get("color")
        or element.get("color" if element.tag == "font" else "text").lower()
    )
    background = (
        " ".join(
            [style.get(name, "") for name in ("background", "background-color", "background-image")]
        ).strip()
        or element.get("bgcolor").lower()
    )
    if background and background not in ("none", "transparent", "inherit", "initial"):
        look = replace(look, behind=read_colour(background))
    elif element.get("background"):
        look = replace(look, behind=None)
    if colour and colour not in ("inherit", "currentcolor"):
        look = replace(look, colour=read_colour(colour))
        if is_clear(colour) and "text" not in style.get("background-clip", "") + style.get(
            "-webkit-background-clip", ""
        ):
            look = replace(look, colour=look.behind or (0, 0, 0), behind=look.behind or (0, 0, 0))
    if style.get("text-shadow", "none") != "none":
        look = replace(look, colour=None)
    return look


def why_unseen(look: Look) -> str:
    if not look.seen:
        return HIDDEN
    if look.tiny:
        return TINY
    if look.colour is None or look.behind is None:
        return ""
    apart = max(abs(a - b) for a, b in zip(look.colour, look.behind, strict=True))
    return PAPER if apart <= NEAR else ""


def _size_in(font: str) -> str:
    match = re.search(r"(?<![\w.])[\d.]+(?:px|pt|r?em|%)?(?=\s*/|\s)", font)
    return match[0] if match and number(re.sub(r"[a-z%]", "", match[0])) < 2 else ""
