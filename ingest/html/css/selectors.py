"""The selectors of style sheets: which elements a rule speaks of, and which it would, once opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ingest.html.markup import Element

STATES = re.compile(r"(?:^|[-_])(?:open|opened|active|shown?|in|visible|expanded|selected|on)$")
OPENINGS = frozenset(
    ["open", "expanded", "aria-expanded", "aria-hidden", "aria-selected", "hidden"]
)
OPENED = frozenset(["checked", "target", "open", "popover-open", "modal", "focus-within"])
TEXT = "#text"  # what the mark of text that was cut is said to have been
MAX_ANCESTORS = 60  # around an element that a rule may speak of
MAX_BESIDE = 20  # elements and texts before an element that a rule may speak of
MAX_HELD = 50  # elements in an element that ":has" looks at

Weight = tuple[int, int, int]  # ids, classes, tags


class Places:
    """Where elements stand among those beside them, as the page had them before any was cut."""

    def __init__(self) -> None:
        self._of: dict[Element, tuple[int, int, int, int]] = {}

    def of(self, element: Element) -> tuple[int, int, int, int]:
        """From the first and from the last on: among all, then among those of its tag."""
        if element not in self._of:
            around = element.parent.content if element.parent else [element]
            beside = [e for e in around if isinstance(e, Element) and e.get("was") != TEXT]
            for way in (0, 1):
                tags: dict[str, int] = {}
                for at, inner in enumerate(reversed(beside) if way else beside, 1):
                    tag = inner.get("was") or inner.tag
                    tags[tag] = tags.get(tag, 0) + 1
                    old = self._of.get(inner, (0, 0, 0, 0))
                    new = (old[0], at, old[2], tags[tag]) if way else (at, 0, tags[tag], 0)
                    self._of[inner] = new
        return self._of[element]


@dataclass(frozen=True, slots=True)
class Place:
    """As in :nth-last-of-type(2n+1)."""

    of_type: bool
    last: bool
    step: int
    start: int

    def holds(self, element: Element, places: Places) -> bool:
        after = places.of(element)[self.last + 2 * self.of_type] - self.start
        return after == 0 if self.step == 0 else after % self.step == 0 <= after / self.step


@dataclass(frozen=True, slots=True)
class Compound:
    """What an element must be, and what is not told from the page at rest."""

    tag: str
    ids: frozenset[str]
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]  # name, comparison, value
    places: tuple[Place, ...]
    either: tuple[tuple[Selector, ...], ...]  # one of each
    refused: tuple[Selector, ...]
    held: tuple[Selector, ...]  # one of them
    states: frozenset[str]  # only while it is pointed at, ticked ...

    def matches(self, element: Element, places: Places) -> bool:
        if self.states or self.tag not in ("", "*", element.tag):
            return False
        if self.ids and not self.ids <= {element.get("id")}:
            return False
        if self.classes and not self.classes <= set(element.get("class").split()):
            return False
        return (self.is_plain or self._fits(element, places)) and (
            not self.attributes or all(_has(element, *attribute) for attribute in self.attributes)
        )

    def _fits(self, element: Element, places: Places) -> bool:
        return (
            all(place.holds(element, places) for place in self.places)
            and all(any(s.matches(element, places) for s in one) for one in self.either)
            and not any(other.matches(element, places) for other in self.refused)
            and (not self.held or self._holds(element, places))
        )

    @property
    def is_plain(self) -> bool:
        return not (self.places or self.either or self.refused or self.held)

    def _holds(self, element: Element, places: Places) -> bool:
        inside = list(islice(element.walk(), 1, MAX_HELD))
        return any(selector.matches(inner, places) for selector in self.held for inner in inside)

    def touches(self, element: Element) -> bool:
        classes = set(element.get("class").split())
        return bool(self.ids & {element.get("id")} or self.classes & classes) or any(
            name in element.attributes for name, _, _ in self.attributes if name.startswith("data-")
        )

    @property
    def waits(self) -> bool:
        """Whether it speaks of a state that a reader of the page, or its scripts, bring about."""
        return (
            bool(self.states)
            or any(STATES.search(name) for name in self.classes)
            or any(name in OPENINGS for name, _, _ in self.attributes)
            or any(selector.waits for one in self.either for selector in one)
        )

    @property
    def is_closed(self) -> bool:
        """Whether it speaks of what is not opened yet: ":not(.open)"."""
        closed = (compound for selector in self.refused for _, compound in selector.steps)
        return any(c.waits and (not c.states or c.states & OPENED) for c in closed) or any(
            name.endswith("cloak") for name in [*self.classes, *(a for a, _, _ in self.attributes)]
        )

    @property
    def weight(self) -> Weight:
        ids, classes, tags = len(self.ids), len(self.classes), int(self.tag not in ("", "*"))
        classes += len(self.attributes) + len(self.places) + len(self.states)
        for group in (*self.either, self.refused, self.held):
            heaviest = max((selector.weight for selector in group), default=(0, 0, 0))
            ids, classes, tags = (
                ids + heaviest[0], classes + heaviest[1], tags + heaviest[2]
            )  # fmt: skip
        return ids, classes, tags


@dataclass(frozen=True, slots=True)
class Selector:
    steps: tuple[tuple[str, Compound], ...]  # the last element first; how each is to that before
    weight: Weight

    def matches(self, element: Element, places: Places) -> bool:
        return self.steps[0][1].matches(element, places) and self.matches_around(element, places)

    def matches_around(self, element: Element, places: Places) -> bool:
        """Whether what is around and before an element that the last step fits does fit too."""
        near = element
        for how, compound in self.steps[1:]:
            for reached in _reached(near, how):
                if compound.matches(reached, places):
                    near = reached
                    break
            else:
                return False
        return True

    @property
    def waits(self) -> bool:
        return any(compound.waits for _, compound in self.steps)

    @property
    def is_closed(self) -> bool:
        return any(compound.is_closed for _, compound in self.steps)

    @property
    def cost(self) -> int:
        """How many elements' worth of looking a match takes."""
        inner = (s for _, c in self.steps for g in (*c.either, c.refused, c.held) for s in g)
        return len(self.steps) + sum(selector.cost for selector in inner)

    def names(self) -> list[str]:
        """What its rules are looked up by: an id, a class, a tag or "*"."""
        last = self.steps[0][1]
        if last.ids:
            return [f"#{min(last.ids)}"]
        if last.classes:
            # The rarest would be best; a state such as ".open" comes after what it is a state of.
            return ["." + min(last.classes, key=lambda name: (bool(STATES.search(name)), name))]
        if last.tag in ("", "*") and last.either:
            return list(dict.fromkeys(name for s in last.either[0] for name in s.names()))
        return [last.tag or "*"]


def _reached(element: Element, how: str) -> Iterator[Element]:
    if how in "+~":
        start = max(element.place - MAX_BESIDE, 0)
        beside = element.parent.content[start : element.place] if element.parent else []
        before = [item for item in beside if isinstance(item, Element)]
        yield from reversed(before[-1:] if how == "+" else before)
        return
    for at, outer in enumerate(element.ancestors()):
        if at == MAX_ANCESTORS or (how == ">" and at):
            return
        yield outer


def _has(element: Element, name: str, how: str, value: str) -> bool:
    theirs = element.attributes.get(name)
    if theirs is None or not how:
        return theirs is not None
    if how == "~=":
        return value in theirs.split()
    if how == "|=":
        return theirs == value or theirs.startswith(f"{value}-")
    if how == "^=":
        return theirs.startswith(value)
    if how == "$=":
        return theirs.endswith(value)
    return value in theirs if how == "*=" else theirs == value
