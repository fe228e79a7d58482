"""Whom a report is about: weighs the names that its title, opening, text and path mention."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from ingest.about.institutions import find_institution
from ingest.field.places import BRIGADE, FORCE, Mention, Place, find_places, load_places

# A letter names its addressees before it says whom it is about.
ADDRESSEE = re.compile(
    r"\b(?:director|chief|commissioner|constable|CCG|ICB|NHS|trust|probation|manager|company|chair"
    r"|board|officer|head of|executive|councillor|leader|youth (?:offending|justice)|accountable"
    r"|nurse|inspector|integrated care|scrutineer)\b",
    re.I,
)
LEAD = re.compile(
    r"(?:inspection|visit|report|review|revisit|challenge)\s+(?:of|to|on|in|for|at)\s+"
    r"(?:services\s+in\s+|the\s+)*$|^\s*Dear\s+$"
    r"|(?:neglect|abuse|exploitation|violence|health|family|need|risk|services?)\s+in\s+$",
    re.I | re.M,
)
# How titles say whom they are about, for names that are in no gazetteer.
COUNCIL = r"(?:(?: City| County| Borough| District| Metropolitan| Council| MBC)+|[’']s)?"
TITLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[Ii]nspection of (?:the )?(?P<name>[A-Z].{{2,40}}?){COUNCIL}"
        r" (?:local authority|[Ll]ocal [Aa]rea [Pp]artnership|children[’']s (?:social care )?services)",
        r"[Jj]oint targeted area inspection of (?:the multi-agency response to .{3,80} in )?"
        rf"(?P<name>[A-Z].{{2,40}}?){COUNCIL}$",
        r"^(?P<name>[A-Z].{2,40}?)(?: City| County| Borough| District| Metropolitan)* Council\b",
        r"^(?P<name>[A-Z].{2,40}?)(?: Police| Constabulary)? PEEL\b",
        r"^PEEL.{0,40}?: (?P<name>[A-Z].{2,40}?)(?: Police| Constabulary)?$",
        r"^(?P<name>[A-Z].{2,40}?) Fire and Rescue Service\b",
    )
)
LONGEST_NAME = 5  # words
ADDRESSEE_LINE = 200  # characters; a longer line is a paragraph
COVER_LINES = 200  # characters at the top in which a line that is a name is the title
# What a mention weighs by where it stands, set by hand: a title outweighs an opening full of
# neighbours, a path settles what the words leave open.
IN_TITLE, LED, IN_PATH, IN_OPENING, ADDRESSED, WHOLE_LINE = 8.0, 8.0, 6.0, 1.0, 0.2, 3.0
BY_COUNT = 1.5  # times the logarithm of the number of mentions in the text
READ = 300_000  # characters: whom a report is about is clear by then


def find_subject(about: str, title: str, opening: str, text: str, source: str) -> str:
    """The usual name of what the report is about; "" where nothing tells.

    `about` is what reports of its kind are about: "council", "police", "fire", "institution"
    or "" where its kind is not known.
    """
    if about in ("council", "police", "fire"):
        if unknown := _unknown_name(about, title, text):
            return unknown
        place = _weigh_places(about, title, opening, text, source)
        return place or find_institution(title, opening)
    institution = find_institution(title, opening)
    return institution or _weigh_places("council", title, opening, text, source)


def _unknown_name(about: str, title: str, text: str) -> str:
    """The name in a title that no gazetteer has: "Westmarch PEEL 2021/22" is on Westmarch Police."""
    if any(p.kind != "nation" for mention in find_places(title) for p in mention.places):
        return ""
    name = next((m["name"].strip() for p in TITLES if (m := p.search(title))), "")
    if not name or len(name.split()) > LONGEST_NAME:
        return ""
    if about == "council":
        return re.sub(r"^(?:the )?(?:London|Royal|Metropolitan)? ?Borough of ", "", name)
    endings = "Police|Constabulary" if about == "police" else "Fire and Rescue Service"
    called = Counter(re.findall(rf"\b{re.escape(name)} (?:{endings})\b", text[:READ]))
    return called.most_common(1)[0][0] if called else name


def _weigh_places(about: str, title: str, opening: str, text: str, source: str) -> str:
    scores: dict[str, float] = defaultdict(float)

    def add(mention: Mention, weight: float) -> None:
        for place in mention.places:
            for name, share in _meant(place, about):
                scores[name] += weight * share / len(mention.places)

    for mention in find_places(title):
        add(mention, IN_TITLE + (LED if LEAD.search(title[: mention.start]) else 0))
    for mention in find_places(opening):
        add(mention, _weight(opening, mention))
    counted: dict[tuple[Place, ...], list[Mention]] = defaultdict(list)
    for mention in find_places(text[:READ]):
        counted[mention.places].append(mention)
    for mentions in counted.values():
        add(mentions[0], BY_COUNT * math.log2(1 + len(mentions)))
    for mention in find_places(re.sub(r"[_/\\.\d]+", " . ", source)):
        add(mention, IN_PATH)
    return max(scores, key=lambda name: scores[name], default="")


def _weight(opening: str, mention: Mention) -> float:
    start = opening.rfind("\n", 0, mention.start) + 1
    line = opening[start:].partition("\n")[0].strip()
    if LEAD.search(opening[max(0, mention.start - 60) : mention.start]):
        return IN_OPENING + LED
    if len(line) < ADDRESSEE_LINE and ADDRESSEE.search(line):
        return ADDRESSED
    if start < COVER_LINES and mention.end - mention.start >= 0.7 * len(line):
        return IN_OPENING + WHOLE_LINE
    return IN_OPENING


def _meant(place: Place, about: str) -> Iterator[tuple[str, float]]:
    """Whom a name stands for in reports about councils, forces or brigades, and how surely."""
    if place.kind == about:
        yield place.name, 1.0
    elif place.kind == "nation":
        yield place.name, 0.02
    elif about == "council":
        yield place.name, 0.15  # the area's force is named in its reports, but not their subject
    else:
        name = _namesake(FORCE.sub("", BRIGADE.sub("", place.name)), about)
        yield (name, 0.6) if name else (place.name, 0.05)


def _namesake(area: str, kind: str) -> str:
    """The force or the brigade called after an area: "Hertfordshire PEEL 2018" is on its police."""
    ending = {"police": FORCE, "fire": BRIGADE}[kind]
    for place in load_places():
        if place.kind == kind and ending.sub("", place.name) == area:
            return place.name
    return ""
