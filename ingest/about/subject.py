"""Whom a report is about: weighs the names that its title, opening, text and path mention."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from ingest.about.institutions import find_institution
from ingest.field.kinds import INSTITUTION
from ingest.field.places import Mention, Place, Places

# A letter names its addressees before it says whom it is about.
ADDRESSEES = (
    r"director|chief|commissioner|trust|manager|company|chair|board|officer|head of|executive"
    r"|councillor|leader|accountable"
)
LEADS = (
    r"(?:inspection|visit|report|review|revisit|challenge)\s+(?:of|to|on|in|for|at)\s+"
    r"(?:services\s+in\s+|the\s+)*|^\s*Dear\s+"
)
LONGEST_NAME = 5  # words
ADDRESSEE_LINE = 200  # characters; a longer line is a paragraph
COVER_LINES = 200  # characters at the top in which a line that is a name is the title
# What a mention weighs by where it stands, set by hand: a title outweighs an opening full of
# neighbours, a path settles what the words leave open.
IN_TITLE, LED, IN_PATH, IN_OPENING, ADDRESSED, WHOLE_LINE = 8.0, 8.0, 6.0, 1.0, 0.2, 3.0
BY_COUNT = 1.5  # times the logarithm of the number of mentions in the text
READ = 300_000  # characters: whom a report is about is clear by then


def find_subject(
    about: str, title: str, opening: str, text: str, source: str, places: Places
) -> str:
    """The usual name of what the report is about; "" where nothing tells.

    `about` is what reports of its kind are about: a type of place, or an institution.
    """
    if about != INSTITUTION:
        if unknown := _unknown_name(about, title, text, places):
            return unknown
        place = _weigh_places(about, title, opening, text, source, places)
        return place or find_institution(title, opening, places)
    institution = find_institution(title, opening, places)
    usual = next(iter(places.types), "")
    return institution or _weigh_places(usual, title, opening, text, source, places)


def _unknown_name(about: str, title: str, text: str, places: Places) -> str:
    """The name in a title that no gazetteer has: "Westmarch PEEL 2021/22" is on Westmarch Police."""
    named = [place for mention in places.find(title) for place in mention.places]
    if not all(places.types[place.kind].wide for place in named):
        return ""
    name = next((m["name"].strip() for p in places.titles if (m := p.search(title))), "")
    if not name or len(name.split()) > LONGEST_NAME:
        return ""
    kind = places.types[about]
    if not kind.endings:
        return kind.before.sub("", name)
    endings = "|".join(kind.endings)
    called = Counter(re.findall(rf"\b{re.escape(name)} (?:{endings})\b", text[:READ]))
    return called.most_common(1)[0][0] if called else name


def _weigh_places(
    about: str, title: str, opening: str, text: str, source: str, places: Places
) -> str:
    scores: dict[str, float] = defaultdict(float)
    lead, addressee = _patterns(places)

    def add(mention: Mention, weight: float) -> None:
        for place in mention.places:
            for name, share in _meant(place, about, places):
                scores[name] += weight * share / len(mention.places)

    def weight_in_opening(mention: Mention) -> float:
        start = opening.rfind("\n", 0, mention.start) + 1
        line = opening[start:].partition("\n")[0].strip()
        if lead.search(opening[max(0, mention.start - 60) : mention.start]):
            return IN_OPENING + LED
        if len(line) < ADDRESSEE_LINE and addressee.search(line):
            return ADDRESSED
        if start < COVER_LINES and mention.end - mention.start >= 0.7 * len(line):
            return IN_OPENING + WHOLE_LINE
        return IN_OPENING

    for mention in places.find(title):
        add(mention, IN_TITLE + (LED if lead.search(title[: mention.start]) else 0))
    for mention in places.find(opening):
        add(mention, weight_in_opening(mention))
    counted: dict[tuple[Place, ...], list[Mention]] = defaultdict(list)
    for mention in places.find(text[:READ]):
        counted[mention.places].append(mention)
    for mentions in counted.values():
        add(mentions[0], BY_COUNT * math.log2(1 + len(mentions)))
    for mention in places.find(re.sub(r"[_/\\.\d]+", " . ", source)):
        add(mention, IN_PATH)
    return max(scores, key=lambda name: scores[name], default="")


@cache
def _patterns(places: Places) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before the name of a subject, and what a line of addressees has."""
    leads, addressees = [LEADS, *places.leads], [ADDRESSEES, *places.addressees]
    return (
        re.compile("|".join(f"(?:{lead})$" for lead in leads), re.I | re.M),
        re.compile(rf"\b(?:{'|'.join(addressees)})\b", re.I),
    )


def _meant(place: Place, about: str, places: Places) -> Iterator[tuple[str, float]]:
    """Whom a name stands for in reports about a type of place, and how surely."""
    if place.kind == about:
        yield place.name, 1.0
    elif places.types[place.kind].wide:
        yield place.name, 0.02
    elif not places.types[about].endings:
        yield place.name, 0.15  # the area's force is named in its reports, but not their subject
    else:  # "Hertfordshire PEEL 2018" is on its police
        name = places.namesake(place.name, about)
        yield (name, 0.6) if name else (place.name, 0.05)
