"""The question in the reports' words: abbreviations spelled out, everyday words and typos mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from ingest.field.questions import WORD, plain_word
from search.question.vocabulary import Vocabulary, knows_word

ENDINGS = ("", "s", "es", "ed", "d", "ing", "ly", "er", "'s", "’s")
LONG = 9  # letters of a word in which two may be wrong
EXPANSION_WEIGHT = 0.6  # of a term that the person did not type
# American and British: "neighborhood", "organize", "center", "program", "defense", "enrollment".
SPELLINGS = (
    ("or", "our"), ("iz", "is"), ("yz", "ys"), ("er", "re"), ("am", "amme"), ("ens", "enc"),
    ("og", "ogue"), ("l", "ll"), ("ll", "l"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rewriting:
    text: str  # for the model: each word that was mended or spelled out in its new form
    terms: tuple[tuple[str, float], ...]  # for the words index, with their weights
    spelled_out: tuple[tuple[int, int], ...] = ()  # where in the text one typed word is several


def rewrite(
    question: str,
    vocabulary: Vocabulary,
    abbreviations: Mapping[str, str],
    is_word: Callable[[str], bool],
    everyday: Mapping[tuple[str, ...], str],
) -> Rewriting:
    """The question put as the reports would.

    `abbreviations` are those that the reports define for themselves, in lower case;
    `is_word(word)` says of a word in lower case whether it is English; `everyday` is what
    reports call what people type, by its words.
    """
    words = [match.group() for match in WORD.finditer(question)]
    shouted = question.isupper()  # capitals then tell nothing
    text: list[str] = []
    spelled_out: list[tuple[int, int]] = []
    weights: dict[str, float] = {}

    def add(phrase: str, weight: float) -> None:
        for term in vocabulary.analyze(phrase):
            weights[term] = max(weights.get(term, 0.0), weight)

    def spell(phrase: str) -> None:
        start = sum(len(word) + 1 for word in text)
        text.append(phrase)
        if length == 1:
            spelled_out.append((start, start + len(phrase)))

    i = 0
    while i < len(words):
        length, meaning = _everyday(words, i, everyday)
        typed = " ".join(words[i : i + length])
        if meaning:
            add(typed, 1.0)
            add(meaning, EXPANSION_WEIGHT)
            spell(meaning)
        elif (long := _spelled_out(typed, shouted, abbreviations, is_word)) is not None:
            add(typed, 1.0)
            add(long, EXPANSION_WEIGHT)
            spell(f"{long} ({typed})")
        elif mended := _respelt(typed, vocabulary) or (
            None if _is_sound(typed, is_word) else _mended(typed, vocabulary)
        ):
            add(mended, 1.0)
            text.append(mended)
        else:
            add(typed, 1.0)
            text.append(typed)
        i += length
    ending = "?" if question.rstrip().endswith("?") else ""
    return Rewriting(" ".join(text) + ending, tuple(weights.items()), tuple(spelled_out))


def _everyday(
    words: list[str], at: int, table: Mapping[tuple[str, ...], str]
) -> tuple[int, str | None]:
    for length in (4, 3, 2, 1):
        key = tuple(plain_word(word) for word in words[at : at + length])
        if len(key) == length and key in table:
            return length, table[key]
    return 1, None


def _spelled_out(
    word: str, shouted: bool, abbreviations: Mapping[str, str], is_word: Callable[[str], bool]
) -> str | None:
    plain = word.casefold()
    long = abbreviations.get(plain) or abbreviations.get(plain.removesuffix("s"))
    if long is None:
        return None
    # In lower case only what is no word: "it" and "home" are words, "jtai" is none.
    capitals = not shouted and (word.isupper() or word[:-1].isupper())
    return long if capitals or not _is_sound(word, is_word) else None


def _is_sound(word: str, is_word: Callable[[str], bool]) -> bool:
    """Whether it is an English word, or one with an ending."""
    plain = word.casefold()
    stems = {plain.removesuffix(ending) for ending in ENDINGS}
    return any(len(stem) > 1 and is_word(stem) for stem in stems)


def _respelt(word: str, vocabulary: Vocabulary) -> str | None:
    """The reports' own spelling of a word of the other side of the Atlantic; None for another."""
    if len(word) < 5 or not word.isalpha() or not vocabulary.analyze(word):
        return None  # too short to tell, or of the words that no index keeps
    if knows_word(vocabulary, word):
        return None
    plain = word.casefold()
    pairs = [pair for way in SPELLINGS for pair in (way, way[::-1])]
    ways = (
        plain[:at] + instead + plain[at + len(part) :]
        for part, instead in pairs
        for at in range(1, len(plain))
        if plain.startswith(part, at)
    )
    return next((way for way in ways if knows_word(vocabulary, way)), None)


def _mended(word: str, vocabulary: Vocabulary) -> str | None:
    """The reports' word that a misspelt one most likely is; None for a sound word."""
    if len(word) < 5 or not word.isalpha():
        return None
    terms = vocabulary.analyze(word)
    if len(terms) != 1 or vocabulary.passages_with(terms[0]) > 0:
        return None
    alike = [t for t in vocabulary.terms_like(terms[0][:1]) if abs(len(t) - len(terms[0])) <= 2]
    matches = process.extract(terms[0], alike, scorer=fuzz.ratio, score_cutoff=80, limit=5)
    slips = 1 if len(terms[0]) < LONG else 2  # "pothole" is no slip for "posthold"
    best = max(
        (match for match in matches if OSA.distance(terms[0], match[0]) <= slips),
        key=lambda match: (round(match[1] / 6), vocabulary.passages_with(match[0])),
        default=None,
    )
    if best is None:
        return None
    plain = word.casefold()  # its ending is kept: the model knows words, and no stems
    return best[0] + plain[len(terms[0]) :] if plain.startswith(terms[0]) else best[0]
