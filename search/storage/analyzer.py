"""The terms that words are found by, in whatever a library is kept."""

from __future__ import annotations

import functools
import unicodedata

import tantivy


def build_analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def analyze(text: str) -> list[str]:
    """The terms of a text, in order."""
    return list(_shared().analyze(unicodedata.normalize("NFC", text)))


_shared = functools.cache(build_analyzer)
