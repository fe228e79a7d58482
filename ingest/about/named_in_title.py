"""A subject that no gazetteer has, from a title's own form: a body, a programme, a place of an accident."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.about.accidents import NAME, accident_place
from ingest.about.bodies import (
    BODY,
    CALLED,
    ENDS,
    LONG_BODY,
    LONGEST_NAME,
    OFFICE,
    REPORTERS,
    STRONG_BODY,
    clean,
    folded,
    in_its_case,
    is_common,
    spelled_out,
)
from ingest.field.places import Places

# What a report on itself is called: whose it is, it is about.
OWN = re.compile(
    r"\b(?:annual|strategic|corporate|business|performance|integrated|interim|(?:agency )?financial"
    r"|progress)\s+(?:\w+\s+){0,2}?(?:report|plan|accounts|statements?|review|strategy)\b"
    r"|\b(?:report and accounts|statement of accounts|strategic plan|budget justification)\b"
    r"|\bform 10-[kq]\b"
    r"|\b(?:(?:authority|board|committee|council|regular|special|public)\s+)*(?:meeting\s+)?"
    r"(?:minutes|agenda)\b",
    re.I,
)
YEARS = re.compile(
    r"\b(?:for the )?(?:fiscal |financial )?(?:years? )?(?:ended )?(?:FY ?)?(?:19|20)\d\d"
    r"(?:\s*(?:[-/–]|to)\s*\d+)?\b|\bfiscal years?\b",
    re.I,
)
# "triennial review of Acme Transit (ACT)": the review is of it.
OF = re.compile(
    r"\b(?:(?:inspection|review|audit|assessment|examination|investigation|evaluation|inquiry|plan"
    r"|strategy|accounts|complaint)s?\s+(?:of|into|on|at|against|about)"
    r"|(?:report|survey|study|analysis)\s+(?:on|into|about)"  # "report of" leads to who wrote it
    r"|(?:plan|strategy|assessment)\s+for|(?:report|review|audit|assessment):)\s+(?:the\s+)?"
    r"(?=(?P<name>[A-Z][^\n(;:]{3,120}))",
    re.I,
)
REPORTS = re.compile(
    r"\b(?:inquiry|inspection|investigation|review|audit|assessment|report|accounts)\b", re.I
)
INQUIRY = re.compile(
    r"^(?:the )?(?:(?:final |interim )?report of the )?(?P<name>(?-i:[A-Z])[^:]{2,80}?)\s+(?:(?:public|independent|"
    r"statutory|judicial)\s+)*(?P<what>inquiry|tribunal|royal commission|investigation(?!\s+(?:of|report|branch)))\b(?!\s+into)",
    re.I,
)
# A council's own paper is about its area, where it names no one else.
LOCAL = re.compile(
    r"^(?:the )?(?P<of>(?:city|town|county|borough|village|shire|parish|municipality) of(?: [A-Z][\w’'-]+){1,3})"
    r"|^(?:the )?(?P<council>(?:(?-i:[A-Z])[\w’'-]+ ){1,4}(?:(?:city|county|borough|district|town|shire"
    r"|regional|metropolitan|parish) )+council)\b",
    re.I,
)
LEADS_ON = re.compile(r"\b(?:of|on|into|in|by|to|at|for)\b|:", re.I)
PARTED = re.compile(r":\s+|(?<!\s)\s+[–—|-]\s+")
AREA = re.compile(rf"^({NAME}) (?:District|Borough|County|City|Town|Parish)\s*[–—:|-]\s")
PROPER = 3  # times that a text writes a name with a capital within a sentence


def named_in_title(title: str, lines: Sequence[str], text: str, places: Places) -> str:
    """ "" where the title names no one in a form of its own."""
    if title.isupper() and (named := named_in_title(_in_small_letters(title), lines, text, places)):
        written = in_its_case(named.upper(), text)
        return named if written.isupper() else written
    return (
        accident_place(title, lines, text)
        or (match[1] if (match := AREA.match(title)) else "")
        or _of_body(title, text, places)
        or inquiry_in_title(title, text, places)
        or _body_part(title, text, places)
        or _own_report(title, lines, text, places)
        or _body_leads(title, text, places)
        or _whole(title)
    )


def _in_small_letters(title: str) -> str:
    """ "REVIEW OF THE LOWELL TRANSIT AUTHORITY" as a title is written otherwise."""
    small = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), title)
    return re.sub(r"\b(?:Of|And|The|For|In|At|To|On|By|Into)\b", lambda w: w[0].lower(), small)


def strong_in_title(title: str, places: Places) -> str:
    """A body that a title names by its place: "Leeds Teaching Hospitals NHS Trust"."""
    for match in LONG_BODY.finditer(title):
        name = clean(match[0], places)
        if name and places.find(name):
            return name
    return ""


def local_government(lines: Sequence[str], text: str) -> str:
    """The council or city that a line of the cover, or the title, begins with."""
    for line in lines:
        match = LOCAL.match(folded(line))
        if match is None:
            continue
        if match["council"]:
            return in_its_case(match["council"], text)
        words = match["of"].split()
        for end in range(len(words), 2, -1):  # how far the name goes the text tells
            name = " ".join(words[:end])
            if len(re.findall(rf"\b{re.escape(name)}\b", text, re.I)) > 1:
                return in_its_case(name, text)
    return ""


def proper_head(title: str, text: str) -> str:
    """ "Crawley" of "Crawley - People and Places": a name that the text goes on using."""
    for pattern in (rf"^({NAME})\s*[–—:|-]\s", rf"\b(?:in|for|at)\s+({NAME})"):
        for match in re.finditer(pattern, title):
            if len(match[1].split()) <= 3 and is_proper(match[1], text):
                return match[1]
    return ""


def proper_line(lines: Sequence[str], text: str) -> str:
    """A place that has a line of the cover to itself: the text says "in Worthing", "across Worthing"."""
    for line in lines:
        name = folded(line)
        where = rf"\b(?i:in|across|within|around|throughout) {re.escape(name)}\b"
        if len(name.split()) > 2 or not re.fullmatch(NAME, name) or not is_proper(name, text):
            continue
        if len(re.findall(where, text)) > 1:
            return name
    return ""


def is_proper(name: str, text: str) -> bool:
    """Whether a text writes a name with capitals within its sentences, and hardly without."""
    within = len(re.findall(rf"[a-z,] {re.escape(name)}\b", text))
    plain = len(re.findall(rf"\b{re.escape(name.lower())}\b", text))
    return within >= PROPER and plain <= within // 10


def is_plain(name: str, text: str) -> bool:
    """Whether a text writes a name without capitals too: "the fostering service" is no one's name."""
    return re.search(rf"\b{re.escape(name.lower())}\b", text) is not None


