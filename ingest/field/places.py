"""The gazetteer: names of councils, forces and services, and where a text mentions them.

It knows nothing of reports: it says what a name may mean, not what a text is about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Place:
    name: str  # the usual one: "Salford", "Hertfordshire Constabulary"
    kind: str  # "council", "police", "fire" or "nation"
    aliases: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()  # names of the councils in its area


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    places: tuple[Place, ...]  # more than one: the words may mean any of them


Words: TypeAlias = tuple[str, ...]
Entry: TypeAlias = "list[str] | dict[str, list[str]]"

# What may stand around a name without changing what is meant; {} is the name.
COUNCIL_FORMS = tuple(
    [
        "{} Council",
        "{} City Council",
        "{} County Council",
        "{} Borough Council",
        "{} District Council",
        "{} Metropolitan Borough Council",
        "{} Metropolitan District Council",
        "{} Metropolitan Council",
        "{} Metropolitan Borough",
        "{} Unitary Authority",
        "{} County Borough Council",
        "{} County Borough",
        "{} local authority",
        "{} LA",
        "{} MBC",
        "{} MDC",
        "{} BC",
        "{} CC",
        "{} DC",
        "City of {} Council",
        "City of {} Metropolitan District Council",
        "City of {} Metropolitan Borough Council",
        "London Borough of {}",
        "London Borough of {} Council",
        "London Borough {}",
        "LB {}",
        "LB of {}",
        "Royal Borough of {}",
        "Royal Borough of {} Council",
        "Metropolitan Borough of {}",
        "Borough of {}",
        "County of {}",
        "City and County of {}",
        "County Council of {}",
        "Council of {}",
    ]
)
POLICE_FORMS = tuple(
    ["{} Police", "{} Constabulary", "{} Police Service", "{} police force", "{} force"]
)
FIRE_FORMS = tuple(
    [
        "{} Fire and Rescue Service",
        "{} FRS",
        "{} Fire Service",
        "{} Fire and Rescue",
        "{} Fire Brigade",
        "{} Fire and Rescue Authority",
        "{} fire",
    ]
)
FORCE = re.compile(r"\s+(Police Service|Police|Constabulary)$")
BRIGADE = re.compile(r"\s+(County )?(Fire and Rescue Service|Fire Service|Fire Brigade)$")

# "Salford's" is about Salford.
WORD = re.compile(r"[&,]|[^\W\d_]+(?:[’'](?!s\b)[^\W\d_]+)*")
# A name goes on over spaces, line ends and hyphens; over a full stop only in "St. Helens".
JOINT = re.compile(r"[\s\-‐‑–]{1,3}")
DOTTED_JOINT = re.compile(r"\.?[\s\-‐‑–]{0,2}")
# After these a capital at the start of a sentence is a verb: "Reading the report".
ARTICLES = frozenset(
    [
        "a",
        "an",
        "all",
        "and",
        "any",
        "aloud",
        "at",
        "every",
        "from",
        "his",
        "her",
        "in",
        "is",
        "it",
        "its",
        "my",
        "of",
        "on",
        "or",
        "our",
        "out",
        "that",
        "the",
        "their",
        "them",
        "these",
        "this",
        "to",
        "was",
        "what",
        "with",
        "your",
    ]
)
# After these a name is a person's: "Mr Sutton".
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "sir",
        "dame",
        "lord",
        "lady",
        "judge",
        "justice",
        "professor",
        "prof",
        "cllr",
    ]
)


@cache
def load_places() -> tuple[Place, ...]:
    """Every place of places.toml, in its order."""
    found = []
    for kind in ("council", "police", "fire", "nation"):
        for name, entry in _tables()[kind].items():
            aliases = entry if isinstance(entry, list) else entry.get("aliases", [])
            covers = [] if isinstance(entry, list) else entry.get("covers", [])
            found.append(Place(name, kind, tuple(aliases), tuple(covers)))
    return tuple(found)


def find_places(text: str) -> list[Mention]:
    """The places that a text names, in order, the longest name at each spot."""
    words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)]
    found = []
    at = 0
    while at < len(words):
        node, longest = _names(), None
        for last in range(at, len(words)):
            if last > at and not _joined(text, words[last - 1], words[last]):
                break
            following = node.next.get(_folded(words[last][0]))
            if following is None:
                break
            node = following
            if node.ends and (not node.exact or _stands_out(text, words, at, last, node.exact)):
                longest = (last, node.places)
        if longest is None:
            at += 1
            continue
        last, places = longest
        if places and not _is_person(words, at):
            found.append(Mention(words[at][1], words[last][2], places))
        at = last + 1
    return found


def find_place(name: str) -> Place | None:
    """The one place that is meant by exactly this name or alias; None where none or several are."""
    mentions = find_places(name)
    if len(mentions) != 1 or len(mentions[0].places) != 1:
        return None
    whole = mentions[0].start == 0 and mentions[0].end == len(name)
    return mentions[0].places[0] if whole else None


def covering(council: str) -> tuple[Place, ...]:
    """The police forces and fire services whose area has this council in it."""
    return tuple(place for place in load_places() if council in place.covers)


class _Node:
    __slots__ = ("ends", "exact", "next", "places")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.places: tuple[Place, ...] = ()
        self.ends = False
        self.exact: tuple[str, ...] = ()  # how an ambiguous name must be written to count


@cache
def _names() -> _Node:
    root = _Node()
    words = _tables()["words"]
    ambiguous = {_key(word): word for word in words["ambiguous"]}
    for phrase in words["not_places"]:
        _add(root, phrase).ends = True
    for place in load_places():
        for form, derived in _forms(place):
            node = _add(root, form)
            node.ends = True
            if place not in node.places and not (derived and node.places):
                node.places += (place,)
            exact = ambiguous.get(_key(form))
            if exact is not None:
                node.exact = (exact, exact.upper())
    return root


def _forms(place: Place) -> Iterator[tuple[str, bool]]:
    """Each way to write a place's name, and whether it was derived."""
    names = (place.name, *place.aliases)
    for name in names:
        yield name, False
    forms: tuple[str, ...] = ()
    if place.kind == "council":
        forms, bases = COUNCIL_FORMS, names
    elif place.kind == "police":
        forms, bases = POLICE_FORMS, (FORCE.sub("", place.name),)
    elif place.kind == "fire":
        forms, bases = FIRE_FORMS, (BRIGADE.sub("", place.name),)
    for form in forms:
        for base in bases:
            yield form.format(base), True


