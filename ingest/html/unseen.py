"""Words that a page holds and does not show: crossed out, hidden, in the paper's colour.

They are cut from the tree, and a mark that says why stands in their place. What a control shows
and hides, a tab, an accordion or a "read more", is shown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from ingest.html.colours import Colour, is_clear, read_colour
from ingest.html.controls import Controls
from ingest.html.markup import SILENT, Element, count_letters, subtract_letters
from ingest.html.styles import Said, Styles

UNSEEN = "unseen"  # the tag of the mark
STRUCK = "crossed out"
HIDDEN = "hidden by the page"
TINY = "of no size"
PAPER = "in the colour of what is behind them"
TWICE = "the same again for another screen"
CROSSED = frozenset(["del", "s", "strike"])
LONG_WAY = 900  # pixels: no screen is moved so far
SCREEN_READERS = re.compile(
    r"(?:^|\s|-)(?:sr-only|visually-?hidden|screen-?reader(?:-?(?:text|only))?|nonvisual"
    r"|element-invisible|a11y-hidden)(?:$|\s)",
    re.I,
)
SCREEN = re.compile(
    r"(?:^|[\s_-])(?:mobile|desktop|tablet|phone|handheld|(?:small|large|medium|wide)-?screen)"
    r"(?:$|[\s_-])|(?:^|\s)(?:d-(?:[a-z]{2}-)?(?:none|block|flex|inline)|hidden-(?:xs|sm|md|lg)"
    r"|visible-(?:xs|sm|md|lg)|(?:show|hide)-for-\w+|(?:sm|md|lg|xl):\w+)(?:$|\s)",
    re.I,
)
MAX_SAME = 5000  # letters of a part that is there for each kind of screen
MAX_SCREENS = 200  # such parts
FLOW = ("display", "white-space", "vertical-align")  # kept under these names after a space
NEARLY_ALL = 0.85  # of a page's letters
FEW_CUTS = 40  # of which each is taken from the counts of what is around it
NEAR = 10  # of 255 in each of three: nobody tells such colours apart


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element's words inherit."""

    seen: bool = True
    tiny: bool = False
    colour: Colour = None
    behind: Colour = None


def cut_unseen(page: Element) -> None:
    """Cuts what the page does not show."""
    elements = list(page.walk())
    styles = Styles(elements)
    controls = Controls(elements)
    letters = page.letters
    start = _Look(behind=None if styles.elsewhere else (255, 255, 255))
    stack: list[tuple[Element, _Look]] = [(page, start)]
    cut: list[tuple[Element, Element | str]] = []  # where something was, and what
    parts = 0  # of those for one kind of screen
    screens: dict[str, list[Element]] = defaultdict(list)
    while stack:
        element, look = stack.pop()
        attributes = element.attributes
        if attributes or styles.any or element.tag in CROSSED:
            said = styles.of(element)
            why = _why_gone(element, said)
            if why and (
                why == STRUCK
                or not element.letters
                or not (
                    element.letters > NEARLY_ALL * letters  # until the page's scripts have run
                    or styles.shows_on_demand(element)
                    or controls.show(element)
                )
            ):
                _replace(element, why, cut)
                continue
            for name in FLOW:
                if name in said:
                    attributes[f" {name}"] = said[name]
            if said or "color" in attributes or "bgcolor" in attributes:
                look = _look(element, said, look)
                if element.tag in ("html", "body"):
                    # A page is shown once its scripts have run; other sheets lay boxes over it.
                    behind = None if styles.elsewhere else look.behind
                    look = replace(look, seen=True, behind=behind)
            if (
                0 < element.letters < MAX_SAME
                and parts < MAX_SCREENS
                and SCREEN.search(attributes.get("class", ""))
            ):
                parts += 1
                screens["".join(element.text(1000).split())].append(element)
        hidden = _why_unseen(look)
        for at, item in enumerate(element.content):
            if isinstance(item, Element):
                if item.tag not in SILENT:
                    stack.append((item, look))
            elif hidden and not item.isspace():
                element.content[at] = _mark(item, hidden, element, at)
                cut.append((element, item))
    for same in screens.values():
        kept = same[-1]  # the walk goes from the page's end to its beginning
        for element in same[:-1]:
            if kept not in element.ancestors():
                _replace(element, TWICE, cut)
    if len(cut) > FEW_CUTS:
        count_letters(page)
    else:
        for parent, item in cut:
            subtract_letters(parent, item)


def words_in(element: Element) -> int:
    """How many words it holds, scripts aside."""
    words, stack = 0, [element]
    while stack:
        inner = stack.pop()
        for item in inner.content:
            if isinstance(item, str):
                words += len(item.split())
            elif item.tag not in ("script", "style"):
                stack.append(item)
    return words


def note_mark(mark: Element, left_out: Counter[str]) -> None:
    """Adds to what is left out what a mark stands for."""
    left_out[mark.get("why")] += int(mark.get("words"))


def _replace(element: Element, why: str, cut: list[tuple[Element, Element | str]]) -> None:
    parent = element.parent
    if parent is None or element.tag in ("html", "body", "head"):
        return
    parent.content[element.place] = _mark(element, why, parent, element.place)
    cut.append((parent, element))


def _mark(what: Element | str, why: str, parent: Element, place: int) -> Element:
    words = len(what.split()) if isinstance(what, str) else words_in(what)
    return Element(UNSEEN, {"why": why, "words": str(words)}, parent, place)


