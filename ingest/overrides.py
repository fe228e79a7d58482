"""`pincite.toml` beside the files: what a person says that reports are about.

    [[reports]]
    match = "{subject}/{kind}-{published}.pdf"

    [[reports]]
    match = "hertfordshire/peel-*"
    kind = "PEEL"
    published = 2019-09-27

    [[reports]]
    source = "norfolk/letter*.pdf"
    subject = ""

In a pattern `*` stands for anything within a folder's or a file's name, `**` for any folders
too, and a name in braces for what it names; a source is one file's path or a page's address,
to the letter. What is said to be "" is not known, whatever the report says. A later entry prevails over an earlier one, and
what is said outright over what a pattern finds.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from ingest.about.description import About
from ingest.dates import Precision, as_written
from ingest.field.field import Field

FILE_NAME = "pincite.toml"
FIELDS = ("title", "subject", "kind", "published")
DATE = r"(?:19|20)\d\d-?[01]\d-?[0-3]\d"
TOKEN = re.compile(r"\*\*/?|\*|\?|\{(\w+)\}")


class BadOverrides(Exception):
    """pincite.toml cannot be followed; the message says what in it and how to put it right."""


@dataclass(frozen=True, slots=True)
class Rule:
    match: re.Pattern[str]
    said: dict[str, str]  # of FIELDS, as written


@dataclass(frozen=True, slots=True)
class Overrides:
    rules: tuple[Rule, ...] = ()

    def then(self, other: Overrides) -> Overrides:
        """Both, the other one prevailing."""
        return Overrides(self.rules + other.rules)

    def apply(self, about: About, source: str, field: Field) -> About:
        """What is known of the report at `source`, a path below the folder, put right."""
        for rule in self.rules:
            match = rule.match.fullmatch(source)
            if match is not None:
                about = _put(about, _from_path(match.groupdict(), field) | rule.said)
        return about


def load_overrides(folder: Path) -> Overrides:
    """What `folder` says in its pincite.toml; nothing where it has none. Raises BadOverrides."""
    path = folder / FILE_NAME
    return read_overrides(path.read_bytes(), str(path)) if path.exists() else Overrides()


def read_overrides(content: bytes, path: str) -> Overrides:
    """What such a file says. Raises BadOverrides."""
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadOverrides(f"{path} is not TOML: {error}.") from error
    for key in table.keys() - {"reports"}:
        raise BadOverrides(f"{path} has “{key}”, which means nothing; it can have [[reports]].")
    entries = table.get("reports", [])
    if not isinstance(entries, list):
        raise BadOverrides(f"{path} has [reports]; write [[reports]], once for each pattern.")
    return Overrides(tuple(_rule(entry, number, path) for number, entry in enumerate(entries, 1)))


def _rule(entry: object, number: int, path: str) -> Rule:
    where = f"{path}, entry {number} of [[reports]]"
    if not isinstance(entry, dict) or not isinstance(entry.get("source", entry.get("match")), str):
        raise BadOverrides(f'{where}: it needs match = "a pattern", such as "*/jtai-*.pdf".')
    values = {}
    for key, value in entry.items():
        if key in ("match", "source"):
            continue
        if key not in FIELDS:
            known = ", ".join(FIELDS)
            raise BadOverrides(f"{where}: “{key}” means nothing; it can have match, {known}.")
        values[key] = _text(key, value, where)
    if "source" in entry:
        return exactly(entry["source"], values)
    return Rule(_compile(entry["match"], where), values)


def exactly(source: str, values: dict[str, str]) -> Rule:
    """What is said of one report."""
    return Rule(re.compile(re.escape(source)), values)


def _text(key: str, value: object, where: str) -> str:
    if value == "" and key != "title":
        return ""
    if key == "published":
        if isinstance(value, date):
            return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
        if not isinstance(value, str) or not as_written(value):
            raise BadOverrides(
                f'{where}: published is {value!r}; write it as 2023-07-14, or "2023".'
            )
    if not isinstance(value, str) or not value.strip():
        raise BadOverrides(f"{where}: {key} is {value!r}; write it in quotes.")
    return value.strip()


def _compile(pattern: str, where: str) -> re.Pattern[str]:
    pieces: list[str] = []
    named: set[str] = set()
    at = 0
    for token in TOKEN.finditer(pattern):
        pieces.append(re.escape(pattern[at : token.start()]))
        at = token.end()
        name = token[1]
        if name is None:
            pieces.append({"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}[token[0]])
            continue
        if name not in FIELDS or name in named:
            known = ", ".join(f"{{{each}}}" for each in FIELDS)
            raise BadOverrides(
                f"{where}: {{{name}}} in “{pattern}” means nothing there; use {known}, each once."
            )
        named.add(name)
        pieces.append(f"(?P<{name}>{DATE if name == 'published' else '[^/]+?'})")
    pieces.append(re.escape(pattern[at:]))
    return re.compile("".join(pieces), re.I)


def _from_path(named: dict[str, str], field: Field) -> dict[str, str]:
    """What a path names, in usual words: "tower-hamlets" is Tower Hamlets."""
    words = {name: re.sub(r"[-_\s]+", " ", value).strip() for name, value in named.items()}
    if "subject" in words:
        place = field.places.find_one(words["subject"])
        written = words["subject"]
        words["subject"] = (
            place.name if place else written.title() if written.islower() else written
        )
    if "kind" in words:
        kind = field.kinds.named(words["kind"])
        words["kind"] = kind.name if kind else words["kind"]
    if "published" in words:
        words["published"] = named["published"]
    return words


def _put(about: About, values: dict[str, str]) -> About:
    day: date | None = about.published
    precision: Precision = about.published_precision
    if "published" in values:
        day, precision = as_written(values["published"]) or (None, "day")
    return replace(
        about,
        title=values.get("title", about.title),
        subject=values.get("subject", about.subject),
        kind=values.get("kind", about.kind),
        published=day,
        published_precision=precision,
        subject_by=FILE_NAME if "subject" in values else about.subject_by,
        published_by=FILE_NAME if "published" in values else about.published_by,
    )
