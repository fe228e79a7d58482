"""Token vectors in few bytes each: by a product quantizer, or a byte a dimension where these are few."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import as_file, files
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

BYTES = 48  # a token: half of it lost recall, double gained none, docs/quality.md
VALUES = 256  # of a byte
FEW = 64  # dimensions: as many bytes need no codebook

Floats = NDArray[np.float32]
Codes = NDArray[np.uint8]


class TokenCodes(Protocol):
    """Compresses unit vectors of tokens, and says how near they are to others."""

    def encode(self, vectors: Floats) -> Codes:
        """(n, bytes) of (n, dimensions)."""

    def similarities(self, codes: Codes, vectors: Floats) -> Floats:
        """(n, m): the cosines of (n, bytes) with (m, dimensions), about."""


class ByteCodes:
    """A byte a dimension."""

    def encode(self, vectors: Floats) -> Codes:
        codes: Codes = (np.rint(vectors * 127) + 128).astype(np.uint8)
        return codes

    def similarities(self, codes: Codes, vectors: Floats) -> Floats:
        products: Floats = (codes.astype(np.float32) - np.float32(128)) @ (
            vectors.T / np.float32(127)
        )
        return products


class ProductCodes:
    """Compresses unit vectors and gives them back; `codebook` is (bytes, 256, dimensions / bytes)."""

    def __init__(self, codebook: Floats) -> None:
        self.codebook = codebook
        count, _, width = codebook.shape
        self._quantizer = faiss.ProductQuantizer(count * width, count, 8)
        faiss.copy_array_to_vector(codebook.astype(np.float32).ravel(), self._quantizer.centroids)
        self._quantizer.sync_transposed_centroids()  # the same codes in a sixth less time

    def encode(self, vectors: Floats) -> Codes:
        """(n, bytes) of (n, dimensions)."""
        if not len(vectors):
            return np.zeros((0, len(self.codebook)), np.uint8)
        faiss.omp_set_num_threads(1)  # of the calling thread: the model has the other cores
        codes: Codes = self._quantizer.compute_codes(np.ascontiguousarray(vectors, np.float32))
        return codes

    def decode(self, codes: Codes) -> Floats:
        """(n, dimensions) of (n, bytes), about of length 1."""
        # Its types are those of the C++ signature that the Python one replaces.
        decode: Callable[[Codes], Floats] = self._quantizer.decode  # type: ignore[assignment]
        return decode(np.ascontiguousarray(codes))

    def similarities(self, codes: Codes, vectors: Floats) -> Floats:
        """(n, m): `decode(codes) @ vectors.T`, without decoding.

        A product of two vectors is the sum of those of their pieces, and a piece has only 256
        values: 48 look-ups in a table take the place of 384 products. A tenth of the time.
        Jégou, Douze and Schmid, PAMI 2011, https://doi.org/10.1109/TPAMI.2010.57
        """
        count, values, width = self.codebook.shape
        pieces = vectors.reshape(len(vectors), count, width).transpose(1, 2, 0)
        tables = np.matmul(self.codebook, pieces)  # (bytes, values, m)
        products = np.zeros((len(codes), len(vectors)), np.float32)
        looked_up = np.empty_like(products)
        for piece, table in enumerate(tables):
            # Nothing is outside the table; without "clip" numpy looks first, in as much time.
            np.take(table, codes[:, piece], axis=0, out=looked_up, mode="clip")
            products += looked_up
        return products


def learn_codes(vectors: Floats) -> ProductCodes:
    """For another model, from some of its token vectors: of at most BYTES, all as wide."""
    dimensions = vectors.shape[1]
    count = next(n for n in range(BYTES, 0, -1) if dimensions % n == 0)
    if len(vectors) < VALUES:
        vectors = np.resize(vectors, (VALUES, dimensions))
    quantizer = faiss.ProductQuantizer(dimensions, count, 8)
    quantizer.cp.niter = 15
    quantizer.cp.min_points_per_centroid = 1
    quantizer.train(np.ascontiguousarray(vectors, np.float32))
    centroids = faiss.vector_to_array(quantizer.centroids)
    return ProductCodes(centroids.reshape(count, VALUES, dimensions // count))


@cache
def default_codes() -> ProductCodes:
    """For all-MiniLM-L6-v2; learned from the tokens of 142 inspection reports; benchmarks/token_codes.py learns another."""
    with as_file(files(__package__) / "token_codes.npy") as path:
        return ProductCodes(np.load(path).astype(np.float32))
