"""Which place a report is about: what leads it, or what it names above all others; else none."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from ingest.about.cover import IMPRINT
from ingest.about.mentions import named_places
from ingest.field.places import Mention, Place, Places

TellsSubject: TypeAlias = Literal["", "label", "title", "cover", "letter", "text", "path", "site"]


@dataclass(frozen=True, slots=True)
class Subject:
    name: str = ""
    by: TellsSubject = ""  # what tells it, the surest first; "" where nothing does


NOBODY = Subject()
# A letter names its addressees before it says whom it is about.
ADDRESSEES = (
    r"director|chief|commissioner|trust|manager|company|chair|board|officer|head of|executive"
    r"|councillor|leader|accountable"
)
LEADS = (
    r"(?:inspection|visit|report|review|revisit|challenge)\s+(?:of|to|on|in|for|at)\s+"
    r"(?:services\s+in\s+|the\s+)*|^\s*Dear\s+"
)
ADDRESSEE_LINE = 200  # characters; a longer line is a paragraph
COVER_LINES = 200  # characters at the top in which a line that is a name is the title
# What a mention weighs by where it stands, set by hand: a title outweighs an opening full of
# neighbours, a path settles what the words leave open.
IN_TITLE, LED, IN_PATH, IN_OPENING, ADDRESSED, WHOLE_LINE = 8.0, 8.0, 6.0, 1.0, 0.2, 3.0
BY_COUNT = 1.5  # times the logarithm of the number of mentions in the text
READ = 300_000  # characters: whom a report is about is clear by then
# What leads nowhere is the subject all the same where most mentions are of it, and so many.
DOMINANT_SHARE, DOMINANT_COUNT = 0.5, 3


def weigh_places(
    about: str, title: str, opening: str, text: str, source: str, places: Places
) -> Subject:
    """A place by its usual name; NOBODY where none leads the report and none dominates it.

    `about` is a type of place: what reports of its kind are about; "" where that is not known.
    """
    scores: dict[str, float] = defaultdict(float)
    leading: dict[str, TellsSubject] = {}  # by what; the surest comes first
    lead, addressee = _patterns(places)

    def add(mention: Mention, written: str, weight: float, by: TellsSubject | None = None) -> None:
        for place in mention.places:
            for name, share in _meant(place, about, written, places):
                scores[name] += weight * share / len(mention.places)
                if by is not None:
                    leading.setdefault(name, by)

    in_title = named_places(title, places, text[:READ])
    is_one = len({mention.places for mention in in_title}) == 1  # else it is about all of them
    for mention in in_title:
        is_led = lead.search(title[: mention.start]) is not None
        weight = IN_TITLE + (LED if is_led else 0)
        add(mention, _written(title, mention), weight, "title" if is_one or is_led else None)
    for mention in named_places(opening, places, text[:READ]):
        weight = _weight(opening, mention, lead, addressee)
        wide = all(places.types[place.kind].wide for place in mention.places)
        leads = weight > IN_OPENING and not wide  # a country leads in a title only
        add(mention, _written(opening, mention), weight, "cover" if leads else None)
    counted: dict[tuple[Place, ...], list[Mention]] = defaultdict(list)
    read = text[:READ]
    for mention in named_places(read, places):
        counted[mention.places].append(mention)
    counts: Counter[str] = Counter()
    for meant, mentions in counted.items():
        written = _written(read, mentions[0])
        add(mentions[0], written, BY_COUNT * math.log2(1 + len(mentions)))
        if len(meant) == 1 and not places.types[meant[0].kind].wide:
            counts[max(_meant(meant[0], about, written, places), key=_share)[0]] += len(mentions)
    for name, count in counts.items():
        if count >= DOMINANT_COUNT and count >= DOMINANT_SHARE * counts.total():
            leading.setdefault(name, "text")
    for mention in places.find(re.sub(r"[_/\\.\d-]+", " . ", source)):
        written = mention.places[0].name
        add(mention, written, IN_PATH)
        for name, _ in _meant(mention.places[0], about, written, places):
            if counts[name]:
                leading.setdefault(name, "path")
    name = max(leading, key=lambda name: (scores[name], name), default="")
    return Subject(name, leading[name]) if name else NOBODY


def _weight(
    opening: str, mention: Mention, lead: re.Pattern[str], addressee: re.Pattern[str]
) -> float:
    start = opening.rfind("\n", 0, mention.start) + 1
    line = opening[start:].partition("\n")[0].strip()
    if lead.search(opening[max(0, mention.start - 60) : mention.start]):
        return IN_OPENING + LED
    if len(line) < ADDRESSEE_LINE and (addressee.search(line) or IMPRINT.search(line)):
        return ADDRESSED
    if start < COVER_LINES and mention.end - mention.start >= 0.7 * len(line):
        return IN_OPENING + WHOLE_LINE
    return IN_OPENING


@cache
def _patterns(places: Places) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before the name of a subject, and what a line of addressees has."""
    leads, addressees = [LEADS, *places.leads], [ADDRESSEES, *places.addressees]
    return (
        re.compile("|".join(f"(?:{lead})$" for lead in leads), re.I | re.M),
        re.compile(rf"\b(?:{'|'.join(addressees)})\b", re.I),
    )


def _meant(place: Place, about: str, written: str, places: Places) -> Iterator[tuple[str, float]]:
    """Whom a name stands for in reports about a type of place, and how surely."""
    kind = places.types[place.kind]
    if kind.wide:
        yield place.name, 0.02
    elif not about:  # "Sussex" is no police force where nothing says so
        ends = not kind.endings or re.search(rf"(?:{'|'.join(kind.endings)})$", written, re.I)
        yield (place.name if ends else kind.bare(place.name)), 1.0
    elif place.kind == about:
        yield place.name, 1.0
    elif not places.types[about].endings:
        yield place.name, 0.15  # the area's force is named in its reports, but not their subject
    else:  # "Hertfordshire PEEL 2018" is on its police
        name = places.namesake(place.name, about)
        yield (name, 0.6) if name else (place.name, 0.05)


def _share(meant: tuple[str, float]) -> float:
    return meant[1]


def _written(text: str, mention: Mention) -> str:
    return text[mention.start : mention.end]
