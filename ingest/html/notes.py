"""The marks of notes in a page's sentences, told from exponents by their having a note."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ingest.html.markup import Element

LABEL = re.compile(r"\s*\[(\w{1,7}(?: \d{1,3})?)\]")
BLOCKS = frozenset(["p", "li", "div", "dd", "td", "dt"])
MAX_MARK = 12  # letters: "[note 12]"
MAX_ITEMS = 20  # elements and texts in a mark


class Notes:
    """What on a page a mark may lead to."""

    def __init__(self, page: Element) -> None:
        self._places: set[str] = set()
        self._labels: set[str] = set()  # of notes, as written in brackets before them
        for element in page.walk():
            if element.attributes:
                self._places.update((element.get("id"), element.get("name")))
            if element.tag in BLOCKS and len(element.content) > 0:
                first = element.content[0]
                if isinstance(first, str) and not first.isspace() and "[" not in first[:8]:
                    continue
                if label := LABEL.match(_start_of(element)):
                    self._labels.add(label[1])

    def has_note(self, mark: Element) -> bool:
        """Whether a raised element is the mark of a note that the page has."""
        if not 0 < mark.letters <= MAX_MARK:
            return not mark.letters
        links = [inner for inner in mark.walk() if inner.tag == "a" and inner.get("href")]
        if mark.parent is not None and mark.parent.tag == "a":
            links.append(mark.parent)
        leads = [unquote(link.get("href").rpartition("#")[2]) for link in links]
        if leads:
            return all("#" in link.get("href") for link in links) and self._places.issuperset(leads)
        label = LABEL.fullmatch(mark.text(MAX_ITEMS).strip())
        return label is not None and label[1] in self._labels


def _start_of(element: Element) -> str:
    """Its first words, where they are in the element or straight in the first one in it."""
    for _ in range(3):
        first = next((i for i in element.content[:3] if isinstance(i, Element) or i.strip()), None)
        if first is None or isinstance(first, str):
            return first or ""
        if first.letters > MAX_MARK:
            element = first
        else:
            return first.text(MAX_ITEMS)
    return ""
