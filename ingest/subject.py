"""Whom a report is about: weighs the names that its opening, its text and its path mention."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from ingest.places import FORCE, Mention, Place, find_places, load_places

# A letter names its addressees before it says whom it is about.
ADDRESSEE = re.compile(
    r"\b(?:director|chief|commissioner|constable|CCG|ICB|NHS|trust|probation|manager|company|chair|board|officer|head of"
    r"|executive|councillor|leader|youth (?:offending|justice)|accountable|nurse|inspector|integrated care|scrutineer)\b",
    re.I,
)
LEAD = re.compile(
    r"(?:inspection|visit|report|review|revisit|challenge)\s+(?:of|to|on|in|for|at)\s+(?:services\s+in\s+|the\s+)*$|^\s*Dear\s+$"
    r"|(?:neglect|abuse|exploitation|violence|health|family|experienced?|need|risk|services?)\s+in\s+$",
    re.I | re.M,
)
TITLE, LEADING, PATH, OPENING, FULL = 8.0, 8.0, 6.0, 1.0, 3.0
READ = 300_000  # characters: what a report is about is clear by then
SUFFIXES = (
    r"(?:plc|PLC|P\.L\.C\.|Inc|Incorporated|Ltd|Limited|LLP|LLC|Corporation|Corp|Company|Group|Holdings|N\.V\.|S\.A\.|AG|SE"
    r"|(?:NHS )?(?:Foundation )?Trust|Hospital|University|Hospice|Surgery|Care Home|Nursing Home|Association|Bank)"
)
NAME_WORD = r"(?:[A-Z0-9][\w’'.&/-]*|&|of|the|and|for|in|St\.?)"
PRISON = re.compile(
    r"\bHM\s?(?:P(?:\s?(?:/|and|&)\s?(?:HM\s?)?YOI)?|YOI|Prison)\s+[A-Z][\w’'-]+(?:\s+(?:upon|[A-Z][\w’'-]+)){0,2}"
)
SCHOOL = re.compile(
    rf"(?:{NAME_WORD}[ \t]+){{1,8}}?(?:School|Academy|College|Nursery|Pre-?[Ss]chool|Kindergarten|Playgroup)\b"
    r"(?:[ ](?:and|&)[ ](?:Nursery|Sixth Form(?: College)?|College|Pre-?[Ss]chool))?"
)
COMPANY = re.compile(rf"\b[A-Z][\w’'.&-]*(?:,?[ \t]+{NAME_WORD}){{0,6}},?[ \t]+{SUFFIXES}\b\.?")
REGISTRANT = re.compile(r"([^\n]+)\n+\s*\(?\s*Exact\s+name\s+of\s+(?:the\s+)?registrant", re.I)
LEADING_WORDS = re.compile(
    r"^(?:(?:the|report|short|full|an?|on|of|to|for|at|by|in|inspection|unannounced|announced|visit|ofsted|school|dear|headteacher)\s+)+",
    re.I,
)
REPORT_WORDS = re.compile(
    r"\b(?:annual|report|accounts|and|financial|statements?|form 10-[kq]|for the year.*|integrated|interim|(?:19|20)\d\d(?:[-/–]\d\d+)?)\b",
    re.I,
)


def find_subject(about: str, title: str, opening: str, text: str, source: str) -> str:
    """The usual name of what the report is about; "" where nothing tells.

    `about` is what reports of its kind are about: "council", "police", "fire", "institution" or "".
    """
    if about == "institution" and (institution := _institution(title, opening)):
        return institution
    place = _place(about, title, opening, text, source)
    if about in ("council", "police", "fire") and place:
        return place
    return _institution(title, opening) or place


def _place(about: str, title: str, opening: str, text: str, source: str) -> str:
    scores: dict[str, float] = defaultdict(float)
    for mention in find_places(title):
        lead = LEADING if LEAD.search(title[: mention.start]) else 0.0
        _add(scores, mention, TITLE + lead, about)
    for mention in find_places(opening):
        _add(scores, mention, _weight(opening, mention), about)
    counts: Counter[tuple[str, ...]] = Counter()
    mentions: dict[tuple[str, ...], Mention] = {}
    for mention in find_places(text[:READ]):
        names = tuple(place.name for place in mention.places)
        counts[names] += 1
        mentions[names] = mention
    for names, count in counts.items():
        _add(scores, mentions[names], 1.5 * math.log2(1 + count), about)
    for mention in find_places(re.sub(r"[_/\\.]+", " . ", source.rsplit(".", 1)[0])):
        _add(scores, mention, PATH, about)
    return max(scores, key=lambda name: scores[name], default="")


def _weight(opening: str, mention: Mention) -> float:
    start = opening.rfind("\n", 0, mention.start) + 1
    line = opening[start:].split("\n", 1)[0]
    weight = OPENING
    if LEAD.search(opening[max(0, mention.start - 60) : mention.start]):
        weight += LEADING
    elif len(line) < 200 and ADDRESSEE.search(line):
        return 0.2
    if start < 200 and mention.end - mention.start >= 0.7 * len(line.strip()):
        weight += FULL
    return weight


def _add(scores: dict[str, float], mention: Mention, weight: float, about: str) -> None:
    for place in mention.places:
        for name, share in _meant(place, about):
            scores[name] += weight * share / len(mention.places)


def _meant(place: Place, about: str) -> Iterator[tuple[str, float]]:
    """Whom a place's name stands for in a report about councils, forces or brigades."""
    wanted = about if about in ("police", "fire") else "council"
    if place.kind == wanted:
        yield place.name, 1.0
    elif place.kind == "nation":
        yield place.name, 0.02
    elif wanted == "council":
        yield place.name, 0.15
    elif place.kind in ("council", "police"):
        # "Hertfordshire PEEL 2018", "Northumbria: fire and rescue"
        base = FORCE.sub("", place.name)
        for other in load_places():
            if other.kind == wanted and other.name.startswith(base + " "):
                yield other.name, 0.6
                return
        yield place.name, 0.05


def _institution(title: str, opening: str) -> str:
    if registrant := REGISTRANT.search(opening):
        return _folded(registrant[1]).strip("() ")
    for pattern in (PRISON, SCHOOL, COMPANY):
        for words in (title, opening):
            if found := pattern.search(words):
                name = LEADING_WORDS.sub("", _folded(found[0])).strip(" ,")
                if len(name.split()) > 1:
                    return name
    if REPORT_WORDS.search(title):
        rest = _folded(REPORT_WORDS.sub(" ", title)).strip(" ,:;–-|")
        if 1 <= len(rest.split()) <= 6:
            return rest
    return ""


def _folded(text: str) -> str:
    return " ".join(text.split())
