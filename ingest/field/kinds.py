"""The families of reports and the words that tell them: PEEL, JTAI, area SEND, 10-K."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    title: re.Pattern[str]
    path: re.Pattern[str]
    aliases: tuple[str, ...]
    about: str = "council"  # or "police", "fire", "institution"
    by: str = ""


@cache
def load_kinds() -> tuple[Kind, ...]:
    """Every family of kinds.toml, the most particular first."""
    table = tomllib.loads(
        files(__package__).joinpath("uk_inspection", "kinds.toml").read_text("utf-8")
    )
    return tuple(
        Kind(
            name,
            re.compile("|".join(entry["title"]), re.I | re.S),
            re.compile("|".join(entry["path"]), re.I),
            tuple(entry["aliases"]),
            entry.get("about", "council"),
            entry.get("by", ""),
        )
        for name, entry in table.items()
    )


def find_kind(titles: Sequence[str], opening: str, path: str) -> Kind | None:
    """The family that a title tells, else how the report opens, else its path; None if nothing."""
    for title in titles:
        for kind in load_kinds():
            if kind.title.search(title):
                return kind
    spoken = [
        (found.start(), kind) for kind in load_kinds() if (found := kind.title.search(opening))
    ]
    if spoken:
        return min(spoken, key=lambda pair: pair[0])[1]
    spaced = re.sub(r"[-_/\\.]+", " ", path)
    return next((kind for kind in load_kinds() if kind.path.search(spaced)), None)


def kind_named(words: str) -> Kind | None:
    """The family that a person means by a name or an alias, whatever its case and hyphens."""
    wanted = _key(words)
    for kind in load_kinds():
        if wanted in {_key(name) for name in (kind.name, *kind.aliases)}:
            return kind
    return None


def _key(name: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"[’']", "", name)).casefold().strip()


@lru_cache(1024)
def kind_key(words: str) -> str:
    """The same for a family's name, its aliases and its file-name form: "childrens-services"."""
    kind = kind_named(words)
    return _key(kind.name if kind else words)
