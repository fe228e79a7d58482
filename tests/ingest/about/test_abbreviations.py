"""What letters stand for is learned from the words before them."""

from __future__ import annotations

import pytest

from ingest.about.abbreviations import find_abbreviations


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("child sexual exploitation (CSE)", "cse", "child sexual exploitation"),
        (
            "the Office of Personnel Management (OPM)",
            "opm",
            "office of personnel management",
        ),
        ("those in children in care (CiC)", "cic", "children in care"),
    ],
)
def test_a_long_form_begins_with_its_first_word_of_weight(text: str, short: str, long: str) -> None:
    assert find_abbreviations(text) == {short: long}
