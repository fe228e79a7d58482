"""Packs a report's sentences into passages; knows nothing of models but a way to count tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.errors import TooLarge
from ingest.report import Page, Passage, Report, Section
from ingest.sentences import split_sentences

Sentences: TypeAlias = NDArray[np.int32]  # a row a sentence: start and end

MAX_TOKENS = 160  # see docs/quality.md: shorter loses context, longer blurs the mean vector
MAX_PASSAGES = 20_000  # of one report: the tokens of as many take 700 MB
COUNTED = 1000  # sentences whose tokens are counted together: what a tokenizer brings is large


def split_passages(
    report: Report,
    count_tokens: Callable[[Sequence[str]], list[int]],
    max_tokens: int = MAX_TOKENS,
    sentences: Sentences | None = None,
) -> list[Passage]:
    """Passages in order: whole sentences, at most `max_tokens` each, never across a section.

    A sentence longer than that is cut between words. Headings belong to the passage that
    follows them; the words of every line are in exactly one passage. `sentences` are those of
    the whole text, where they are split already. Raises TooLarge.
    """
    if sentences is None:
        sentences = sentences_of(report.text)
    starts = [page.start for page in report.pages]
    spans: list[tuple[int, int]] = []
    for start, end in _regions(report):
        inside = sentences_within(sentences, start, end)
        if not inside:
            continue
        counts: list[int] = []
        for at in range(0, len(inside), COUNTED):
            counts += count_tokens([report.text[s:e] for s, e in inside[at : at + COUNTED]])
        pieces = list(_cut_long(report.text, inside, counts, max_tokens))
        for first, last in _pack(report.text, pieces, max_tokens, starts):
            spans.append((pieces[first][0], pieces[last][1]))
    if len(spans) > MAX_PASSAGES:
        raise TooLarge(f"It makes {len(spans):,} passages, more than {MAX_PASSAGES:,}. Split it.")
    return passages_at(report, spans)


def passages_at(report: Report, spans: Sequence[tuple[int, int]]) -> list[Passage]:
    """The passages that stand at these places of a report, in the order of its text."""
    trails = trails_at(report.sections, [start for start, _ in spans])
    return [
        Passage(
            report_id=report.info.id,
            start=start,
            end=end,
            text=report.text[start:end],
            pages=pages_of(report.pages, start, end),
            headings=headings,
        )
        for (start, end), headings in zip(spans, trails, strict=True)
    ]


def sentences_of(text: str) -> Sentences:
    """The spans of all sentences of a text, (n, 2)."""
    return np.array(split_sentences(text), np.int32).reshape(-1, 2)


def sentences_within(sentences: Sentences, start: int, end: int) -> list[tuple[int, int]]:
    """Those that share a character with [start, end), cut to it."""
    first, last = (
        np.searchsorted(sentences[:, 1], start, "right"),
        sentences[:, 0].searchsorted(end),
    )
    return [(max(one, start), min(two, end)) for one, two in sentences[first:last].tolist()]


def headings_at(sections: Sequence[Section], offset: int) -> tuple[str, ...]:
    """The titles of the sections that hold `offset`, outermost first."""
    return tuple(s.title for s in sections if s.start <= offset < s.end)


def trails_at(sections: Sequence[Section], offsets: Iterable[int]) -> Iterator[tuple[str, ...]]:
    """`headings_at` each of many offsets, which are in order; each section is looked at once."""
    around: list[Section] = []
    at = 0
    for offset in offsets:
        while at < len(sections) and sections[at].start <= offset:
            around.append(sections[at])
            at += 1
        around = [section for section in around if offset < section.end]
        yield tuple(section.title for section in around)


def header_of(report: Report, headings: Sequence[str], text: str) -> str:
    """What leads a passage when it is embedded and matched, and is never quoted."""
    info = report.info
    year = str(info.published.year) if info.published else ""
    about = [info.title, info.subject, info.kind, year]
    kept = [part for i, part in enumerate(about) if part and part not in " ".join(about[:i])]
    return ". ".join([*kept, *(title for title in headings if title not in text)])


def pages_of(pages: Sequence[Page], start: int, end: int) -> tuple[int, ...]:
    """The numbers of the pages that hold any of [start, end); empty in a web page."""
    if not pages:
        return ()
    first = bisect_right(pages, start, key=lambda page: page.start) - 1
    last = bisect_left(pages, end, key=lambda page: page.start)
    return tuple(p.number for p in pages[max(first, 0) : last] if p.end > start)


def page_of_most(pages: Sequence[Page], start: int, end: int) -> Page | None:
    """The page that holds most of [start, end), the earlier one of two; None in a web page."""
    numbers = set(pages_of(pages, start, end))
    on_it = (page for page in pages if page.number in numbers)
    return max(on_it, key=lambda p: min(p.end, end) - max(p.start, start), default=None)


def _regions(report: Report) -> Iterator[tuple[int, int]]:
    """The text between one heading and the next; a heading with nothing under it joins the next."""
    headings = {section.start for section in report.sections}
    cuts = sorted(start for start in headings if 0 < start < len(report.text))
    start = 0
    for end in [*cuts, len(report.text)]:
        lines = [line for line in report.text[start:end].splitlines() if line.strip()]
        heading_only = len(lines) <= 1 and start in headings
        if heading_only and end < len(report.text):
            continue
        if lines:
            yield start, end
        start = end


def _cut_long(
    text: str, sentences: Sequence[tuple[int, int]], counts: Sequence[int], max_tokens: int
) -> Iterator[tuple[int, int, int]]:
    """(start, end, tokens) of each sentence, one that is too long in pieces of whole words."""
    for (start, end), count in zip(sentences, counts, strict=True):
        if count <= max_tokens:
            yield start, end, count
            continue
        pieces = -(-count // max_tokens)
        size = -(-(end - start) // pieces)
        at = start
        while at < end:
            stop = min(at + size, end)
            if stop < end:
                space = max(text.rfind(" ", at + 1, stop), text.rfind("\t", at + 1, stop))
                stop = space if space > at else stop
            yield at, stop, max(1, count * (stop - at) // (end - start))
            at = stop
            while at < end and text[at].isspace():
                at += 1


def _pack(
    text: str,
    pieces: Sequence[tuple[int, int, int]],
    max_tokens: int,
    page_starts: Sequence[int],
) -> Iterator[tuple[int, int]]:
    """(first, last) of each passage's pieces: even in size, broken at lines and pages for choice."""
    left = sum(count for _, _, count in pieces)
    first, size = 0, 0
    target = left / max(1, -(-left // max_tokens))
    for i, (start, _, count) in enumerate(pieces):
        if i > first:
            before = pieces[i - 1][1]
            new_line = "\n" in text[before:start]
            new_page = bisect_left(page_starts, before) != bisect_right(page_starts, start)
            full = size + count > max_tokens
            ripe = size >= 0.85 * target and left > 0.3 * target
            if full or (new_page and size >= 0.4 * max_tokens) or (ripe and new_line):
                yield first, i - 1
                first, size = i, 0
                target = left / max(1, -(-left // max_tokens))
        size += count
        left -= count
    if pieces:
        yield first, len(pieces) - 1
