"""A cross-encoder of the user's own, which reads question and passage together. None comes along."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from search.models.model_folder import hash_weights

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class RerankerMissing(Exception):
    """No cross-encoder by that name can be loaded from this machine."""


class Reranker:
    """Any CrossEncoder of sentence-transformers that is on disk; read when it is first needed."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        self.name = name
        self._model: CrossEncoder | None = None

    @cached_property
    def weights(self) -> str:
        """SHA-256 of what its scores depend on; its name where it is no folder."""
        return hash_weights(Path(self.name)) if Path(self.name).is_dir() else self.name

    def load(self) -> None:
        """Raises RerankerMissing."""
        if self._model is not None:
            return
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(self.name, device="cpu", local_files_only=True, num_labels=1)
        except (OSError, ValueError) as error:
            raise RerankerMissing(
                f"The reranker {self.name} is not on this machine, or is none. Give the folder of a"
                f" sentence-transformers CrossEncoder. ({error})"
            ) from None

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts),): the higher, the better a text answers the question."""
        self.load()
        assert self._model is not None
        pairs = [(question, text) for text in texts]
        scores = self._model.predict(pairs, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(scores, np.float32).reshape(len(texts))
