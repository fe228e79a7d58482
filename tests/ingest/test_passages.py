"""A report's sentences are packed into passages: whole, within a budget, never across a section."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest

from ingest.errors import TooLarge
from ingest.passages import (
    MAX_PASSAGES,
    headings_at,
    sentences_of,
    sentences_within,
    split_passages,
    trails_at,
)
from ingest.report import Page, Section
from ingest.sentences import split_sentences
from tests.builders import make_report

SENTENCES = (
    "Officers know the plan.",
    "In a few cases the reading came late, and leaders had not seen that it did.",
    "Victims are told within a week.",
    "The council has put more money into early help since the last inspection was made.",
)


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def make_sections(count: int, *, flat: bool = False) -> tuple[str, tuple[Section, ...]]:
    """A text of so many headed parts, two deep, and its sections."""
    draw = random.Random(7)
    parts: list[tuple[str, int]] = []
    for number in range(count):
        prose = " ".join(draw.choices(SENTENCES, k=1 if flat else draw.randint(1, 9)))
        parts.append((f"Part {number}\n{prose}\n", 1 if number % 5 == 0 else 2))
    starts = [sum(len(text) for text, _ in parts[:at]) for at in range(count)] if not flat else []
    if flat:
        at = 0
        for text, _ in parts:
            starts.append(at)
            at += len(text)
    text = "".join(text for text, _ in parts)
    ends = [len(text)] * count
    last = {1: len(text), 2: len(text)}
    for at in reversed(range(count)):
        level = parts[at][1]
        ends[at] = last[level]
        last |= dict.fromkeys(range(level, 3), starts[at])
    sections = [Section(f"Part {at}", parts[at][1], starts[at], ends[at]) for at in range(count)]
    return text, tuple(sections)


def test_passages_are_whole_sentences_within_the_budget_and_never_across_a_section() -> None:
    text, sections = make_sections(60)
    passages = split_passages(make_report(text, sections), count_words, 40)

    ends = {end for _, end in split_sentences(text)}
    cuts = [section.start for section in sections]
    assert len(passages) > 60
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        assert len(passage.text.split()) <= 40
        assert passage.end in ends
        assert not any(passage.start < cut < passage.end for cut in cuts)


def test_the_words_of_every_line_are_in_exactly_one_passage() -> None:
    text, sections = make_sections(40)
    passages = split_passages(make_report(text, sections), count_words, 25)

    assert " ".join(" ".join(p.text for p in passages).split()) == " ".join(text.split())


def test_a_passage_has_the_trail_of_headings_above_it() -> None:
    text, sections = make_sections(12)
    passages = split_passages(make_report(text, sections), count_words, 30)

    assert passages[-1].headings == ("Part 10", "Part 11")
    for passage in passages:
        assert passage.headings == headings_at(sections, passage.start)


def test_a_sentence_longer_than_the_budget_is_cut_between_words() -> None:
    text = " ".join(["word"] * 100)

    passages = split_passages(make_report(text), count_words, 30)

    assert [len(passage.text.split()) for passage in passages] == [25, 25, 25, 25]


def test_a_passage_over_a_page_break_is_on_both_pages() -> None:
    text = " ".join(SENTENCES)
    cut = text.index("reading")
    pages = [Page(1, "1", 0, cut), Page(2, "2", cut, len(text))]

    (passage,) = split_passages(make_report(text, pages=pages), count_words, 60)

    assert passage.pages == (1, 2)


def test_a_heading_with_nothing_under_it_leads_the_passage_that_follows() -> None:
    text = f"Findings\nLeaders\n{SENTENCES[0]}"
    sections = [Section("Findings", 1, 0, len(text)), Section("Leaders", 2, 9, len(text))]

    (passage,) = split_passages(make_report(text, sections), count_words)

    assert passage.text == text


def test_as_many_sections_as_a_report_may_have_take_seconds_and_not_hours() -> None:
    text, sections = make_sections(MAX_PASSAGES, flat=True)
    started = time.process_time()

    passages = split_passages(make_report(text, sections), count_words)

    assert len(passages) == MAX_PASSAGES
    assert time.process_time() - started < 10


def test_trails_are_what_a_look_at_every_section_finds() -> None:
    text, sections = make_sections(30)
    offsets = range(0, len(text), 17)

    assert list(trails_at(sections, offsets)) == [headings_at(sections, at) for at in offsets]


def test_sentences_that_are_split_already_make_the_same_passages() -> None:
    text, sections = make_sections(40)
    report = make_report(text, sections)

    assert split_passages(report, count_words, 30) == split_passages(
        report, count_words, 30, sentences_of(text)
    )


def test_sentences_are_cut_to_where_a_passage_is() -> None:
    text = "One here. Two here. Three here."

    assert sentences_within(sentences_of(text), 4, 15) == [(4, 9), (10, 15)]
    assert sentences_within(sentences_of(text), 9, 10) == []


def test_a_text_of_more_passages_than_a_library_takes_is_refused() -> None:
    text, sections = make_sections(MAX_PASSAGES + 1, flat=True)

    with pytest.raises(TooLarge, match="makes 20,001 passages, more than 20,000. Split it"):
        split_passages(make_report(text, sections), count_words, 30)
