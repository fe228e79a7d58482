"""Whom a report is about: what its title, its cover or a labelled line names, else nobody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.about.accidents import accident_place
from ingest.about.bodies import STRONG_BODY, clean, find_institution, in_its_case, spelled_out
from ingest.about.cover import cover_lines
from ingest.about.mentions import named_places
from ingest.about.named_in_title import (
    body_at_start,
    inquiry_in_title,
    local_government,
    named_in_title,
    proper_head,
    proper_line,
    proper_part,
    strong_in_title,
)
from ingest.about.title import SALUTATION
from ingest.about.weighing import NOBODY, READ, Subject, weigh_places
from ingest.field.kinds import INSTITUTION
from ingest.field.places import Places

LONGEST_NAME = 5  # words
LABELLED = re.compile(
    r"^(?:complaint (?:against|about)|body (?:complained about|in jurisdiction)"
    r"|name of (?:the )?(?:designated )?(?:centre|service|school|establishment|body"
    r"|organisation|organization|institution|agency|facility|authority|grantee|recipient)"
    r"|(?:grantee|recipient|auditee|audited body|audited entity|inspected body))"
    r"(?: name)?[ \t]*:[ \t]*\n?(?P<name>[^\n\t]{3,100})",
    re.I | re.M,
)
# A letter's first sentence says what it encloses: "the Triennial Review of Acme Transit (ACT)".
SENT = re.compile(
    r"\b(?:review|inspection|audit|investigation|assessment|evaluation)\s+of\s+(?:the\s+)?"
    r"(?P<name>(?-i:[A-Z])[^\n();:.]{3,100}?)\s*(?:\((?P<short>[A-Z]{2,8})\)|\(|\bin\b|[.’])",
    re.I,
)
LEAD_IN = re.compile(
    r"^(?:.*\b(?:[Ii]n|[Ww]ithin|[Aa]cross|[Bb]y|[Ff]or|[Tt]o|[Ss]ince)\s+(?:\d{4}\s+)?(?:the\s+)?(?=[A-Z]))?(?:NHS\s+)?"
)
OFTEN = 3  # times that a body must be named to be what a report is about
RIVALRY = 3  # times as often the place that a body is in may be named


def find_subject(
    about: str,
    title: str,
    opening: str,
    text: str,
    source: str,
    properties: Mapping[str, str],
    places: Places,
) -> Subject:
    """What the report is about, by its usual name, and what tells it; NOBODY where nothing does.

    `about` is what reports of its kind are about: a type of place, or an institution; "" where
    its kind is not known.
    """
    lines = list(cover_lines(opening))
    if about and about != INSTITUTION:
        if unknown := _unknown_name(about, title, text, places):
            return Subject(unknown, "title")
        place = weigh_places(about, title, opening, text, source, places)
        return place if place.name else _institution(title, lines, opening, text, places)
    if about == INSTITUTION:
        institution = _institution(title, lines, opening, text, places)
        if institution.name:
            return institution
    return _of_any_kind(title, lines, opening, text, source, properties, places)


def _of_any_kind(
    title: str,
    lines: Sequence[str],
    opening: str,
    text: str,
    source: str,
    properties: Mapping[str, str],
    places: Places,
) -> Subject:
    """The surest way first that tells a name."""
    if where := accident_place(title, lines, text):
        known = places.find_one(where)
        return Subject(known.name if known else where, "title")
    if labelled := LABELLED.search(opening):
        name = " ".join(labelled["name"].split())
        return Subject(weigh_places("", name, "", "", "", places).name or name, "label")
    place = weigh_places("", title, opening, text, source, places)
    if named_places(title, places, text[:READ]):
        strong = strong_in_title(title, places) or inquiry_in_title(title, text, places)
        return Subject(strong, "title") if strong and not places.find_one(strong) else place
    all_text = "\n".join([text, *properties.values()])
    if name := (
        _institution_in_title(title, text, places)
        or named_in_title(title, lines, all_text, places)
        or local_government([title], text)
    ):
        return Subject(name, "title")
    if name := _sent(opening, text, places):
        return Subject(name, "letter")
    if place.by != "cover" and (name := local_government(lines, text)):
        return Subject(name, "cover")
    if name := _most_named(place.name, title, text, source, places):
        return Subject(name, "text")
    if place.name:
        return place
    if name := proper_part(title, text[:READ]):
        return Subject(name, "title")
    if name := proper_line(lines, text[:READ]):
        return Subject(name, "cover")
    on_site = weigh_places("", properties.get("site", ""), "", "", "", places)
    return Subject(on_site.name, "site") if on_site.name else NOBODY


def _institution(
    title: str, lines: Sequence[str], opening: str, text: str, places: Places
) -> Subject:
    name = in_its_case(find_institution(title, lines, opening, places), text)
    return Subject(name, "title" if name in title else "cover") if name else NOBODY


def _institution_in_title(title: str, text: str, places: Places) -> str:
    match = places.institutions.search(title)
    return in_its_case(clean(match[0], places), text) if match else ""


def _sent(opening: str, text: str, places: Places) -> str:
    """Whose review a letter sends."""
    letter = SALUTATION.search(opening)
    match = SENT.search(opening, letter.end()) if letter else None
    if match is None:
        return ""
    long = spelled_out(match["short"], text) if match["short"] else ""
    return long or body_at_start(match["name"], places)


def _most_named(place: str, title: str, text: str, source: str, places: Places) -> str:
    """A body or a place that no gazetteer has, that the path or the title has and the text goes on naming."""
    read = text[:READ]
    rival = sum(mention.places[0].name == place for mention in named_places(read, places))
    if head := proper_head(title, read):
        return head if len(re.findall(rf"\b{re.escape(head)}\b", read)) > rival else ""
    counts: Counter[str] = Counter()
    for match in STRONG_BODY.finditer(read):
        name = clean(LEAD_IN.sub("", match[0]), places)
        if name and not places.find_one(name):
            counts[name] += 1
    path = re.sub(r"[\W_]+", " ", source).casefold()
    for name, count in counts.most_common(3):
        # Whoever writes a report is named often too: the path must bear it out.
        in_path = re.search(rf"\b{re.escape(name.split()[0].casefold())}\b", path)
        if in_path and count >= OFTEN and count * RIVALRY > rival:
            return name
    return ""


def _unknown_name(about: str, title: str, text: str, places: Places) -> str:
    """The name in a title that no gazetteer has: "Westmarch PEEL 2021/22" is on Westmarch Police."""
    named = [place for mention in places.find(title) for place in mention.places]
    if not all(places.types[place.kind].wide for place in named):
        return ""
    name = next((m["name"].strip() for p in places.titles if (m := p.search(title))), "")
    if not name or len(name.split()) > LONGEST_NAME or re.search(r"\d", name):
        return ""
    kind = places.types[about]
    if not kind.endings:
        return kind.before.sub("", name)
    endings = "|".join(kind.endings)
    called = Counter(re.findall(rf"\b{re.escape(name)} (?:{endings})\b", text[:READ]))
    return called.most_common(1)[0][0] if called else name
