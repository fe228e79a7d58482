"""What an accident's report is about: the place where it was."""

from __future__ import annotations

import re
from collections.abc import Sequence

ACCIDENT = re.compile(
    r"\b(?:accidents?(?! (?:and|&) emergency| prevention)|crash|collision|derailment|overrun|explosion"
    r"|grounding|sinking|capsiz\w+|ditching|near[- ]miss|foundering|rupture|bridge collapse"
    r"|collapse of \w+|(?:serious |air |rail |marine )incident|incident at"
    r"|(?:fatal |house |tower |engine )fire|fire (?:at|aboard|on board))\b",
    re.I,
)
LABELLED = re.compile(
    r"^(?:location|place|site|place of (?:the )?(?:accident|incident|occurrence)|accident site)"
    r"(?:[ \t]*:[ \t]*\n?|[ \t]+)(?P<place>(?-i:[A-Z])[^\t\n]{3,60})",
    re.I | re.M,
)
NAME = r"[A-Z][\w’'.-]+(?:[ ](?:of |on |upon |le |la |de |and (?=[A-Z]))?[A-Z][\w’'.-]+)*"
AT = re.compile(rf"\b(?:at|near|in|off|outside|approaching)\s+(?:the\s+)?({NAME}(?:,\s+{NAME})*)")
CITY_STATE = re.compile(rf"(?:[,–—:-][ ]|\n[ ]*)({NAME},[ ]{NAME})")
MONTHS = re.compile(
    r",?(?<!\s)\s+(?:on\s+)?(?:\d{1,2}\s+)?(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b.*"
)


def is_on_accident(title: str) -> bool:
    return ACCIDENT.search(title) is not None


def accident_place(title: str, lines: Sequence[str], text: str) -> str:
    """As a label, a line of the cover or the title has it: "Carmont, Aberdeenshire"; else ""."""
    if not is_on_accident(title):
        return ""
    head = "\n".join(["", *lines])
    if match := LABELLED.search(head):
        return re.sub(r"^near ", "", " ".join(match["place"].split()), flags=re.I)
    for words in (head, title):
        words = "\n".join(MONTHS.sub("", line) for line in words.split("\n"))
        for match in AT.finditer(words):
            place = match[1].strip(" .,")
            if text.count(place.split(",")[0]) > 1:  # a place is named again, "in Mining" is not
                return place
        if match := CITY_STATE.search(words):
            return match[1].strip(" .,")
    return ""
