"""One step of a style sheet's selector: what an element must be for a rule to speak of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.html.markup import Element

COMPOUND = re.compile(
    r"(?P<tag>\*|[a-z][\w-]*)|#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)"
    r"|\[\s*(?P<name>[\w-]+)\s*(?:(?P<how>[~|^$*]?=)\s*[\"']?(?P<value>[^\"'\]]*)[\"']?\s*[is]?)?\]"
    r"|:not\((?P<no>[^()]*)\)|(?P<state>::?[\w-]+(?:\([^()]*\))?)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Compound:
    """A selector of one element: what it must be, and what is not told from the page at rest."""

    tag: str
    ids: frozenset[str]
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]  # name, comparison, value
    refused: tuple[Compound, ...]
    state: bool  # only while it is pointed at, ticked ...

    def matches(self, element: Element) -> bool:
        return (
            not self.state
            and self.tag in ("", "*", element.tag)
            and self.ids <= {element.get("id")}
            and (not self.classes or self.classes <= set(element.get("class").split()))
            and all(_has(element, *wanted) for wanted in self.attributes)
            and not any(other.matches(element) for other in self.refused)
        )

    def touches(self, element: Element) -> bool:
        names = self.ids & {element.get("id")} | self.classes & set(element.get("class").split())
        return bool(names)


def read_compound(text: str) -> Compound | None:
    tag, at, state = "", 0, False
    ids, classes, attributes, refused = [], [], [], []
    while at < len(text):
        found = COMPOUND.match(text, at)
        if found is None or found.end() == at:
            return None
        at = found.end()
        if found["tag"]:
            tag = found["tag"].lower()
        elif found["id"]:
            ids.append(found["id"])
        elif found["class"]:
            classes.append(found["class"])
        elif found["name"]:
            attributes.append((found["name"].lower(), found["how"] or "", found["value"] or ""))
        elif found["no"] is not None:
            other = read_compound(found["no"].strip())
            if other is None:
                return None
            refused.append(other)
        elif found["state"].lower() == ":root":
            tag = "html"
        else:
            state = True
    return Compound(
        tag, frozenset(ids), frozenset(classes), tuple(attributes), tuple(refused), state
    )


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
