"""Draws pages of real reports at random, to be looked at beside the text that was read from them.

    python -m benchmarks.drawn_pages REPORTS INTO [--count 30] [--seed 1]

INTO gets an index.html, on which each page's picture stands beside its lines: headings in bold
with their levels, cells parted by a bar. The same seed draws the same pages of the same folder.
"""

from __future__ import annotations

import argparse
import html
import random
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from ingest.errors import ReadError
from ingest.extract import Extract
from ingest.pdf.file import read_pdf

SCALE = 1.3  # pixels a point
STYLE = (
    "article{display:flex;gap:2em;border-top:3px solid;padding:1em 0;font:14px sans-serif}"
    "pre{white-space:pre-wrap;flex:1;font:13px sans-serif;line-height:1.5}img{border:1px solid}"
)


def draw_pages(folder: Path, count: int, seed: int) -> list[tuple[Path, int]]:
    """(file, page number) of pages drawn evenly from all pages of the folder's PDFs."""
    pages: list[tuple[Path, int]] = []
    for path in sorted(folder.rglob("*.pdf")):
        try:
            document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError:
            continue  # named in the coverage table
        pages += [(path, number) for number in range(1, len(document) + 1)]
        document.close()
    return random.Random(seed).sample(pages, count)


def lines_of(extract: Extract, number: int) -> Iterator[str]:
    """A page's lines as the index shows them."""
    page = extract.pages[number - 1]
    headings = {section.start: section.level for section in extract.sections}
    at = page.start
    for line in extract.text[page.start : page.end].removesuffix("\n").split("\n"):
        shown = html.escape(line.replace("\t", " ┃ "))
        level = headings.get(at)
        yield f"<b>{'#' * level} {shown}</b>" if level else shown
        at += len(line) + 1


def write_index(drawn: list[tuple[Path, int]], folder: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    parts = [f"<!doctype html><meta charset=utf-8><title>Drawn pages</title><style>{STYLE}</style>"]
    extracts: dict[Path, Extract] = {}
    for at, (path, number) in enumerate(drawn, 1):
        try:
            extract = extracts.get(path) or read_pdf(path.read_bytes())
        except ReadError as error:
            print(f"{path}: {error}")
            continue
        extracts[path] = extract
        document = pdfium.PdfDocument(path)
        document[number - 1].render(scale=SCALE).to_pil().save(into / f"{at:02}.png")
        document.close()
        text = "\n".join(lines_of(extract, number))
        (into / f"{at:02}.txt").write_text(text, encoding="utf-8")
        name = f"{at}. {path.relative_to(folder)}, page {number}"
        parts.append(f"<h2>{name}</h2><article><img src={at:02}.png><pre>{text}</pre></article>")
        print(name)
    (into / "index.html").write_text("\n".join(parts), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("into", type=Path)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write_index(draw_pages(asked.reports, asked.count, asked.seed), asked.reports, asked.into)


if __name__ == "__main__":
    main()
