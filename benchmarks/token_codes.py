"""Learns a codebook of token vectors from a folder of reports, and says how near it comes.

    python -m benchmarks.token_codes [FOLDER] [--save FILE.npy]

The mean cosine is between token vectors that were held back and what their codes give back;
that of the codebook which comes with the package stands beside it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ingest.field.field import load_field
from ingest.passages import header_of, split_passages
from ingest.reading import Job, ReadReport, read_file
from search.models.passage_stream import EmbeddingStream
from search.models.sentence_model import Embedder
from search.models.token_codes import Floats, ProductCodes, default_codes, learn_codes

SAMPLE = 100_000  # token vectors learned from
HELD_BACK = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/reports"))
    parser.add_argument("--save", type=Path)
    given = parser.parse_args()
    vectors = token_vectors(given.folder)
    kept, held_back = vectors[:-HELD_BACK][:SAMPLE], vectors[-HELD_BACK:]
    learned = learn_codes(kept)
    print(f"learned from {len(kept)} tokens: {mean_cosine(learned, held_back):.4f}")
    print(f"comes with the package: {mean_cosine(default_codes(), held_back):.4f}")
    if given.save:
        np.save(given.save, learned.codebook.astype(np.float16))


def token_vectors(folder: Path, seed: int = 0) -> Floats:
    """(n, dimensions) of the passages of reports drawn in a seeded order, until there are enough."""
    model = Embedder()
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".pdf", ".html"))
    rng = np.random.default_rng(seed)
    rng.shuffle(paths)
    found: list[Floats] = []
    for path in paths:
        read = read_file(Job(path, path.relative_to(folder).as_posix(), load_field()))
        if not isinstance(read, ReadReport):
            continue
        passages = split_passages(read.report, model.count_tokens)
        headers = [header_of(read.report, p.headings, p.text) for p in passages]
        encoded = model.encode_passages(headers, [passage.text for passage in passages])
        stream = EmbeddingStream[None, Floats](model, np.copy)
        stream.put(None, encoded)
        found.extend(tokens for _, _, kept in stream.rest() for tokens in kept)
        if sum(map(len, found)) >= SAMPLE + HELD_BACK:
            break
    vectors: Floats = rng.permutation(np.concatenate(found))
    return vectors


def mean_cosine(codes: ProductCodes, vectors: Floats) -> float:
    given = codes.decode(codes.encode(vectors))
    return float(np.mean(np.sum(given * vectors, axis=1) / np.linalg.norm(given, axis=1)))


if __name__ == "__main__":
    main()
