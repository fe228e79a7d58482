"""What pincite.toml says of reports prevails over what is read of them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.about.description import About
from ingest.field.field import load_field
from ingest.overrides import BadOverrides, Overrides, load_overrides

FIELD = load_field()
FOUND = About("A title", "A subject", "report", date(2001, 1, 1))
SAID = replace(FOUND, subject_by="pincite.toml", published_by="pincite.toml")


def load(folder: Path, toml: str) -> Overrides:
    (folder / "pincite.toml").write_text(toml, "utf-8")
    return load_overrides(folder)


def test_a_folder_that_says_nothing_changes_nothing(tmp_path: Path) -> None:
    assert load_overrides(tmp_path).apply(FOUND, "a/b.pdf", FIELD) == FOUND
    assert load(tmp_path, "").apply(FOUND, "a/b.pdf", FIELD) == FOUND


def test_a_pattern_says_what_paths_are_made_of(tmp_path: Path) -> None:
    overrides = load(tmp_path, '[[reports]]\nmatch = "{subject}/{kind}-{published}.pdf"')
    assert overrides.apply(FOUND, "tower-hamlets/area-send-2024-07-25.pdf", FIELD) == replace(
        SAID, subject="Tower Hamlets", kind="area SEND", published=date(2024, 7, 25)
    )
    assert overrides.apply(FOUND, "acme-rockets/minutes-20240725.PDF", FIELD) == replace(
        SAID, subject="Acme Rockets", kind="minutes", published=date(2024, 7, 25)
    )
    assert overrides.apply(FOUND, "more/tower-hamlets/area-send-2024-07-25.pdf", FIELD) == FOUND


def test_what_is_said_outright_prevails_and_so_does_the_later_entry(tmp_path: Path) -> None:
    overrides = load(
        tmp_path,
        """
        [[reports]]
        match = "**/{subject}/*.pdf"
        kind = "minutes"

        [[reports]]
        match = "old/**"
        subject = "Cumbria"
        published = 1999-12-31
        title = "From the attic"
        """,
    )
    assert overrides.apply(FOUND, "old/kent/1.pdf", FIELD) == replace(
        SAID,
        title="From the attic",
        subject="Cumbria",
        kind="minutes",
        published=date(1999, 12, 31),
    )
    assert overrides.apply(FOUND, "kent/1.pdf", FIELD) == replace(
        FOUND, subject="Kent", kind="minutes", subject_by="pincite.toml"
    )


def test_a_date_may_be_written_as_people_do(tmp_path: Path) -> None:
    overrides = load(tmp_path, '[[reports]]\nmatch = "*"\npublished = "3 July 2023"')
    assert overrides.apply(FOUND, "a.pdf", FIELD).published == date(2023, 7, 3)


@pytest.mark.parametrize(("written", "precision"), [("2018", "year"), ("January 2018", "month")])
def test_a_date_may_be_a_month_or_a_year(tmp_path: Path, written: str, precision: str) -> None:
    overrides = load(tmp_path, f'[[reports]]\nmatch = "*"\npublished = "{written}"')
    about = overrides.apply(FOUND, "a.pdf", FIELD)
    assert (about.published, about.published_precision) == (date(2018, 1, 1), precision)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[[reports]\n", r"pincite\.toml is not TOML: "),
        ("[[report]]\n", "has “report”, which means nothing; it can have"),
        ("[reports]\n", r"write \[\[reports\]\], once for each pattern"),
        ("[[reports]]\nsubject = 'x'", r"entry 1 of \[\[reports\]\]: it needs match"),
        ("[[reports]]\nmatch = 'a'\narea = 'x'", "“area” means nothing; it can have match, title"),
        ("[[reports]]\nmatch = '{area}.pdf'", "{area} in “{area}.pdf” means nothing there; use"),
        ("[[reports]]\nmatch = '{kind}{kind}'", "use {title}, {subject}, {kind}, {published}"),
        ("[[reports]]\nmatch = 'a'\nkind = 7", "kind is 7; write it in quotes"),
        ("[[reports]]\nmatch = 'a'\npublished = 'soon'", "published is 'soon'; write it as 2023-"),
    ],
)
def test_what_cannot_be_followed_is_refused(tmp_path: Path, toml: str, message: str) -> None:
    with pytest.raises(BadOverrides, match=message):
        load(tmp_path, toml)