def _add(root: _Node, name: str) -> _Node:
    node = root
    for word in _key(name):
        node = node.next.setdefault(word, _Node())
    return node


def _key(name: str) -> Words:
    return tuple(_folded(word) for word in WORD.findall(name))


def _folded(word: str) -> str:
    return "and" if word == "&" else word.casefold().replace("’", "").replace("'", "")


def _joined(text: str, word: tuple[str, int, int], following: tuple[str, int, int]) -> bool:
    between = text[word[2] : following[1]]
    if between == " ":
        return True
    if not between:  # "H&F", "Bournemouth,"
        return bool({"&", ","} & {word[0], following[0]})
    joint = DOTTED_JOINT if len(word[0]) <= 2 else JOINT
    return joint.fullmatch(between) is not None


def _stands_out(
    text: str, words: list[tuple[str, int, int]], first: int, last: int, exact: tuple[str, ...]
) -> bool:
    """Whether an ambiguous name is written as a name: in its capitals, and not as a verb."""
    written = " ".join(word for word, _, _ in words[first : last + 1])
    if written not in exact:
        return False
    if last + 1 == len(words) or words[last + 1][0] not in ARTICLES:
        return True
    before = text[max(0, words[first][1] - 4) : words[first][1]]
    return re.search(r"(^|[.?!:]\s+|\n\s*)$", before) is None


def _is_person(words: list[tuple[str, int, int]], first: int) -> bool:
    return first > 0 and words[first - 1][0].casefold() in TITLES


@cache
def _tables() -> dict[str, dict[str, Entry]]:
    tables: dict[str, dict[str, Entry]] = tomllib.loads(
        files(__package__).joinpath("uk_inspection", "places.toml").read_text("utf-8")
    )
    return tables
