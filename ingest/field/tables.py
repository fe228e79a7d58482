"""A field's TOML, read so that what is wrong with it is said with its file, its key and the way out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NOTHING = re.compile(r"(?!)")  # what an empty list finds


class BadField(Exception):
    """A field's data cannot be used; the message says what in it and how to put it right."""


@dataclass(frozen=True, slots=True)
class Table:
    where: str  # 'kinds.toml, kinds."JTAI"'
    entries: Mapping[str, object]

    def known(self, *keys: str) -> Table:
        """The table itself. Raises BadField where it has a key that is none of these."""
        for key in self.entries.keys() - set(keys):
            raise self.wrong(key, f"which means nothing; it can have {', '.join(keys)}")
        return self

    def text(self, key: str, default: str = "") -> str:
        value = self.entries.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "which is no text; write it in quotes")
        return value

    def needed(self, key: str) -> str:
        if key not in self.entries:
            raise BadField(f'{self.where} has no “{key}”. Add {key} = "...".')
        return self.text(key)

    def flag(self, key: str) -> bool:
        value = self.entries.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "which is neither true nor false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or the words of one text."""
        value = self.entries.get(key, [])
        if isinstance(value, str):
            return tuple(value.split())
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(key, 'which is no list of texts; write ["one", "another"]')
        return tuple(value)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        value = self.entries.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, 'which is no list of pairs; write [["one", "other"]]')
        found = [Table(self.where, {key: pair}).texts(key) for pair in value]
        if any(len(pair) != 2 for pair in found):
            raise self.wrong(key, 'which is no list of pairs; write [["one", "other"]]')
        return tuple((pair[0], pair[1]) for pair in found)

    def years(self, key: str) -> tuple[int, int]:
        value = self.entries.get(key, [0, 9999])
        if not isinstance(value, list) or [type(year) for year in value] != [int, int]:
            raise self.wrong(key, "which is not a first and a last year; write [2018, 9999]")
        return value[0], value[1]

    def pattern(self, key: str, around: str = "(?:{})", flags: int = re.I) -> re.Pattern[str]:
        """Any of the regular expressions of a list, put in `around`; NOTHING where there are none."""
        ways = self.texts(key)
        try:
            return re.compile(around.replace("{}", "|".join(ways)), flags) if ways else NOTHING
        except re.error as error:
            raise self.wrong(key, f"which is no regular expression: {error}") from error

    def table(self, key: str) -> Table:
        """Empty where there is none."""
        value = self.entries.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"which is no table; write [{key}]")
        name = key if re.fullmatch(r"[\w-]+", key) else f'"{key}"'
        parent, _, inner = self.where.partition(", ")
        return Table(f"{parent}, {f'{inner}.' if inner else ''}{name}", value)

    def tables(self, key: str = "") -> Iterator[tuple[str, Table]]:
        """Each table of a table of tables, by its name."""
        inside = self.table(key) if key else self
        return ((name, inside.table(name)) for name in inside.entries)

    def rows(self, key: str) -> list[Table]:
        """Of [[key]] each table."""
        value = self.entries.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.wrong(key, f"which is no list of tables; write [[{key}]]")
        return [Table(f"{self.where}, {key} {n}", each) for n, each in enumerate(value, 1)]

    def wrong(self, key: str, what: str) -> BadField:
        return BadField(f"{self.where} has “{key}”, {what}.")


def read_table(file: str, text: str) -> Table:
    try:
        return Table(file, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadField(f"{file} is not TOML: {error}.") from error
