"""Whether a rebuilt library still finds what another one cited.

    python -m benchmarks.rebuilds indexes/old indexes/new

Cites each sentence of the first library, each half of one and each run of two or three, finds
the ids in the second, and prints one JSON object: how many are in which state, and how many led
to other words than those that were cited, of which there must be none.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from ingest.sentences import split_sentences
from search.answers.resolving import UnknownCitation, resolve
from search.citations import citation_id, says
from search.storage.opening import open_storage


def cite_all(folder: Path) -> dict[str, str]:
    """The citation id of each sentence, each half of one and each run of two or three -> its words."""
    generation = open_storage(folder).open()
    found = {}
    for holding in generation.holdings:
        report = generation.report(holding.number)
        spans = split_sentences(report.text, 0, len(report.text))
        runs = [(a, d) for n in (1, 2) for (a, _), (_, d) in zip(spans, spans[n:], strict=False)]
        halves = [
            half
            for start, end in spans
            if (cut := report.text.find(" ", (start + end) // 2, end)) > 0
            for half in ((start, cut), (cut + 1, end))
        ]
        for start, end in [*spans, *runs, *halves]:
            if re.search(r"\w", report.text[start:end]):
                pin = citation_id(holding.info.sha256, report.text, start, end)
                found[pin] = report.text[start:end]
    generation.close()
    return found


def find_all(folder: Path, cited: Mapping[str, str]) -> Counter[str]:
    """How many ids are in which state; "other words" counts those that were led astray."""
    generation = open_storage(folder).open()
    states: Counter[str] = Counter()
    for pin, quote in cited.items():
        try:
            found = resolve(generation, pin)
        except UnknownCitation:
            states["unknown"] += 1
            continue
        states[found.state] += 1
        same = found.now is not None and says(found.now.quote, quote)
        if found.state in ("here", "moved") and not same:
            states["other words"] += 1
    generation.close()
    return states


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    given = parser.parse_args()
    cited = cite_all(given.old)
    print(json.dumps({"citations": len(cited), **find_all(given.new, cited)}, indent=2))


if __name__ == "__main__":
    main()
