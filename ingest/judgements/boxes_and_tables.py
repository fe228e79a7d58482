"""What boxes and the columns of tables ask for, below the title that says that they do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.field.scales import RECOMMENDATION, Recommending, fold
from ingest.judgements.lines import Line
from ingest.judgements.list_items import Item
from ingest.judgements.recommending import ASKS, headed_kind, leads_on, list_kind, title_of
from ingest.report import Section

SENTENCE = re.compile(r"\S[^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]?")

MAX_HEAD = 3  # words of a cell in the head of a table
# Headings after which no report goes on to recommend
ENDS = re.compile(
    r"acknowledge?ments|references|bibliography|glossary|(?:list of )?(?:abbreviations|acronyms)|index|contents"
    r"|(?:appendix|annexe?)\b.{0,60}|appendices|annexes|terms of reference|methodology|about us|contacts?|contact us"
    r"|further (?:information|reading)|end ?notes|foot ?notes|formal minutes|witnesses|distribution(?: list)?"
)


def stops(line: Line, words: Recommending) -> bool:
    """Whether a line ends whatever list stands above it."""
    title = title_of(line.text)
    if title in words.boxes or headed_kind(line, words):
        return True
    if line.sort == "plain" and ENDS.fullmatch(title):
        return True
    return any(title == end or title.startswith(f"{end} ") for end in words.ends)


def boxed(lines: list[Line], at: int, kind: str, words: Recommending) -> Iterator[Item]:
    """The statement below a heading such as "Cause of concern", and what it then says to do."""
    stated = asked = False
    box = lines[at].section
    for line in lines[at + 1 :]:
        title = (
            not stated and line.section is not None and _is_title(line, box, kind in words.states)
        )
        if stops(line, words) or (line.section is not None and not title):
            return
        if line.sort in ("bullet", "number"):
            if asked:
                sort = RECOMMENDATION if kind in words.states else kind
                yield sort, line.start + line.lead, line.end
        elif not stated:
            stated = True
            yield kind, line.start, line.end
        else:
            asked = bool(ASKS.search(line.text) and leads_on(line))


def _is_title(line: Line, box: Section | None, states: bool) -> bool:
    """Whether a heading below that of a box is what the box says, printed larger than its body."""
    inside = line.section is not None and (box is None or line.section.level > box.level)
    return inside and (states or ASKS.search(line.text) is not None)


def column(
    lines: list[Line], at: int, kind: str, chosen: int | None, words: Recommending
) -> Iterator[Item]:
    """The cells of a table's column, or the longest cell of each row where the column is unknown."""
    item: Item | None = None
    for line in lines[at:]:
        if len(line.cells) == 1 or line.section is not None:
            break
        cells = line.cells
        titles = [bool(list_kind(title_of(cell), words)) for cell in cells]
        if any(titles):
            chosen = titles.index(True)
            continue
        if chosen is None and item is None and all(len(cell.split()) <= MAX_HEAD for cell in cells):
            continue
        place = chosen if chosen is not None and chosen < len(cells) else _longest(cells)
        start = line.start + sum(len(cell) + 1 for cell in cells[:place])
        cell = cells[place].rstrip()
        if item is not None and (cell[:1].islower() or not cells[0].strip()):
            item = (kind, item[1], start + len(cell))  # a row that a page break cut
            continue
        if item is not None:
            yield item
        item = (kind, start, start + len(cell)) if cell else None
    if item is not None:
        yield item


def _longest(cells: list[str]) -> int:
    return max(range(len(cells)), key=lambda at: len(cells[at]))


def said_below(lines: list[Line], at: int, phrase: str, words: Recommending) -> Iterator[Item]:
    """The sentences with these words below a heading."""
    for line in lines[at:]:
        if line.section is not None or stops(line, words):
            return
        for sentence in SENTENCE.finditer(line.text, line.lead):
            if phrase in fold(sentence.group()):
                yield RECOMMENDATION, line.start + sentence.start(), line.start + sentence.end()
