"""How much of a right quote is in an answer is counted in words, in order."""

from __future__ import annotations

from search.evaluation.judging import common_in_order, has_evidence


def test_words_in_order_are_counted_with_gaps() -> None:
    assert common_in_order(["a", "b", "c", "d"], ["x", "a", "y", "c", "d", "b"]) == 3


def test_nothing_in_common_is_nothing() -> None:
    assert common_in_order(["a", "b"], ["c", "d"]) == 0


def test_half_of_a_quote_in_order_is_evidence() -> None:
    assert has_evidence("Sixty officers\tact as contacts", "sixty officers act")
    assert not has_evidence("act officers sixty", "sixty officers act now today here")
