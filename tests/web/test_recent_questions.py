"""The questions that a browser keeps: they can be forgotten, and on a shared desk none is kept."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import serving
from tests.web.conftest import Open

ASKED = "/?q=How+does+the+force+handle+knife+crime%3F"


def kept(page: Page) -> str:
    return str(page.evaluate("localStorage.getItem('pincite.questions')"))


def test_the_questions_asked_before_can_be_forgotten(open_page: Open) -> None:
    page = open_page("/")
    assert page.locator(".forget").is_hidden()
    page.goto(ASKED)
    assert "knife crime" in kept(page)
    page.get_by_role("button", name="Forget them").click()
    assert kept(page) == "[]"
    assert page.locator(".forget").is_hidden()


def test_on_a_shared_desk_no_question_is_kept(open_page: Open, demo_library: Path) -> None:
    with serving(demo_library, PINCITE_SHARED_DESKS="yes") as address:
        page = open_page("/library", server=address)
        page.evaluate("localStorage.setItem('pincite.questions', '[\"of one before\"]')")
        page.goto(f"{address}{ASKED}")
        assert kept(page) == "[]"
