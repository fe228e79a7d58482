"""Learns how sure an answer is from questions whose evidence is known, and judges what it learned.

    python -m benchmarks.confidence --set LIBRARY QUESTIONS [--set ...] [--held-back LIBRARY QUESTIONS]
        [--svg FILE]

Prints the weights for search/models/calibration.py, drawn to those that are there, and for each
file, predicted by weights that were learned without it: AUROC, expected calibration error, and what
each threshold declines.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score  # it comes with sentence-transformers

from search.evaluation.calibrating import fit, measure_questions, predict
from search.evaluation.judging import read_questions
from search.library import Library
from search.storage.opening import open_storage

THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7)
Floats = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    pair = {"nargs": 2, "type": Path, "action": "append", "default": []}
    parser.add_argument("--set", metavar=("LIBRARY", "QUESTIONS"), required=True, **pair)
    parser.add_argument("--held-back", metavar=("LIBRARY", "QUESTIONS"), **pair)
    parser.add_argument("--svg", type=Path, help="Draw the reliability curve.")
    given = parser.parse_args()
    sets = {
        path: measure_questions(Library(open_storage(library)), read_questions(path))
        for library, path in given.set
    }
    print("predicted by weights learned from the other files:")
    predicted = np.zeros(0)
    for path, (measures, answerable) in sets.items():
        others = [found for other, found in sets.items() if other != path] or [sets[path]]
        own = predict(fit(*_joined(others)), measures)
        predicted = np.concatenate([predicted, own])
        _print(path, own, answerable)
    answerable = np.concatenate([found[1] for found in sets.values()])
    points = _print_reliability(predicted, answerable)
    if given.svg:
        given.svg.write_text(_draw(points), encoding="utf-8")
    learned = fit(*_joined(list(sets.values())))
    for library, path in given.held_back:
        measures, answerable = measure_questions(
            Library(open_storage(library)), read_questions(path)
        )
        _print(path, predict(learned, measures), answerable)
    print(f"\nbias={learned.bias:.3f}")
    for name, weight in learned.weights.items():
        print(f'    "{name}": {weight:.3f},')


def _joined(sets: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    return np.concatenate([m for m, _ in sets]), np.concatenate([a for _, a in sets])


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


def _print_reliability(predicted: Floats, answerable: Floats) -> list[tuple[float, float]]:
    """How many of the questions of each confidence are answerable, over all sets."""
    print("confidence, questions, share answerable:")
    points = []
    for low in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        high = 1.0 if low == 0.9 else (0.4 if low == 0.0 else low + 0.1)
        held = (predicted >= low) & (predicted < high + (low == 0.9))
        if held.any():
            print(f"  {low:.1f} to {high:.1f}: {held.sum()}, {answerable[held].mean():.2f}")
            points.append((float(predicted[held].mean()), float(answerable[held].mean())))
    print(f"  calibration error over all {_calibration_error(predicted, answerable):.2f}")
    return points


def _draw(points: Sequence[tuple[float, float]], side: int = 320, edge: int = 48) -> str:
    """The share that is answerable over the confidence, with the diagonal that it should be."""

    def place(x: float, y: float) -> str:
        return f"{edge + x * side:.0f},{edge / 2 + (1 - y) * side:.0f}"

    curve = " ".join(place(x, y) for x, y in points)
    dots = "".join(
        f'<circle cx="{place(x, y).split(",")[0]}" cy="{place(x, y).split(",")[1]}" r="4"/>'
        for x, y in points
    )
    width, height = side + 1.5 * edge, side + 1.5 * edge
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" font-size="13">
<title>Reliability: the share of questions that are answerable, by confidence</title>
<rect width="100%" height="100%" fill="#fff"/>
<path d="M{place(0, 1)} L{place(0, 0)} L{place(1, 0)}" fill="none" stroke="#333"/>
<path d="M{place(0, 0)} L{place(1, 1)}" stroke="#999" stroke-dasharray="4 4"/>
<polyline points="{curve}" fill="none" stroke="#0f5257" stroke-width="2"/><g fill="#0f5257">{dots}</g>
<text x="{edge + side / 2:.0f}" y="{height - 6:.0f}" text-anchor="middle">confidence, 0 to 1</text>
<text transform="rotate(-90)" x="{-(edge / 2 + side / 2):.0f}" y="20" text-anchor="middle">share answerable, 0 to 1</text>
</svg>
"""


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
