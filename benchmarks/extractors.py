"""How fast pypdf and PDFium read the same PDFs, and how far they agree on the words.

    python benchmarks/extractors.py [FOLDER] [--every N]

Prints a line for each: pages a second on one core, and of the words that either found,
the share that both did. The whole reader of this project is timed beside them.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).parents[1]))

from ingest.errors import ReadError
from ingest.pdf.file import read_pdf
from ingest.pdf.metadata import FAULTS

_WORD = re.compile(r"\w+")


def by_pypdf(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def by_pdfium(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def by_pincite(data: bytes) -> list[str]:
    extract = read_pdf(data)
    return [extract.text[page.start : page.end] for page in extract.pages]


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "pypdf": by_pypdf,
    "pypdfium2": by_pdfium,
    "pincite": by_pincite,
}


def compare(files: list[bytes]) -> dict[str, dict[str, float]]:
    """Pages a second and words by reader, and the share of words in common by pair."""
    seconds = dict.fromkeys(READERS, 0.0)
    pages: Counter[str] = Counter()
    words: dict[str, list[Counter[str]]] = {name: [] for name in READERS}
    for data in files:
        for name, read in READERS.items():
            started = time.process_time()
            texts = read(data)
            seconds[name] += time.process_time() - started
            pages[name] += len(texts)
            words[name].append(Counter(_WORD.findall(" ".join(texts).lower())))
    found: dict[str, dict[str, float]] = {
        name: {
            "pages": pages[name],
            "pages_per_second": round(pages[name] / seconds[name], 1),
            "words": sum(counts.total() for counts in words[name]),
        }
        for name in READERS
    }
    for one, other in (("pypdf", "pypdfium2"), ("pypdfium2", "pincite")):
        pairs = list(zip(words[one], words[other], strict=True))
        both = sum((a & b).total() for a, b in pairs)
        either = sum((a | b).total() for a, b in pairs)
        found[f"{one} and {other}"] = {"words_in_common": round(both / either, 4)}
    return found


def readable(paths: list[Path]) -> list[bytes]:
    """The files that all readers can open, so that they are timed on the same pages."""
    kept = []
    for path in paths:
        data = path.read_bytes()
        try:
            read_pdf(data)
            PdfReader(io.BytesIO(data)).pages[0].extract_text()
        except (ReadError, *FAULTS) as fault:
            print(f"{path}: passed over, {fault}", file=sys.stderr)
            continue
        kept.append(data)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="../shared/reports", type=Path)
    parser.add_argument("--every", default=1, type=int, help="take one file in so many")
    asked = parser.parse_args()
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    paths = sorted(asked.folder.glob("**/*.pdf"))[:: asked.every]
    print(json.dumps(compare(readable(paths)), indent=2))


if __name__ == "__main__":
    main()
