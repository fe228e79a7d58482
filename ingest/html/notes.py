"""The marks of notes in a page's sentences, told from exponents by their having a note."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ingest.html.markup import Element

LABEL = re.compile(r"\s*\[(\w{1,7}(?: \d{1,3})?)\]")
MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§])[\])]?")
LEADS = re.compile(r"#_?(?:fn|ftn|edn|(?:foot|end)?notes?|cite_note)[-_:.]?\d+$", re.I)
SIGNS = frozenset("¶#§∞🔗⚓")
BLOCKS = frozenset(["p", "li", "div", "dd", "td", "dt"])
MAX_MARK = 12  # letters: "[note 12]"
MAX_ITEMS = 20  # elements and texts in a mark


class Notes:
    """What on a page a mark may lead to."""

    def __init__(self, page: Element) -> None:
        self._page = page
        self._looked = False  # whether what follows is filled: few pages have marks
        self._places: set[str] = set()
        self._labels: set[str] = set()  # of notes, as written in brackets before them

    def _look(self) -> None:
        self._looked = True
        for element in self._page.walk():
            if element.attributes:
                self._places.update((element.get("id"), element.get("name")))
            if element.tag in BLOCKS and len(element.content) > 0:
                first = element.content[0]
                if isinstance(first, str) and not first.isspace() and "[" not in first[:8]:
                    continue
                if label := LABEL.match(_start_of(element)):
                    self._labels.add(label[1])

    def is_mark(self, element: Element) -> bool:
        """Whether it is the mark of a note that the page has: raised, or a link that says so.

        So is a sign beside a heading that leads to the heading itself.
        """
        to_here = element.letters == 1 and element.get("href")[:1] == "#"
        if to_here and element.text(MAX_ITEMS).strip() in SIGNS:
            return True
        raised = element.tag == "sup" or element.get(" vertical-align") == "super"
        if not raised and element.tag != "a":
            return False
        if not 0 < element.letters <= MAX_MARK:
            return raised and not element.letters
        if raised:
            return self._has_note(element)
        return self._is_note_link(element)

    def _is_note_link(self, element: Element) -> bool:
        says_so = element.get("role") == "doc-noteref" or element.get("epub:type") == "noteref"
        if not says_so and not LEADS.search(element.get("href")):
            return False
        marks = MARK.fullmatch(element.text(MAX_ITEMS).strip()) is not None
        return marks and self._has_note(element)

    def _has_note(self, mark: Element) -> bool:
        if not self._looked:
            self._look()
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