def _of_body(title: str, text: str, places: Places) -> str:
    for match in OF.finditer(title):
        name = body_at_start(match["name"], places)
        if name and not is_plain(name, text):
            return in_its_case(name, text)
    return ""


def body_at_start(words: str, places: Places) -> str:
    match = BODY.match(words)
    return clean(match[0], places) if match else ""


def inquiry_in_title(title: str, text: str, places: Places) -> str:
    """What an inquiry is called after: "The Grenfell Tower Inquiry" is on Grenfell Tower."""
    match = INQUIRY.match(title)
    if match is None:
        return ""
    name = re.sub("^independent ", "", match["name"], flags=re.I)
    if match["what"].casefold() == "investigation" and not is_proper(name, text):
        return ""
    return clean(name, places)


def _body_part(title: str, text: str, places: Places) -> str:
    """What stands before or after a colon or a dash: "Report of the Inquiry: Ashworth Special Hospital"."""
    parts = PARTED.split(title)
    for at, part in enumerate(parts):
        others = [*parts[:at], *parts[at + 1 :]]
        if REPORTS.search(part) or not any(REPORTS.search(other) for other in others):
            continue
        name = part if _is_body(part) else part.partition(",")[0]
        if _is_body(name) and not is_plain(name, text):
            return clean(name, places)
    return ""


def _body_leads(title: str, text: str, places: Places) -> str:
    """ "Seattle Police Department overtime audit": whose it is, unless that is who reports."""
    name = body_at_start(title, places)
    rest = title[title.find(name) + len(name) :] if name else ""
    if not REPORTS.search(rest) or LEADS_ON.search(rest) or REPORTERS.search(name):
        return ""
    return name if is_proper(name, text) else ""


def proper_part(title: str, text: str) -> str:
    """A name that no ending tells, by the text that goes on writing it with capitals: what is
    reported on, or a part of the title by itself."""
    led = [match["name"] for match in OF.finditer(title)]
    parts = PARTED.split(title)
    after = parts[1:] if REPORTS.search(parts[0]) else []  # there one word is enough
    for words in [*led, *parts]:
        match = CALLED.match(words)
        if match is None or REPORTS.search(match[0]) or OWN.search(match[0]):
            continue
        ends = words[match.end() :].strip()
        if match[0] == title:  # it names no one that the title does not
            continue
        if (
            not ends or ends[0] in ",(" or ends.split()[0] in ("in", "on", "at", "from", "for")
        ) and ((" " in match[0] or words in after) and is_proper(match[0], text)):
            return match[0]
    return ""


def _own_report(title: str, lines: Sequence[str], text: str, places: Places) -> str:
    """Whose annual report or plan it is: what stands beside that, else a line of the cover."""
    match = OWN.search(title)
    if match is None:
        return ""
    for rest in (title[: match.start()], title[match.end() :]):
        rest = folded(YEARS.sub(" ", rest)).strip(" ,:;–—-|")
        rest = re.sub(
            r"^(?:(?:of|for|by|from)\s+)?(?:the|our)\s+|(?:[’']s?|(?<!\s)\s+(?:the|and|of|for))$",
            "",
            rest,
            flags=re.I,
        )
        if re.fullmatch(r"[A-Z]{2,8}", rest) and (long := spelled_out(rest, text)):
            return long
        rest = _in_small_letters(rest) if rest.isupper() else rest
        if at := re.search(r"\s(?:at|in|for|on)\s+(?:the\s+)?(?=[A-Z])", rest):
            rest = rest[at.end() :] if REPORTERS.search(rest[: at.start()]) else rest
        if (_is_body(rest) and not is_plain(rest, text)) or (" " in rest and is_proper(rest, text)):
            return in_its_case(clean(rest, places) or rest, text)
    for line in lines:
        is_strong = STRONG_BODY.fullmatch(folded(line)) or OFFICE.match(line)
        if is_strong and _is_body(folded(line)):
            return in_its_case(folded(line), text)
    return ""


def _whole(title: str) -> str:
    """A title that is nothing but the name of a body or a programme, its abbreviation aside."""
    name = re.sub(r"(?<!\s)\s*\([A-Z][A-Za-z]{1,9}\)$|^[Tt]he ", "", title)
    words = [word for word in name.split() if word[:1].isalpha()]
    capital = all(word[0].isupper() for word in words if len(word) > 3)
    other = OWN.search(name) or re.search(r"[\d:(]", name)
    return name if capital and not other and _is_body(name) else ""


def _is_body(name: str) -> bool:
    if not 1 < len(name.split()) <= LONGEST_NAME:
        return False
    if re.match(r"NHS [A-Z]", name) and CALLED.fullmatch(name):
        return True
    return OFFICE.match(name) is not None or (ENDS.search(name) is not None and not is_common(name))
