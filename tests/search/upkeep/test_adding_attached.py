"""Reports that a PDF holds beside its pages are reports of their own, if wished."""

from __future__ import annotations

import io
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from ingest.attachments import safe_name
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.checking import check
from search.upkeep.progress import Summary
from tests.ingest.pdf.paper import Paper
from tests.search.upkeep.pages import model


def pdf(text: str) -> bytes:
    paper = Paper()
    paper.heading(text)
    paper.paragraph(f"{text} is what this one tells of.")
    return paper.data()


def portfolio(
    *held: tuple[str, bytes], text: str = "Open this PDF portfolio in Acrobat X."
) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf(text)))
    for name, data in held:
        writer.add_attachment(name, data)
    writer.root_object[NameObject("/Collection")] = DictionaryObject()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def add(library: Path, folder: Path, *, attachments: bool = True, prune: bool = False) -> Summary:
    storage = open_storage(library)
    return ingest(storage, [folder], embedder=model(), attachments=attachments, prune=prune)


def sources(library: Path) -> set[str]:
    generation = open_storage(library).open()
    found = {holding.info.source for holding in generation.holdings}
    generation.close()
    return found


MINUTES, BUDGET = "cover.pdf > minutes.pdf", "cover.pdf > budget.pdf"


def test_the_reports_of_a_portfolio_are_reports_and_its_cover_is_passed_over(
    tmp_path: Path,
) -> None:
    folder, library = tmp_path / "in", tmp_path / "library"
    folder.mkdir()
    held = (("../../minutes.pdf", pdf("Minutes")), ("budget.pdf", pdf("Budget")), ("a.xlsx", b"PK"))
    (folder / "cover.pdf").write_bytes(portfolio(*held))

    without = add(library, folder, attachments=False)
    first = add(library, folder)
    again = add(library, folder, prune=True)

    assert [failed.source for failed in without.failed] == ["cover.pdf"]
    assert (first.added, first.skipped, first.failed) == (2, 1, [])
    assert (again.added, again.updated, again.unchanged, again.removed) == (0, 0, 2, 0)
    assert sources(library) == {MINUTES, BUDGET}
    assert check(open_storage(library)).faults == ()

    (folder / "cover.pdf").write_bytes(portfolio(("minutes.pdf", pdf("Other minutes"))))
    changed = add(library, folder)
    assert (changed.updated, sources(library)) == (1, {MINUTES, BUDGET})

    (folder / "cover.pdf").unlink()
    (folder / "other.pdf").write_bytes(pdf("Other"))
    assert add(library, folder, attachments=False, prune=True).removed == 2
    assert sources(library) == {"other.pdf"}


def test_a_report_and_what_it_holds_are_both_read_and_the_same_file_once(tmp_path: Path) -> None:
    folder, library = tmp_path / "in", tmp_path / "library"
    folder.mkdir()
    prose = "The board met in May and read the annex, which is attached to this report. " * 20
    annex = ("annex.pdf", pdf("Annex"))
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(portfolio(annex, ("annex.pdf", pdf(name)), text=name + prose))

    first, again = add(library, folder), add(library, folder)

    assert (first.added, first.same, first.failed) == (5, 1, [])
    assert (again.added, again.updated, again.moved, again.unchanged) == (0, 0, 0, 5)
    names = {"a.pdf > annex.pdf", "a.pdf > annex.pdf (2)", "b.pdf > annex.pdf (2)"}
    assert sources(library) == {"a.pdf", "b.pdf", *names}


def test_a_name_from_a_file_leads_nowhere_and_acts_on_nothing() -> None:
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("C:\\reports\\may.pdf") == "may.pdf"
    assert safe_name("a\u202efdp.exe\x1b[2J") == r"a\u202efdp.exe\x1b[2J"
    assert safe_name(" .. ") == "file"
    assert len(safe_name("x" * 5000)) == 120


def test_the_reports_of_a_portfolio_in_a_portfolio_are_reports(tmp_path: Path) -> None:
    folder, library = tmp_path / "in", tmp_path / "library"
    folder.mkdir()
    inner = portfolio(("minutes.pdf", pdf("Minutes")))
    (folder / "cover.pdf").write_bytes(
        portfolio(("2019.pdf", inner), ("budget.pdf", pdf("Budget")))
    )

    first = add(library, folder)

    assert (first.added, first.skipped, first.failed) == (2, 2, [])
    assert sources(library) == {"cover.pdf > 2019.pdf > minutes.pdf", BUDGET}
