"""A cell of many areas that is no list of them is told so at once."""

from __future__ import annotations

import time

from ingest.field.field import load_field
from ingest.judgements.grade_words import words_of

WORDS = words_of(load_field().scales, "PEEL", None)


def test_areas_are_listed_however_they_are_parted() -> None:
    printed = "• Preventing crime, • Investigating crime; Preventing crime Investigating crime,"

    assert len(WORDS.listed_areas(printed)) == 4


def test_a_cell_of_areas_and_one_other_word_takes_no_power_of_two() -> None:
    started = time.process_time()

    assert WORDS.listed_areas("Preventing crime " * 40 + "and more") == []

    assert time.process_time() - started < 1.0
