"""A briefing: written between quotes, put in order, taken away, saved, and checked when opened."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.web.conftest import Changed, Open
from tests.web.test_accessible import AXE, MODES

KNIVES = "/?q=how+many+knives+did+Thornborough+collect+in+2023"
AUTISM = "/?q=how+long+do+children+wait+for+autism+assessments"
SHOULD = "/?q=What+must+Harrowdale+do+straight+away+about+missing+children%3F"
KEPT = "JSON.parse(localStorage.getItem('pincite.briefing'))"


def kinds(page: Page) -> list[str]:
    """What the briefing that the browser keeps is made of, in order."""
    shown: list[str] = page.evaluate(f"{KEPT}.items.map((item) => Object.keys(item)[0])")
    return shown


def put(page: Page, items: list[dict[str, str]], **others: str) -> None:
    """Opens a file with a briefing of these parts."""
    briefing = {"pincite": "briefing", "version": 1, "items": items} | others
    open_file(page, json.dumps(briefing))


def open_file(page: Page, content: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "kept.json", "mimeType": "application/json", "buffer": content.encode()}
    )


@pytest.fixture
def written(open_page: Open) -> Page:
    """A briefing of a quote with a heading over it, a note below it, and another quote."""
    page = open_page(KNIVES)
    page.get_by_role("button", name="Add to briefing 1").click()
    page.goto(AUTISM)
    page.get_by_role("button", name="Add to briefing 1").click()
    page.get_by_role("link", name="Briefing (2)").click()
    page.get_by_label("Title").fill("Knives & waiting")
    page.get_by_role("button", name="Note below quote").first.click()
    page.keyboard.type("I think <this> is *low*.\n> Not a quote.")
    page.get_by_role("button", name="Add a heading").click()
    page.keyboard.type("Waiting times")
    expect(page.locator("[data-checked]")).to_contain_text("2 as they were cited")
    return page


def test_parts_are_put_in_order_by_the_keyboard_which_keeps_its_place(written: Page) -> None:
    page = written
    assert kinds(page) == ["quote", "note", "quote", "heading"]
    up = page.get_by_role("button", name="Move up heading Waiting times")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Moved to 3 of 4")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    assert kinds(page) == ["heading", "quote", "note", "quote"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("It is the first already")
    expect(up).to_have_attribute("aria-disabled", "true")
    page.reload()
    assert [page.locator(".item").nth(n).get_attribute("class") for n in (0, 2)] == [
        "item item-heading",
        "item item-note",
    ]


def test_a_part_is_dragged_to_its_place(written: Page) -> None:
    written.set_viewport_size({"width": 1280, "height": 1600})  # both ends of the way are seen
    handle = written.locator(".item-heading .handle")
    handle.drag_to(written.locator(".item").first, target_position={"x": 5, "y": 5})
    assert kinds(written) == ["heading", "quote", "note", "quote"]


def test_a_part_that_is_taken_out_leaves_the_focus_on_the_next(written: Page) -> None:
    written.get_by_role("button", name="Take out note").click()
    assert kinds(written) == ["quote", "quote", "heading"]
    expect(written.get_by_role("button", name="Take out quote").nth(1)).to_be_focused()


def test_the_word_file_has_headings_quotes_links_and_notes_that_are_marked(written: Page) -> None:
    with written.expect_download() as waiting:
        written.get_by_role("button", name="Word").click()
    document = Document(str(waiting.value.path()))
    told = {p.text: p.style.name for p in document.paragraphs if p.style}
    assert told["Knives & waiting"] == "Heading 1"
    assert told["Waiting times"] == "Heading 2"
    note = "Author’s note: I think <this> is *low*.\n> Not a quote."
    assert told[note] == "Normal"
    quotes = [text for text, style in told.items() if style == "Quote"]
    assert len(quotes) == 2 and any("156 knives" in text for text in quotes)
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert len(links) == 2 and all(httpx.get(link).status_code == 303 for link in links)


def test_the_markdown_file_shows_a_note_as_words_and_never_as_a_quote(written: Page) -> None:
    written.get_by_label("How it cites").select_option("numbered")
    with written.expect_download() as waiting:
        written.get_by_role("button", name="Markdown").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert text.startswith("# Knives \\& waiting\n")
    assert "*Author’s note:* I think \\<this\\> is \\*low\\*.  \n\\> Not a quote." in text
    assert "[1]" in text and "## References\n\n1. " in text
    assert len([line for line in text.splitlines() if line.startswith("> ")]) == 2


def test_all_of_it_is_copied(written: Page, demo_server: str) -> None:
    written.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=demo_server)
    written.get_by_role("button", name="Copy all").click()
    expect(written.get_by_role("status")).to_have_text("Copied")
    copied = written.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Knives & waiting\n\n“") and f"{demo_server}/c/" in copied


def test_each_house_has_its_style_of_citation(written: Page) -> None:
    source = written.locator(".item-source").first
    expect(source).to_contain_text(", Main findings, ")
    written.get_by_label("How it cites").select_option("oscola")
    expect(source).to_contain_text("(17 May 2024)")
    written.get_by_label("How it cites").select_option("numbered")
    expect(source).to_contain_text("[1]")
    expect(written.get_by_role("heading", name="References")).to_be_visible()
    expect(written.locator(".references li")).to_have_count(2)
    written.reload()
    expect(written.get_by_label("How it cites")).to_have_value("numbered")


def test_it_is_saved_to_a_file_and_opened_from_it_again(written: Page, tmp_path: Path) -> None:
    with written.expect_download() as waiting:
        written.get_by_role("button", name="Save to a file").click()
    assert waiting.value.suggested_filename == "Knives-waiting.json"
    saved = Path(waiting.value.path()).read_text(encoding="utf-8")
    before = written.evaluate(KEPT)
    assert json.loads(saved) == before
    written.on("dialog", lambda dialog: dialog.accept())
    written.get_by_role("button", name="Begin anew").click()
    expect(written.locator(".item")).to_have_count(0)
    open_file(written, saved)
    expect(written.locator(".item")).to_have_count(4)
    assert written.evaluate(KEPT) == before
    expect(written.get_by_label("Your own note")).to_have_value(
        "I think <this> is *low*.\n> Not a quote."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not JSON", "It is not JSON."),
        ('{"a": 1}', "It is JSON, but not a briefing of Pincite."),
        ('{"pincite": "briefing", "version": 2, "items": []}', "this page knows version 1"),
        (
            '{"pincite": "briefing", "version": 1, "items": [{"note": "a"}, {"html": "b"}]}',
            "Its part 2 is neither a heading, a note nor a quote.",
        ),
        (
            '{"pincite": "briefing", "version": 1, "items": [{"note": "a", "words": "b"}]}',
            "Its part 1 is neither a heading, a note nor a quote.",
        ),
    ],
)
def test_a_file_that_is_no_briefing_is_refused_in_a_sentence(
    written: Page, content: str, said: str
) -> None:
    open_file(written, content)
    expect(written.get_by_role("alert")).to_contain_text("kept.json cannot be opened.")
    expect(written.get_by_role("alert")).to_contain_text(said)
    expect(written.locator(".item")).to_have_count(4)


def test_what_became_of_a_quote_is_told_by_it_with_the_words_of_today(
    open_page: Open, changed: Changed
) -> None:
    page = open_page("/basket", server=changed.address)
    revised, removed = (
        address.removeprefix("/c/") for address in (changed.revised, changed.removed)
    )
    put(page, [{"quote": revised}, {"quote": removed}, {"quote": "A" * 24, "words": "As kept."}])
    expect(page.locator("[data-checked]")).to_have_text(
        "3 quotes checked against the reports: 1 changed, 1 no longer here, 1 not known here."
    )
    first, second, third = (page.locator(".item").nth(n) for n in range(3))
    expect(first.locator(".item-state")).to_contain_text("The report was revised. It now says:")
    expect(first.locator("del").first).to_have_text("I")
    expect(first.locator("ins").first).to_contain_text("We")
    expect(second.locator(".item-state")).to_contain_text("no longer in this library")
    expect(second.locator("blockquote").first).to_contain_text("Harrowdale Constabulary")
    expect(third).to_contain_text("Not a quote: as this browser kept it")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Word").click()
    told = "\n".join(p.text for p in Document(str(waiting.value.path())).paragraphs)
    assert "The report was revised since and no longer says this." in told
    assert "As kept." not in told and "A quote is left out here" in told
    page.get_by_role("button", name="Quote what it says now").click()
    expect(page.locator(".item blockquote").first).to_contain_text("We will keep in regular")
    expect(page.locator("[data-checked]")).to_contain_text("1 as they were cited")


def test_a_list_item_is_written_with_the_line_that_opens_its_list(
    open_page: Open, demo_server: str
) -> None:
    page = open_page(SHOULD)
    page.get_by_role("button", name="Add to briefing 2").click()
    sent = page.evaluate(f"JSON.stringify({KEPT})")
    text = httpx.post(f"{demo_server}/briefing.txt", data={"briefing": sent}).text
    assert "should: …”\n\n“make sure that" in text


def test_the_example_in_the_docs_opens_and_is_written(open_page: Open, demo_server: str) -> None:
    docs = (ROOT / "docs" / "briefing.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", docs, re.DOTALL)
    page = open_page("/basket")
    open_file(page, example)
    expect(page.locator("[data-checked]")).to_contain_text("1 as they were cited")
    text = httpx.post(f"{demo_server}/briefing.txt", data={"briefing": example}).text
    assert "Under Operation Whetstone" in text and "Author’s note: Ask whether" in text


def test_a_quote_put_in_from_another_page_comes_into_an_open_briefing(written: Page) -> None:
    other = written.context.new_page()
    other.goto(SHOULD)
    other.get_by_role("button", name="Add to briefing 2").click()
    other.close()
    expect(written.locator(".item")).to_have_count(5)
    expect(written.get_by_label("Title")).to_have_value("Knives & waiting")


def test_what_an_earlier_version_kept_is_still_in_the_briefing(open_page: Open) -> None:
    page = open_page("/library")
    page.evaluate("localStorage.setItem('pincite.basket', JSON.stringify(['" + "A" * 24 + "']))")
    page.reload()
    page.get_by_role("link", name="Briefing (1)").click()
    expect(page.locator(".item-quote")).to_have_count(1)


def test_without_javascript_the_page_says_what_it_needs(open_page: Open) -> None:
    page = open_page("/basket", javascript=False)
    expect(page.get_by_text("Writing a briefing needs JavaScript")).to_be_visible()
    expect(page.locator("[data-briefing]")).to_be_hidden()


def test_axe_finds_nothing_in_a_briefing_and_nothing_is_cut_off(
    written: Page, open_page: Open, changed: Changed
) -> None:
    other = open_page("/basket", server=changed.address)
    put(
        other, [{"quote": changed.revised.removeprefix("/c/")}, {"note": "Mine."}], style="numbered"
    )
    expect(other.locator("[data-checked]")).to_contain_text("1 changed")
    for page in (written, other):
        page.evaluate(AXE)
        for width, scheme, forced in MODES:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
            found = page.evaluate("axe.run({resultTypes: ['violations']})")
            assert [
                (scheme, forced, one["id"], one["nodes"][0]["any"]) for one in found["violations"]
            ] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_printing_a_briefing_leaves_the_buttons_out(written: Page) -> None:
    written.emulate_media(media="print")
    expect(written.locator(".item-tools").first).to_be_hidden()
    expect(written.locator(".adding")).to_be_hidden()
    expect(written.locator(".item-quote blockquote").first).to_be_visible()


@pytest.mark.parametrize(
    "sent",
    ["{", '{"pincite": "briefing", "version": 1, "items": [{"quote": "x", "html": "<b>"}]}'],
)
def test_the_server_writes_nothing_that_is_no_briefing(demo_server: str, sent: str) -> None:
    answer = httpx.post(f"{demo_server}/briefing.docx", data={"briefing": sent})
    assert answer.status_code == 422 and "not a briefing" in answer.text
