"""What is known of a field of reports: its kinds, places, scales and words, read from a folder of TOML.

    kinds.toml      the kinds of report, and what tells them; the one file that must be there
    places.toml     what reports are about: the bodies and what people call them
    scales.toml     what is graded, on which scale, and how recommendations are headed
    questions.toml  what people type

A field is a value that is passed to what reads reports and questions. `uk_inspection` comes with
Pincite; docs/fields.md makes another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ingest.field.kinds import INSTITUTION, Kinds
from ingest.field.places import Places
from ingest.field.questions import QuestionWords
from ingest.field.scales import Scales
from ingest.field.tables import BadField, Table, read_table

FILES = ("kinds.toml", "places.toml", "scales.toml", "questions.toml")


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    name: str
    texts: Mapping[str, str]  # of FILES those that it was made from
    digest: str  # of the data that reading a report uses; not of how people ask
    kinds: Kinds
    places: Places
    scales: Scales
    questions: QuestionWords

    def __reduce__(self) -> tuple[object, ...]:
        """It travels to a worker as its texts, from which each process makes it once."""
        return field_from_texts, (self.name, dict(self.texts))


def load_field(name_or_folder: str | Path = "uk_inspection") -> Field:
    """The field that comes with Pincite by this name, or that of a folder. Raises BadField."""
    folder: Traversable = files(__package__).joinpath(str(name_or_folder))
    if Path(name_or_folder).name != str(name_or_folder) or not folder.is_dir():
        folder = Path(name_or_folder)
    if not folder.joinpath("kinds.toml").is_file():
        raise BadField(
            f"{name_or_folder} is no field: it is no folder with a kinds.toml."
            " Give uk_inspection, or make a folder as docs/fields.md shows."
        )
    try:
        texts = {
            file: folder.joinpath(file).read_text("utf-8-sig")
            for file in FILES
            if folder.joinpath(file).is_file()
        }
    except UnicodeDecodeError as error:
        raise BadField(
            f"{name_or_folder} has a file that is not UTF-8. Save it as UTF-8."
        ) from error
    return field_from_texts(folder.name, texts)


def field_from_texts(name: str, texts: Mapping[str, str]) -> Field:
    """The field that the texts of FILES make; the same one for the same texts. Raises BadField."""
    return _make(name, tuple(texts.items()))


@lru_cache(16)
def _make(name: str, texts: tuple[tuple[str, str], ...]) -> Field:
    by_file = dict(texts)
    tables = {file: read_table(file, by_file.get(file, "")) for file in FILES}
    kinds, places = Kinds(tables["kinds.toml"]), Places(tables["places.toml"])
    scales = Scales(tables["scales.toml"])
    questions = QuestionWords(tables["questions.toml"])
    for table in tables.values():
        table.refuse_others()
    _check(kinds, places, scales)
    return Field(name, by_file, _digest(tables), kinds, places, scales, questions)


def _check(kinds: Kinds, places: Places, scales: Scales) -> None:
    """Raises BadField where one file names what another does not have."""
    names = [kind.name for kind in kinds]
    if not names:
        raise BadField('kinds.toml has no kind of report. Add one: [kinds."audit report"].')
    types = [*places.types, INSTITUTION]
    for kind in kinds:
        if kind.about not in types:
            raise BadField(
                f'kinds.toml, kinds."{kind.name}" has about = "{kind.about}", which is no type of'
                f" place in places.toml; it can be {', '.join(types)}."
            )
    for framework in scales.frameworks:
        for name in framework.kinds:
            if name not in names:
                raise BadField(
                    f"scales.toml, frameworks, “{framework.name}” has the kind “{name}”, which"
                    f" kinds.toml does not have; it can be {', '.join(names)}."
                )


def _digest(tables: Mapping[str, Table]) -> str:
    """Of what reading uses: not of comments and layout, nor of how people ask."""
    used = {
        file: _without_asked(table.entries)
        for file, table in tables.items()
        if file != "questions.toml"
    }
    used["scales.toml"].pop("areas", None)
    return hashlib.sha256(json.dumps(used, default=str).encode()).hexdigest()[:12]


def _without_asked(entries: Mapping[str, object]) -> dict[str, object]:
    return {
        key: _without_asked(value) if isinstance(value, dict) else value
        for key, value in entries.items()
        if not key.startswith("asked")
    }
