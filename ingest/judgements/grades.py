"""The grades that a report gives, each with the words that state it.

A grade stands in a table row, under or in a heading, or in a sentence; scales.toml says
which words are a grade or an area. What another inspection gave is not a judgement here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.field.scales import UNGRADED, Scales, Sentence, fold, fold_area
from ingest.judgements.grade_tables import Graded, read_tables
from ingest.judgements.grade_words import LABEL, GradeWords, words_of
from ingest.report import Judgement, Section

# How well words state a grade, the best first: of two for one area the better is kept.
ROW, HEADING, GROUPED, SAID = range(4)

LINE_START = r"^[^\S\n]*(?:•\s*)?(?:(?:question |q)?\d{1,3}(?:\.\d{1,2})*[.:)]?\s+)?"
# Lines that may stand before a badge: "Last updated 2 May 2019", "Overall judgment".
BEFORE_BADGE = r"(?:(?:(?:last )?updated|published)\b[^\n]{0,40}|overall judge?ment\d?:?)\n"
BADGE_LINES = 3  # lines after a heading in which its badge may stand
NOT_AN_AREA = re.compile(r"(?:overall|summary|our judge?ments?|judge?ments?|ratings?|grades?)\b")
SENTENCE_END = re.compile(r"[.!?](?=[\s\d”’\"']|$)|\n")
JUDGED = re.compile(r"\bjudge?ment\b")  # "The judgement for adoption is good": as good as a heading
USUAL = Sentence("{area} {is grade}", "", "")


def find_judgements(
    report_text: str,
    sections: Sequence[Section],
    subject: str,
    kind: str,
    published: date | None,
    scales: Scales,
) -> list[Judgement]:
    """One judgement an area, in the order of the text; none where the report grades nothing.

    A grade that is printed as "Ungraded" is one of grade "ungraded".
    """
    if not scales.expects_grades(report_text, kind, published):
        return []
    words = words_of(scales, kind, published)
    candidates = list(read_tables(report_text, words, ROW, GROUPED))
    has_table = any(each.how == ROW for each in candidates)
    candidates += _headings(report_text, words)
    candidates += _badges(report_text, sections, words, known_only=has_table)
    candidates += _sentences(report_text, sections, words, subject)
    others = _other_inspections(report_text, sections, scales.reading.other_headings)
    best: dict[str, Graded] = {}
    for each in sorted(candidates, key=lambda each: (each.how, each.start)):
        if not any(start <= each.start < end for start, end in others):
            best.setdefault(each.area, each)
    kept = sorted(best.values(), key=lambda each: (each.start, each.end))
    return [Judgement(subject, each.area, each.grade, each.start, each.end) for each in kept]


def _headings(text: str, words: GradeWords) -> Iterator[Graded]:
    """From an area with its grade after it or below it: headings, and rows that lost their cells."""
    stated = re.compile(
        rf"{LINE_START}(?P<area>{words.any_area})[^\S\n]*[:–—-]?\s*(?:{BEFORE_BADGE}\s*){{0,2}}{LABEL}"
        rf"(?P<grade>{words.any_grade})\)?[^\S\n]*\.?[^\S\n]*$",
        re.IGNORECASE | re.MULTILINE,
    )
    last_end, of_another = -1, False
    for match in stated.finditer(text):
        if "\t" in match.group():
            continue  # tables are read elsewhere
        if match.start() > last_end + 1:
            # In a list, the line before the first of it says whose it is.
            before = text[: match.start()].rstrip("\n").rpartition("\n")[2]
            of_another = before.endswith(":") and words.mentions_other(before)
        last_end = match.end()
        area, grade = words.area(match["area"]), words.grade(match["grade"])
        if area and grade and not of_another:
            yield Graded(area, grade, match.start(), match.end(), HEADING)


def _badges(
    text: str, sections: Sequence[Section], words: GradeWords, known_only: bool
) -> Iterator[Graded]:
    """From a grade that is a line of its own under a heading, whatever the heading is."""
    for section in sections:
        start = at = text.find("\n", section.start) + 1
        for line in text[start : section.end].split("\n")[:BADGE_LINES] if start else ():
            grade, end = words.grade(line), at + len(line)
            if grade and not _explains_grades(text[end : section.end], words):
                area, printed = words.area(section.title), fold_area(section.title)
                if area or not (
                    known_only or NOT_AN_AREA.match(printed) or words.mentions_other(printed)
                ):
                    yield Graded(area or printed, grade, section.start, end, HEADING)
            if grade or not re.match(BEFORE_BADGE, f"{line}\n", re.IGNORECASE):
                break
            at = end + 1


def _explains_grades(rest: str, words: GradeWords) -> bool:
    """Whether more grades are lines of their own, without headings, as where each is explained."""
    lines = rest.split("\n")
    graded = [at for at, line in enumerate(lines) if words.grade(line) not in (None, UNGRADED)]
    return sum(at == 0 or words.area(lines[at - 1]) is None for at in graded) > 1


def _sentences(
    text: str, sections: Sequence[Section], words: GradeWords, subject: str
) -> Iterator[Graded]:
    for sentence in (USUAL, *words.sentences):
        for match in words.pattern(sentence, subject).finditer(text):
            at_line_start = text.rfind("\n", 0, match.start("said")) + 1 == match.start()
            if words.mentions_other(match["said"]) or (sentence is USUAL and not at_line_start):
                continue
            groups = match.groupdict()
            area: str | None = sentence.area
            if groups.get("area"):
                area = words.area(groups["area"])
            elif area == "heading":
                area = _heading_area(sections, match.start("said"), words)
            grade = sentence.grade or words.grade(groups.get("grade") or groups["requires"])
            if area and grade:
                end = SENTENCE_END.search(text, match.end())
                stop = len(text) if end is None else end.start() + (end.group() != "\n")
                how = HEADING if JUDGED.search(sentence.says) else SAID
                yield Graded(area, grade, match.start("said"), stop, how)


def _heading_area(sections: Sequence[Section], at: int, words: GradeWords) -> str | None:
    """The area that the innermost heading around a position names."""
    around = (section for section in sections if section.start <= at < section.end)
    return next(
        (area for section in reversed(list(around)) if (area := words.area(section.title))), None
    )


def _other_inspections(
    text: str, sections: Sequence[Section], headings: Sequence[str]
) -> list[tuple[int, int]]:
    """Where grades are explained or are those of other inspections: the text below such headings."""
    ends = [section.start for section in sections[1:]] + [len(text)]
    return [
        (section.start, end)
        for section, end in zip(sections, ends[: len(sections)], strict=True)
        if any(words in fold(section.title) for words in headings)
    ]
