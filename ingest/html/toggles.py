"""What on a page shows and hides other parts of it: tabs, accordions, "read more"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.html.markup import Element

# An element so named is opened by a script that nobody here runs.
OPENED = re.compile(
    r"accordion|collaps|expand|toggle|tab-?(?:pane|panel|content)|(?:read|show)-?more|spoiler", re.I
)
NESTED = 4  # elements between a control and what it shows


class Controls:
    """What is named by a control, and whether a page has tabs."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._named: set[str] = set()  # ids, and classes after a dot
        self._tabs = False
        for element in elements:
            for name, value in element.attributes.items():
                if name in ("aria-controls", "popovertarget", "aria-owns"):
                    self._named.update(value.split())
                elif name == "href" or name.startswith("data-"):
                    if value[:1] == "#":
                        self._named.add(value[1:])
                    elif value[:1] == "." and name != "href":
                        self._named.add(value)
                    elif name == "href" and value.startswith("javascript:"):
                        self._named.update(re.findall(r"[\w-]+", value[:500]))
                elif name == "onclick":
                    self._named.update(re.findall(r"[\w-]+", value[:500]))
                elif name == "role" and value == "tab":
                    self._tabs = True

    def show(self, element: Element) -> bool:
        """Whether a control shows it, by name or standing before it."""
        names = element.get("class").split()
        if element.get("id") in self._named or any(f".{name}" in self._named for name in names):
            return True
        if element.get("role") == "tabpanel" and self._tabs:
            return True
        before = _before(element)
        if before is None:
            return False
        if OPENED.search(element.get("class")) and before.letters <= 250:
            return True
        return any(_is_control(inner) for inner in _alone(before))


def _before(element: Element) -> Element | None:
    """The element straight before it, or before what holds it and nothing else."""
    around: Element = element
    for _ in range(NESTED):
        if around.parent is None:
            return None
        for item in reversed(around.parent.content[: around.place]):
            if isinstance(item, Element) and item.letters:
                return item
            if isinstance(item, str) and item.strip():
                return None
        around = around.parent
        if around.letters > element.letters:
            return None
    return None


def _alone(element: Element) -> list[Element]:
    """The element and those in it that hold all of its words."""
    elements = [element]
    for inner in element.walk():
        if len(elements) > 2 * NESTED:
            break
        if inner is not element and inner.letters * 2 >= element.letters:
            elements.append(inner)
    return elements


def _is_control(element: Element) -> bool:
    return (
        element.tag in ("button", "summary", "label")
        or element.get("role") in ("button", "tab")
        or "aria-expanded" in element.attributes
        or "onclick" in element.attributes
        or (element.tag == "a" and element.get("href").startswith(("#", "javascript:")))
    )
