"""A web page's bytes as a tree of elements, however deep, broken or wrongly labelled it is.

It knows the rules of HTML, and nothing of what is content and what is not.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

SNIFFED_BYTES = 4096  # where browsers too stop looking for a declared encoding
DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages are written in besides UTF-8; for Latin-1 browsers too take cp1252.
CHARACTER_SETS = frozenset(
    (
        "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 iso8859-2 "
        "iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 "
        "iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman gbk gb18030 gb2312 big5 euc_jp "
        "shift_jis euc_kr"
    ).split()
)
# All that HTML forbids in text; a form feed is a space.
CONTROLS = {code: None for code in range(32) if code not in (9, 10, 12, 13)} | {12: " "}
# What shows nothing: soft hyphens, joiners, marks of direction, byte order marks in the middle.
UNSEEN: dict[int, str | None] = dict.fromkeys(
    [0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    + [*range(0xFDD0, 0xFDF0)]  # no characters: the marks of ingest/html/superscripts.py
)
# Controls that nobody means: they were letters of Windows before somebody called them UTF-8.
UNSEEN |= {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
UNSEEN[0x2011] = "-"  # the hyphen that no line ends at looks like any other
SHADOW = "shadow"  # the tag of a template whose tree is what the element around it shows
MAX_SHADOWS = 200  # of a page
# What holds no words of the page, and what is a paragraph of it.
SILENT = frozenset(["script", "style", "noscript", "template", "title"])
PARAGRAPHS = frozenset(["p", "li", "td", "th", "dd", "blockquote"])
APART = PARAGRAPHS | frozenset(["div", "section", "dt", "h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(slots=True, eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None
    place: int = 0  # in what its parent holds
    content: list[Element | str] = field(default_factory=list)
    letters: int = 0  # characters of text in it, but for white space, scripts and styles
    linked: int = 0  # of these, in links
    paragraphs: int = 0  # paragraphs, list items and table cells in it

    def get(self, name: str) -> str:
        """An attribute's value, "" where there is none."""
        return self.attributes.get(name, "")

    def walk(self) -> Iterator[Element]:
        """This element and all in it, in the order of the page."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(child for child in reversed(element.content) if isinstance(child, Element))

    def ancestors(self) -> Iterator[Element]:
        """The elements around it, innermost first."""
        outer = self.parent
        while outer is not None:
            yield outer
            outer = outer.parent

    def text(self, max_items: int = 1_000_000) -> str:
        """The text in it, scripts included, of so many elements and stretches of text."""
        pieces: list[str] = []
        stack: list[Element | str] = [self]
        while stack and max_items > 0:
            max_items -= 1
            item = stack.pop()
            if isinstance(item, str):
                pieces.append(item)
            elif item.tag == "br":
                pieces.append("\n")
            else:
                if item.tag in APART:
                    pieces.append("\n")
                    stack.append("\n")
                stack.extend(reversed(item.content))
        return "".join(pieces)


def parse_html(data: bytes) -> Element:
    """The page's root element, which holds what there is even where there is no <html>."""
    builder = _Builder()
    # libxml2 cuts a tree at 2,048 levels, but tells a target of its own everything.
    parser = etree.HTMLParser(  # type: ignore[call-overload]  # asks for methods lxml can do without
        target=builder, encoding="utf-8", huge_tree=True
    )
    text = unicodedata.normalize("NFC", decode_html(data).translate(CONTROLS))
    parser.feed(text.encode("utf-8", "replace"))
    parser.close()
    return builder.root


def count_letters(root: Element) -> None:
    """Counts letters, links and paragraphs anew where the tree has changed."""
    elements = list(root.walk())
    for element in elements:
        texts = [item for item in element.content if isinstance(item, str)]
        element.letters = sum(sum(map(len, text.split())) for text in texts if not text.isspace())
        element.linked = element.paragraphs = 0
    for element in reversed(elements):
        if element.parent is not None and element is not root:
            _add_up(element, element.parent)


