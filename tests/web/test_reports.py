"""A report's text on its page: blocks, parts, marked words, and the way to the live page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import httpx
from playwright.sync_api import expect

from api.pages.reports import live_address
from api.rendering.contents import list_contents
from api.rendering.report_text import PART, Block, part_at, split_blocks
from ingest.report import Page, Report, ReportInfo, Section
from search.library import Library
from search.storage.opening import open_storage
from tests.web.conftest import Open

NOWHERE = (0, 0)


def test_lines_become_headings_paragraphs_lists_and_tables() -> None:
    text = "Findings\nThe force is good.\n• One\n• Two\nArea\tGrade\nCare\tGood\nThe end."
    blocks = split_blocks(make_report(text, sections=[(0, 1)]), 0, len(text), NOWHERE)
    assert [(block.kind, len(block.rows)) for block in blocks] == [
        ("heading", 1),
        ("paragraph", 1),
        ("list", 2),
        ("table", 2),
        ("paragraph", 1),
    ]
    assert words(blocks[2]) == "OneTwo"
    assert blocks[3].head


def test_no_heading_is_more_than_one_deeper_than_the_one_before() -> None:
    text = "A\nB\nC\nD"
    report = make_report(text, sections=[(0, 1), (2, 4), (4, 6), (6, 2)])
    depths = [block.depth for block in split_blocks(report, 0, len(text), NOWHERE)]
    assert depths == [2, 3, 4, 3]


def test_marked_words_are_marked_across_lines_and_the_first_is_known() -> None:
    text = "One two three.\n• four five\nsix\tseven"
    start, end = text.index("three"), text.index("seven")
    pieces = [
        piece
        for block in split_blocks(make_report(text), 0, len(text), (start, end))
        for row in block.rows
        for cell in row
        for piece in cell
    ]
    assert [piece.text for piece in pieces if piece.marked] == ["three.", "four five", "six"]
    assert [piece.first for piece in pieces if piece.marked] == [True, False, False]


def test_a_page_that_starts_inside_a_line_is_shown_there() -> None:
    text = "one two three"
    pages = (Page(1, "i", 0, 8), Page(2, "ii", 8, 13))
    report = make_report(text, pages=pages)
    pieces = split_blocks(report, 0, len(text), NOWHERE)[0].rows[0][0]
    assert [piece.page.label if piece.page else piece.text for piece in pieces] == [
        "i",
        "one two ",
        "ii",
        "three",
    ]


def test_the_parts_of_a_long_report_cover_it_line_by_line() -> None:
    text = "\n".join(f"Line {number} of a long report." for number in range(10_000))
    report = make_report(text)
    at, parts = 0, []
    while at < len(text):
        first, last = part_at(report, at)
        assert first == at and part_at(report, last - 1) == (first, last)
        parts.append(text[first:last])
        at = last
    assert "".join(parts) == text
    assert len(parts) > 3
    assert all(part.endswith("\n") and len(part) < PART * 1.1 for part in parts[:-1])


def test_the_live_page_is_opened_at_the_words() -> None:
    text = "The force works well, and with others - a co-operative of six forces in the north."
    report = make_report(text, source="https://example.org/report#top")
    address = live_address(report, (0, len(text)))
    assert address.startswith("https://example.org/report#:~:text=The%20force%20works%20well%2C,")
    assert "-" not in address.partition("text=")[2]
    assert unquote(address).endswith("in the north.")
    assert live_address(make_report(text, source="a/b.html"), (0, 3)) == ""


def test_the_contents_list_leads_to_its_sections(open_page: Open, demo_library: Path) -> None:
    library = Library(open_storage(demo_library))
    info = next(held.info for held in library.generation.holdings if not held.info.page_count)
    library.close()
    page = open_page(f"/reports/{info.id}")
    link = page.get_by_role("navigation", name="Contents").get_by_role("link").nth(3)
    title = link.inner_text()
    link.click()
    heading = page.locator(":target")
    expect(heading).to_have_text(re.compile(re.escape(title)))
    expect(heading).to_be_in_viewport()


def test_pages_are_turned_and_enlarged_with_the_words_still_boxed(
    open_page: Open, demo_library: Path
) -> None:
    library = Library(open_storage(demo_library))
    info = next(held.info for held in library.generation.holdings if held.info.page_count > 2)
    library.close()
    page = open_page(f"/reports/{info.id}/pages/1?start=10&end=60")
    width = page.locator(".picture img").first.evaluate("image => image.width")
    page.get_by_role("link", name="Larger").click()
    page.wait_for_load_state()
    assert page.locator(".picture img").first.evaluate("image => image.width") > 1.5 * width
    assert "start=10" in str(page.locator(".picture img").first.get_attribute("src"))
    page.locator("a[rel=next]").first.click()
    expect(page.locator("#page-2")).to_be_visible()
    page.locator("a[rel=prev]").first.click()
    expect(page.locator("#page-1")).to_be_visible()


def test_an_enlarged_page_opens_at_the_boxed_words(open_page: Open, demo_library: Path) -> None:
    library = Library(open_storage(demo_library))
    generation = library.generation
    number = next(held.number for held in generation.holdings if held.info.page_count > 1)
    report = generation.report(number)
    library.close()
    end = report.pages[0].end - 1
    page = open_page(
        f"/reports/{report.info.id}/pages/1?start={end - 40}&end={end}", javascript=False
    )
    page.get_by_role("link", name="Larger").click()
    expect(page.locator("#quoted-1")).to_be_in_viewport()
    assert page.locator(".picture").first.evaluate("figure => figure.scrollTop") > 0


def test_a_report_without_headings_lists_its_pages() -> None:
    pages = (Page(1, "i", 0, 8), Page(2, "ii", 8, 13))
    listed = list_contents(make_report("one two three", pages=pages), 0, 8)
    assert [one.title for one in listed] == ["Page i", "Page ii"]
    assert [one.current for one in listed] == [True, False]


def words(block: Block) -> str:
    return "".join(piece.text for row in block.rows for cell in row for piece in cell)


def make_report(
    text: str,
    *,
    sections: list[tuple[int, int]] | None = None,
    pages: tuple[Page, ...] = (),
    source: str = "a/b.html",
) -> Report:
    info = ReportInfo(
        id="r",
        title="A report",
        subject="Here",
        kind="PEEL",
        published=None,
        source=source,
        page_count=len(pages),
        media_type="text/html",
        sha256="0" * 64,
    )
    held = tuple(Section("T", level, start, len(text)) for start, level in sections or [])
    return Report(info, text, pages, held)


def test_a_subjects_page_says_once_what_its_grades_open(demo_server: str) -> None:
    told = httpx.get(f"{demo_server}/subjects/Calderby").text
    assert told.count("Each grade opens the words that give it.") == 1
