"""What a person says that a report is about is there at once, and stays when it is read anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.overrides import BadOverrides
from ingest.report import ReportInfo
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.correcting import FILE, correct
from search.upkeep.progress import Summary
from search.upkeep.removing import NotThere
from tests.search.upkeep.pages import model, write_page


def add(library: Path, folder: Path) -> Summary:
    return ingest(open_storage(library), [folder], embedder=model())


def info_of(library: Path, source: str) -> ReportInfo:
    generation = open_storage(library).open()
    info = next(h.info for h in generation.holdings if h.info.source == source)
    generation.close()
    return info


def test_a_correction_is_there_at_once_and_stays_when_the_file_is_read_anew(
    tmp_path: Path,
) -> None:
    library, folder = tmp_path / "library", tmp_path / "in"
    page = write_page(folder / "a.html", "Salford")
    write_page(folder / "b.html", "Luton")
    (folder / "pincite.toml").write_text('[[reports]]\nmatch = "*"\nkind = "Annual report"\n')
    add(library, folder)
    before = info_of(library, "a.html")

    said = {"subject": 'The “Old” \\ "Mill"', "published": "May 2023"}
    correct(open_storage(library), before.id, said)
    at_once = info_of(library, "a.html")
    first, second = add(library, folder), add(library, folder)
    page.write_text(page.read_text("utf-8").replace("March 2024", "April 2024"), "utf-8")
    changed = add(library, folder)
    after = info_of(library, "a.html")

    assert (at_once.subject, at_once.published) == (said["subject"], date(2023, 5, 1))
    assert (at_once.published_precision, at_once.subject_by) == ("month", "pincite.toml")
    assert (at_once.title, at_once.kind) == (before.title, "Annual report")
    assert (first.updated, first.unchanged) == (1, 1)  # its passages are embedded with it
    assert (second.updated, second.unchanged) == (0, 2)
    assert changed.updated == 1
    assert (after.subject, after.published, after.kind) == (
        said["subject"],
        date(2023, 5, 1),
        "Annual report",
    )
    assert info_of(library, "b.html").subject == "Luton"


def test_what_is_said_to_be_unknown_is_unknown_and_can_be_said_anew(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "in"
    write_page(folder / "a.html", "Salford")
    add(library, folder)
    report_id = info_of(library, "a.html").id

    correct(open_storage(library), report_id, {"subject": "", "published": ""})
    add(library, folder)
    unknown = info_of(library, "a.html")
    correct(open_storage(library), report_id, {"subject": "Luton"})
    add(library, folder)
    known = info_of(library, "a.html")

    assert (unknown.subject, unknown.published) == ("", None)
    assert (known.subject, known.published) == ("Luton", None)
    assert (library / FILE).read_text("utf-8").count("[[reports]]") == 1


def test_what_cannot_be_followed_changes_nothing(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "in"
    write_page(folder / "a.html", "Salford")
    add(library, folder)
    before = info_of(library, "a.html")

    with pytest.raises(BadOverrides, match="published is 'soon'"):
        correct(open_storage(library), before.id, {"published": "soon"})
    with pytest.raises(NotThere, match="There is no report nothing"):
        correct(open_storage(library), "nothing", {"subject": "Luton"})

    assert info_of(library, "a.html") == before
    assert not (library / FILE).exists()
