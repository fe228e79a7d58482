"""Selectors as style sheets write them: what is not understood speaks of nothing."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.html.css.selectors import Compound, Place, Selector

NAME = r"(?:[\w-]|\\[\da-f]{1,6} ?|\\.)++"
SIMPLE = re.compile(
    rf"(?P<tag>\*|(?:[a-z]|\\.){NAME}|[a-z])|#(?P<id>{NAME})|\.(?P<class>{NAME})"
    r"|\[\s*(?P<name>[\w:-]+)\s*(?:(?P<how>[~|^$*]?=)\s*[\"']?(?P<value>[^\"'\]]*)[\"']?\s*[is]?)?\]"
    r"|::?(?P<pseudo>[\w-]+)(?P<asks>\()?",
    re.I,
)
COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")
ESCAPE = re.compile(r"\\(?:([\da-f]{1,6}) ?|(.))", re.I)
NTH = re.compile(r"([+-]?\d*)n\s*([+-]\s*\d+)?|([+-]?\d+)", re.I)
PLACES = {
    "first-child": "nth-child(1)", "last-child": "nth-last-child(1)",
    "first-of-type": "nth-of-type(1)", "last-of-type": "nth-last-of-type(1)",
}  # fmt: skip
EITHER = frozenset(["is", "where", "matches", "-webkit-any", "-moz-any"])
DRAWN = frozenset(["before", "after", "first-letter", "first-line", "marker", "placeholder"])
MAX_DEPTH = 4  # selectors inside each other
MAX_LENGTH = 2_000  # characters of a selector


def read_selectors(text: str, depth: int = 0) -> list[Selector]:
    """Those of a list that are understood."""
    read = (_read_selector(part, depth) for part in parts(text, ","))
    return [selector for selector in read if selector is not None]


def parts(text: str, by: str) -> list[str]:
    """Parted, but not inside brackets."""
    pieces, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == by and depth == 0:
            pieces.append(text[start:at])
            start = at + 1
    return [part.strip() for part in [*pieces, text[start:]] if part.strip()]


def _read_selector(text: str, depth: int) -> Selector | None:
    if depth > MAX_DEPTH or len(text) > MAX_LENGTH:
        return None
    steps: list[tuple[str, Compound]] = []
    at, how = 0, " "
    while at < len(text):
        if match := COMBINATOR.match(text, at):
            at, how = match.end(), match[1] or " "
            continue
        read = _read_compound(text, at, depth)
        if read is None:
            return None
        steps.append((how, read[0]))
        at, how = read[1], ""
    if not steps or how or steps[0][0] not in (" ", ">"):
        return None
    # How each is to the one before it in the selector is written before the latter of the two.
    hows = [" ", *(how for how, _ in reversed(steps[1:]))]
    compounds = [compound for _, compound in reversed(steps)]
    weights = [compound.weight for compound in compounds]
    weight = (sum(w[0] for w in weights), sum(w[1] for w in weights), sum(w[2] for w in weights))
    return Selector(tuple(zip(hows, compounds, strict=True)), weight)


def _read_compound(text: str, at: int, depth: int) -> tuple[Compound, int] | None:
    tag, start = "", at
    ids, classes, attributes, places, either, states = [], [], [], [], [], []
    refused: list[Selector] = []
    has: list[Selector] = []
    while at < len(text) and (match := SIMPLE.match(text, at)):
        at = match.end()
        if match["tag"]:
            tag = _plain(match["tag"]).lower()
        elif match["id"]:
            ids.append(_plain(match["id"]))
        elif match["class"]:
            classes.append(_plain(match["class"]))
        elif match["name"]:
            attributes.append((match["name"].lower(), match["how"] or "", match["value"] or ""))
        else:
            name, asked = match["pseudo"].lower(), ""
            if match["asks"]:
                end = _closing(text, at)
                asked, at = text[at:end], end + 1
            name = PLACES.get(name, name)
            if name.startswith("nth-"):
                name, _, argument = name.partition("(")
                place = _read_place(name, argument.rstrip(")") or asked)
                if place is None:
                    return None
                places.append(place)
            elif name == "only-child":
                places += [Place(False, False, 0, 1), Place(False, True, 0, 1)]
            elif name in EITHER:
                one = read_selectors(asked, depth + 1)
                if name == "where":
                    one = [replace(selector, weight=(0, 0, 0)) for selector in one]
                either.append(tuple(one))
            elif name in ("not", "has"):
                if name == "has" and ":has(" in asked.lower():
                    return None  # none holds another, as CSS has it
                inner = read_selectors(asked, depth + 1)
                if len(inner) < len(parts(asked, ",")):
                    return None
                (refused if name == "not" else has).extend(inner)
            elif name == "root":
                tag = tag or "html"
            elif name in DRAWN or name == "slotted":
                return None
            elif name not in ("defined", "any-link", "link"):
                states.append(name)
    if at == start:
        return None
    return Compound(
        tag, frozenset(ids), frozenset(classes), tuple(attributes), tuple(places), tuple(either),
        tuple(refused), tuple(has), frozenset(states),
    ), at  # fmt: skip


def _closing(text: str, at: int) -> int:
    depth = 1
    for place in range(at, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place
    return len(text)


def _read_place(name: str, asked: str) -> Place | None:
    asked = {"odd": "2n+1", "even": "2n"}.get(asked.strip().lower(), asked)
    match = NTH.fullmatch(asked.strip()[:20])
    kind = {"nth-child": False, "nth-of-type": True}.get(name.replace("-last", ""))
    if match is None or kind is None or len(asked) > 20:
        return None
    step, start = 0, int(match[3] or 0)
    if match[3] is None:
        step = int(match[1] + "1" if match[1] in ("", "+", "-") else match[1])
        start = int("".join((match[2] or "0").split()))
    return Place(kind, "-last" in name, step, start)


def _plain(name: str) -> str:
    if "\\" not in name:
        return name
    return ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0x10FFFF)) if m[1] else m[2], name)
