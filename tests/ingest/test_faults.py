"""Every fault of a file ends in a report, or in a reason with the way out; no process is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.errors import TooLarge
from ingest.field.field import load_field
from ingest.reading import Job, ReadReport, read_file, read_report
from ingest.workers import Failed, Workers
from tests.conftest import ROOT
from tests.ingest.faulty import (
    bomb,
    encrypted,
    long_report,
    nested_pdf,
    page_of,
    pictures,
    round_and_round,
)

DEMO = ROOT / "demo"
REPORT = DEMO / "reports/eastmere/jtai-2022-07-08.pdf"


def read(folder: Path, files: dict[str, bytes]) -> dict[str, ReadReport | Failed]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    workers: Workers[Job, ReadReport | Failed] = Workers(read_file, 2)
    jobs = [Job(folder / name, name, load_field()) for name in files]
    return {job.source: outcome for job, outcome in workers.run(jobs)}


def texts(found: dict[str, ReadReport | Failed]) -> dict[str, str]:
    return {
        name: "" if isinstance(outcome, Failed) else outcome.report.text
        for name, outcome in found.items()
    }


def reasons(found: dict[str, ReadReport | Failed]) -> dict[str, str]:
    return {
        name: outcome.reason if isinstance(outcome, Failed) else ""
        for name, outcome in found.items()
    }


def test_what_is_no_sound_report_is_named_with_the_way_out(tmp_path: Path) -> None:
    report = REPORT.read_bytes()
    found = reasons(
        read(
            tmp_path,
            {
                "nested.pdf": nested_pdf(),
                "encrypted.pdf": encrypted(report),
                "cut.pdf": report[: len(report) // 3],
                "empty.pdf": b"",
                "blank.pdf": b"\n" * 5000,
                "not-found.pdf": (DEMO / "faults/not-found.pdf").read_bytes(),
                "picture.pdf": b"\xff\xd8\xff\xe0" + bytes(range(256)),
                "round.pdf": round_and_round(),
                "bomb.pdf": bomb(),
                "scan.pdf": pictures(3),
                "script.html": b"<!doctype html><html><body><script>"
                + b"load();" * 1000
                + b"</script></body></html>",
            },
        )
    )

    assert "password" in found.pop("encrypted.pdf")
    assert "cut short or broken" in found.pop("cut.pdf")
    assert found.pop("empty.pdf") == "It is empty. Fetch it again from where it came."
    assert found.pop("blank.pdf") == "It is empty. Fetch it again from where it came."
    assert "Report not found" in found.pop("not-found.pdf")
    assert found.pop("picture.pdf") == (
        "It is neither a PDF nor a web page. Save it as one of these."
    )
    assert "3 pages" in found.pop("scan.pdf")
    assert "scripts" in found.pop("script.html")
    assert set(found) == {"nested.pdf", "round.pdf", "bomb.pdf"}
    for reason in found.values():
        assert reason[0].isupper()
        assert reason.endswith(".")


def test_one_file_is_not_told_the_fault_of_the_file_before_it(tmp_path: Path) -> None:
    (tmp_path / "encrypted.pdf").write_bytes(encrypted(REPORT.read_bytes()))
    (tmp_path / "nested.pdf").write_bytes(nested_pdf())

    locked = read_file(Job(tmp_path / "encrypted.pdf", "encrypted.pdf", load_field()))
    broken = read_file(Job(tmp_path / "nested.pdf", "nested.pdf", load_field()))

    assert isinstance(locked, Failed)
    assert "password" in locked.reason
    assert isinstance(broken, Failed)
    assert "cut short or broken" in broken.reason


def test_a_file_is_read_for_what_it_is_whatever_its_name(tmp_path: Path) -> None:
    found = texts(
        read(
            tmp_path,
            {"pdf.html": REPORT.read_bytes(), "page.pdf": page_of(b""), "none": page_of(b"")},
        )
    )

    assert "Joint targeted area inspection" in found["pdf.html"]
    assert found["page.pdf"] == found["none"]
    assert found["none"].startswith("Salford: inspection report\n")


def test_a_web_page_is_read_in_the_encoding_that_it_is_in(tmp_path: Path) -> None:
    said = "The council’s “plan” – agreed in Kidwelly/Cydweli, costs £5 million."
    paragraph = f"<p>{said}</p>"
    found = texts(
        read(
            tmp_path,
            {
                "right.html": page_of(paragraph.encode()),
                "wrong.html": page_of(paragraph.encode("cp1252")),
                "said.html": page_of(paragraph.encode("cp1252"), charset=b"windows-1252"),
                "utf16.html": page_of(paragraph.encode()).decode().encode("utf-16"),
            },
        )
    )

    assert [name for name, text in found.items() if said not in text] == []


def test_scripts_and_depth_and_length_cost_no_word(tmp_path: Path) -> None:
    found = texts(
        read(
            tmp_path,
            {
                "scripts.html": page_of(
                    b"<script>"
                    + b'var a = "<p>hidden</p>";' * 100_000
                    + b"</script><p>A last word.</p>"
                ),
                "deep.html": page_of(
                    b"<div>" * 100_000 + b"<p>Deep down.</p>" + b"</div>" * 100_000
                ),
            },
        )
    )

    assert "hidden" not in found["scripts.html"]
    assert "A last word." in found["scripts.html"]
    assert "leaders plan well" in found["deep.html"]


def test_five_thousand_pages_are_read_each_on_its_own(tmp_path: Path) -> None:
    (outcome,) = read(tmp_path, {"long.pdf": long_report(5000)}).values()

    assert isinstance(outcome, ReadReport)
    report = outcome.report
    assert len(report.pages) == 5000
    page = report.pages[4321]
    assert report.text[page.start : page.end].strip().startswith("Finding 4321.")


def test_a_file_too_large_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(600 * 2**20)  # a sparse file: it takes no room

    found = read_file(Job(tmp_path / "large.pdf", "large.pdf", load_field()))

    assert found == Failed("It has 600 MB, more than 500. Split it.")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(REPORT.read_bytes())
    (tmp_path / "a.pdf").chmod(0)

    found = read_file(Job(tmp_path / "a.pdf", "a.pdf", load_field()))

    assert found == Failed("It cannot be read: Permission denied. Check that you may open it.")


def test_a_page_is_told_by_its_first_tag_and_in_any_encoding(tmp_path: Path) -> None:
    page = f"<h1>Salford</h1><p>{'Leaders plan well for what comes next. ' * 3}</p>"
    found = texts(
        read(
            tmp_path,
            {
                "fragment.html": b"\n<!-- saved from a site -->\n" + page.encode(),
                "unmarked.html": f"<html><body>{page}</body></html>".encode("utf-16-le"),
                "xhtml.html": b"<?xml version='1.0'?><body>" + page.encode() + b"</body>",
            },
        )
    )

    assert all(text.startswith("Salford\nLeaders plan well") for text in found.values())


def test_a_text_that_is_too_long_is_refused_by_its_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.reading.MAX_CHARACTERS", 50_000)
    monkeypatch.setattr("ingest.reading.MAX_SECTIONS", 100)
    prose = "<p>The force is good at keeping people safe and plans well for what comes.</p>"
    field = load_field()

    with pytest.raises(TooLarge, match=r"has 7\d,\d{3} characters, more than 50,000. Split it"):
        read_report(f"<!doctype html><h1>A</h1>{prose * 1000}".encode(), "a.html", field)
    with pytest.raises(TooLarge, match=r"has \d{3} sections, more than 100. Split it"):
        parts = "".join(f"<h2>Part {number}</h2>{prose}" for number in range(200))
        read_report(f"<!doctype html><h1>A</h1>{parts}".encode(), "a.html", field)


def test_nothing_in_a_title_acts_on_a_screen() -> None:
    prose = "<p>The force is good at keeping people safe and plans well for what comes.</p>" * 9
    page = f"<!doctype html><title>x</title><h1>Report\u202e on \u2028Salford\x1b[2J</h1>{prose}"

    title = read_report(page.encode(), "a.html", load_field()).report.info.title

    assert title.isprintable() and "Salford" in title
