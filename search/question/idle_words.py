"""The words of a question that say nothing of what it is about."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def idle_words(where: str) -> frozenset[str]:
    """Those beside the words that ask for "grades", for "recommendations" or for "any" thing."""
    table = tomllib.loads(files(__package__).joinpath("idle_words.toml").read_text("utf-8"))
    return frozenset(table[where].split())
