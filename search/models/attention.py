"""Makes a sentence model quick on this processor, as long as its vectors stay what they were."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface

if TYPE_CHECKING:
    from sentence_transformers import MultiVectorEncoder, SentenceTransformer

LEAST_COSINE = 0.999  # of a probe's vectors with those of the model as it was read
ATTENTION = "pincite"  # its name in transformers
BOUND = 100.0  # two to this power, times the longest passage, is far from overflow

Floats = NDArray[np.float32]
Model: TypeAlias = "SentenceTransformer | MultiVectorEncoder"


def quicken(model: Model, embed: Callable[[Model], Floats]) -> Model:
    """The quickest form of a float32 model whose vectors of a probe are those that it had.

    `embed` gives the probe's (n, dimensions) unit vectors by a model, which comes with the
    attention "eager". `attend` is tried first, then bfloat16 where the processor multiplies it
    in hardware; what brings a vector's cosine below LEAST_COSINE is left out.
    """
    vectors = embed(model)

    def is_like(changed: Model) -> bool:  # not where a vector is no number
        return bool(np.sum(embed(changed) * vectors, axis=1).min() >= LEAST_COSINE)

    bert = model.transformers_model
    # Other kinds add a bias to the scores, or are told by the mask to look back only.
    if bert is not None and bert.config.model_type == "bert":
        bert.set_attn_implementation(ATTENTION)
        if not is_like(model):
            bert.set_attn_implementation("eager")
    if multiplies_bfloat16():
        halved = copy.deepcopy(model).bfloat16()
        if is_like(halved):
            return halved
    return model


def multiplies_bfloat16() -> bool:
    """Whether the processor does it in hardware; elsewhere it is slower than float32."""
    flags = torch.cpu.get_capabilities()
    return any(flags.get(flag) for flag in ("avx512_bf16", "amx_bf16", "amx_tile"))


def attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float,
    **_: object,
) -> tuple[torch.Tensor, None]:
    """softmax(query · key · scaling) · value, all (n, heads, tokens, width); mask (n, tokens).

    PyTorch's softmax takes up to ten times as long as an exponential where rows are no multiple
    of a vector register, and most of that is finding each row's greatest score. That is needed
    only against overflow, and |query| · |key| says for which heads: for one head of
    all-MiniLM-L6-v2's first layer. The others are raised as they are, and divided by their sum.
    """
    query = query * (scaling * math.log2(math.e))
    scores = torch.matmul(query, key.transpose(2, 3))
    for head in (_longest(query) * _longest(key) > BOUND).nonzero().flatten().tolist():
        wild = scores[:, head]
        if attention_mask is not None:
            wild += attention_mask[:, None].log()
        wild -= wild.amax(-1, keepdim=True)
    scores.exp2_()
    if attention_mask is not None:
        shortest = int(attention_mask.sum(-1, dtype=torch.float32).amin())
        scores[..., shortest:] *= attention_mask[:, None, None, shortest:]
    output = torch.matmul(scores, value) / scores.sum(-1, keepdim=True)
    return output.transpose(1, 2).contiguous(), None


def _longest(vectors: torch.Tensor) -> torch.Tensor:
    """(heads,)"""
    longest: torch.Tensor = torch.linalg.vector_norm(vectors, dim=-1).amax((0, 2))
    return longest


def _padding(
    attention_mask: torch.Tensor | None = None, dtype: torch.dtype = torch.float32, **_: Any
) -> torch.Tensor | None:
    """1 where a token is, 0 where padding; None where all are tokens, which come first."""
    if attention_mask is None or bool(attention_mask.all()):
        return None
    return attention_mask.to(dtype)


AttentionInterface.register(ATTENTION, attend)
AttentionMaskInterface.register(ATTENTION, _padding)
