"""The families of reports and the words that tell them: PEEL, JTAI, area SEND, 10-K."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
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
    table = tomllib.loads(files(__package__).joinpath("kinds.toml").read_text("utf-8"))
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
    """The family by the first title that tells one, else by how the report opens, else by its path."""
    for words in (*titles, opening):
        for kind in load_kinds():
            if kind.title.search(words):
                return kind
    spaced = re.sub(r"[-_/\\.]+", " ", path)
    return next((kind for kind in load_kinds() if kind.path.search(spaced)), None)


def kind_key(name: str) -> str:
    """What a family's name, its alias or its file-name form have in common: "childrens-services"."""
    plain = _plain(name)
    return _named().get(plain, plain)


@cache
def _named() -> dict[str, str]:
    kinds = load_kinds()
    aliases = {_plain(alias): _plain(kind.name) for kind in reversed(kinds) for alias in kind.aliases}
    return aliases | {_plain(kind.name): _plain(kind.name) for kind in kinds}


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[-_/\s]+", " ", re.sub(r"[’']", "", name.casefold())).split())
