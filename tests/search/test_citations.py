"""A citation's id finds its words, or nothing."""

from __future__ import annotations

import time

import pytest

from search.citations import BadCitation, Budget, Pin, citation_id, find_pin, read_id, says

SHA = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TEXT = "1. Leaders know their area.\n2. They act on it.\nLeaders know their area well.\n"
QUOTE = "They act on it."
START = TEXT.index(QUOTE)


def test_an_id_finds_its_words_at_their_place() -> None:
    pin = read_id(citation_id(SHA, TEXT, START, START + len(QUOTE)))
    assert pin.file_prefix == SHA[:12]
    assert find_pin(pin, TEXT) == (START, START + len(QUOTE))


def test_an_id_finds_its_words_where_another_extraction_put_them() -> None:
    pin = read_id(citation_id(SHA, TEXT, START, START + len(QUOTE)))
    newer = "A header that was dropped before.\n" + TEXT.replace("act on it", "act  on\nit")
    found = find_pin(pin, newer)
    assert found is not None
    assert newer[slice(*found)] == "They act  on\nit."


@pytest.mark.parametrize(
    "newer",
    [
        "They act on it.",  # a space that does not break
        "They\nact\ton it.",
        "They ac-\nt on it.",
        "They ac\u00adt on it.",
        "T h e y act on it.",
        "THEY ACT “ON” IT.",
    ],
)
def test_an_id_finds_its_words_however_their_letters_are_parted(newer: str) -> None:
    pin = read_id(citation_id(SHA, TEXT, START, START + len(QUOTE)))
    text = TEXT.replace(QUOTE, f"Newer. {newer}")
    found = find_pin(pin, text)
    assert found is not None
    assert text[slice(*found)] == newer


def test_an_id_finds_words_whose_ligatures_and_accents_were_resolved() -> None:
    text = "The oﬃce ﬁnds a café. And so on."
    pin = read_id(citation_id(SHA, text, 0, text.index(" And")))
    newer = "Before. The office finds a cafe\u0301. And so on."
    found = find_pin(pin, newer)
    assert found is not None
    assert newer[slice(*found)].startswith("The office finds a caf")


def test_a_quote_says_its_statement_with_all_its_letters_and_digits_and_no_others() -> None:
    assert says("The ﬁrst • of 8.4%", "the first of 84 %")
    assert not says("Not the first of 84%", "the first of 84%")
    assert not says("the first of 84%", "the first of 84% in 2024")


def test_words_without_letters_are_found_at_their_place_alone() -> None:
    pin = read_id(citation_id(SHA, "a • b", 2, 3))
    assert find_pin(pin, "a • b") == (2, 3)
    assert find_pin(pin, "ab") is None


def test_of_two_places_the_nearer_one_is_found() -> None:
    start = TEXT.rindex("Leaders know their area")
    pin = read_id(citation_id(SHA, TEXT, start, start + len("Leaders know their area")))
    newer = "x " + TEXT
    assert find_pin(pin, newer) == (start + 2, start + 2 + len("Leaders know their area"))


def test_changed_words_are_not_found() -> None:
    pin = read_id(citation_id(SHA, TEXT, START, START + len(QUOTE)))
    assert find_pin(pin, TEXT.replace("act", "acted")) is None


@pytest.mark.parametrize(
    "broken", ["", "short", "!" * 24, "é" * 24, "A" * 23, "A" * 28, "A" * 22 + "=="]
)
def test_what_is_no_id_is_refused(broken: str) -> None:
    with pytest.raises(BadCitation, match="24 characters"):
        read_id(broken)


def test_what_is_no_id_is_refused_at_once_and_not_repeated_whole() -> None:
    started = time.process_time()

    with pytest.raises(BadCitation, match=r"^'A{40}' is not a citation id"):
        read_id("A" * 60_000)

    assert time.process_time() - started < 0.01


@pytest.mark.parametrize(("length", "letters"), [(60_000, 60_000), (4000, 4000), (1, 1), (9, 150)])
def test_a_made_up_id_is_given_up_soon(length: int, letters: int) -> None:
    text = " ".join(f"word{number}" for number in range(400_000))
    pin = Pin(SHA[:12], 7, length, letters, b"none")
    budget = Budget()
    find_pin(pin, text, budget)  # the text is folded once
    started = time.process_time()

    assert find_pin(pin, text, budget) is None
    assert find_pin(pin, text) is None

    assert time.process_time() - started < 2.0


def test_words_that_are_known_are_not_hashed_in_a_text_without_them() -> None:
    text = " ".join(f"word{number}" for number in range(40_000))
    pin = read_id(citation_id(SHA, "what is not there", 0, 17))
    budget = Budget(4 * len(text))

    assert find_pin(pin, text, budget, "what is not there") is None
    assert not budget.is_spent
    assert find_pin(pin, text, budget) is None
    assert budget.is_spent


def test_one_budget_is_for_all_ids_of_a_request() -> None:
    text = "one two three " * 1000
    budget = Budget(letters=100_000)
    moved = read_id(citation_id(SHA, "three one", 0, 9))

    find_pin(Pin(SHA[:12], 0, 9, 9, b"none"), text, budget)

    assert find_pin(moved, "x " + text) is not None
    assert find_pin(moved, "x " + text, budget) is None
