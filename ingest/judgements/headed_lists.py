"""The items of lists under the headings that say they are recommendations."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.field.scales import CORRECTIVE, RECOMMENDATION, Recommending
from ingest.judgements.boxes_and_tables import boxed, column, said_below, stops
from ingest.judgements.lines import Line, Sort, follows
from ingest.judgements.list_items import TITLE, Item, is_label, with_subitems
from ingest.judgements.own_numbers import own_number
from ingest.judgements.recommending import (
    LEADS_TO_LIST,
    OWN,
    headed_kind,
    is_mixed,
    leads_on,
    list_kind,
    recommends,
    title_of,
)

MAX_BETWEEN = 12  # lines that may tell why, between one numbered recommendation and the next
LEADING = 4  # lines below a heading, others among them, before the first item
HEADS = 4  # lines of a table's head
GENERAL = (RECOMMENDATION, CORRECTIVE)  # sorts whose lists are laid out in any way


def items_below(text: str, lines: list[Line], at: int, words: Recommending) -> Iterator[Item]:
    """The items that the line at this index heads; none where it is no heading."""
    line = lines[at]
    title = title_of(line.text)
    if line.sort == "row":
        for place, cell in enumerate(line.cells):
            kind = list_kind(title_of(cell), words)
            # "Recommendations    8" is of a contents list
            if kind and not line.cells[-1].strip().isdecimal():
                yield from column(lines, at + 1, kind, place, words)
    elif title in words.boxes and not _heads_a_list(lines, at):
        yield from boxed(lines, at, words.boxes[title], words)
    elif kind := words.boxes.get(title, "") or headed_kind(line, words):
        items = list(_listed(lines, at, kind, words))
        if (
            kind in GENERAL
            and not is_mixed(title)
            and any(own_number(text, *span).count(".") for _, *span in items)
        ):
            # Paragraphs have such numbers, be they recommendations or not
            own = [item for item in items if OWN.search(text[item[1] : item[2]])]
            items = own or [item for item in items if recommends(text[item[1] : item[2]])]
        for item in items:
            if not is_mixed(title) or recommends(text[item[1] : item[2]]):
                yield item
    elif LEADS_TO_LIST.search(title) and line.sort != "bullet" and leads_on(line):
        yield from _listed(lines, at, RECOMMENDATION, words)
    else:
        for phrase in words.said.get(title, ()):
            yield from said_below(lines, at + 1, phrase, words)
        for led, kind in words.led.items():
            if line.sort == "plain" and led in title and line.text.rstrip().endswith(":"):
                yield from _listed(lines, at, kind, words)


def _heads_a_list(lines: list[Line], at: int) -> bool:
    """Whether the title of a box has a list below it, or stands in the head of a table of numbers."""
    following = lines[at + 1 : at + 1 + HEADS]
    marked = bool(following) and following[0].sort in ("bullet", "number")
    return marked or any(each.number == (1,) and not each.words for each in following)


def _listed(lines: list[Line], at: int, kind: str, words: Recommending) -> Iterator[Item]:
    """The items of the list below a heading; a label or a heading inside may part them."""
    heading = lines[at].section
    inside = heading.end if heading else 0  # where headings no longer are of this list
    general = kind in GENERAL
    sort: Sort | None = None
    last: tuple[int, ...] = ()
    skipped, titled = 0, False
    at += 1
    first = lines[at].section if at < len(lines) else None
    # Headings follow at once, and they are set no deeper
    parted = first is not None and (heading is None or first.level <= heading.level)
    while at < len(lines) and not stops(lines[at], words):
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else None
        goes_on = following is not None and _continues(following, sort, last)
        if line.section is not None:
            marked = following is not None and (
                following.sort == "bullet" or (general and (last or following.number == (1,)))
            )
            if general and line.start < inside and _restarts(lines, at, inside):
                sort, last, skipped = None, (), 0
            elif not (goes_on and (line.start < inside or (parted and marked))):
                return
        elif line.sort == "row":
            if sort in ("bullet", "number"):
                return
            if following is None or following.sort == "row":
                yield from column(lines, at, kind, None, words)
                return
        elif line.sort == "number" and not line.words:
            # Its words are the next line; else it is a page's number
            if (
                (sort == "number" or line.number == (1,))
                and _continues(line, sort, last)
                and following is not None
                and following.sort == "plain"
            ):
                until = with_subitems(lines, at + 1)
                yield kind, following.start, lines[until].end
                sort, last, at = "number", line.number, until
        elif general and sort is None and _is_footnote(line):
            pass
        elif line.sort != "plain" and _continues(line, sort, last):
            until = with_subitems(lines, at)
            if not (leads_on(line) and until == at):
                yield kind, line.start + line.lead, lines[until].end
                sort, last, at = line.sort, line.number or last, until
        elif goes_on and _is_sentence_with(following, line):
            until = with_subitems(lines, at)
            yield kind, line.start, lines[until].end
            sort, at = "plain", until
        elif goes_on and (is_label(line) or line.number):
            pass  # "Within three months:", or a footnote
        elif titled and line.sort == "plain" and not TITLE.match(line.text.rstrip()):
            pass  # what was found, below the title of an item and before that of the next
        elif general and sort is None and _introduces(lines, at):
            pass
        elif sort in (None, "plain") and line.sort == "plain" and _asks(line):
            titled = TITLE.match(line.text.rstrip()) is not None
            until = with_subitems(lines, at)
            yield kind, line.start, lines[until].end
            sort, at = "plain", until
        elif general and sort == "number" and _resumes(lines, at, last, inside, words):
            pass  # why it is recommended
        elif sort or skipped > 1:
            return
        else:
            skipped += 1
        at += 1


def _continues(line: Line, sort: Sort | None, last: tuple[int, ...]) -> bool:
    """Whether a line can be the next item of a list of this sort, whose last number was this."""
    if sort == "plain":
        return line.sort == "plain" and _asks(line)
    if sort == "number":
        return follows(line.number, last)
    return line.sort == sort or (sort is None and line.sort in ("bullet", "number"))


def _restarts(lines: list[Line], at: int, inside: int) -> bool:
    """Whether a heading inside a list, or a few words below it, leads on to items again."""
    for line in lines[at + 1 : at + 1 + LEADING]:
        if line.sort in ("bullet", "number"):
            return True
        if line.start >= inside or line.sort == "row":
            return False
    return False


def _introduces(lines: list[Line], at: int) -> bool:
    """Whether a paragraph stands before a list whose items have marks, and is none of them."""
    line, following = lines[at], lines[at + 1 : at + 3]
    if line.sort != "plain":
        return False
    if any(each.number and each.words for each in following):
        return True
    sorts = [each.sort for each in following]
    if sorts == ["plain", "bullet"]:
        return not _asks(following[0])
    return sorts[:1] == ["bullet"] and not leads_on(line)


def _resumes(
    lines: list[Line], at: int, last: tuple[int, ...], inside: int, words: Recommending
) -> bool:
    """Whether the next number of a list comes after some paragraphs that are none of its items."""
    for between, line in enumerate(lines[at + 1 :]):
        beyond = line.start >= inside if inside else between >= MAX_BETWEEN
        if beyond or stops(line, words) or (line.section is not None and not inside):
            return False
        if line.sort == "number" and follows(line.number, last):
            # A mark tells a list's number from a footnote's, and a dot one of paragraphs
            sure = bool(inside and line.style) and len(last) == 1
            return sure or recommends(line.words)
    return False


def _is_footnote(line: Line) -> bool:
    """Whether a number is none of a list that is about to begin."""
    begins = line.number[-1:] == (1,) or recommends(line.words)
    return line.sort == "number" and bool(line.words) and not (line.style or begins)


def _asks(line: Line) -> bool:
    printed = line.text.rstrip()
    whole = printed.endswith((".", ":", ";"))
    return recommends(printed) and (whole or bool(TITLE.match(printed)))


def _is_sentence_with(following: Line | None, line: Line) -> bool:
    """Whether bullets end the sentence that a line begins: "Leaders should act by:", "hiring staff"."""
    bulleted = (
        following is not None and following.sort == "bullet" and following.words[:1].islower()
    )
    return bulleted and line.sort == "plain" and line.text.rstrip().endswith(":") and _asks(line)
