"""Where an old citation leads a person: to its words, to what they became, or to what they were."""

from __future__ import annotations

import time

import httpx
from playwright.sync_api import expect

from api.pages.citations import compare_words
from tests.web.conftest import Changed, Open


def test_revised_words_stand_beside_the_nearest_ones_of_today(
    open_page: Open, changed: Changed
) -> None:
    page = open_page(changed.revised, server=changed.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("These words were revised")
    was, now = page.locator(".side").nth(0), page.locator(".side").nth(1)
    expect(was).to_contain_text("I will keep close contact with the chief constable")
    expect(now).to_contain_text("We will keep in regular contact with the chief constable")
    assert "close" in " ".join(was.locator("del").all_inner_texts())
    assert "regular" in " ".join(now.locator("ins").all_inner_texts())
    now.get_by_role("link", name="See them in their place").click()
    expect(page.locator("mark#mark")).to_contain_text("regular contact")


def test_removed_words_are_told_with_where_they_stood(open_page: Open, changed: Changed) -> None:
    page = open_page(changed.removed, server=changed.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("These words are no longer here")
    expect(page.locator(".side")).to_contain_text("Harrowdale Constabulary")
    expect(page.locator(".side")).to_contain_text("2022")
    assert httpx.get(changed.address + changed.removed).status_code == 410


def test_what_is_no_citation_is_not_found(demo_server: str) -> None:
    for citation in ("nonsense", "A" * 24):
        answer = httpx.get(f"{demo_server}/c/{citation}")
        assert answer.status_code == 404 and "not in this library" in answer.text


def test_words_that_differ_are_told_apart_and_nothing_is_lost() -> None:
    old, new = compare_words("They wait 14 months, often.", "They wait six months.")
    assert "".join(run.text for run in old) == "They wait 14 months, often."
    assert "".join(run.text for run in new) == "They wait six months."
    assert [run.text for run in old if run.matched] == ["14", ", often"]
    assert [run.text for run in new if run.matched] == ["six"]


def test_long_quotes_are_shown_beside_each_other_unmarked() -> None:
    before, after = "one two three " * 4000, "one three four " * 4000
    started = time.process_time()
    old, new = compare_words(before, after)
    assert time.process_time() - started < 1
    assert [(run.text, run.matched) for run in (*old, *new)] == [(before, False), (after, False)]