def subtract_letters(parent: Element, item: Element | str) -> None:
    """Takes from the counts around it what is no longer in an element."""
    if isinstance(item, str):
        gone = Element("", {}, parent, letters=sum(map(len, item.split())))
    elif item.tag in SILENT:
        return
    else:
        gone = item
    paragraphs = gone.paragraphs + (gone.tag in PARAGRAPHS)
    linked = gone.linked
    for outer in (parent, *parent.ancestors()):
        if outer.tag == "a" and outer.get("href"):
            linked = gone.letters
        outer.letters -= gone.letters
        outer.linked -= linked
        outer.paragraphs -= paragraphs
        if outer.tag in SILENT:
            return


def _add_up(element: Element, parent: Element) -> None:
    if element.tag in SILENT:
        return
    if element.tag == "a" and element.get("href"):
        element.linked = element.letters
    parent.letters += element.letters
    parent.linked += element.linked
    parent.paragraphs += element.paragraphs + (element.tag in PARAGRAPHS)


def decode_html(data: bytes) -> str:
    """The page's characters: by its byte order mark, else by what its bytes can be.

    A page that says it is Latin and is good UTF-8 is UTF-8, and the other way round.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if (wide := unmarked_utf16(data)) is not None:
        return data.decode(wide, "replace")
    as_utf8 = data.decode("utf-8", "replace")
    broken = as_utf8.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(character > "\x7f" for character in as_utf8) - broken
    return as_utf8 if whole >= broken else data.decode(_declared_encoding(data), "replace")


def unmarked_utf16(data: bytes) -> str | None:
    head = data[:SNIFFED_BYTES]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) / 3 and even * 10 < odd:
        return "utf-16-le"
    if even > len(head) / 3 and odd * 10 < even:
        return "utf-16-be"
    return None


def _declared_encoding(data: bytes) -> str:
    """cp1252, which browsers too take for Latin-1, where nothing usable is declared."""
    declared = DECLARED.search(data[:SNIFFED_BYTES])
    if declared is None:
        return "cp1252"
    name = declared[1].decode("ascii", "replace")
    try:
        encoding = codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return encoding.name if encoding.name in CHARACTER_SETS else "cp1252"


class _Builder:
    """What the parser tells of: it keeps the elements that are open."""

    def __init__(self) -> None:
        self.root = Element("root", {}, None)
        self._open = [self.root]
        self.shadows: list[Element] = []  # elements that show a tree of their own

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1]
        own = dict(attributes)
        tag = tag.lower()
        if tag == "template" and ("shadowrootmode" in own or "shadowroot" in own):
            tag = SHADOW
            if len(self.shadows) < MAX_SHADOWS:
                self.shadows.append(parent)
        element = Element(tag, own, parent, len(parent.content))
        parent.content.append(element)
        self._open.append(element)

    def end(self, tag: str) -> None:
        if len(self._open) == 1:
            return
        _add_up(self._open.pop(), self._open[-1])

    def data(self, text: str) -> None:
        if not text.isascii():
            text = text.translate(UNSEEN)
        self._open[-1].content.append(text)
        self._open[-1].letters += sum(map(len, text.split()))

    def close(self) -> Element:
        while len(self._open) > 1:
            self.end(self._open[-1].tag)
        for host in self.shadows:
            _fill_slots(host)
        if self.shadows:
            count_letters(self.root)
        return self.root


def _fill_slots(host: Element) -> None:
    """Puts what an element holds where its shadow shows it; what has no slot is not shown."""
    shadow = next((i for i in host.content if isinstance(i, Element) and i.tag == SHADOW), None)
    if shadow is None:
        return
    light: dict[str, list[Element | str]] = {}
    for item in host.content:
        if item is not shadow:
            name = item.get("slot") if isinstance(item, Element) else ""
            light.setdefault(name, []).append(item)
    for slot in [inner for inner in shadow.walk() if inner.tag == "slot"]:
        if filling := light.pop(slot.get("name"), None):
            slot.content = filling
            slot.attributes[" filled"] = "yes"
            for place, item in enumerate(filling):
                if isinstance(item, Element):
                    item.parent, item.place = slot, place
    host.content, shadow.place = [shadow], 0
