"""Refits confidence to a library, its model and a reranker, by questions whose evidence is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.evaluation.judging import Question
from search.library import Library
from search.models.calibration import (
    CALIBRATION,
    COMES_ALONG,
    Calibration,
    read_calibrations,
    write_calibrations,
)
from search.passages.confidence import ANSWERING, measure

PULL = 3.0  # towards the weights that come along, in questions of a typical spread
# What an unanswerable question counts: a reader without an answer is worse off with a wrong one.
UNANSWERABLE = 1.25
FOLDS = 5
LEAST_ANSWERABLE, LEAST_UNANSWERABLE = 20, 10

Floats = NDArray[np.float64]


class TooFewQuestions(Exception):
    """Too few, or of one kind alone, to learn from."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was learned, and how weights do on questions that they were not learned from."""

    calibration: Calibration
    is_kept: bool
    before: Mapping[str, float]
    after: Mapping[str, float]


def calibrate(library: Library, questions: Sequence[Question]) -> Calibrated:
    """Keeps new weights with the library where they do better on what was held back.

    Raises TooFewQuestions, LibraryHeld, CannotWrite.
    """
    measures, answerable = measure_questions(library, questions)
    yes = int(answerable.sum())
    if yes < LEAST_ANSWERABLE or len(answerable) - yes < LEAST_UNANSWERABLE:
        raise TooFewQuestions(
            f"Confidence decides on {yes} answerable and {len(answerable) - yes} unanswerable ones"
            f" of these questions; {LEAST_ANSWERABLE} and {LEAST_UNANSWERABLE} are needed at least."
            ' Add questions, the unanswerable as type "unanswerable": docs/quality.md.'
        )
    before = judge(predict(COMES_ALONG, measures), answerable)
    after = judge(_held_out(measures, answerable), answerable)
    calibration = fit(measures, answerable)
    is_kept = after["log loss"] < before["log loss"]
    if is_kept:
        with library.storage.hold() as writing:
            known = read_calibrations(writing.kept(CALIBRATION))
            known[library.reranker.weights if library.reranker else ""] = calibration
            writing.keep(CALIBRATION, write_calibrations(known))
            writing.publish()
    return Calibrated(calibration, is_kept, before, after)


def measure_questions(library: Library, questions: Sequence[Question]) -> tuple[Floats, Floats]:
    """(n, measures) and (n,) 1 for the answerable, of the questions that confidence decides."""
    rows, answerable = [], []
    for question in questions:
        findings, listed = library.find(question.question, question.filters)
        if listed is not None or findings.asked.scope.absent or not findings.matches:
            continue
        measured = measure(findings, library.generation.field.questions)
        rows.append([measured[name] for name in COMES_ALONG.weights])
        answerable.append(float(question.answerable))
    return np.array(rows).reshape(-1, len(COMES_ALONG.weights)), np.array(answerable)


def fit(measures: Floats, answerable: Floats, pull: float = PULL) -> Calibration:
    """Logistic regression by Newton's method, drawn to the weights that come along."""
    spread = measures.std(axis=0)
    usual = np.array([COMES_ALONG.bias, *COMES_ALONG.weights.values()])
    design = np.column_stack([np.ones(len(measures)), measures])
    # A measure that is the same everywhere keeps its weight, and the bias is nearly free.
    drawn = np.diag(np.array([1e-3, *np.where(spread > 0, pull * spread**2, 1.0)]))
    counts = np.where(answerable == 1, 1.0, UNANSWERABLE)
    weights = usual.copy()
    for _ in range(50):
        predicted = _sigmoid(design @ weights)
        slope = design.T @ (counts * (predicted - answerable)) + drawn @ (weights - usual)
        curve = (design.T * (counts * predicted * (1 - predicted))) @ design + drawn
        step = np.linalg.solve(curve, slope)
        weights -= step / max(
            1.0, float(np.abs(step).max()) / 5
        )  # far away a whole step overshoots
    names = list(COMES_ALONG.weights)
    learned = dict(zip(names, weights[1:].tolist(), strict=True))
    return Calibration(float(weights[0]), learned, len(measures))


def predict(calibration: Calibration, measures: Floats) -> Floats:
    return _sigmoid(calibration.bias + measures @ np.array(list(calibration.weights.values())))


def judge(predicted: Floats, answerable: Floats) -> dict[str, float]:
    yes, no = predicted[answerable == 1], predicted[answerable == 0]
    right = np.where(answerable == 1, predicted, 1 - predicted)
    above = (yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2
    return {
        "log loss": float(-np.log(np.maximum(right, 1e-9)).mean()),
        "AUROC": float(above),
        "declined, unanswerable": float((no < ANSWERING).mean()),
        "declined, answerable": float((yes < ANSWERING).mean()),
    }


def _held_out(measures: Floats, answerable: Floats) -> Floats:
    """Each predicted by weights that were learned without it."""
    folds = np.random.default_rng(0).permutation(len(answerable)) % FOLDS
    predicted = np.zeros(len(answerable))
    for fold in range(FOLDS):
        own = folds == fold
        predicted[own] = predict(fit(measures[~own], answerable[~own]), measures[own])
    return predicted


def _sigmoid(total: Floats) -> Floats:
    probabilities: Floats = 1 / (1 + np.exp(-np.clip(total, -40, 40)))
    return probabilities
