"""Names of schools, prisons and companies, told by how such names are made."""

from __future__ import annotations

import re

WORD = r"(?:[A-Z0-9][\w’'.&/-]*|&|of|the|and|for|in|St\.?)"
PRISON = re.compile(
    r"\bHM\s?(?:P(?:\s?(?:/|and|&)\s?(?:HM\s?)?YOI)?|YOI|Prison)\s+"
    r"[A-Z][\w’'-]+(?:\s+(?:upon|[A-Z][\w’'-]+)){0,2}"
)
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
BEFORE = re.compile(
    r"^(?:(?:the|report|short|full|an?|on|of|to|for|at|by|in|inspection|unannounced|announced"
    r"|visit|ofsted|school|dear|headteacher)\s+)+",
    re.I,
)
# "Acme annual report and accounts 2023" is on Acme.
REPORT_WORDS = re.compile(
    r"\b(?:annual|integrated|interim|report|accounts|and|financial|statements?|form 10-[kq]"
    r"|for the year.*|(?:19|20)\d\d(?:[-/–]\d\d+)?)\b",
    re.I,
)
LONGEST_NAME = 6  # words


def find_institution(title: str, opening: str) -> str:
    """The name of the school, prison or company that a report is on; "" where none is seen."""
    if registrant := REGISTRANT.search(opening):
        return _folded(registrant[1]).strip("() ")
    for pattern in (PRISON, SCHOOL, COMPANY):
        for words in (title, opening):
            if found := pattern.search(words):
                name = BEFORE.sub("", _folded(found[0])).strip(" ,")
                if len(name.split()) > 1:
                    return name
    if REPORT_WORDS.search(title):
        rest = _folded(REPORT_WORDS.sub(" ", title)).strip(" ,:;–-|")
        if 1 <= len(rest.split()) <= LONGEST_NAME:
            return rest
    return ""


def _folded(text: str) -> str:
    return " ".join(text.split())