def _why_gone(element: Element, said: Said) -> str:
    """Why the element and all in it is not to be seen; "" where it may be."""
    if (
        element.tag in CROSSED
        or element.get("role") == "deletion"
        or "line-through"
        in (said.get("text-decoration", "") + said.get("text-decoration-line", ""))
    ):
        return STRUCK
    display = said.get("display", "none" if "hidden" in element.attributes else "")
    if display == "none" or "popover" in element.attributes:
        return HIDDEN
    if SCREEN_READERS.search(element.get("class")) and said.get("clip", "") != "auto":
        return HIDDEN
    if "katex-html" in element.get("class"):  # the same formula again, as a picture of letters
        return TWICE
    if not said:
        return ""
    if said.get("content-visibility") == "hidden" or "opacity(0" in said.get("filter", ""):
        return HIDDEN
    if _number(said.get("opacity", "1")) < 0.05 or _is_cut_away(said) or _is_far_off(said):
        return HIDDEN
    return ""


def _is_cut_away(said: Said) -> bool:
    """Whether it is cut to nothing: by a clip, or by a box of no height or a pixel's."""
    clip = re.findall(r"-?[\d.]+", said.get("clip", "")) if "rect" in said.get("clip", "") else []
    if len(clip) == 4 and said.get("position") in ("absolute", "fixed"):
        top, right, bottom, left = map(_number, clip)
        if bottom - top <= 1 and right - left <= 1:
            return True
    path = said.get("clip-path", "")
    inset = re.match(r"inset\(\s*([\d.]+)%(?:\s+([\d.]+)%)?", path)
    if inset and (_number(inset[1]) >= 50 or _number(inset[2] or "0") >= 50):
        return True
    if re.match(
        r"circle\(\s*0|polygon\(\s*0(?:px)? 0(?:px)?(?:\s*,\s*0(?:px)? 0(?:px)?)*\s*\)", path
    ):
        return True
    if re.search(r"scale(?:[xy])?\(\s*0(?:\.0*)?\s*[,)]", said.get("transform", "")):
        return True
    if not re.search("hidden|clip", said.get("overflow", "") + said.get("overflow-y", "")):
        return False
    sizes = [
        _pixels(said[name])
        for name in ("height", "max-height", "width", "max-width")
        if name in said
    ]
    return any(size is not None and 0 <= size <= 1 for size in sizes)


def _is_far_off(said: Said) -> bool:
    sides = [said[name] for name in ("left", "right", "top") if name in said]
    moved = [_pixels(side) for side in [*sides, *said.get("inset", "").split()]]
    moved = moved if said.get("position") in ("absolute", "fixed", "relative") else []
    moved += [_pixels(said.get(name, "")) for name in ("text-indent", "margin-left", "margin-top")]
    moved += [_pixels(size) for size in re.findall(r"-[\d.]+\w+", said.get("transform", ""))]
    return any(size is not None and size <= -LONG_WAY for size in moved)


def _look(element: Element, said: Said, look: _Look) -> _Look:
    if "visibility" in said:
        look = replace(look, seen=said["visibility"] not in ("hidden", "collapse"))
    size = said.get("font-size") or _size_in(said.get("font", ""))
    if size:
        pixels = _pixels(size)
        # A size of nothing in em or per cent stays nothing whatever is around it.
        if pixels is not None and (pixels < 2 or not size.endswith(("em", "%")) or "rem" in size):
            look = replace(look, tiny=pixels < 2)
    colour = said.get("color") or element.get("color" if element.tag == "font" else "text")
    background = " ".join(
        [said.get(name, "") for name in ("background", "background-color", "background-image")]
    ).strip() or element.get("bgcolor")
    if background and background not in ("none", "transparent", "inherit", "initial"):
        look = replace(look, behind=read_colour(background))
    elif element.get("background"):
        look = replace(look, behind=None)
    if colour and colour not in ("inherit", "currentcolor"):
        look = replace(look, colour=read_colour(colour))
        if is_clear(colour) and "text" not in said.get("background-clip", "") + said.get(
            "-webkit-background-clip", ""
        ):
            look = replace(look, colour=look.behind or (0, 0, 0), behind=look.behind or (0, 0, 0))
    if said.get("text-shadow", "none") != "none":
        look = replace(look, colour=None)
    return look


def _why_unseen(look: _Look) -> str:
    if not look.seen:
        return HIDDEN
    if look.tiny:
        return TINY
    if look.colour is None or look.behind is None:
        return ""
    apart = max(abs(a - b) for a, b in zip(look.colour, look.behind, strict=True))
    return PAPER if apart <= NEAR else ""


def _size_in(font: str) -> str:
    found = re.search(r"(?<![\w.])[\d.]+(?:px|pt|r?em|%)?(?=\s*/|\s)", font)
    return found[0] if found and _number(re.sub(r"[a-z%]", "", found[0])) < 2 else ""


def _pixels(length: str) -> float | None:
    found = re.fullmatch(r"(-?(?:\d+(?:\.\d*)?|\.\d+))(px|pt|r?em|vw|vh|%|ch|ex|)", length.strip())
    if found is None:
        return None
    size = float(found[1])
    if size == 0:
        return 0.0
    return size * {"px": 1, "pt": 1.33, "": 1, "vw": 12.8, "vh": 8, "%": 10}.get(found[2], 16)


def _number(text: str) -> float:
    try:
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return 1.0
