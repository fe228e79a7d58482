"""A BERT by numpy, one text at a time: a question's vectors in milliseconds, without PyTorch."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.models.model_folder import Part, parts_of, read_json, read_tensors
from search.models.model_settings import is_of_tokens, read_settings

# Its parts are named as in the weights of https://huggingface.co/docs/transformers/model_doc/bert
USUAL = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
# In which order its modules are; a Dense before Pooling is one of the token vectors.
ORDER = re.compile(
    r"Transformer(?: Dense)*(?: Pooling(?: Dense)*)?(?: Normalize)?(?: MultiVectorMask)?"
)
ACTIVATIONS = {"Identity", "Tanh"}
WORDS = "embeddings.word_embeddings.weight"
# What a product is split into: OpenBLAS packs no matrix that is so small, and starts no second
# thread for it. Half the time of whole products with AVX-512, the same with AVX2.
DEPTH, WIDTH = 384, 32

Floats = NDArray[np.float32]
Tensors = Mapping[str, NDArray[np.floating]]


@dataclass(frozen=True, slots=True)
class _Linear:
    blocks: Floats  # (pieces of the depth, blocks, depth, width)
    bias: Floats

    def __call__(self, inputs: Floats) -> Floats:
        """(n, blocks * width) of (n, pieces * depth)."""
        pieces, _, depth, _ = self.blocks.shape
        parts = inputs.reshape(len(inputs), pieces, 1, depth).transpose(1, 2, 0, 3)
        blocks = np.matmul(parts, self.blocks).sum(axis=0)
        outputs: Floats = blocks.transpose(1, 0, 2).reshape(len(inputs), -1)
        outputs += self.bias
        return outputs


@dataclass(frozen=True, slots=True)
class _Dense:
    linear: _Linear
    bends: bool  # by a hyperbolic tangent

    def __call__(self, inputs: Floats) -> Floats:
        outputs = self.linear(inputs)
        return np.tanh(outputs) if self.bends else outputs


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Floats
    bias: Floats
    epsilon: float

    def __call__(self, inputs: Floats) -> Floats:
        centred: Floats = inputs - inputs.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", centred, centred) / np.float32(inputs.shape[1])
        centred /= np.sqrt(variance + np.float32(self.epsilon))[:, None]
        centred *= self.weight
        centred += self.bias
        return centred


@dataclass(frozen=True, slots=True)
class _Layer:
    attended: _Linear  # queries, keys and values in one
    mixed: _Linear
    mixed_norm: _Norm
    inner: _Linear
    outer: _Linear
    outer_norm: _Norm


class Bert:
    """In float32, the weights as they are; the table of words stays on disk, mapped."""

    def __init__(
        self,
        weights: Path,
        *,
        layers: int,
        heads: int,
        epsilon: float,
        pooling: str,
        of_tokens: Sequence[_Dense],
        of_text: Sequence[_Dense],
    ) -> None:
        tensors = read_tensors(weights)
        self._heads = heads
        self._pooling = pooling
        self._of_tokens = of_tokens
        self._of_text = of_text
        self._words = read_tensors(weights)[WORDS]  # a map of its own: the other is closed
        self._places = np.array(tensors["embeddings.position_embeddings.weight"], np.float32)
        self._places += tensors["embeddings.token_type_embeddings.weight"][0]
        self._norm = _norm(tensors, "embeddings.LayerNorm", epsilon)
        self._layers = [
            _layer(tensors, f"encoder.layer.{number}.", epsilon) for number in range(layers)
        ]

    def embed_one(self, ids: Sequence[int]) -> tuple[Floats, Floats]:
        """(dimensions,) and (n, dimensions): of a text and its tokens, of length 1.

        `ids` have the marks at their start and end.
        """
        states = self._norm(self._words[np.asarray(ids)] + self._places[: len(ids)])
        for layer in self._layers:
            states = layer.mixed_norm(states + layer.mixed(self._attend(layer.attended(states))))
            states = layer.outer_norm(states + layer.outer(_gelu(layer.inner(states))))
        for dense in self._of_tokens:
            states = dense(states)
        tokens = states / np.linalg.norm(states, axis=1, keepdims=True)
        if self._pooling == "cls":
            pooled = states[:1]
        else:
            pooled = (tokens if self._pooling == "tokens" else states).mean(axis=0, keepdims=True)
        for dense in self._of_text:
            pooled = dense(pooled)
        return (pooled / np.linalg.norm(pooled))[0], tokens

    def _attend(self, attended: Floats) -> Floats:
        """The values of each head, mixed by softmax(queries · keys)."""
        n = len(attended)
        queries, keys, values = attended.reshape(n, 3, self._heads, -1).transpose(1, 2, 0, 3)
        scores = np.matmul(queries, keys.transpose(0, 2, 1)) * np.float32(keys.shape[2] ** -0.5)
        scores -= scores.max(axis=2, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=2, keepdims=True)
        mixed: Floats = np.matmul(scores, values).transpose(1, 0, 2).reshape(n, -1)
        return mixed


def read_bert(folder: Path) -> Bert | None:
    """The model of a folder; None where it is no BERT of the usual form."""
    config, weights = read_json(folder / "config.json"), folder / "model.safetensors"
    parts, pooling = parts_of(folder), read_settings(folder).pooling
    dense = [part for part in parts if part.kind == "Dense"]
    if any(config.get(key, usual) != usual for key, usual in USUAL.items()):
        return None
    if not pooling or not ORDER.fullmatch(" ".join(part.kind for part in parts)):
        return None
    if not weights.is_file() or WORDS not in read_tensors(weights):
        return None
    if not all(_is_usual(part) for part in dense):
        return None
    return Bert(
        weights,
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        epsilon=config.get("layer_norm_eps", 1e-12),
        pooling=pooling,
        of_tokens=[_dense(part) for part in dense if is_of_tokens(part)],
        of_text=[_dense(part) for part in dense if not is_of_tokens(part)],
    )


def _gelu(inputs: Floats) -> Floats:
    """x · Φ(x), to 2e-7 of it: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26."""
    size = np.abs(inputs)
    t: Floats = np.reciprocal(1 + np.float32(0.3275911 * 0.5**0.5) * size)
    tail: Floats = t * np.float32(1.061405429)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail += np.float32(coefficient)
        tail *= t
    tail *= np.exp(size * size * np.float32(-0.5))
    tail *= size
    tail *= np.float32(-0.5)
    tail += np.maximum(inputs, 0)
    return tail


def _layer(tensors: Tensors, name: str, epsilon: float) -> _Layer:
    attention, own = f"{name}attention.", f"{name}attention.self."
    return _Layer(
        attended=_linear(tensors, *(own + part for part in ("query", "key", "value"))),
        mixed=_linear(tensors, f"{attention}output.dense"),
        mixed_norm=_norm(tensors, f"{attention}output.LayerNorm", epsilon),
        inner=_linear(tensors, f"{name}intermediate.dense"),
        outer=_linear(tensors, f"{name}output.dense"),
        outer_norm=_norm(tensors, f"{name}output.LayerNorm", epsilon),
    )


def _is_usual(dense: Part) -> bool:
    bends = dense.told["activation_function"].rpartition(".")[2]
    weights = dense.folder / "model.safetensors"
    known = weights.is_file() and "linear.weight" in read_tensors(weights)
    return known and bends in ACTIVATIONS and not dense.told.get("use_residual")


def _dense(part: Part) -> _Dense:
    tensors = read_tensors(part.folder / "model.safetensors")
    linear = _linear(
        {"linear.bias": np.zeros(part.told["out_features"], np.float32)} | tensors, "linear"
    )
    return _Dense(linear, part.told["activation_function"].endswith("Tanh"))


def _linear(tensors: Tensors, *names: str) -> _Linear:
    """Several side by side, as one."""
    weights = [tensors[f"{name}.weight"] for name in names]
    rows, depth = sum(map(len, weights)), weights[0].shape[1]
    width, part = (WIDTH if rows % WIDTH == 0 else rows), (DEPTH if depth % DEPTH == 0 else depth)
    stacked = np.concatenate(weights).reshape(rows // width, width, depth // part, part)
    bias = np.concatenate([tensors[f"{name}.bias"] for name in names])
    blocks = np.ascontiguousarray(stacked.transpose(2, 0, 3, 1), np.float32)
    return _Linear(blocks, bias.astype(np.float32))


def _norm(tensors: Tensors, name: str, epsilon: float) -> _Norm:
    weight, bias = (np.array(tensors[f"{name}.{part}"], np.float32) for part in ("weight", "bias"))
    return _Norm(weight, bias, epsilon)
