"""What a person who is new to the pages meets: each test is a fault that was found and mended."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from api.pages.page_question import asking_in
from api.rendering.grade_steps import Badge, shade
from search.library import Library
from search.storage.opening import open_storage
from tests.web.conftest import Changed, Open

KNIVES = "/?q=how+many+knives+did+Thornborough+collect+in+2023"
SILENT = "/?q=how+many+submarines+does+Westmarch+have"


def test_where_nothing_is_found_the_page_says_no_more_and_offers_what_has_an_answer(
    open_page: Open,
) -> None:
    page = open_page(SILENT, javascript=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("No answer was found")
    ways = page.locator(".ways-on")
    expect(ways.get_by_role("link", name=re.compile("Westmarch Police: 2 reports"))).to_be_visible()
    questions = ways.locator(".examples a")
    assert 1 <= questions.count() <= 3
    questions.first.click()
    expect(page.locator(".statement, .grade").first).to_be_visible()


def test_sides_that_are_all_silent_are_told(open_page: Open) -> None:
    page = open_page("/?q=submarines&subject=Westmarch+Police&subject=Nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("No answer was found")
    expect(page.locator(".lede")).to_contain_text("Westmarch Police, Nowhere")


def test_a_list_is_parted_by_which_way_its_quotes_speak(open_page: Open) -> None:
    page = open_page("/?q=which+forces+have+staff+without+up+to+date+vetting")
    said = page.locator("h2.says")
    expect(said.first).to_have_text(re.compile(r"^Say so \(\d+\)$"))
    assert sum(int(words[words.index("(") + 1 : -1]) for words in said.all_inner_texts()) == (
        page.locator(".statements .statement").count()
    )


def test_a_bare_name_opens_the_page_of_its_subject(open_page: Open) -> None:
    page = open_page("/?q=Westmarch")
    assert page.url.endswith("/subjects/Westmarch%20Police")
    page.get_by_role("link", name="In brief").click()
    expect(page.locator(".brief h2").first).to_contain_text("Westmarch")


def test_subjects_lead_to_their_pages_from_chips_and_from_notes(open_page: Open) -> None:
    page = open_page(KNIVES)
    chip = page.locator(".chip").get_by_role("link", name="Thornborough Police", exact=True)
    assert chip.get_attribute("href") == "/subjects/Thornborough%20Police"
    page.locator("#note-1").get_by_role("link", name="Thornborough Police", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thornborough Police")


def test_what_the_question_names_fills_the_choices_and_is_no_choice_of_its_own(
    open_page: Open,
) -> None:
    page = open_page(KNIVES, javascript=False)
    chosen = page.get_by_label("About", exact=True).locator("option:checked")
    expect(chosen).to_have_text("Thornborough or Thornborough Police, as asked")
    expect(page.locator("#from option:checked")).to_have_text(re.compile("2023"))
    page.get_by_label("Your question").fill("How quickly does Westmarch answer 999 calls?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(chosen).to_have_text("Westmarch Police, as asked")
    page.get_by_label("About", exact=True).select_option("*")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".chip")).to_have_count(0)


def test_reports_are_narrowed_by_a_span_of_years(open_page: Open) -> None:
    page = open_page("/?q=knives")
    page.get_by_label("Published from").select_option("2019")
    page.get_by_label("to", exact=True).select_option("2022")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert "from=2019&to=2022" in page.url
    expect(page.locator(".chip")).to_contain_text("2019 to 2022")
    page.get_by_role("link", name="Remove year 2019 to 2022").click()
    assert "from=" not in page.url


def test_an_old_address_with_a_year_asks_of_that_year_and_two_are_set_side_by_side() -> None:
    one, two = asking_in("q=x&year=2019"), asking_in("q=x&year=2019&year=2022")
    assert (one.first, one.last, one.years) == ("2019", "2019", ())
    assert (two.first, two.years) == ("", (2019, 2022))
    assert asking_in("from=2022&to=2019").published == "2019 to 2022"
    assert asking_in("q=x&from=2019-05-01&to=2019-02-30").odd == ("2019-02-30",)


def test_what_is_no_year_is_told(open_page: Open) -> None:
    page = open_page("/?q=knives&year=abc")
    expect(page.locator(".notice").first).to_contain_text("“abc” is no year")


def test_an_empty_question_is_told(open_page: Open) -> None:
    page = open_page("/", javascript=False)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".problem")).to_contain_text("Type a question first.")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_upload_without_a_file_is_told(
    open_page: Open, changed: Changed, javascript: bool
) -> None:
    page = open_page("/", server=changed.address, javascript=javascript)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Add").click()
    page.get_by_role("button", name="Add to the library").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file first.")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_shared_citation_opens_with_what_it_is_of_in_sight(
    open_page: Open, demo_library: Path, width: int
) -> None:
    library = Library(open_storage(demo_library))
    citations = [
        library.ask(question).statements[0].citations[0]
        for question in (
            "how long do children wait for autism assessments",
            "how many knives did Thornborough collect in 2023",
        )
    ]
    library.close()
    for citation in citations:
        page = open_page(citation.url, width=width)
        head = page.locator(".report-head")
        expect(head.get_by_role("heading", level=1)).to_be_in_viewport()
        expect(head.get_by_role("link", name=citation.report.subject)).to_be_in_viewport()
        expect(head.get_by_text("published")).to_be_in_viewport()
        expect(page.get_by_text("Cite these words")).to_be_in_viewport()
        if width > 1000 or citation.page is None:
            expect(page.locator("mark#mark")).to_be_in_viewport()


def test_grades_are_a_sentence_then_a_table_whose_badges_read_without_colour(
    open_page: Open,
) -> None:
    page = open_page("/?q=what+grades+did+Calderby+get")
    expect(page.locator(".summary")).to_contain_text("grade")
    badge = page.locator(".graded .grade").first
    expect(badge).to_have_text(re.compile("^●[●○]+ [A-Z]"))
    page.locator(".graded .note a").first.click()
    expect(page.locator("mark#mark")).to_be_visible()


def test_the_shades_of_grades_go_from_best_to_worst_and_never_twice_the_same() -> None:
    grades = [
        Badge("outstanding", 0, 4),
        Badge("good", 1, 4),
        Badge("adequate", 2, 4),
        Badge("requires improvement", 2, 4),
        Badge("inadequate", 3, 4),
    ]
    assert shade(grades) == [0, 1, 2, 3, 4]
    assert shade([grades[1], grades[4]]) == [1, 4]
    assert shade([grades[4], Badge("ungraded")]) == [4, 5]


def test_each_shade_has_less_light_than_the_one_before(open_page: Open) -> None:
    page = open_page("/judgements")
    for scheme, towards in (("light", -1), ("dark", 1)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        lights = page.evaluate(
            """() => [0, 1, 2, 3, 4].map((step) => {
                const hex = getComputedStyle(document.documentElement).getPropertyValue(`--grade-${step}`).trim();
                const [r, g, b] = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
                return .2126 * r + .7152 * g + .0722 * b;
            })"""
        )
        assert lights == sorted(lights, reverse=towards < 0)


def test_a_trend_of_grades_is_drawn_as_steps(open_page: Open) -> None:
    page = open_page("/?q=how+has+leadership+changed+over+time+in+Calderby")
    chart = page.locator(".answer svg.steps")
    expect(chart.locator("circle")).to_have_count(2)
    expect(chart.locator("desc")).to_contain_text("in 2014, then")
    heights = chart.locator("circle").evaluate_all("all => all.map(one => one.cy.baseVal.value)")
    assert heights[0] != heights[1]


def test_what_reports_ask_for_stands_under_each_report_the_newest_first(open_page: Open) -> None:
    page = open_page("/?q=recommendations+on+children")
    groups = page.locator(".answer .asks summary")
    years = [int(year) for text in groups.all_inner_texts() for year in re.findall("20..", text)]
    assert len(years) > 2 and years == sorted(years, reverse=True)
    expect(page.locator(".answer .asks").first).to_have_attribute("open", "")
    expect(page.locator(".answer .asks").last).not_to_have_attribute("open", "")


def test_an_answer_is_told_once_with_its_notes_beside_it(open_page: Open) -> None:
    page = open_page("/?q=how+long+do+children+wait+for+autism+assessments")
    words, note = page.locator(".statement").first, page.locator("#note-1")
    text = words.inner_text().split("\n")[0][:40]
    assert page.locator(".answer").inner_text().count(text) == 1
    said, beside = words.bounding_box(), note.bounding_box()
    assert said and beside
    assert beside["x"] > said["x"] + said["width"] and abs(beside["y"] - said["y"]) < 60
    place = page.locator(".feedback").bounding_box()
    assert place and place["y"] > beside["y"] + 200


def test_suggestions_match_anywhere_in_a_name(demo_server: str) -> None:
    found = httpx.get(f"{demo_server}/suggest", params={"q": "march"}).json()["suggestions"]
    assert {"text": "Westmarch Police", "what": "Subject"}.items() <= found[0].items()


def test_the_text_beside_a_printed_page_opens_at_the_words(
    open_page: Open, demo_library: Path
) -> None:
    library = Library(open_storage(demo_library))
    generation = library.generation
    long = max(
        (page.end - page.start, page.number, holding.info.id, page.end)
        for holding in generation.holdings
        for page in generation.report(holding.number).pages
    )
    library.close()
    _, number, report_id, end = long
    page = open_page(f"/reports/{report_id}/pages/{number}?start={end - 60}&end={end - 2}")
    page.set_viewport_size({"width": 1280, "height": 600})
    page.reload()
    expect(page.locator("mark#mark")).to_be_attached()
    assert page.locator(".pane").evaluate("pane => pane.scrollTop") > 0


def test_print_keeps_every_column_and_says_when_where_and_of_what(open_page: Open) -> None:
    page = open_page(KNIVES)
    page.emulate_media(media="print")
    expect(page.locator(".printed-from")).to_contain_text("q=how+many+knives")
    expect(page.locator(".printed-from")).to_contain_text(re.compile(r"^\d+ [A-Z][a-z]+ 20\d\d"))
    expect(page.locator(".chip").first).to_contain_text("Thornborough Police")
    page = open_page("/judgements", width=720)  # a sheet of A4
    page.emulate_media(media="print")
    table = page.locator(".grade-table").bounding_box()
    assert table and table["x"] + table["width"] <= 720


def test_charts_of_the_library_lead_to_their_reports(open_page: Open) -> None:
    page = open_page("/library")
    page.get_by_role("link", name="PEEL: 5 reports").click()
    expect(page.locator(".told-table tbody tr")).to_have_count(5)
    page = open_page("/library")
    page.get_by_role("link", name=re.compile("in 2014$")).click()
    expect(page.locator(".told-table tbody tr")).to_have_count(1)


def test_reports_are_found_by_words_and_say_what_told_them(open_page: Open) -> None:
    page = open_page("/library/reports", javascript=False)
    page.get_by_label("Words in the title, subject or path").fill("westmarch peel")
    page.get_by_role("button", name="Show").click()
    rows = page.locator(".told-table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first.locator(".told")).to_have_count(4)


def test_the_first_page_has_the_newest_reports(open_page: Open) -> None:
    page = open_page("/")
    newest = page.locator(".newest li")
    expect(newest.first).to_contain_text("28 March 2025")
    newest.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Westmarch")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Help", "What can be asked"),
        ("About", "12 reports"),
        ("Accessibility", "axe-core"),
        ("Privacy", "no cookies"),
        ("Contact", "Whoever looks after this server"),
    ],
)
def test_the_foot_leads_to_what_a_public_service_says(
    open_page: Open, name: str, told: str
) -> None:
    page = open_page("/")
    page.get_by_role("navigation", name="About this service").get_by_role("link", name=name).click()
    expect(page.locator("main")).to_contain_text(told)
