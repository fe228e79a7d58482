"""The number by which a report calls one of its recommendations: "12", "4.1", "R-15-23"."""

from __future__ import annotations

from ingest.judgements.lines import BULLET, NUMBERED
from ingest.judgements.recommending import ASIDE, CODED, LABEL, SHORT_LABEL

REACH = 400  # characters above its words in which a label stands
LINES_ABOVE = 2  # in which a label stands that has no words on its own line
WORDS = {
    word: str(number)
    for number, word in enumerate(
        "one two three four five six seven eight nine ten".split(), start=1
    )
}


def own_number(text: str, start: int, end: int) -> str:
    """That of the recommendation at this span of a report's text; "" where it has none."""
    first = text.rfind("\n", 0, start) + 1
    *_, beside = ["", *filter(str.strip, text[first:start].split("\t"))]
    if number := _number(beside):
        return number
    if not beside.strip():
        before = text[max(first - REACH, 0) : first].rstrip().split("\n")
        for above in before[: -1 - LINES_ABOVE : -1]:
            if number := _number(above):
                return number
            if not ASIDE.fullmatch(above.strip()):
                break
    code = CODED.search(text[start:end])
    return (code["number"] or "").removeprefix("Recommendation ") if code else ""


def _number(printed: str) -> str:
    """That of a label which is all that a line or a cell says, but for what stands beside it."""
    bullet = BULLET.match(printed)
    words = printed[bullet.end() :] if bullet else printed
    paragraph = NUMBERED.match(words)
    for printed in (words, words[paragraph.end() :] if paragraph else ""):
        match = LABEL.match(printed) or SHORT_LABEL.match(printed)
        rest = printed[match.end() :].strip() if match else ""
        if match and match["number"] and (not rest or ASIDE.fullmatch(rest)):
            return WORDS.get(match["number"].casefold(), match["number"])
    numbered = NUMBERED.fullmatch(words.rstrip())
    return numbered["number"] if numbered else ""
