"""What a page's own style sheets and style attributes say of an element, as far as it hides words.

It knows the cascade, and nothing of sheets that lie elsewhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.html.css.grammar import read_selectors
from ingest.html.css.selectors import Places, Selector
from ingest.html.css.sheets import UNLAYERED, Declared, declarations, is_for_screen, read_sheet
from ingest.html.markup import SHADOW, Element

MAX_SHEETS = 2_000_000  # characters of style sheets that are read
MAX_RULES = 4_000  # that say what is looked for here
MAX_LOOKS = 150_000  # at a rule for an element; a page that is made to be slow needs more
MAX_VARIABLES = 10  # inside each other
VARIABLE = re.compile(r"var\(\s*(--[^\s,()]+)\s*(?:,([^()]*(?:\([^()]*\)[^()]*)?))?\)")


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: Selector
    weight: tuple[int, ...]  # layer, ids, classes, tags, order
    said: Declared
    inside: Collection[Element] | None  # the shadow that its sheet is for; None: the page
    cost: int  # of a whole match
    waits: bool


class Styles:
    """The rules of a page's <style> elements that may hide words."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self.elsewhere = False  # whether sheets that are not read may say more
        self._by_name: dict[str, list[_Rule]] = defaultdict(list)
        self._places = Places()
        self._looks = MAX_LOOKS
        self._rules = self._letters = 0
        layers: dict[str, int] = {}
        shadows: dict[Element, Collection[Element]] = {}
        for element in elements:
            if element.tag == "style" and is_for_screen(element.get("media")):
                self._add(element.text(100), _shadow_of(element, shadows), layers)
            elif element.tag == "link" and "stylesheet" in element.get("rel").lower():
                self.elsewhere = True

    def _add(self, sheet: str, inside: Collection[Element] | None, layers: dict[str, int]) -> None:
        sheet = sheet[: MAX_SHEETS - self._letters]
        self._letters += len(sheet)
        self.elsewhere = self.elsewhere or "@import" in sheet
        for block in read_sheet(sheet, layers):
            for selector in read_selectors(block.selector):
                if self._rules >= MAX_RULES:
                    return
                self._rules += 1
                weight = (block.layer, *selector.weight, self._letters, block.order)
                if selector.is_closed:  # what it hides is taken to have been opened
                    continue
                rule = _Rule(selector, weight, block.said, inside, selector.cost, selector.waits)
                for name in selector.names():
                    self._by_name[name].append(rule)

    @property
    def any(self) -> bool:
        return bool(self._by_name) and self._looks > 0

    def of(self, element: Element) -> dict[str, str]:
        """What is said of an element itself; what it inherits is not in it."""
        cascade: dict[str, tuple[tuple[int, ...], str]] = {}
        for rule in self._near(element) if self.any else ():
            self._looks -= 1
            if not rule.selector.steps[0][1].matches(element, self._places):
                continue
            self._looks -= rule.cost
            if rule.selector.matches_around(element, self._places):
                _weigh(cascade, rule.said, rule.weight)
        if style := element.attributes.get("style"):
            _weigh(cascade, declarations(style), (UNLAYERED + 1,))
        return {name: value for name, (_, value) in cascade.items()}

    def shows_on_demand(self, element: Element, style: Declared) -> bool:
        """Whether a rule shows it in another state: opened, ticked, pointed at, scrolled to."""
        faded = style.get("display") != "none" and "opacity" in style
        return self.any and any(
            (rule.waits or faded)
            and rule.selector.steps[0][1].touches(element)
            and (_is_showing(rule.said) if rule.waits else _is_unfaded(rule.said))
            for rule in self._near(element)
        )

    def _near(self, element: Element) -> Iterator[_Rule]:
        names = [f"#{element.get('id')}", element.tag, "*"]
        names += [f".{name}" for name in element.get("class").split()]
        for name in names:
            for rule in self._by_name.get(name, ()):
                if rule.inside is None or element in rule.inside:
                    yield rule


def resolved(style: dict[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """With the values of variables in their places; what has none is not said."""
    values: dict[str, str] = {}
    for name, value in style.items():
        for _ in range(MAX_VARIABLES):
            if "var(" not in value or len(value) > 1000:
                break
            value = VARIABLE.sub(lambda m: variables.get(m[1], m[2] or "unset").strip(), value)
        values[name] = value
    return values


def _shadow_of(
    style: Element, known: dict[Element, Collection[Element]]
) -> Collection[Element] | None:
    """The elements of the shadow that a sheet is in, without what is slotted into it.

    Nor what is in a shadow of one of them: a sheet speaks of its own alone. `known` is filled.
    """
    shadow = next((outer for outer in style.ancestors() if outer.tag == SHADOW), None)
    if shadow is None:
        return None
    if shadow in known:
        return known[shadow]
    inside: set[Element] = set()
    stack = [shadow]
    while stack:
        element = stack.pop()
        inside.add(element)
        if element.tag != "slot" or not element.get(" filled"):
            within = (item for item in element.content if isinstance(item, Element))
            stack.extend(item for item in within if item.tag != SHADOW)
    known[shadow] = inside
    return inside


def _weigh(
    cascade: dict[str, tuple[tuple[int, ...], str]], declared: Declared, weight: tuple[int, ...]
) -> None:
    for name, value in declared.items():
        important = value.endswith("!important")
        # What layers call important goes before what is in no layer.
        layer = 2 * UNLAYERED - weight[0] if important and weight[0] < UNLAYERED else weight[0]
        mine = (int(important), layer, *weight[1:])
        if name not in cascade or cascade[name][0] <= mine:
            cascade[name] = (mine, value.removesuffix("!important").strip())


def _is_unfaded(style: Declared) -> bool:
    return style.get("opacity", "0")[:1] not in "0."


def _is_showing(style: Declared) -> bool:
    return (
        style.get("display", "none") != "none"
        or style.get("visibility") == "visible"
        or _is_unfaded(style)
        or style.get("max-height", "0") not in ("0", "0px")
        or style.get("height", "0") not in ("0", "0px")
        or style.get("position") in ("static", "relative")
        or style.get("left", "") in ("0", "auto")
    )
