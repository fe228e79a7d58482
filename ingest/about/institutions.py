"""Names of schools, companies and the like, told by how such names are made."""

from __future__ import annotations

import re

from ingest.field.places import Places

WORD = r"(?:[A-Z0-9][\w’'.&/-]*|&|of|the|and|for|in|St\.?)"
SCHOOL = re.compile(
    rf"(?:{WORD}[ \t]+){{1,8}}?"
    r"(?:School|Academy|College|Nursery|Pre-?[Ss]chool|Kindergarten|Playgroup)\b"
    r"(?:[ ](?:and|&)[ ](?:Nursery|Sixth Form(?: College)?|College|Pre-?[Ss]chool))?"
)
COMPANY = re.compile(
    rf"\b[A-Z][\w’'.&-]*(?:,?[ \t]+{WORD}){{0,6}},?[ \t]+"
    r"(?:plc|PLC|P\.L\.C\.|Inc|Incorporated|Ltd|Limited|LLP|LLC|Corporation|Corp|Company|Group"
    r"|Holdings|N\.V\.|S\.A\.|AG|SE|(?:NHS )?(?:Foundation )?Trust|Hospital|University|Hospice"
    r"|Surgery|Care Home|Nursing Home|Association|Bank)\b\.?"
)
REGISTRANT = re.compile(r"([^\n]+)\n+\s*\(?\s*Exact\s+name\s+of\s+(?:the\s+)?registrant", re.I)
# What stands before a name in a title and is none of it.
BEFORE = "the report short full an a on of to for at by in dear".split()
# "Acme annual report and accounts 2023" is on Acme.
REPORT_WORDS = re.compile(
    r"\b(?:annual|integrated|interim|report|accounts|and|financial|statements?|form 10-[kq]"
    r"|for the year.*|(?:19|20)\d\d(?:[-/–]\d\d+)?)\b",
    re.I,
)
LONGEST_NAME = 6  # words


def find_institution(title: str, opening: str, places: Places) -> str:
    """The name of the school, prison or company that a report is on; "" where none is seen."""
    before = rf"^(?:(?:{'|'.join([*BEFORE, *places.before_institutions])})\s+)+"
    if registrant := REGISTRANT.search(opening):
        return _folded(registrant[1]).strip("() ")
    for pattern in (places.institutions, SCHOOL, COMPANY):
        for words in (title, opening):
            if found := pattern.search(words):
                name = re.sub(before, "", _folded(found[0]), flags=re.I).strip(" ,")
                if len(name.split()) > 1:
                    return name
    if REPORT_WORDS.search(title):
        rest = _folded(REPORT_WORDS.sub(" ", title)).strip(" ,:;–-|")
        if 1 <= len(rest.split()) <= LONGEST_NAME:
            return rest
    return ""


def _folded(text: str) -> str:
    return " ".join(text.split())
