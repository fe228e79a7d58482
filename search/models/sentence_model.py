"""The sentence model: gives questions and passages their vectors and their token vectors."""

from __future__ import annotations

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

from search.models.bert import Bert, read_bert
from search.models.model_folder import (
    DEFAULT_MODEL,
    ModelMissing,
    check_weights,
    hash_weights,
    model_folder,
)
from search.models.model_settings import read_settings

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from search.models.passage_model import PassageModel

HEADER_TOKENS = 48  # what title and headings may take of a passage's window
MAX_TOKENS = 256  # beside a prompt: the length all-MiniLM-L6-v2 was trained with
NAMES_KEPT = 1000
# Texts of unlike length, by which a quicker form of the model is held against it.
PROBE = (
    "Inadequate.",
    "The force needs to improve how it records crime against vulnerable people.",
    "Inspectors found that leaders know their communities well. " * 8,
)

Floats = NDArray[np.float32]
Result = TypeVar("Result")
Pass = Future[list[tuple[Floats, Result]]]


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
    """Wraps a sentence-transformers model: numpy runs a question, PyTorch the passages.

    A question by a model that numpy does not run here goes the passages' way.
    """

    def __init__(self, name: str = "", *, threads: int | None = None) -> None:
        name = name or DEFAULT_MODEL
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # PyTorch's oneDNN makes a plan for each shape it meets, and would keep a thousand.
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
        self._folder = model_folder(name)
        self.name = str(self._folder.resolve()) if Path(name).is_dir() else name
        self.settings = read_settings(self._folder)
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.RLock()
        self._name_vectors: LRUCache[str, Floats] = LRUCache(NAMES_KEPT)
        self._question_model: Bert | PassageModel | None = None
        self._passage_model: PassageModel | None = None
        self.dimensions = self.settings.dimensions

    @property
    def runs_without_pytorch(self) -> bool:
        """Whether numpy runs a question; its weights are read for it."""
        return isinstance(self._for_questions(), Bert)

    @cached_property
    def weights(self) -> str:
        """SHA-256 of what its vectors depend on."""
        return hash_weights(self._folder)

    @cached_property
    def room(self) -> int:
        """How many tokens of a passage it reads, beside its marks, prompt and header."""
        return self._window - len(self._passage_prompt) - HEADER_TOKENS

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without the marks at its start and end."""
        return [len(encoding.ids) for encoding in _encode(self._tokenizer, texts)]

    def knows_word(self, word: str) -> bool:
        """Whether the model's vocabulary has a word in lower case whole, as it has common ones."""
        known = self._tokenizer.token_to_id
        return any(known(mark + word) is not None for mark in ("", "Ġ", "▁"))

    def encode_passages(self, headers: Sequence[str], texts: Sequence[str]) -> list[Tokens]:
        """What the model reads of each text, led by its prompt and header."""
        prompt = self._passage_prompt
        heads = [[*prompt, *e.ids[:HEADER_TOKENS]] for e in _encode(self._tokenizer, headers)]
        bodies = _encode(self._tokenizer, texts)
        return [
            Tokens([*head, *body.ids][: self._window], len(head), body.offsets)
            for head, body in zip(heads, bodies, strict=True)
        ]

    def submit(self, passages: Sequence[Tokens], keep: Callable[[Floats], Result]) -> Pass[Result]:
        """One pass of the model beside whatever else goes on, each on a core of its own.

        Brings each passage's vector, (dimensions,) of length 1, for header and text together,
        and what `keep` makes of its token vectors, (tokens of the text that fit the window,
        dimensions) with rows of length 1.
        """
        return self._pool.submit(self._pass, passages, keep)

    def _pass(
        self, passages: Sequence[Tokens], keep: Callable[[Floats], Result]
    ) -> list[tuple[Floats, Result]]:
        vectors, tokens = self._for_passages().embed([self._marked(p.ids) for p in passages])
        first = len(self._marks[0])
        return [
            (vector, keep(rows[first + passage.header : first + len(passage.ids)]))
            for vector, rows, passage in zip(vectors, tokens, passages, strict=True)
        ]

    def embed_question(self, question: str) -> QuestionVectors:
        # Together, for some tokenizers begin a text otherwise than a word within it.
        prompt = self.settings.question_prompt
        encoding = _encode(self._tokenizer, [prompt + question])[0]
        ids = encoding.ids[: self._window]
        before = sum(end <= len(prompt) for _, end in encoding.offsets[: len(ids)] if prompt)
        offsets = [
            (max(start - len(prompt), 0), end - len(prompt))
            for start, end in encoding.offsets[before : len(ids)]
        ]
        vector, tokens = self._for_questions().embed_one(self._marked(ids))
        words = tuple(question[start:end] for start, end in offsets)
        first = len(self._marks[0])
        own = tokens[first + before : first + len(ids)]
        return QuestionVectors(vector, own, words, _word_of(question, offsets))

    def closest(self, words: str, names: Sequence[str]) -> tuple[str, float]:
        """The name that is nearest in meaning to some words, with its cosine."""
        vector = self.embed_question(words).vector
        cosines = [float(self._vector_of(name) @ vector) for name in names]
        best = int(np.argmax(cosines))
        return names[best], cosines[best]

    @cachedmethod(lambda self: self._name_vectors, lock=lambda self: self._lock)
    def _vector_of(self, name: str) -> Floats:
        return self.embed_question(name).vector

    def load(self) -> None:
        """Reads the weights now, so that the first question does not wait for them."""
        self._for_questions()

    def load_for_passages(self) -> None:
        """The same for the first passage."""
        self._for_passages()

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, "embedding")

    @cached_property
    def _marks(self) -> tuple[list[int], list[int]]:
        """What stands before and after a text, as [CLS] and [SEP] do."""
        bare, whole = (
            self._tokenizer.encode("a", add_special_tokens=on).ids for on in (False, True)
        )
        at = whole.index(bare[0])
        return whole[:at], whole[at + len(bare) :]

    @cached_property
    def _passage_prompt(self) -> list[int]:
        ids: list[int] = _encode(self._tokenizer, [self.settings.passage_prompt])[0].ids
        return ids

    @cached_property
    def _window(self) -> int:
        """How many tokens it is given beside its marks."""
        before, after = self._marks
        prompts = (self.settings.question_prompt, self.settings.passage_prompt)
        prompt = max(len(encoding.ids) for encoding in _encode(self._tokenizer, prompts))
        return min(MAX_TOKENS + prompt, self.settings.longest) - len(before) - len(after)

    def _marked(self, ids: Sequence[int]) -> list[int]:
        before, after = self._marks
        return [*before, *ids, *after]

    def _for_questions(self) -> Bert | PassageModel:
        with self._lock:
            if self._question_model is None:
                self._check()
                self._question_model = read_bert(self._folder) or self._for_passages()
            return self._question_model

    def _for_passages(self) -> PassageModel:
        try:
            from search.models.passage_model import PassageModel
        except ModuleNotFoundError as error:
            raise ModelMissing(
                f"Passages are embedded by PyTorch, and {error.name} is not installed here."
                " Install Pincite with all that it names."
            ) from None
        with self._lock:
            if self._passage_model is None:
                self._check()
                probe = [self._marked(encoding.ids) for encoding in _encode(self._tokenizer, PROBE)]
                self._passage_model = PassageModel(
                    self._folder, probe, multi_vector=self.settings.pooling == "tokens"
                )
            return self._passage_model

    def _check(self) -> None:
        if self.name == DEFAULT_MODEL:
            check_weights(self._folder)


@cache
def shared_embedder(name: str) -> Embedder:
    """The one of this process for a model, so that its weights are read once; "": the default one."""
    return Embedder(name)


def _word_of(text: str, offsets: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Which word each token is of: tokens that touch are of one, but for marks."""
    numbers: list[int] = []
    for i, (start, end) in enumerate(offsets):
        before = offsets[i - 1] if i else (0, 0)
        goes_on = i and before[1] == start and text[start:end].isalnum()
        goes_on = goes_on and text[before[0] : before[1]].isalnum()
        numbers.append(numbers[-1] if goes_on else (numbers[-1] + 1 if numbers else 0))
    return tuple(numbers)


def _encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list:  # type: ignore[type-arg]  # tokenizers has no types
    return tokenizer.encode_batch(list(texts), add_special_tokens=False)
