"""The weights that confidence is told by: those that come along, or a library's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

CALIBRATION = "calibration"  # by which name it is kept with a library


@dataclass(frozen=True, slots=True)
class Calibration:
    bias: float
    weights: Mapping[str, float]
    questions: int = 0  # of the library's own that they were learned from; 0: they come along


# Logistic regression on answerable and unanswerable questions, those left out that scope or a table
# decides: `python -m benchmarks.confidence` learns and judges it, docs/quality.md.
COMES_ALONG = Calibration(
    bias=-2.831,
    weights={
        "bound": 7.610,  # how well the telling words are met in the best sentence that has what is asked for
        "thing": 3.587,  # how well what a figure is asked of is met there, "officers" of "how many officers"
        "words": 0.331,  # how many words the question has that say what it is about
        "wanting": -0.888,  # how many sentences fit better than the first that has what is asked for
        "late": -1.118,  # how many passages come before the first that has it
        "who": 2.582,  # whether it asks who: a role or a body answers that as well, which no form tells
        "when": 1.704,
        "read": 0.0,  # the highest score by a reranker of one's own: what it means is learned
    },
)


def read_calibrations(kept: bytes) -> dict[str, Calibration]:
    """Those of a library, by the weights of the reranker that they are for; "": for none.

    What an earlier version learned by other measures is passed over.
    """
    record = json.loads(kept or b"{}")
    calibrations = {reranker: Calibration(**values) for reranker, values in record.items()}
    names = COMES_ALONG.weights.keys()
    return {reranker: one for reranker, one in calibrations.items() if one.weights.keys() == names}


def write_calibrations(calibrations: Mapping[str, Calibration]) -> bytes:
    return json.dumps({name: asdict(one) for name, one in calibrations.items()}).encode()
