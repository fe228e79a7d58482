"""Confidence is refitted to a library by its own questions, and only where that does better."""

from __future__ import annotations

import numpy as np
import pytest

from search.evaluation.calibrating import fit, judge, predict
from search.models.calibration import (
    COMES_ALONG,
    Calibration,
    read_calibrations,
    write_calibrations,
)

NAMES = list(COMES_ALONG.weights)
FIRST = NAMES[0]


def drawn(bias: float, weight: float, count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Questions whose being answerable depends on one measure alone."""
    rng = np.random.default_rng(seed)
    measures = np.zeros((count, len(NAMES)))
    measures[:, 0] = rng.uniform(0, 1, count)
    sure = 1 / (1 + np.exp(-(bias + weight * measures[:, 0])))
    return measures, (rng.random(count) < sure).astype(float)


def test_many_questions_of_another_scale_are_learned_from() -> None:
    measures, answerable = drawn(-10.0, 20.0, 2000)
    learned = fit(measures, answerable)
    assert learned.questions == 2000
    assert learned.weights[FIRST] == pytest.approx(20.0, rel=0.2)
    held_back = drawn(-10.0, 20.0, 1000, seed=1)
    now, before = (judge(predict(by, held_back[0]), held_back[1]) for by in (learned, COMES_ALONG))
    assert now["log loss"] < 0.8 * before["log loss"]
    assert now["AUROC"] == pytest.approx(before["AUROC"])  # of one measure the order is the same


def test_a_few_leave_the_weights_about_where_they_are() -> None:
    measures, answerable = drawn(COMES_ALONG.bias, COMES_ALONG.weights[FIRST], 30)
    learned = fit(measures, answerable)
    assert learned.weights[FIRST] == pytest.approx(COMES_ALONG.weights[FIRST], abs=3)
    # What is the same in all questions says nothing.
    assert {n: w for n, w in learned.weights.items() if n != FIRST} == {
        n: pytest.approx(w) for n, w in COMES_ALONG.weights.items() if n != FIRST
    }


def test_what_cannot_be_told_apart_by_them_is_not_taken_for_certain() -> None:
    measures, _ = drawn(0.0, 1.0, 60)
    answerable = (measures[:, 0] > 0.5).astype(float)  # as no curve can say
    assert max(predict(fit(measures, answerable), measures)) < 1.0


def test_each_reranker_has_a_calibration_of_its_own() -> None:
    given = {"": COMES_ALONG, "a hash": Calibration(1.0, dict.fromkeys(NAMES, 0.5), 40)}
    assert read_calibrations(write_calibrations(given)) == given
    assert read_calibrations(b"") == {}


def test_one_of_an_earlier_versions_measures_is_passed_over() -> None:
    earlier = Calibration(1.0, {"a measure that was": 2.0}, 40)
    assert read_calibrations(write_calibrations({"": earlier})) == {}
