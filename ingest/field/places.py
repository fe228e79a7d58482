"""The gazetteer: names of what reports are about, and where a text mentions them.

It knows nothing of reports: it says what a name may mean, not what a text is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from ingest.field.tables import NOTHING, Table


@dataclass(frozen=True, slots=True, eq=False)
class PlaceType:
    name: str  # "council", "police"
    forms: tuple[str, ...] = ()  # what may stand around a name; {} is the name
    endings: tuple[str, ...] = ()  # what its names end in, where they are called after an area
    before: re.Pattern[str] = NOTHING  # is dropped before a name that is not listed
    wide: bool = False  # others lie in it, and reports are seldom about it
    asked: str = ""  # a regular expression of what people call any of them: "forces?"

    def bare(self, name: str) -> str:
        """The area that it is called after: "Kent Police" is Kent's."""
        return re.sub(rf"\s+(?:{'|'.join(self.endings)})$", "", name) if self.endings else name


@dataclass(frozen=True, slots=True)
class Place:
    name: str  # the usual one: "Salford", "Hertfordshire Constabulary"
    kind: str  # the name of its type
    aliases: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()  # names of the places in its area


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    places: tuple[Place, ...]  # more than one: the words may mean any of them


Words: TypeAlias = tuple[str, ...]

# "Salford's" is about Salford.
WORD = re.compile(r"[&,]|[^\W\d_]+(?:[’'](?!s\b)[^\W\d_]+)*")
# A name goes on over spaces, line ends and hyphens; over a full stop only in "St. Helens".
JOINT = re.compile(r"[\s\-‐‑–]{1,3}")
DOTTED_JOINT = re.compile(r"\.?[\s\-‐‑–]{0,2}")
# After these a capital at the start of a sentence is a verb: "Reading the report".
ARTICLES = frozenset(
    "a an all and any aloud at every from his her in is it its my of on or our out that the their"
    " them these this to was what with your".split()
)
# After these a name is a person's: "Mr Sutton".
TITLES = frozenset("mr mrs ms miss dr sir dame lord lady judge justice professor prof cllr".split())


class Places:
    """The places of a field by type, the most usual type first; iterating gives each."""

    def __init__(self, table: Table) -> None:
        self.types = {name: _type(name, entry) for name, entry in table.tables("types")}
        for name, _ in table.tables("places"):
            self.types.setdefault(name, PlaceType(name))
        listed = table.table("places")
        self._places = tuple(
            _place(name, kind, inside)
            for kind in self.types
            for inside in [listed.table(kind)]
            for name in inside.entries
        )
        self.covering_types = frozenset(place.kind for place in self if place.covers)

        words = table.table("words")
        self._exact = {
            _key(word): word for key in ("everyday", "ambiguous") for word in words.texts(key)
        }
        self._not_places = words.texts("not_places")
        self.everyday = frozenset(word.casefold() for word in words.texts("everyday"))

        subjects = table.table("subjects")
        self.titles = tuple(
            Table(subjects.where, {"titles": [title]}).pattern("titles", flags=re.NOFLAG)
            for title in subjects.texts("titles")
        )
        if any("name" not in title.groupindex for title in self.titles):
            raise subjects.wrong(
                "titles", "of which one names nothing; write (?P<name>...) in each"
            )
        self.leads = subjects.texts("leads")
        self.addressees = subjects.texts("addressees")

        institutions = table.table("institutions")
        self.institutions = institutions.pattern("names", flags=re.NOFLAG)
        self.before_institutions = institutions.texts("before")
        self._endings = institutions.texts("endings")

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def find(self, text: str) -> list[Mention]:
        """The places that a text names, in order, the longest name at each spot."""
        words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)]
        mentions = []
        root = self._names
        at = 0
        while at < len(words):
            node, longest = root, None
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
            if places and not _is_other(words, at):
                mentions.append(Mention(words[at][1], words[last][2], places))
            at = last + 1
        return mentions

    def find_one(self, name: str) -> Place | None:
        """The one place that exactly this name or alias means; None where none or several are."""
        mentions = self.find(name)
        if len(mentions) != 1 or len(mentions[0].places) != 1:
            return None
        whole = mentions[0].start == 0 and mentions[0].end == len(name)
        return mentions[0].places[0] if whole else None

    def namesake(self, name: str, kind: str) -> str:
        """The place of a type that is called after the same area: "Kent Police"; "" where none is."""
        for each in self.types.values():
            name = each.bare(name)
        return self._namesakes[kind].get(name, "")

    @cached_property
    def endings(self) -> re.Pattern[str]:
        """What follows a name without being part of it: "Westmarch Police" is asked for as "Westmarch"."""
        ways = "|".join([*self._endings, "plc", "ltd", "limited", r"inc\.?"])
        return re.compile(rf"\s+(?:{ways})$", re.IGNORECASE)

    @cached_property
    def _namesakes(self) -> dict[str, dict[str, str]]:
        namesakes: dict[str, dict[str, str]] = {kind: {} for kind in self.types}
        for place in self:
            namesakes[place.kind].setdefault(self.types[place.kind].bare(place.name), place.name)
        return namesakes

    @cached_property
    def _names(self) -> _Node:
        root = _Node()
        for phrase in self._not_places:
            _add(root, phrase).ends = True
        for place in self:
            for form, derived in _forms(place, self.types[place.kind]):
                node = _add(root, form)
                node.ends = True
                if place not in node.places and not (derived and node.places):
                    node.places += (place,)
                exact = self._exact.get(_key(form))
                if exact is not None:
                    node.exact = (exact, exact.upper())
        return root


class _Node:
    __slots__ = ("ends", "exact", "next", "places")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.places: tuple[Place, ...] = ()
        self.ends = False
        self.exact: tuple[str, ...] = ()  # how an ambiguous name must be written to count


def _type(name: str, entry: Table) -> PlaceType:
    forms = entry.texts("forms")
    if any("{}" not in form for form in forms):
        raise entry.wrong("forms", 'of which one has no place for the name; write "{} Council"')
    return PlaceType(
        name,
        forms,
        entry.texts("endings"),
        entry.pattern("before", "^(?:{})"),
        entry.flag("wide"),
        entry.pattern("asked").pattern if entry.texts("asked") else "",
    )


def _place(name: str, kind: str, inside: Table) -> Place:
    if isinstance(inside.entries[name], list):
        return Place(name, kind, inside.texts(name))
    entry = inside.table(name)
    return Place(name, kind, entry.texts("aliases"), entry.texts("covers"))


def _forms(place: Place, kind: PlaceType) -> Iterator[tuple[str, bool]]:
    """Each way to write a place's name, and whether it was derived."""
    names = (place.name, *place.aliases)
    for name in names:
        yield name, False
    bases = (kind.bare(place.name),) if kind.endings else names
    for form in kind.forms:
        for base in bases:
            yield form.replace("{}", base), True


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
    return re.search(r"(^|[.?!:]\s+|\n[^\S\n]*)$", before) is None


def _is_other(words: list[tuple[str, int, int]], first: int) -> bool:
    """Whether what stands before makes it a person's name or another place's: "New Bedford"."""
    before = words[first - 1][0] if first else ""
    return before.casefold() in TITLES or before == "New"
