"""A person asks in a browser, reads the answer and opens what it cites."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
from playwright.sync_api import Locator, Page, expect

from api.pages.footnotes import TellingWords
from search.library import Library
from search.storage.opening import open_storage
from tests.web.conftest import Open

KNIVES = "/?q=how+many+knives+did+Thornborough+collect+in+2023"
SHOULD = "/?q=What+must+Harrowdale+do+straight+away+about+missing+children%3F"
STEM = "With immediate effect, Harrowdale Constabulary should:"
NOWHERE = "/?q=what+does+Cumbria+Constabulary+do+about+drones"


def test_a_typed_question_is_answered_with_notes_that_lead_to_the_marked_words(
    open_page: Open,
) -> None:
    page = open_page("/")
    page.get_by_label("Ask the reports a question").fill("how many knives did Thornborough collect")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "how many knives did Thornborough collect"
    )
    first = page.locator(".statement").first
    expect(first).to_contain_text("156 knives")
    first.get_by_role("link", name="Note 1").click()
    expect(page.locator("#note-1")).to_contain_text("Thornborough")
    page.locator("#note-1").get_by_role("link").first.click()
    expect(page.locator("mark#mark")).to_contain_text("156 knives")
    expect(page.locator("mark#mark")).to_be_in_viewport()


def test_what_a_statement_leans_on_stands_lighter_before_it_with_a_note_of_its_own(
    open_page: Open,
) -> None:
    page = open_page(SHOULD)
    stem, item = page.locator(".lead").first, page.locator(".lead + .statement").first
    expect(stem).to_have_text("With immediate effect, Harrowdale Constabulary should: …1")
    expect(item).to_have_text(re.compile("^make sure that strategy discussions.*2$"))
    colour, size = "getComputedStyle(one).color", "parseFloat(getComputedStyle(one).fontSize)"
    assert stem.evaluate(f"one => {colour}") != item.evaluate(f"one => {colour}")
    assert stem.evaluate(f"one => {size}") < item.evaluate(f"one => {size}")
    expect(page.locator("#note-1")).to_contain_text("Opens the list of the next quote")
    page.locator("#note-2 summary").click()
    expect(page.locator("#note-2 .context").first).to_have_text(f"{STEM} …")
    stem.get_by_role("link", name="Note 1").click()
    page.locator("#note-1").get_by_role("link").first.click()
    expect(page.locator("mark#mark")).to_have_text(STEM)
    page.keyboard.press("n")
    expect(page.locator("mark#mark")).to_contain_text("make sure that strategy discussions")
    page = open_page("/?q=health+of+children+in+calderby+in+2014")
    expect(page.locator(".lead + .statement")).to_contain_text("However, health assessments")
    expect(page.locator(".answer")).to_contain_text("The sentence before the next quote")


def test_it_works_without_javascript(open_page: Open) -> None:
    page = open_page("/", javascript=False)
    page.get_by_label("Ask the reports a question").fill("Operation Whetstone")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".statement").first).to_be_visible()
    expect(page.get_by_role("button", name="Copy citation 1")).to_be_hidden()
    page.locator("#note-1").get_by_role("link").first.click()
    expect(page.locator("mark").first).to_be_visible()


def test_an_example_question_has_an_answer(open_page: Open) -> None:
    page = open_page("/")
    page.locator(".examples a").first.click()
    expect(page.locator(".statement").first).to_be_visible()


def test_a_scope_found_in_the_question_can_be_taken_off(open_page: Open) -> None:
    page = open_page(KNIVES)
    before = searched(page)
    page.get_by_role("link", name=re.compile("Remove subject")).first.click()
    page.wait_for_load_state()
    assert searched(page) > before
    page = open_page(KNIVES)
    page.get_by_role("link", name="Search all instead").click()
    page.wait_for_load_state()
    assert searched(page) == 12
    expect(page.locator(".chip")).to_have_count(0)


def test_a_chosen_kind_is_kept_in_the_address_and_shown_as_a_chip(open_page: Open) -> None:
    page = open_page("/?q=how+long+do+children+wait")
    page.get_by_label("Kind of report").select_option("PEEL")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert "kind=PEEL" in page.url and "subject=" not in page.url
    expect(page.locator(".chip")).to_contain_text("PEEL")
    page.get_by_role("link", name="Remove kind of report PEEL").click()
    assert "kind=" not in page.url


def test_filters_count_the_reports_that_each_choice_leaves(open_page: Open) -> None:
    page = open_page("/")
    assert page.locator("#kind option", has_text="PEEL").inner_text() == "PEEL (5)"
    page = open_page("/?q=knives&year=2019")
    assert page.locator("#kind option", has_text="PEEL").inner_text() == "PEEL (1)"


def test_where_the_reports_do_not_say_the_page_says_what_was_missing(open_page: Open) -> None:
    page = open_page(NOWHERE)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "There is no report here on Cumbria Constabulary"
    )
    expect(page.get_by_role("heading", name="Nearest passages")).to_be_visible()
    expect(page.locator(".statement")).to_have_count(0)


def test_what_other_reports_say_is_shown_apart_and_under_whose_it_is(open_page: Open) -> None:
    page = open_page("/?q=family+hubs+in+Calderby+in+2014")
    expect(page.get_by_role("heading", level=1)).to_have_text("No answer was found")
    apart = page.get_by_role("region", name="But other reports on Calderby say")
    expect(apart.locator(".statement").first).to_contain_text("family hubs")
    expect(apart.locator(".whose").first).to_have_text("Calderby, 2023")
    apart.locator("#note-1 a").first.click()
    expect(page.locator("mark#mark")).to_contain_text("family hubs")
    way_of(page).get_by_role("link", name="Back to the answer").click()
    expect(apart).to_be_visible()


def test_two_subjects_stand_side_by_side(open_page: Open) -> None:
    page = open_page("/?q=knives&subject=Thornborough+Police&subject=Nowhere")
    sides = page.locator(".side")
    expect(sides).to_have_count(2)
    expect(sides.nth(1)).to_contain_text("Nothing was found")
    tops = [sides.nth(i).bounding_box() for i in (0, 1)]
    assert tops[0] and tops[1] and tops[0]["y"] == tops[1]["y"] and tops[0]["x"] < tops[1]["x"]


def test_an_answer_is_set_beside_others_by_ticking_them(open_page: Open) -> None:
    page = open_page("/?q=how+many+knives+did+Thornborough+collect", javascript=False)
    page.get_by_text("Compare with other subjects").click()
    expect(page.get_by_role("checkbox", name="Thornborough Police")).to_be_checked()
    page.get_by_role("checkbox", name="Westmarch Police").check()
    page.get_by_role("button", name="Compare", exact=True).click()
    sides = page.locator(".side h2")
    expect(sides).to_have_text(["Thornborough Police", "Westmarch Police"])
    expect(page.get_by_label("About", exact=True)).to_have_value("Thornborough Police")
    page.get_by_role("checkbox", name="Calderby", exact=True).check()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(sides).to_have_count(3)


def test_no_more_can_be_ticked_than_stand_side_by_side(open_page: Open) -> None:
    page = open_page("/?q=how+many+knives+did+Thornborough+collect")
    page.get_by_text("Compare with other subjects").click()
    boxes = page.locator(".compare-form").first.get_by_role("checkbox")
    for number in (1, 2):
        boxes.nth(number).check()
    expect(boxes.nth(3)).to_be_disabled()
    page = open_page("/?q=knives&subject=a&subject=b&subject=c&subject=Westmarch+Police")
    expect(page.locator(".notice").first).to_contain_text("Up to three stand side by side")


def test_years_of_one_subject_stand_side_by_side(open_page: Open) -> None:
    page = open_page("/?q=how+quickly+are+999+calls+answered&subject=Westmarch+Police")
    page.get_by_text("Compare with").click()
    page.get_by_role("button", name="Compare years").click()
    expect(page.locator(".side h2")).to_have_text(["2025", "2022"])
    for number, year in enumerate(["2025", "2022"]):
        whose = page.locator(".side").nth(number).locator(".whose").all_inner_texts()
        assert whose and all(year in one for one in whose)
    expect(page.locator(".field-years")).to_contain_text("2025, 2022")


def test_a_question_is_asked_on_from_the_answer_without_javascript(open_page: Open) -> None:
    page = open_page("/?q=How+quickly+does+Westmarch+answer+999+calls+in+2022", javascript=False)
    page.get_by_label("Ask further").fill("and in 2025?")
    page.get_by_role("button", name="Ask on").click()
    chip = page.locator(".chip").first
    expect(chip).to_contain_text("Westmarch")
    expect(page.locator(".scope")).to_contain_text("Still on:")
    expect(page.locator(".chip").last).to_contain_text("2025")
    expect(page.locator(".answer .note-about").first).to_contain_text("2025")
    page.get_by_role("link", name=re.compile("Ask it alone")).click()
    assert "before=" not in page.url and "and+in+2025" in page.url


def test_the_newest_report_of_each_is_a_tick_and_a_chip(open_page: Open) -> None:
    page = open_page("/?q=knife+crime")
    before = searched(page)
    page.get_by_label("Newest report of each only").check()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".chip")).to_contain_text("Newest report of each only")
    assert searched(page) < before
    page.get_by_role("link", name=re.compile("Remove limit")).click()
    page.wait_for_load_state()
    assert searched(page) == before


def test_grades_stand_over_the_words_of_each_side(open_page: Open) -> None:
    page = open_page("/?q=compare+Westmarch+2022+and+2025")
    expect(page.locator(".side h2")).to_have_text(["2022", "2025"])
    for number in (0, 1):
        expect(page.locator(".side").nth(number).locator(".side-grades li").first).to_be_visible()
    expect(page.locator(".summary")).to_contain_text("2025")


def test_results_beyond_the_answer_leave_out_what_it_quotes(open_page: Open) -> None:
    page = open_page(KNIVES)
    expect(page.locator(".statement").first).to_contain_text("156 knives")
    page.get_by_text("More in the reports").click()
    beyond = page.locator(".passages .words").all_inner_texts()
    assert len(beyond) > 3 and "156 knives" not in " ".join(beyond)


def test_an_excerpt_starts_where_the_words_are(demo_library: Path) -> None:
    library = Library(open_storage(demo_library))
    asked = TellingWords(library.generation, "how many zebras are on patrol")
    library.close()
    text = f"{'A sentence about something else entirely. ' * 12}Two zebras patrol. {'More. ' * 90}"
    shown = "".join(run.text for run in asked.excerpt(text, 200))
    assert shown.startswith("… Two zebras patrol.") and shown.endswith(" …") and len(shown) < 205
    assert "".join(run.text for run in asked.excerpt("Short zebras.", 200)) == "Short zebras."


def test_on_a_phone_the_answer_comes_first_and_the_choices_on_demand(open_page: Open) -> None:
    page = open_page("/?q=children+who+wait", width=360)
    kinds = page.get_by_label("Kind of report", exact=True)
    expect(kinds).to_be_hidden()
    expect(page.locator(".statement").first).to_be_in_viewport()
    page.get_by_text("Only some reports").click()
    kinds.select_option("area SEND")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".chip")).to_contain_text("Area SEND")
    page.locator(".note-number").first.click()
    page.locator("#note-1 a").first.click()
    expect(page.locator(".picture img").first).to_be_in_viewport()
    way_of(page).get_by_role("link", name="Next quote").click()
    expect(way_of(page)).to_contain_text("Quote 2 of")


def test_by_keyboard_alone_a_question_is_asked_and_its_quote_opened(open_page: Open) -> None:
    page = open_page("/")
    for _ in range(8):  # the skip link, the name, five links of the top, the box
        page.keyboard.press("Tab")
    page.keyboard.type("how many knives did Thornborough collect")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/\?q=how"))
    page.keyboard.press("n")
    expect(page.locator("#note-1")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("mark#mark")).to_contain_text("156 knives")


def test_more_results_come_on_demand(open_page: Open) -> None:
    page = open_page("/?q=children")
    before = page.locator(".passages li").count()
    if page.locator(".beyond:not([open])").count():
        page.get_by_text("More in the reports").click()
    page.get_by_role("link", name="Show more").click()
    page.wait_for_load_state()
    assert page.locator(".passages li").count() > before


def test_n_and_p_go_from_note_to_note_but_not_while_typing(open_page: Open) -> None:
    page = open_page("/?q=children")
    page.keyboard.press("n")
    expect(page.locator("#note-1")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#note-2")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#note-1")).to_be_focused()
    page.locator("#q").focus()
    page.keyboard.press("End")
    page.keyboard.type("np")
    expect(page.locator("#q")).to_have_value("childrennp")


def test_the_keys_can_be_turned_off_and_on(open_page: Open) -> None:
    page = open_page("/?q=children")
    page.get_by_role("button", name="Turn them off").click()
    page.reload()
    page.keyboard.press("n")
    expect(page.locator("#note-1")).not_to_be_focused()
    page.get_by_role("button", name="Turn them on").click()
    page.keyboard.press("n")
    expect(page.locator("#note-1")).to_be_focused()


def test_an_opened_quote_leads_to_the_next_and_back_by_links_and_keys(open_page: Open) -> None:
    page = open_page("/?q=children+waiting+for+assessments", javascript=False)
    second = page.locator("#note-2 a").first.get_attribute("href")
    page.locator("#note-1 a").first.click()
    way = page.get_by_role("navigation", name="Quotes of the answer")
    expect(way).to_contain_text("Quote 1 of")
    expect(way.get_by_role("link", name="Previous quote")).to_have_count(0)
    way.get_by_role("link", name="Next quote").click()
    assert second and page.url.endswith(second)
    expect(way).to_contain_text("Quote 2 of")
    way.get_by_role("link", name="Back to the answer").click()
    assert page.url.endswith("/?q=children+waiting+for+assessments#note-2")
    page = open_page(second)
    page.keyboard.press("p")
    expect(way_of(page)).to_contain_text("Quote 1 of")
    page.keyboard.press("n")
    expect(way_of(page)).to_contain_text("Quote 2 of")


def test_typing_suggests_headings_and_earlier_questions_by_keyboard(open_page: Open) -> None:
    page = open_page("/?q=area+of+my+own")
    box = page.get_by_role("combobox", name="Your question")
    box.fill("")
    box.press_sequentially("area")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("area of my own")
    expect(options.filter(has_text="Heading").first).to_be_visible()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    box.press_sequentially("s")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(re.compile("q=A"))


def test_words_of_a_report_are_never_markup(open_page: Open) -> None:
    page = open_page("/?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E")
    expect(page.locator("main img")).to_have_count(0)
    expect(page.locator(".question")).to_contain_text("<img src=x")


def way_of(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Quotes of the answer")


def searched(page: Page) -> int:
    found = re.search(r"Searched (\d+)", page.locator(".scope").inner_text())
    assert found
    return int(found[1])


def test_a_chip_says_what_it_was_called_only_where_that_is_another_name(demo_server: str) -> None:
    told = httpx.get(demo_server, params={"q": "care leavers in Calderby"}).text
    assert 'class="chip"' in told and "from “Calderby”" not in told
    assert (
        "from “the force”"
        in httpx.get(demo_server, params={"q": "how does the force handle knife crime"}).text
    )


def test_help_calls_what_is_under_a_quote_by_its_name(demo_server: str) -> None:
    told = httpx.get(demo_server, params={"q": "how does the force handle knife crime"}).text
    assert "<summary>In its paragraph" in told
    assert "“In its paragraph” under" in httpx.get(f"{demo_server}/help").text


def test_ways_to_come_back_stand_below_the_answer(demo_server: str) -> None:
    told = httpx.get(demo_server, params={"q": "how does the force handle knife crime"}).text
    assert told.index('class="statements') < told.index("data-save") < told.index("Ask further")
    silent = httpx.get(demo_server, params={"q": "how many submarines are there"}).text
    assert silent.index("unanswered") < silent.index("data-save")
