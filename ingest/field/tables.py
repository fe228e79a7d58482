"""A field's TOML, read so that what is wrong with it is said with its file, its key and the way out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")
NOTHING = re.compile(r"(?!)")  # what an empty list finds


class BadField(Exception):
    """A field's data cannot be used; the message says what in it and how to put it right."""


class Table:
    """A table of a file; what is asked of it is what it may hold."""

    def __init__(self, where: str, entries: Mapping[str, object]) -> None:
        self.where = where  # 'kinds.toml, kinds."JTAI"'
        self.entries = entries
        self._known: dict[str, list[Table]] = {}  # the keys that were asked for, and their tables

    def text(self, key: str, default: str = "") -> str:
        return self._value(key, default, "which is no text; write it in quotes")

    def needed(self, key: str) -> str:
        if key not in self.entries:
            raise BadField(f'{self.where} has no “{key}”. Add {key} = "...".')
        return self.text(key)

    def flag(self, key: str) -> bool:
        return self._value(key, False, "which is neither true nor false")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or the words of one text."""
        if isinstance(self.entries.get(key), str):
            return tuple(self.text(key).split())
        way_out = 'which is no list of texts; write ["one", "another"]'
        texts = self._value(key, [""][:0], way_out)
        if not all(isinstance(each, str) for each in texts):
            raise self.wrong(key, way_out)
        return tuple(texts)

    def years(self, key: str) -> tuple[int, int]:
        way_out = "which is no first and last year; write [2018, 9999]"
        years = self._value(key, [0, 9999], way_out)
        if [type(year) for year in years] != [int, int]:
            raise self.wrong(key, way_out)
        return years[0], years[1]

    def pattern(self, key: str, around: str = "(?:{})", flags: int = re.I) -> re.Pattern[str]:
        """Any of the regular expressions of a list, put in `around`; NOTHING where there are none."""
        ways = self.texts(key)
        try:
            return re.compile(around.replace("{}", "|".join(ways)), flags) if ways else NOTHING
        except re.error as error:
            raise self.wrong(key, f"which is no regular expression: {error}") from error

    def table(self, key: str) -> Table:
        """Empty where there is none."""
        name = key if re.fullmatch(r"[\w-]+", key) else f'"{key}"'
        entries = self._value(key, dict[str, object](), f"which is no table; write [{name}]")
        file, _, inner = self.where.partition(", ")
        self._known[key] = [Table(f"{file}, {inner}{'.' if inner else ''}{name}", entries)]
        return self._known[key][0]

    def tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """Each table of a table of tables, by its name."""
        inside = self.table(key)
        return ((name, inside.table(name)) for name in inside.entries)

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """Each list of a table of lists, by its name."""
        inside = self.table(key)
        return {name: inside.texts(name) for name in inside.entries}

    def rows(self, key: str) -> list[Table]:
        """Each table of [[key]]."""
        way_out = f"which is no list of tables; write [[{key}]]"
        tables = self._value(key, [dict[str, object]()][:0], way_out)
        if not all(isinstance(each, dict) for each in tables):
            raise self.wrong(key, way_out)
        rows = [Table(f"{self.where}, {key} {n}", each) for n, each in enumerate(tables, 1)]
        self._known[key] = rows
        return rows

    def refuse_others(self) -> None:
        """Raises BadField where it holds a key, or a table in it does, that nothing asked for."""
        for key in self.entries.keys() - self._known.keys():
            raise self.wrong(key, f"which means nothing; it can have {', '.join(self._known)}")
        for table in (each for tables in self._known.values() for each in tables):
            table.refuse_others()

    def wrong(self, key: str, what: str) -> BadField:
        return BadField(f"{self.where} has “{key}”, {what}.")

    def _value(self, key: str, default: T, way_out: str) -> T:
        self._known.setdefault(key, [])
        value = self.entries.get(key, default)
        if not isinstance(value, type(default)):
            raise self.wrong(key, way_out)
        return value


def read_table(file: str, text: str) -> Table:
    try:
        return Table(file, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadField(f"{file} is not TOML: {error}.") from error
