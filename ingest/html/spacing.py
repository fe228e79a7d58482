"""Where words of elements side by side are apart to the eye, and have no space between them."""

from __future__ import annotations

from ingest.html.markup import Element

UNPARTED = frozenset("pre code kbd samp var ruby sup sub math svg".split())
ENDINGS = frozenset(["st", "nd", "rd", "th", "s", "km", "kg", "mm", "cm", "bn", "pm", "am"])
LABELS = frozenset(["label", "time", "b", "strong", "dt", "data", "button"])
PLACING = frozenset(["div", "li", "td", "th", "section", "header", "dt", "dd", "a"])
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
SMALL = frozenset(["small", "span", "em", "i", "font"])
RAISED = frozenset(["sup", "sub", "super"])
MAX_ITEMS = 20  # elements and texts at the edge of an element


def part_words(element: Element, inline: frozenset[str]) -> list[Element | str]:
    """What an element holds, with a space between two of it that a page sets apart."""
    content = element.content
    if len(content) < 2 or element.tag in UNPARTED:
        return content
    parted: list[Element | str] | None = None
    for at in range(1, len(content)):
        before, after = content[at - 1], content[at]
        if (
            (
                isinstance(before, str)
                and isinstance(after, Element)
                and element.tag in HEADINGS
                and _is_apart_in_heading(before, after)
            )
            or _have_margin(before, after)
            or (
                isinstance(before, Element)
                and isinstance(after, Element)
                and before.letters
                and after.letters
                and before.tag in inline
                and after.tag in inline
                and _are_apart(before, after, element)
            )
        ):
            parted = content[:at] if parted is None else parted
            parted.append(" ")
        if parted is not None:
            parted.append(after)
    return content if parted is None else parted


def _have_margin(before: Element | str, after: Element | str) -> bool:
    """Whether a style sets words apart that stand in one line without a space."""
    is_apart = (isinstance(before, Element) and " apart-right" in before.attributes) or (
        isinstance(after, Element) and " apart-left" in after.attributes
    )
    if not is_apart:
        return False
    left, right = (
        item if isinstance(item, str) else item.text(MAX_ITEMS) for item in (before, after)
    )
    return left[-1:].isalnum() and right[:1].isalnum()


def _is_apart_in_heading(before: str, after: Element) -> bool:
    """Whether a heading goes on in small type, "Westmere<small>Report</small>", with a new word."""
    return (
        after.tag in SMALL
        and (before[-1:].islower() or before[-1:].isdigit())
        and after.text(MAX_ITEMS)[:1].isupper()
    )


def _are_apart(before: Element, after: Element, around: Element) -> bool:
    if any(e.tag in RAISED or e.get(" vertical-align") in RAISED for e in (before, after)):
        return False
    left, right = before.text(MAX_ITEMS), after.text(MAX_ITEMS)
    end, start = left[-1:], right[:1]
    if not start.isalnum() or end.isspace():
        return False
    if around.get(" display") in ("flex", "grid", "inline-flex", "inline-grid"):
        return True
    if not end.isalnum():
        return end in ":;!?)" or (end in ".," and start.isalpha())
    if len(left.strip()) < 2:  # a large first letter
        return False
    if end.islower() and start.isupper():
        return True
    if end.isdigit() and start.isalpha():
        return right.strip().lower() not in ENDINGS
    if end.isalpha() and start.isdigit():
        return True
    named = (before.get("class"), after.get("class"))
    if named[0] and named[1] and named[0] != named[1]:
        return not _has_words(around)
    if end.isdigit() or before.tag == after.tag or _has_words(around):
        return False
    return around.tag in PLACING and (before.tag in LABELS or after.tag in LABELS)


def _has_words(element: Element) -> bool:
    return any(isinstance(item, str) and item.strip() for item in element.content)
