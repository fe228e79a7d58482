"""A field is one value, made from texts; what is wrong with them is said with file, key and way out."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from ingest.field.field import Field, field_from_texts, load_field
from ingest.field.tables import BadField
from ingest.reading import read_report, reader_version

FIELD = load_field()
WORDS = "The group met in its own house and spoke of all that it had done in the year. " * 3
KINDS = '[kinds."minutes"]\ntitle = ["minutes of"]\n'


def made(**changed: str) -> Field:
    """The field that comes with Pincite, with some of its files changed."""
    return field_from_texts(
        "changed", {**FIELD.texts, **{f"{file}.toml": text for file, text in changed.items()}}
    )


def test_the_same_texts_are_the_same_field_and_so_is_one_that_travelled_to_a_worker() -> None:
    assert load_field("uk_inspection") is FIELD
    assert field_from_texts(FIELD.name, FIELD.texts) is FIELD
    assert pickle.loads(pickle.dumps(FIELD)) is FIELD


def test_a_folder_is_a_field_once_it_has_kinds(tmp_path: Path) -> None:
    with pytest.raises(BadField, match="is no field: it is no folder with a kinds.toml"):
        load_field(tmp_path)
    (tmp_path / "kinds.toml").write_text(KINDS, "utf-8")
    field = load_field(str(tmp_path))
    assert field.name == tmp_path.name
    assert [kind.name for kind in field.kinds] == ["minutes"]


def test_a_field_without_places_or_scales_reads_reports_and_grades_nothing() -> None:
    page = (
        "<html><head><title>Acme Group: minutes of May</title></head><body><main>"
        f"<h1>Acme Group: minutes of May</h1><p>{WORDS}</p><p>Overall effectiveness: Good</p></main></body></html>"
    )
    read = read_report(page.encode(), "a.html", field_from_texts("plain", {"kinds.toml": KINDS}))
    assert (read.report.info.kind, read.report.info.subject) == ("minutes", "Acme Group")
    assert read.report.judgements == () and read.recommendations == () and read.mentions == ()


def test_only_what_reading_uses_counts_into_the_readers_version() -> None:
    version = reader_version(FIELD)
    asked = FIELD.texts["scales.toml"].replace('"leaving care"', '"out of care"')
    assert reader_version(made(scales=asked)) == version
    assert reader_version(made(kinds="# a remark\n" + FIELD.texts["kinds.toml"])) == version
    assert reader_version(made(questions="")) == version
    assert (
        reader_version(made(scales=FIELD.texts["scales.toml"].replace('"strong"', '"sound"')))
        != version
    )


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("kinds", "[kinds", r"kinds\.toml is not TOML: "),
        ("kinds", "", r"kinds\.toml has no kind of report\. Add one: "),
        (
            "kinds",
            '[kinds."x"]\ntitel = []',
            r"kinds\.toml, kinds\.x has “titel”, which means noth",
        ),
        ("kinds", '[kinds."x"]\ntitle = ["("]', "has “title”, which is no regular expression: "),
        ("kinds", '[kinds."x"]\nabout = "moon"', "no type of place in places.toml; it can be coun"),
        ("kinds", '[kinds."x"]\naliases = 7', "“aliases”, which is no list of texts; write "),
        ("places", '[types.x]\nforms = ["a"]', "one has no place for the name; write "),
        ("places", '[subjects]\ntitles = ["a"]', r"one names nothing; write \(\?P<name>"),
        ("scales", '[[frameworks]]\nname = "f"', r"frameworks 1 has no “scale”\. Add scale = "),
        (
            "scales",
            '[[frameworks]]\nname = "f"\nscale = "s"',
            r"has “scale”, which is none of \[scales\]",
        ),
        (
            "scales",
            '[scales.s]\ngrades = ["a"]\n[[frameworks]]\nname = "f"\nscale = "s"\nkinds = ["moon"]',
            "“f” has the kind “moon”, which kinds.toml does not have; it can be JTAI, ",
        ),
        (
            "scales",
            '[scales.s]\ngrades = ["a"]\n[[frameworks]]\nname = "f"\nscale = "s"\n'
            'sentences = [{ says = "{aera} is a" }]',
            r"has “says”, with {aera}; it can hold {area}, {grade}",
        ),
        (
            "questions",
            "[words]\nbosses = []",
            r"questions\.toml, words has “bosses”, which means no",
        ),
    ],
)
def test_data_that_cannot_be_used_is_refused(file: str, text: str, message: str) -> None:
    with pytest.raises(BadField, match=message):
        made(**{file: text})
