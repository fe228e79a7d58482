"""How well a report's title and subject are told from covers that are set in four ways.

    python -m benchmarks.titles [--wrong]

`titles.jsonl` has titles of real public reports of many kinds, each with its publisher, the other
lines of its cover and what it is about (another right name in brackets; "" where it is about no
one body). Their text is made up: a few sentences that name the subject as a report does. The
first lot was looked at while the rules were made, the second when they stood.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]  # ships no types
from reportlab.platypus import (  # type: ignore[import-untyped]
    Flowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
)

from ingest.field.field import load_field
from ingest.reading import read_report

TITLES = Path(__file__).with_name("titles.jsonl")
COMMON = frozenset(
    "the of and police constabulary service council county borough london city ccg transit"
    " authority nhs".split()
)
BODY = (
    ("Introduction", "It sets out what was looked at, why and how. {says} It looked closely at {about}."
     " Similar work has been done in Birmingham and in Kent."),
    ("Background", "Several organisations gave evidence, among them the Home Office and the NHS."
     " People who know {about} told us so. Staff said that they were busy."),
    ("Findings", "Plans were made late and records were often incomplete. Since 2019 {about} has"
     " been through much change. Leaders accept this."),
    ("Recommendations", "We wrote to {about} in the spring. Those responsible should publish a plan"
     " within six months and report on it each year."),
)  # fmt: skip


@dataclass(frozen=True)
class Cover:
    lot: int
    publisher: str
    title: str
    lines: list[str]
    subject: str
    says: str

    @property
    def body(self) -> list[tuple[str, str]]:
        about = re.split(r" \(|,", self.subject)[0] or "the country"
        return [(head, text.format(says=self.says, about=about)) for head, text in BODY]


def main() -> None:
    field = load_field()
    covers = [Cover(**json.loads(line)) for line in TITLES.read_text("utf-8").splitlines()]
    print("| set as | lot | subject right | unknown | wrong | title right | of |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for way, make in WAYS.items():
        for lot in (1, 2):
            chosen = [cover for cover in covers if cover.lot == lot]
            counts: Counter[str] = Counter()
            for at, cover in enumerate(chosen):
                info = read_report(make(cover), f"r{at:02d}", field).report.info
                verdict = judge(info.subject, info.title, cover.subject)
                counts[verdict] += 1
                counts["title"] += has_title(info.title, cover)
                if "--wrong" in sys.argv and verdict == "wrong":
                    print(f"{cover.title} | {info.subject}", file=sys.stderr)
            told = " | ".join(str(counts[key]) for key in ("right", "unknown", "wrong", "title"))
            print(f"| {way} | {lot} | {told} | {len(chosen)} |")


def judge(given: str, title: str, true: str) -> str:
    """Right where one has the words of the other and few more, unknown where nothing is told."""
    outer, *inner = re.split(r"[()]", true)
    names = [telling(name) for name in (outer, *inner, true) if telling(name)]
    said = telling(given)
    if not said or (given == title and said not in names):
        return "unknown" if true else "right"
    near = (said <= name or (name <= said and len(said) <= len(name) + 3) for name in names)
    return "right" if any(near) else "wrong"


def has_title(given: str, cover: Cover) -> bool:
    """Whether it is the title, its publisher before it at most, and two words more."""
    true, said = words(cover.title), words(given)
    if said[: len(true)] != true:
        said = said[len(words(cover.publisher)) :]
    return said[: len(true)] == true and len(said) <= len(true) + 2


def telling(text: str) -> set[str]:
    return {word for word in words(text) if word not in COMMON} or set(words(text))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def as_page(cover: Cover) -> bytes:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in cover.lines)
    body = "".join(f"<h2>{head}</h2><p>{html.escape(text)}</p>" for head, text in cover.body)
    title, publisher = html.escape(cover.title), html.escape(cover.publisher)
    return (
        f"<!doctype html><html lang=en><head><title>{title} | {publisher}</title></head>"
        f"<body><header><a href=/>{publisher}</a></header><main><h1>{title}</h1>{lines}{body}"
        f"</main><footer>© {publisher}</footer></body></html>"
    ).encode()


def as_word_file(cover: Cover) -> bytes:
    """All in one size; the title is only bold."""
    head = [bold(cover.publisher, 10), Spacer(1, 12), bold(cover.title, 10), Spacer(1, 12)]
    return as_pdf([*head, *(plain(line, 10) for line in cover.lines), Spacer(1, 14)], cover)


def as_cover(cover: Cover) -> bytes:
    head = [Spacer(1, 120), bold(cover.title, 26), Spacer(1, 20)]
    return as_pdf(
        [bold(cover.publisher, 12), *head, *(bold(line, 14) for line in cover.lines), PageBreak()],
        cover,
    )


def under_logo(cover: Cover) -> bytes:
    head = [bold(cover.publisher, 26), Spacer(1, 100), plain(cover.title, 20), Spacer(1, 20)]
    return as_pdf([*head, *(plain(line, 13) for line in cover.lines), PageBreak()], cover)


def as_pdf(head: list[Flowable], cover: Cover) -> bytes:
    file = BytesIO()
    body = [part for title, text in cover.body for part in (bold(title, 14), plain(text, 10))]
    SimpleDocTemplate(file, invariant=1).build([*head, *body])
    return file.getvalue()


def bold(text: str, size: float) -> Flowable:
    return Paragraph(f"<b>{html.escape(text)}</b>", set_in(size))


def plain(text: str, size: float) -> Flowable:
    return Paragraph(html.escape(text), set_in(size))


def set_in(size: float) -> ParagraphStyle:
    return ParagraphStyle(
        "line", fontName="Helvetica", fontSize=size, leading=1.25 * size, spaceAfter=size / 2
    )


WAYS = {
    "a web page": as_page,
    "a word processor's page": as_word_file,
    "a cover": as_cover,
    "a cover below a logo": under_logo,
}

if __name__ == "__main__":
    main()
