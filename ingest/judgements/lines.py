"""The lines of a report's text, each with the mark that makes it an item of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.report import Section

LINE = re.compile(r"^[^\n]*", re.MULTILINE)
BULLET = re.compile(r"(?:[•◼▪■●–‐➢►‣]|[a-z]\)|\([a-z]\)|[ivx]{1,5}[.)]|\([ivx]{1,5}\))\s+(?=\S)")
# "12 ", "12.", "(12)", "4.12", and "12." where its words are the next cell of a row
NUMBERED = re.compile(
    r"(?P<open>\(?)(?P<number>\d{1,3}(?:\.\d{1,3}){0,6})(?P<close>[.)]?)(?:\s+(?=\D)|$)"
)

Sort = Literal["row", "bullet", "number", "plain"]


@dataclass(frozen=True, slots=True)
class Line:
    start: int
    text: str
    section: Section | None  # the one whose heading it is
    sort: Sort
    lead: int  # characters of bullet or number before its words
    number: tuple[int, ...]  # (4, 12) of "4.12"; empty where it has none
    style: str  # what stands around its number: ".", "()"

    @property
    def end(self) -> int:
        return self.start + len(self.text.rstrip())

    @property
    def words(self) -> str:
        return self.text[self.lead :].strip()

    @property
    def cells(self) -> list[str]:
        return self.text.split("\t")


def read_lines(text: str, sections: Sequence[Section]) -> list[Line]:
    """The lines that are not empty."""
    headings = {section.start: section for section in sections}
    lines = [
        _line(match.start(), printed, headings.get(match.start()))
        for match in LINE.finditer(text)
        if (printed := match.group()).strip()
    ]
    letter = ""  # that would be the next of a list with bare letters: "a publish", "b appoint"
    for at, line in enumerate(lines):
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        begins = line.text.startswith("a ") and following.startswith("b ")
        if line.sort == "plain" and (begins or (letter and line.text.startswith(f"{letter} "))):
            letter = chr(ord(line.text[0]) + 1)
            lines[at] = replace(line, sort="bullet", lead=2)
        else:
            letter = ""
    return lines


def follows(number: tuple[int, ...], last: tuple[int, ...]) -> bool:
    """Whether a number is the next after the last one: 3 after 2, 4.1 after 3.9 or 4.0."""
    if not (number and last) or len(number) != len(last):
        return bool(number) and not last
    if number[:-1] == last[:-1]:
        return number[-1] == last[-1] + 1
    return number[-1] == 1 and follows(number[:-1], last[:-1])


def _line(start: int, printed: str, section: Section | None) -> Line:
    bullet, number = BULLET.match(printed), NUMBERED.match(printed.rstrip())
    marked = bullet or number
    sort: Sort = "bullet" if bullet else "number" if number else "plain"
    first, _, rest = printed.partition("\t")
    # A list whose marks hang beside its words is read as rows of two cells
    if "\t" in printed and not (
        marked and first.strip() and marked.end() > len(first) and "\t" not in rest
    ):
        marked, sort = None, "row"
    numbered = number if sort == "number" else None
    return Line(
        start,
        printed,
        section,
        sort,
        marked.end() if marked else 0,
        tuple(map(int, numbered["number"].split("."))) if numbered else (),
        numbered["open"] + numbered["close"] if numbered else "",
    )
