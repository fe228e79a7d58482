"""Brings a model's cosines to where those of the default model lie, by which every bar was set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.models.sentence_model import QuestionVectors

FEWEST = 8  # texts: of fewer nothing is told
STEEPEST = 10.0  # a model that tells texts apart less than a tenth as well is not helped

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sample:
    """Texts by one model: each with a question that it alone answers, one of its own sentences."""

    vectors: Floats  # (texts, dimensions)
    tokens: Sequence[Floats]  # of each text: (tokens, dimensions)
    questions: Sequence[QuestionVectors]


@dataclass(frozen=True, slots=True)
class Line:
    times: float = 1.0
    plus: float = 0.0

    def of(self, cosine: float) -> float:
        return self.times * cosine + self.plus


@dataclass(frozen=True, slots=True)
class Scale:
    vectors: Line = Line()
    tokens: Line = Line()


def measure_scale(own: Sample, usual: Sample) -> Scale:
    """By the same texts and questions, those that belong together and those that do not.

    Both kinds are as near by the one model as by the other, in the mean, once scaled.
    """
    if len(own.vectors) < FEWEST:
        return Scale()
    return Scale(
        _line(_cosines(own), _cosines(usual)),
        _line(_late_interaction(own), _late_interaction(usual)),
    )


def _line(own: Floats, usual: Floats) -> Line:
    (alike, unlike), (usual_alike, usual_unlike) = _means(own), _means(usual)
    apart, usual_apart = alike - unlike, usual_alike - usual_unlike
    if apart <= 0:
        return Line()
    times = min(usual_apart / apart, STEEPEST)
    return Line(times, usual_alike - times * alike)


def _means(scores: Floats) -> tuple[float, float]:
    """Of what belongs together, which is on the diagonal, and of what does not."""
    together = np.eye(len(scores), dtype=bool)
    return float(scores[together].mean()), float(scores[~together].mean())


def _cosines(sample: Sample) -> Floats:
    cosines: Floats = np.stack([one.vector for one in sample.questions]) @ sample.vectors.T
    return cosines


def _late_interaction(sample: Sample) -> Floats:
    return np.array(
        [
            [(asked.tokens @ tokens.T).max(axis=1).mean() for tokens in sample.tokens]
            for asked in sample.questions
        ],
        np.float32,
    )
