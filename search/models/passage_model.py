"""A sentence model as PyTorch runs it: many passages a pass, in the quickest form on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import MultiVectorEncoder, SentenceTransformer
from transformers.utils import logging

from search.models.attention import Model, quicken
from search.models.heap import give_back

WIDTHS = 8  # texts are padded to a multiple: of few shapes PyTorch has plans ready

Floats = NDArray[np.float32]
Ids = Sequence[Sequence[int]]


class PassageModel:
    """The sentence-transformers model of a folder; `probe` is what quicker forms are held against.

    With `multi_vector` one whose token vectors were trained; a text's own is their mean.
    """

    def __init__(self, folder: Path, probe: Ids, *, multi_vector: bool = False) -> None:
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types
        kind = MultiVectorEncoder if multi_vector else SentenceTransformer
        model = kind(
            str(folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": torch.float32, "attn_implementation": "eager"},
        )
        self.model = quicken(model.eval(), lambda form: _embed(form, probe)[0])
        del model  # in float32, twice as large
        give_back()

    def embed(self, ids: Ids) -> tuple[Floats, Floats]:
        """(n, dimensions) and (n, padded tokens, dimensions): of texts and tokens, of length 1.

        `ids` have the marks at their start and end.
        """
        return _embed(self.model, ids)

    def embed_one(self, ids: Sequence[int]) -> tuple[Floats, Floats]:
        """(dimensions,) and (padded tokens, dimensions), of a text and its tokens."""
        vectors, tokens = self.embed([ids])
        return vectors[0], tokens[0]


def _embed(model: Model, ids: Ids) -> tuple[Floats, Floats]:
    """By the calling thread alone.

    Threads that share one pass wait for each other at every layer, and for ever where something
    else wants a core. Passes side by side do not.
    """
    torch.set_num_threads(1)  # of the calling thread
    width = -(-max(map(len, ids)) // WIDTHS) * WIDTHS
    padded = np.zeros((len(ids), width), np.int64)
    mask = np.zeros((len(ids), width), np.int64)
    for i, row in enumerate(ids):
        padded[i, : len(row)] = row
        mask[i, : len(row)] = 1
    with torch.inference_mode():
        out = model(
            {"input_ids": torch.from_numpy(padded), "attention_mask": torch.from_numpy(mask)}
        )
        tokens = torch.nn.functional.normalize(out["token_embeddings"].float(), dim=-1)
        if "sentence_embedding" in out:
            pooled = out["sentence_embedding"].float()
        else:  # their own mask leaves out more than the padding
            pooled = (tokens * torch.from_numpy(mask)[:, :, None]).sum(1)
        vectors = torch.nn.functional.normalize(pooled, dim=-1)
    return vectors.numpy(), tokens.numpy()
