"""What a report asks for: areas for improvement, causes of concern, recommendations, priority actions.

They are the items of lists and boxes under such headings; scales.toml has the headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.field.scales import NUMBER, RECOMMENDATION, Recommending, fold
from ingest.report import Section

LINE = re.compile(r"^[^\n]*", re.MULTILINE)
BULLET = re.compile(r"(?:[•◼▪■●–]|[a-z]\)|\([a-z]\))\s+")
NUMBERED = re.compile(r"(\d{1,3})[.)]?\s+(?=\D)")
SENTENCE = re.compile(r"\S[^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]?")
# The title of a box, which no full stop ends: "The force needs to answer calls sooner"
TITLE = re.compile(
    r"(?:The|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,4})(?: \w+){0,2} (?:should|must|needs? to)\b.*[^.:;?!]$"
)
ASKS = re.compile(r"\b(?:should|must|needs?\s+to|ought\s+to|ensure|improve)\b", re.IGNORECASE)
LEADS_ON = re.compile(r"(?::|\bfollowing(?:\s+\w+){0,3}\.)$")
FOOTNOTE = re.compile(r"(?<=[a-z?:])\s?\d{1,2}$")
MAX_LABEL = 90  # characters of a line that only parts a list: "Within three months:"


@dataclass(frozen=True, slots=True)
class Recommendation:
    kind: str  # "area for improvement", "cause of concern", "recommendation", "priority action" ...
    text: str  # == report_text[start:end]
    headings: tuple[str, ...]  # of the sections it is in, outermost first
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    section: Section | None  # the one whose heading it is
    sort: str  # "row", "bullet", "number" or "plain"
    lead: int  # characters of bullet or number before its words
    number: int  # 0 where it has none

    @property
    def end(self) -> int:
        return self.start + len(self.text.rstrip())

    @property
    def words(self) -> str:
        return self.text[self.lead :].strip()


_Item = tuple[str, int, int]  # kind, start, end


def find_recommendations(
    report_text: str, sections: Sequence[Section], kind: str, words: Recommending
) -> list[Recommendation]:
    """Every item, in the order of the text; none from a kind of report that asks for nothing."""
    if kind in words.kinds_without:
        return []
    lines = _lines(report_text, sections)
    found: dict[int, Recommendation] = {}
    for at, line in enumerate(lines):
        for item_kind, start, end in _items_below(lines, at, line, words):
            text = report_text[start:end]
            headings = tuple(s.title for s in sections if s.start <= start < s.end)
            found.setdefault(start, Recommendation(item_kind, text, headings, start, end))
    return [found[start] for start in sorted(found)]


def _lines(text: str, sections: Sequence[Section]) -> list[_Line]:
    """The lines that are not empty."""
    headings = {section.start: section for section in sections}
    lines = []
    for match in LINE.finditer(text):
        if not (printed := match.group()).strip():
            continue
        bullet, number = BULLET.match(printed), NUMBERED.match(printed)
        sort = "row" if "\t" in printed else "bullet" if bullet else "number" if number else "plain"
        marked = bullet or number
        lines.append(
            _Line(
                match.start(),
                printed,
                headings.get(match.start()),
                sort,
                marked.end() if marked and sort != "row" else 0,
                int(number[1]) if number and sort == "number" else 0,
            )
        )
    return lines


def _items_below(lines: list[_Line], at: int, line: _Line, words: Recommending) -> Iterator[_Item]:
    title = _title(line.text)
    if line.sort == "row":
        cells = line.text.split("\t")
        for column, cell in enumerate(cells):
            # "Recommendations    8" is of a contents list
            if _title(cell) in words.lists and not cells[-1].strip().isdecimal():
                yield from _column(lines, at + 1, words.lists[_title(cell)], column, words)
    elif title in words.lists:
        yield from _listed(lines, at, words.lists[title], words)
    elif title in words.boxes:
        yield from _boxed(lines, at, words.boxes[title], words)
    else:
        for said in words.said.get(title, ()):
            yield from _said(lines, at + 1, said, words)
        for led, kind in words.led.items():
            if line.sort == "plain" and led in title and line.text.rstrip().endswith(":"):
                yield from _listed(lines, at, kind, words)


def _title(printed: str) -> str:
    """A heading without its number, its last mark or the number of a footnote."""
    return FOOTNOTE.sub("", NUMBER.sub("", fold(printed))).strip(" .:?")


def _stops(line: _Line, words: Recommending) -> bool:
    title = _title(line.text)
    if title in words.lists or title in words.boxes:
        return True
    return any(title == end or title.startswith(f"{end} ") for end in words.ends)


def _listed(lines: list[_Line], at: int, kind: str, words: Recommending) -> Iterator[_Item]:
    """The items of the list below a heading; a label or a heading inside may part them."""
    heading = lines[at].section
    inside = heading.end if heading else 0  # where headings no longer are of this list
    sort, last, skipped, titled = "", 0, 0, False
    at += 1
    parted = at < len(lines) and lines[at].section is not None  # headings follow at once
    while at < len(lines) and not _stops(lines[at], words):
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else None
        goes_on = following is not None and _continues(following, sort, last)
        if line.section is not None:
            bulleted = following is not None and following.sort == "bullet"
            if not (goes_on and (line.start < inside or (parted and bulleted))):
                return
        elif line.sort == "row":
            if sort in ("bullet", "number"):
                return
            if following is None or following.sort == "row":
                yield from _column(lines, at, kind, None, words)
                return
        elif line.sort != "plain" and _continues(line, sort, last):
            until = _with_subitems(lines, at)
            if not (LEADS_ON.search(line.words) and until == at):
                yield kind, line.start + line.lead, lines[until].end
                sort, last, at = line.sort, line.number or last, until
        elif goes_on and _is_sentence_with(following, line):
            until = _with_subitems(lines, at)
            yield kind, line.start, lines[until].end
            sort, at = "plain", until
        elif goes_on and (_is_label(line) or line.number):
            pass  # "Within three months:", or a footnote
        elif titled and line.sort == "plain" and not TITLE.match(line.text.rstrip()):
            pass  # what was found, below the title of an item and before that of the next
        elif sort in ("", "plain") and line.sort == "plain" and _asks(line):
            titled = TITLE.match(line.text.rstrip()) is not None
            until = _with_subitems(lines, at)
            yield kind, line.start, lines[until].end
            sort, at = "plain", until
        elif sort or skipped > 1:
            return
        else:
            skipped += 1
        at += 1


def _continues(line: _Line, sort: str, last: int) -> bool:
    """Whether a line can be the next item of a list of this sort, whose last number was this."""
    if sort == "plain":
        return line.sort == "plain" and _asks(line)
    if sort == "number":
        return line.number == last + 1
    return line.sort == sort or (not sort and line.sort in ("bullet", "number"))


def _asks(line: _Line) -> bool:
    printed = line.text.rstrip()
    whole = printed.endswith((".", ":", ";"))
    return bool(ASKS.search(printed)) and (whole or bool(TITLE.match(printed)))


def _is_label(line: _Line) -> bool:
    printed = line.text.rstrip()
    return bool(LEADS_ON.search(printed)) or (
        len(printed) <= MAX_LABEL and printed[-1] not in ".;!?"
    )


def _is_sentence_with(following: _Line | None, line: _Line) -> bool:
    """Whether bullets end the sentence that a line begins: "Leaders should act by:", "hiring staff"."""
    bulleted = (
        following is not None and following.sort == "bullet" and following.words[:1].islower()
    )
    return bulleted and line.sort == "plain" and line.text.rstrip().endswith(":") and _asks(line)


def _with_subitems(lines: list[_Line], at: int) -> int:
    """The index of the last line of an item: of its rest, or of a list that it leads on to."""
    item, until = lines[at], at
    for each in lines[at + 1 :]:
        if each.section is not None or not (
            _is_subitem(each, item) or _is_rest(each, lines[until])
        ):
            break
        until += 1
    return until


def _is_subitem(line: _Line, item: _Line) -> bool:
    if line.sort != "bullet" or (item.sort == "plain" and not LEADS_ON.search(item.words)):
        return False
    dashed = line.text.startswith("–") and not item.text.startswith("–")
    lower = line.words[:1].islower() and bool(LEADS_ON.search(item.words))
    return item.sort != "bullet" or dashed or lower


def _is_rest(line: _Line, before: _Line) -> bool:
    """Whether a line is the end of the one before, which was broken where the page's line was."""
    unfinished = before.text.rstrip()[-1] not in ".;:!?"
    return line.sort == "plain" and line.text[:1].islower() and unfinished


