"""The matrix and the trend as people use them: with and without JavaScript, by keyboard, on paper."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote_plus

import httpx
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.web.conftest import Open

QUESTIONS = "how does the force handle knife crime\ngrade for investigating crime"
MATRIX = f"/matrix?q={quote_plus(QUESTIONS)}"


def labels(page: Page) -> list[str]:
    return page.locator("table.matrix tbody th a").all_inner_texts()


def whole(page: Page) -> Page:
    """The page once every cell is asked."""
    expect(page.locator("[data-matrix]")).to_have_count(0, timeout=30_000)
    return page


def test_without_javascript_a_plain_form_gives_the_whole_table(open_page: Open) -> None:
    page = open_page("/matrix", javascript=False)
    page.get_by_label("Questions, one a line").fill(QUESTIONS)
    page.get_by_role("button", name="Ask all").click()
    page.wait_for_url("**/matrix?q=*")
    whole(page)
    assert len(labels(page)) == 8
    covered = page.locator(".covered").inner_text()
    assert "8 subjects, 10 reports of" in covered and "PEEL" in covered
    assert page.locator("td .words").count() > 0 and page.locator("td .grade").count() > 1
    assert page.get_by_text("Not found in 1 report").count() > 0


def test_a_column_sorts_the_silent_go_and_a_word_is_looked_for(open_page: Open) -> None:
    page = whole(open_page(MATRIX, javascript=False))
    page.get_by_role("link", name="grade for investigating crime").click()
    page.wait_for_url("**sort=1**")
    marks, grades = zip(
        *(text.split(" ", 1) for text in page.locator("td .grade").all_inner_texts()), strict=True
    )
    assert grades == ("Good", "Requires improvement", "Requires improvement", "Inadequate")
    assert all(set(mark) == set("●○") for mark in marks)
    page.get_by_label("Hide the silent").check()
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**hide=1**")
    assert len(labels(page)) == 4
    page.get_by_label("Only rows with").fill("inadequate")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**find=inadequate**")
    assert len(labels(page)) == 1


def test_the_words_of_a_cell_open_beside_it_and_lead_to_their_page(open_page: Open) -> None:
    page = whole(open_page(MATRIX, javascript=False))
    words = page.locator("td .words").first.inner_text()
    page.locator("td .cell-where a").first.click()
    page.wait_for_url("**#words")
    beside = page.get_by_role("complementary")
    assert words[:60] in " ".join(beside.inner_text().split())
    assert page.locator("td.opened").count() == 1
    beside.get_by_role("link", name="See").first.click()
    page.wait_for_url("**/reports/**")
    assert page.locator("mark").count() > 0


def test_a_quote_goes_from_a_cell_into_the_briefing(open_page: Open) -> None:
    page = whole(open_page(MATRIX))
    page.locator("td .cell-where a").first.click()
    page.get_by_role("button", name="Add to briefing").first.click()
    assert page.get_by_role("link", name="Briefing (1)").count() == 1


def test_by_keyboard_a_heading_sorts_and_a_cell_opens(open_page: Open) -> None:
    page = whole(open_page(MATRIX))
    heading = page.get_by_role("link", name="grade for investigating crime")
    heading.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=1**")
    page.locator("td .cell-where a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#words")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('aside') !== null")


def test_cells_come_as_they_stand_and_the_page_is_whole_at_the_end(open_page: Open) -> None:
    many = "\n".join(f"what is said of {word}" for word in ("vetting", "homes", "waits", "staff"))
    page = open_page(f"/matrix?q={quote_plus(many)}&by=report&every=1")
    whole(page)
    expect(page.get_by_text("48 cells say something")).to_have_count(1)


def test_one_that_is_stopped_shows_what_stands_and_goes_on(open_page: Open) -> None:
    page = open_page(f"/matrix?q={quote_plus('how many staff left')}&every=1&stop=1")
    assert "0 of 8 cells were asked" in page.locator(".notice").inner_text()
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url(lambda url: "stop=1" not in url)
    whole(page)
    expect(page.get_by_text("of 8 cells say something")).to_have_count(1)


def test_too_many_questions_are_refused_beside_the_box(open_page: Open) -> None:
    page = open_page(f"/matrix?q={quote_plus(chr(10).join('abcdefg'))}")
    expect(page.locator("#problem")).to_have_text("Error: Ask at most 6 questions at once.")
    assert page.locator("table").count() == 0


def test_the_downloads_have_what_the_page_has(demo_server: str) -> None:
    book = load_workbook(io.BytesIO(httpx.get(f"{demo_server}{MATRIX}&format=xlsx").content))
    rows = csv.DictReader(io.StringIO(httpx.get(f"{demo_server}{MATRIX}&format=csv").text))
    assert book["Matrix"].max_row == 9 and len(list(rows)) == 16
    assert book["What was covered"]["A1"].value.startswith("8 subjects, 10 reports")


def test_each_bar_of_a_trend_opens_its_reports_with_their_words(open_page: Open) -> None:
    page = open_page("/trend?theme=care+leavers", javascript=False)
    page.get_by_role("link", name="Children’s services, 2023: 1 of 1 reports").click()
    page.wait_for_url("**open=2023**")
    opened = page.locator("#reports")
    assert opened.locator("li").count() == 1
    assert "care leavers" in opened.locator(".words").inner_text().casefold()
    opened.get_by_role("link").first.click()
    page.wait_for_url("**/reports/calderby-childrens-services-2023-06-30**")
    assert "care leavers" in page.locator("mark").first.inner_text().casefold()


def test_the_table_beside_a_trend_says_the_same_in_numbers(open_page: Open) -> None:
    page = open_page("/trend?theme=care+leavers&by=meaning", javascript=False)
    for section in page.locator(".shares-of").all():
        told = [link.get_attribute("aria-label") for link in section.locator("svg a").all()]
        rows = [row.inner_text().split() for row in section.locator("tbody tr").all()]
        dated = [row for row in rows if row[0].isdigit()]
        assert [label.partition(", ")[2] for label in told if label] == [
            f"{row[0]}: {row[1]} of {row[-2]} reports" for row in dated
        ]


def test_an_answer_leads_to_its_question_asked_of_each_subject(open_page: Open) -> None:
    page = open_page("/?q=how+quickly+are+999+calls+answered", javascript=False)
    page.get_by_role("link", name="Ask it of each subject").click()
    page.wait_for_url("**/matrix?q=how+quickly*")
    assert len(labels(whole(page))) == 8
    page = open_page("/?q=how+quickly+does+Westmarch+answer+999+calls", javascript=False)
    assert page.get_by_role("link", name="Ask it of each subject").count() == 0


def test_on_a_phone_each_row_is_a_card_and_nothing_is_beside_the_page(open_page: Open) -> None:
    page = whole(open_page(MATRIX, width=360))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".scroll").evaluate("part => part.scrollWidth <= part.clientWidth")
    numbered = "cell => getComputedStyle(cell, '::before').content"
    assert page.locator("thead th").nth(1).evaluate(numbered) != "none"
    cell = page.locator("td .words").first
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    way = page.locator("td .cell-where a").first
    way.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#words")
    expect(page.get_by_role("complementary")).to_be_in_viewport()
