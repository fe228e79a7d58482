"""How likely it is that the reports answer a question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from ingest.field.questions import QuestionWords
from search.models.sentence_model import QuestionVectors, tokens_by_word
from search.passages.finding import WEIGHED, Findings
from search.passages.late_interaction import Match
from search.question.idle_words import idle_words
from search.storage.contract import Floats

ANSWERING = 0.6  # from which on a question is answered, docs/quality.md

MOST_WORDS = 12  # a longer question is no surer
MOST_WANTING = 10  # what stands behind more sentences or passages is not what was asked for
STRANGE = 0.3  # a question whose words are met no better is about nothing that is here
FEW, MISSED = 3, 0.35  # of so few words that ask for no figure or name the rarest is met better
UNBOUND = 0.1  # how well the words are met where no sentence has what is asked for
SHARPNESS = 6.0  # of the mean that the words met worst weigh most in, docs/experiments.md
MET = 0.4  # how well a word is met that is neither there nor plainly missing


def judge_confidence(findings: Findings, words: QuestionWords) -> float:
    """The probability, 0 to 1, that the reports answer the question."""
    if not findings.matches or _is_strange(findings, telling_words(findings.vectors, words)):
        return 0.0
    measured = measure(findings, words)
    weights = findings.calibration.weights
    total = findings.calibration.bias + sum(w * measured[name] for name, w in weights.items())
    return 1.0 / (1.0 + math.exp(-total))


def measure(findings: Findings, words: QuestionWords) -> dict[str, float]:
    """What confidence is judged by, for each name of a weight, of a question with matches."""
    telling = telling_words(findings.vectors, words)
    sentences = sorted(_sentences(findings), key=lambda sentence: sentence[:2], reverse=True)
    best = next((met for _, gives, met in sentences if gives), None)
    typed = {word.casefold() for word in findings.vectors.words}
    return {
        "bound": UNBOUND if best is None else _bound(findings, telling, best),
        "thing": 0.0 if best is None else _thing(findings, best),
        "words": float(min(len(telling), MOST_WORDS)),
        "wanting": math.log2(1 + _wanting(gives for _, gives, _ in sentences)),
        "late": math.log2(1 + _wanting(_has_any(match) for match in findings.matches[:WEIGHED])),
        "who": float(bool(typed & {"who", "whom", "whose"})),
        "when": float("when" in typed),
        "read": max(match.read for match in findings.matches),
    }


def telling_words(vectors: QuestionVectors, question_words: QuestionWords) -> list[list[int]]:
    """The tokens of each word that a question is about; of all its words where all are idle."""
    words = tokens_by_word(vectors)
    telling = [
        own
        for own in words
        if "".join(vectors.words[token] for token in own).casefold()
        not in idle_words("any", question_words)
        and vectors.words[own[0]][:1].isalnum()
    ]
    return telling or words


def _is_strange(findings: Findings, telling: list[list[int]]) -> bool:
    """Whether nothing that was found stands for the words, or for the rarest of few."""
    rarity = np.array([findings.rarity[own].max() for own in telling])
    best = [match.similarities for match in findings.matches[:WEIGHED]]
    # Two neighbouring sentences may say it together.
    tokens = np.concatenate(
        [np.maximum(own[:-1], own[1:]) if len(own) > 1 else own for own in best]
    )
    met = np.array([tokens[:, own].mean(axis=1) for own in telling])  # (words, windows)
    together = float((rarity @ met).max() / max(float(rarity.sum()), 1e-9))
    few = len(telling) <= FEW and findings.asked.answer_type is None
    return together < STRANGE or (
        few and float(met[rarity == rarity.max()].max(axis=1).min()) < MISSED
    )


def _bound(findings: Findings, telling: list[list[int]], met: Floats) -> float:
    """How well a sentence meets the words together, the rare ones and those met worst most of all."""
    rarity = np.array([findings.rarity[own].max() for own in telling])
    words = np.array([met[own].mean() for own in telling])
    missed = rarity @ np.exp(-SHARPNESS * words) / max(float(rarity.sum()), 1e-9)
    return float(-np.log(missed) / SHARPNESS)


def _thing(findings: Findings, met: Floats) -> float:
    """How much better than middling a sentence meets the thing that a figure is asked of."""
    asked, vectors = findings.asked.answer_type, findings.vectors
    thing = asked.thing(findings.words.text) if asked else ""
    for own in tokens_by_word(vectors):
        if thing and "".join(vectors.words[token] for token in own) == thing:
            return float(met[own].mean()) - MET
    return 0.0


def _wanting(flags: Iterable[bool]) -> int:
    """How many come before the first that gives what is asked for."""
    first = islice(flags, MOST_WANTING)
    return next((i for i, gives in enumerate(first) if gives), MOST_WANTING)


def _has_any(match: Match) -> bool:
    return match.gives is None or bool(match.gives.any())


def _sentences(findings: Findings) -> Iterator[tuple[float, bool, Floats]]:
    """How well each sentence fits, whether it gives what is asked for, and how it meets each token."""
    for match in findings.matches[:WEIGHED]:
        gives = np.ones(len(match.sentences), bool) if match.gives is None else match.gives
        for at, score in enumerate(match.sentence_scores):
            yield match.score + float(score), bool(gives[at]), match.similarities[at]
