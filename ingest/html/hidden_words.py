"""Words that a page holds and does not show: crossed out, hidden, in the paper's colour.

They are cut from the tree, and a mark that says why stands in their place. What a control shows
and hides, a tab, an accordion or a "read more", is shown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import islice

from ingest.html.css.boxes import is_cut_away, is_far_off, number
from ingest.html.css.flow import note_flow
from ingest.html.css.look import HIDDEN, Look, look_of, why_unseen
from ingest.html.css.selectors import TEXT
from ingest.html.css.sheets import Declared
from ingest.html.css.styles import Styles, resolved
from ingest.html.markup import SILENT, Element, count_letters, subtract_letters
from ingest.html.toggles import Controls

UNSEEN = "unseen"  # the tag of the mark
STRUCK = "crossed out"
TWICE = "the same again for another screen"
CROSSED = frozenset(["del", "s", "strike"])
# Classes that all use for one thing, whatever sheet says it.
CROSSING = re.compile(
    r"(?:^|\s)(?:text-decoration-)?(?:line-through|strike-?through)(?:$|\s)", re.I
)
SCREEN_READERS = re.compile(
    r"(?:^|[\s_-])(?:(?:u-)?sr[-_]only|visually-?hidden|screen-?reader(?:-?(?:text|only))?|nonvisual"
    r"|show-for-sr|assistive-text|wb-inv|off-?screen|(?:access|accessib(?:ly|le))-hidden"
    r"|hidden-accessible|element-invisible|a11y-(?:hidden|only))(?:$|\s)",
    re.I,
)
PRINTED = re.compile(
    r"(?:^|\s)(?:(?:d-)?print-?only|(?:show|visible)-(?:for-)?print(?:-\w+)?"
    r"|(?:hidden|d-none)\s(?:.{0,200}\s)?(?:print:\w+|d-print-\w+))(?:$|\s)",
    re.I,
)
SWITCHED_OFF = frozenset(["d-none", "hidden", "is-hidden", "u-hidden"])  # in many a sheet
# What scripts fade in as it is scrolled to.
SCROLLED_TO = frozenset(
    "data-aos data-sal data-scroll data-animate data-animation data-reveal".split()
)
FADED_IN = re.compile(
    r"(?:^|\s)(?:wow|animate(?:d|__\w+)?|reveal|aos-\w+|fade-?in\S*)(?:$|\s)", re.I
)
SCREEN = re.compile(
    r"(?:^|[\s_-])(?:mobile|desktop|tablet|phone|handheld|(?:small|large|medium|wide)-?screen)"
    r"(?:$|[\s_-])|(?:^|\s)(?:d-(?:[a-z]{2}-)?(?:none|block|flex|inline)|hidden-(?:xs|sm|md|lg)"
    r"|visible-(?:xs|sm|md|lg)|(?:show|hide)-for-\w+|(?:sm|md|lg|xl):\w+)(?:$|\s)",
    re.I,
)
MAX_SAME = 5000  # letters of a part that is there for each kind of screen
MAX_SCREENS = 200  # such parts
MAX_GIVEN = 1_000  # elements that give variables values
MAX_AROUND = 8  # elements around and in a formula or an icon
LINES = ("text-decoration", "text-decoration-line", "-webkit-text-decoration")
ANIMATED = ("animation", "animation-name", "-webkit-animation")
DRAWN = frozenset(["svg", "g", "text", "tspan", "foreignobject"])
DRAWN_BY = frozenset(["display", "visibility", "opacity"])  # attributes that say what styles do
CELLS = frozenset(["td", "th", "dd"])
MAX_ICON = 4  # words that stand for an icon
NEARLY_ALL = 0.85  # of a page's letters
FEW_CUTS = 40  # of which each is taken from the counts of what is around it


def cut_unseen(page: Element) -> None:
    """Cuts what the page does not show."""
    elements = list(page.walk())
    styles = Styles(elements)
    controls = Controls(elements)
    letters = page.letters
    start = Look(behind=None if styles.elsewhere else (255, 255, 255))
    stack: list[tuple[Element, Look]] = [(page, start)]
    cut: list[tuple[Element, Element | str]] = []  # where something was, and what
    parts = setters = 0  # those for one kind of screen, those that give variables values
    screens: dict[str, list[Element]] = defaultdict(list)
    while stack:
        element, look = stack.pop()
        attributes = element.attributes
        if attributes or styles.any or element.tag in CROSSED:
            style = styles.of(element)
            own = {name: value for name, value in style.items() if name[:2] == "--"}
            if own and setters < MAX_GIVEN:
                setters += 1
                look = replace(look, variables={**look.variables, **own})
            style = resolved(style, look.variables)
            if element.tag in DRAWN:
                style |= {n: attributes[n] for n in DRAWN_BY & attributes.keys() - style.keys()}
            why = _why_gone(element, style, elsewhere=styles.elsewhere)
            if why and (
                why == STRUCK
                or not element.letters
                or not (
                    element.letters > NEARLY_ALL * letters  # until the page's scripts have run
                    or styles.shows_on_demand(element, style)
                    or controls.show(element)
                )
            ):
                _replace(element, why, cut)
                continue
            if "visibility" in style and (_fades_in(element, style) or controls.show(element)):
                del style["visibility"]
            note_flow(element, style)
            if style or "color" in attributes or "bgcolor" in attributes:
                look = look_of(element, style, look)
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
        hidden = why_unseen(look)
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
    was = TEXT if isinstance(what, str) else what.tag
    return Element(UNSEEN, {"why": why, "words": str(words), "was": was}, parent, place)


def _why_gone(element: Element, style: Declared, *, elsewhere: bool) -> str:
    """Why the element and all in it is not to be seen; "" where it may be."""
    names = element.get("class")
    line = "".join(style.get(name, "") for name in LINES)
    if (
        (element.tag in CROSSED and (element.tag == "del" or line != "none"))
        or element.get("role") == "deletion"
        or "line-through" in line
        or (names and CROSSING.search(names))
    ):
        return STRUCK
    if "katex-html" in names or (
        element.get("aria-hidden") == "true" and _is_beside_a_formula(element)
    ):
        return TWICE
    if _is_formula(element):  # what shows beside it are pictures of letters
        return ""
    hidden = element.get("hidden").lower() if "hidden" in element.attributes else "until-found"
    display = style.get("display", "" if hidden == "until-found" else "none")
    if display == "none" or style.get("mso-hide") == "all" or "popover" in element.attributes:
        return HIDDEN
    if names and (
        PRINTED.search(names)
        or (elsewhere and not display and not SWITCHED_OFF.isdisjoint(names.split()))
    ):
        return HIDDEN
    if (
        names
        and SCREEN_READERS.search(names)
        and style.get("clip", "") != "auto"
        and not _stands_for_an_icon(element)
    ):
        return HIDDEN
    if not style:
        return ""
    if style.get("content-visibility") == "hidden" or "opacity(0" in style.get("filter", ""):
        return HIDDEN
    if number(style.get("opacity", "1")) < 0.05 and not _fades_in(element, style):
        return HIDDEN
    return HIDDEN if is_cut_away(style) or is_far_off(style) else ""


def _fades_in(element: Element, style: Declared) -> bool:
    return (
        FADED_IN.search(element.get("class")) is not None
        or not SCROLLED_TO.isdisjoint(element.attributes)
        or any(style.get(name, "none") != "none" for name in ANIMATED)
    )


def _is_formula(element: Element) -> bool:
    """Whether a formula in MathML is all that it holds."""
    inside = islice(element.walk(), MAX_AROUND)
    return any(inner.tag == "math" and inner.letters == element.letters > 0 for inner in inside)


def _is_beside_a_formula(element: Element) -> bool:
    """Whether it shows once more what is a formula beside it."""
    beside = element.parent.content[:MAX_AROUND] if element.parent else []
    return any(
        isinstance(item, Element) and item is not element and _is_formula(item) for item in beside
    )


def _stands_for_an_icon(element: Element) -> bool:
    """Whether its words are all of a cell that shows an icon in their place: a tick, a cross."""
    around = element
    for _ in range(3):
        outer = around.parent
        if outer is None or outer.letters > element.letters:
            return False
        if any(isinstance(item, Element) and item is not around for item in outer.content) or (
            outer.tag == "i"
        ):
            inside = next((e for e in islice(outer.ancestors(), 3) if e.tag in CELLS), outer)
            return (
                inside.tag in CELLS
                and inside.letters == element.letters
                and len(element.text(MAX_AROUND).split()) <= MAX_ICON
            )
        around = outer
    return False