def _boxed(lines: list[_Line], at: int, kind: str, words: Recommending) -> Iterator[_Item]:
    """The statement below a heading such as "Cause of concern", and what it then says to do."""
    if at + 1 < len(lines) and lines[at + 1].sort in ("bullet", "number"):
        yield from _listed(lines, at, kind, words)
        return
    stated = asked = False
    box = lines[at].section
    for line in lines[at + 1 :]:
        title = (
            not stated and line.section is not None and _is_title(line, box, kind in words.states)
        )
        if _stops(line, words) or (line.section is not None and not title):
            return
        if line.sort in ("bullet", "number"):
            if asked:
                sort = RECOMMENDATION if kind in words.states else kind
                yield sort, line.start + line.lead, line.end
        elif not stated:
            stated = True
            yield kind, line.start, line.end
        else:
            asked = bool(ASKS.search(line.text) and LEADS_ON.search(line.text.rstrip()))


def _is_title(line: _Line, box: Section | None, states: bool) -> bool:
    """Whether a heading below that of a box is what the box says, printed larger than its body."""
    inside = line.section is not None and (box is None or line.section.level > box.level)
    return inside and (states or ASKS.search(line.text) is not None)


def _column(
    lines: list[_Line], at: int, kind: str, column: int | None, words: Recommending
) -> Iterator[_Item]:
    """The cells of a table's column, or the longest cell of each row where the column is unknown."""
    item: _Item | None = None
    for line in lines[at:]:
        if line.sort != "row" or line.section is not None:
            break
        cells = line.text.split("\t")
        titles = [_title(cell) in words.lists for cell in cells]
        if any(titles):
            column = titles.index(True)
            continue
        chosen = column if column is not None and column < len(cells) else _longest(cells)
        start = line.start + sum(len(cell) + 1 for cell in cells[:chosen])
        cell = cells[chosen].rstrip()
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


def _said(lines: list[_Line], at: int, said: str, words: Recommending) -> Iterator[_Item]:
    """The sentences with these words below a heading."""
    for line in lines[at:]:
        if line.section is not None or _stops(line, words):
            return
        for sentence in SENTENCE.finditer(line.text, line.lead):
            if said in fold(sentence.group()):
                yield RECOMMENDATION, line.start + sentence.start(), line.start + sentence.end()
