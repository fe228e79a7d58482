"""Learns how sure an answer is from questions whose evidence is known, and judges what it learned.

    python -m benchmarks.confidence --set LIBRARY QUESTIONS [--set ...] [--held-back LIBRARY QUESTIONS]

Prints the weights for search/confidence.py, and for each file, predicted by weights that were learned
without it: AUROC, expected calibration error, and what each threshold declines.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # it comes with sentence-transformers
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from search.confidence import WEIGHTS, measure
from search.evaluation import read_questions
from search.library import Library

STRENGTH = 0.3  # of the regression: the inverse of its regularisation
THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7)
Floats = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    pair = {"nargs": 2, "type": Path, "action": "append", "default": []}
    parser.add_argument("--set", metavar=("LIBRARY", "QUESTIONS"), required=True, **pair)
    parser.add_argument("--held-back", metavar=("LIBRARY", "QUESTIONS"), **pair)
    given = parser.parse_args()
    sets = {path: _measured(library, path) for library, path in given.set}
    print("predicted by weights learned from the other files:")
    for path, (measures, answerable) in sets.items():
        others = [found for other, found in sets.items() if other != path] or [sets[path]]
        learned = _learn(*_joined(others))
        _print(path, _predict(measures, *learned), answerable)
    bias, weights = _learn(*_joined(list(sets.values())))
    for library, path in given.held_back:
        measures, answerable = _measured(library, path)
        _print(path, _predict(measures, bias, weights), answerable)
    print(f"\nBIAS = {bias:.3f}")
    for name, weight in zip(WEIGHTS, weights, strict=True):
        print(f'    "{name}": {weight:.3f},')


def _measured(folder: Path, questions: Path) -> tuple[Floats, Floats]:
    """(n, measures) and (n,) 1 for the answerable, of those that confidence decides."""
    library, rows, answerable = Library(folder), [], []
    for question in read_questions(questions):
        found = library.find(question.question, question.filters)
        if found.listed is not None or found.scope.absent or not found.matches:
            continue
        measured = measure(found)
        rows.append([measured[name] for name in WEIGHTS])
        answerable.append(float(question.answerable))
    return np.array(rows), np.array(answerable)


def _joined(sets: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    return np.concatenate([m for m, _ in sets]), np.concatenate([a for _, a in sets])


def _learn(measures: Floats, answerable: Floats) -> tuple[float, Floats]:
    scaler = StandardScaler().fit(measures)
    fitted = LogisticRegression(C=STRENGTH).fit(scaler.transform(measures), answerable)
    weights: Floats = fitted.coef_[0] / scaler.scale_
    return float(fitted.intercept_[0] - weights @ scaler.mean_), weights


def _predict(measures: Floats, bias: float, weights: Floats) -> Floats:
    predicted: Floats = 1 / (1 + np.exp(-(bias + measures @ weights)))
    return predicted


def _print(path: Path, predicted: Floats, answerable: Floats) -> None:
    yes, no = predicted[answerable == 1], predicted[answerable == 0]
    print(
        f"{path.name}: {len(yes)} answerable, {len(no)} not; AUROC"
        f" {roc_auc_score(answerable, predicted):.2f}, calibration error"
        f" {_calibration_error(predicted, answerable):.2f}"
    )
    for threshold in THRESHOLDS:
        print(
            f"  from {threshold}: {(no < threshold).sum()} of {len(no)} unanswerable declined,"
            f" {(yes < threshold).sum()} of {len(yes)} answerable"
        )


def _calibration_error(predicted: Floats, answerable: Floats, bins: int = 10) -> float:
    """Expected: the mean gap of confidence and share answerable, over tenths."""
    tenth = np.minimum((predicted * bins).astype(int), bins - 1)
    gaps = [
        abs(predicted[tenth == t].mean() - answerable[tenth == t].mean()) * (tenth == t).mean()
        for t in np.unique(tenth)
    ]
    return float(sum(gaps))


if __name__ == "__main__":
    main()
