"""Style sheets as rules: what is said of what, where it holds for the screen of a reader at a desk.

It knows blocks inside each other, layers and media, and nothing of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.html.css.grammar import MAX_LENGTH, parts

WIDTH, HEIGHT = 1280, 800  # pixels of the screen that a page is taken to be shown on
MAX_BLOCKS = 12  # inside each other
MAX_VALUE = 1_000  # characters of what a property is said to be; what comes after tells nothing
UNLAYERED = 1_000  # what is in no layer goes before all layers
READ = frozenset(
    (
        "display visibility opacity font font-size clip clip-path position left right top bottom "
        "inset inset-inline-start text-indent width max-width height max-height overflow "
        "overflow-y color background background-color background-image background-clip "
        "-webkit-background-clip -webkit-text-fill-color text-shadow text-decoration "
        "text-decoration-line -webkit-text-decoration vertical-align font-variant-position "
        "white-space transform translate scale zoom filter content-visibility margin "
        "margin-left margin-right margin-top animation animation-name -webkit-animation mso-hide"
    ).split()
)
TAKEN_OUT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
# What is not closed ends with its line, or with the sheet, and is not looked through again.
QUOTED = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|url\((?![\s\"'])[^)\"']*+\)?", re.S | re.I
)
BLOCK = re.compile(r"([^{};]*)([{};]|$)")
QUERY = re.compile(r"\(([^()]*)\)")
LENGTH = re.compile(r"([\d.]+)(px|r?em|)", re.I)
SIZES = {"width": WIDTH, "height": HEIGHT, "device-width": WIDTH, "device-height": HEIGHT}
# What is so of a screen with a mouse, in the colours and motion that the page gives.
FEATURES = {
    "hover": "hover", "any-hover": "hover", "pointer": "fine", "any-pointer": "fine",
    "orientation": "landscape", "prefers-color-scheme": "light", "scripting": "enabled",
    "prefers-reduced-motion": "no-preference", "prefers-contrast": "no-preference",
    "display-mode": "browser", "update": "fast", "forced-colors": "none",
}  # fmt: skip

Declared = Mapping[str, str]  # property -> value, both in small letters


@dataclass(slots=True)
class Block:
    """What stands between braces."""

    selector: str  # "" outside rules
    holds: bool
    layer: int
    order: int
    said: dict[str, str] = field(default_factory=dict)


def read_sheet(sheet: str, layers: dict[str, int]) -> Iterator[Block]:
    """Its rules that hold, each with the selector that it has after those of the rules around it."""
    sheet = QUOTED.sub(_without_marks, TAKEN_OUT.sub(" ", sheet))
    stack = [Block("", True, UNLAYERED, 0)]
    order = 0
    for match in BLOCK.finditer(sheet):
        words, mark = match[1].strip(), match[2]
        here = stack[-1]
        if mark == "{":
            order += 1
            stack.append(_opened(words, here, order, layers, deep=len(stack) > MAX_BLOCKS))
            continue
        if words[:6] == "@layer":
            for name in words[6:].split(","):
                layers.setdefault(name.strip(), len(layers))
        elif words and here.selector:
            declare(words, here.said)
        if mark == "}" and len(stack) > 1:
            stack.pop()
        if mark != ";" and here.holds and here.selector and here.said:
            yield here


def declarations(style: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for words in style.split(";"):
        declare(words, values)
    return values


def declare(words: str, values: dict[str, str]) -> None:
    name, _, value = words.partition(":")
    name = name.strip().lower()
    if name not in READ and name[:2] != "--":
        return
    value = value.strip().lower()[:MAX_VALUE]
    values[name] = re.sub(r"(?<!\s)\s*!\s*important", "!important", value)


def _without_marks(match: re.Match[str]) -> str:
    return re.sub("[{};]", "", match[0])


def _opened(head: str, around: Block, order: int, layers: dict[str, int], *, deep: bool) -> Block:
    selector, holds, layer = around.selector, around.holds and not deep, around.layer
    kind, _, condition = head.partition(" ")
    kind, condition = kind.lower(), condition.strip()
    if head[:6].lower() == "@media":
        return Block(selector, holds and is_for_screen(head[6:]), layer, order)
    if kind == "@supports":
        refuses = condition.lower().startswith("not")
        return Block(selector, holds and not refuses, layer, order)
    if kind == "@layer":
        layer = layers.setdefault(condition or f" {order}", len(layers))
        return Block(selector, holds, min(layer, UNLAYERED - 1), order)
    if kind == "@scope":
        inside = condition.partition(")")[0].lstrip("(")
        return Block(f":where({inside})" if inside else "", holds, layer, order)
    if head.startswith("@"):
        return Block("", False, layer, order)
    if not holds or len(head) + len(selector) * (1 + head.count("&")) > 4 * MAX_LENGTH:
        return Block("", False, layer, order)
    if selector:  # & is the rule around it; without one its elements are around these
        around_it = selector if selector.startswith(":where(") else f":is({selector})"
        own = (
            part.replace("&", around_it) if "&" in part else f"{around_it} {part}"
            for part in parts(head, ",")
        )
        head = ", ".join(own)
    return Block(head, len(head) < 4 * MAX_LENGTH, layer, order)


def is_for_screen(queries: str) -> bool:
    """Whether one of these media is the screen that a page is taken to be shown on."""
    return not queries.strip() or any(_is_so(query) for query in queries.lower().split(","))


def _is_so(query: str) -> bool:
    query = query.strip()
    denied, query = query.startswith("not "), query.removeprefix("not ").strip()
    return not query.startswith("not ") and _is_asked_so(query) != denied


def _is_asked_so(query: str) -> bool:
    kind = re.match(r"(?:only\s+)?([a-z-]+)", query)
    if kind and kind[1] not in ("screen", "all", "and"):
        return False
    known = QUERY.sub(lambda found: "1" if _has_feature(found[1].strip()) else "0", query)
    if " or " in known:
        return "1" in known
    wrong = re.search(r"not\s+1|(?<!not )0|\(", known)
    return wrong is None


def _has_feature(feature: str) -> bool:
    name, colon, value = feature.partition(":")
    name, value = name.strip(), value.strip()
    which, _, size = name.partition("-")
    if colon and which in ("min", "max") and size in SIZES:
        length = _pixels(value)
        if length is None:
            return False
        return SIZES[size] >= length if which == "min" else SIZES[size] <= length
    if re.search("[<>=]", feature):
        return _compares(feature)
    return FEATURES.get(name) in (value, None if value else FEATURES.get(name)) and name in FEATURES


def _compares(feature: str) -> bool:
    """As in 400px <= width < 900px."""
    sides = [side.strip() for side in re.split(r"([<>]=?|=)", feature)]
    values = [SIZES.get(side) or _pixels(side) for side in sides[::2]]
    for left, sign, right in zip(values, sides[1::2], values[1:], strict=False):
        if left is None or right is None:
            return False
        if not (left < right if "<" in sign else left > right if ">" in sign else False) and not (
            "=" in sign and left == right
        ):
            return False
    return True


def _pixels(length: str) -> float | None:
    match = LENGTH.fullmatch(length.strip())
    return float(match[1]) * (1 if match[2] in ("px", "") else 16) if match else None
