"""Where the time of embedding goes: the share of each kind of operation in passes of the model.

python -m benchmarks.embedding_profile
"""

from __future__ import annotations

import random

import torch
from torch.profiler import ProfilerActivity, profile

from search.models.passage_stream import PASS_TOKENS
from search.models.sentence_model import Embedder

WIDTH = 160  # tokens of a passage with its header: about the mean of inspection reports
PASSES = 20
SHOWN = 8


def main() -> None:
    model = Embedder()._for_passages()
    drawn = random.Random(0)
    rows = [[drawn.randrange(1000, 28000) for _ in range(WIDTH)]] * (PASS_TOKENS // WIDTH)
    model.embed(rows)  # the first pass prepares what the others use
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        for _ in range(PASSES):
            model.embed(rows)
    parts = sorted(seen.key_averages(), key=lambda part: -part.self_cpu_time_total)
    total = sum(part.self_cpu_time_total for part in parts)
    for part in parts[:SHOWN]:
        print(f"{part.key:24} {part.self_cpu_time_total / total:.0%}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
