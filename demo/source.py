"""The plain text a demo report is written in; it does not know how a report looks.

A source starts with `key: value` lines and an empty line. Then come blocks, parted by
empty lines: a heading (`##`), list items (`- `), a numbered paragraph (`12. `), table
rows (`| cell | cell`), a directive (`@grade Good`), or a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GRADES = ("Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate")


@dataclass(frozen=True, slots=True)
class Block:
    kind: str  # "heading", "item", "numbered", "row", "paragraph", or the directive's name
    text: str
    level: int = 0  # of a heading; the number of a numbered paragraph

    @property
    def cells(self) -> list[str]:
        """Of a row, or of a directive with several values."""
        return [cell.strip() for cell in self.text.split("|")]


@dataclass(frozen=True, slots=True)
class Source:
    name: str  # "westmarch/peel-2022-10-14"
    fields: dict[str, str]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    kind: str
    text: str


def read_source(path: Path) -> Source:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    name = f"{path.parent.name}/{path.stem}"
    return Source(name, fields, tuple(read_blocks(curl_quotes(body))))


def read_blocks(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n\n+", text.strip()):
        for line in paragraph.split("\n"):
            yield read_line(line)


def read_line(line: str) -> Block:
    if match := re.match(r"(#+) (.*)", line):
        return Block("heading", match[2], len(match[1]))
    if match := re.match(r"(\d+)\. (.*)", line):
        return Block("numbered", match[2], int(match[1]))
    if match := re.match(r"@(\w+) ?(.*)", line):
        return Block(match[1], match[2])
    if line.startswith("- "):
        return Block("item", line[2:])
    if line.startswith("| "):
        return Block("row", line[2:])
    return Block("paragraph", line)


def curl_quotes(text: str) -> str:
    return re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’")


def plain(text: str) -> str:
    """The text without its marks for bold and for footnotes."""
    return re.sub(r"<\d+>", "", text).replace("**", "")


def judgements(source: Source) -> list[tuple[str, str]]:
    """(area, grade) in the order in which the report states them; each once."""
    found: list[tuple[str, str]] = []
    heading = ""
    in_grade_table = False
    for block in source.blocks:
        if block.kind == "heading":
            heading = re.sub(r"^\d+\. ", "", block.text)
        elif block.kind == "grade":
            found.append((heading, block.text.lower()))
        elif block.kind == "judged":
            found.append((block.cells[0], block.cells[1]))
        elif block.kind == "row" and in_grade_table:
            grade = block.cells[1].lower().removesuffix(" to be good")
            found.append((re.sub(r"^[\d.]+ ", "", block.cells[0]), grade))
        is_table = block.kind == "row" and (in_grade_table or block.cells == ["Judgement", "Grade"])
        in_grade_table = is_table
    return found


def recommendations(source: Source) -> list[Recommendation]:
    """In the order in which the report makes them."""
    found: list[Recommendation] = []
    kind = box = ""
    for block in source.blocks:
        if block.kind in ("heading", "end"):
            kind = box = ""
        elif block.kind == "recommend":
            kind = block.text
        elif block.kind == "box":
            box = block.text
        elif block.kind == "paragraph" and box:
            found.append(Recommendation(box, plain(block.text)))
            # What follows a box's first paragraph explains it; a list says what to do.
            kind, box = ("recommendation" if box == "cause of concern" else ""), ""
        elif block.kind in ("item", "numbered") and kind:
            found.append(Recommendation(kind, plain(block.text)))
    return found
