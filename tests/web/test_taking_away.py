"""What is taken away from a page: copies, a basket, files, and what is left behind: feedback."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from docx import Document
from playwright.sync_api import expect

from api.pages.feedback import write_candidate
from search.evaluation.judging import BadQuestion, evaluate, measures, read_questions
from search.library import Library
from search.storage.opening import open_storage
from tests.web.conftest import Open

SHOULD = "?q=What+must+Harrowdale+do+straight+away+about+missing+children%3F"
STEM = "With immediate effect, Harrowdale Constabulary should:"
ITEM = "make sure that strategy discussions"
ASKED = "?q=how+many+knives+did+Thornborough+collect+in+2023"


def test_a_quote_put_in_the_briefing_is_there_on_its_page_and_in_its_files(
    open_page: Open, demo_server: str
) -> None:
    page = open_page(f"/{ASKED}")
    page.get_by_role("button", name="Add to briefing 1").click()
    expect(page.get_by_role("status")).to_have_text("Put in the briefing")
    page.get_by_role("link", name="Briefing (1)").click()
    expect(page.locator(".item-quote")).to_have_count(1)
    expect(page.locator(".item-quote blockquote").first).to_contain_text("156 knives")
    ids = page.evaluate("JSON.parse(localStorage['pincite.briefing']).items.map((i) => i.quote)")
    page.goto(f"/basket?c={ids[0]}")
    expect(page.locator(".note")).to_contain_text("156 knives")
    address = page.get_by_role("link", name="CSV").get_attribute("href")
    rows = list(
        csv.DictReader(io.StringIO(httpx.get(f"{demo_server}{address}").text.lstrip("\ufeff")))
    )
    assert len(rows) == 1 and "156 knives" in rows[0]["quote"]
    page.get_by_role("button", name="In the briefing 1").click()
    expect(page.get_by_role("link", name="Briefing", exact=True)).to_be_visible()


def test_a_citation_is_copied_with_a_link_that_leads_back(
    open_page: Open, demo_server: str
) -> None:
    page = open_page(f"/{ASKED}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=demo_server)
    page.locator("#note-1 summary").click()
    page.get_by_role("button", name="Copy citation 1").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "156 knives" in copied
    page.get_by_role("button", name="Copy Markdown 1").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("> ")
    page.get_by_role("button", name="Copy link 1").click()
    assert page.evaluate("navigator.clipboard.readText()") == copied.split()[-1]
    page.get_by_role("button", name="Copy the answer").click()
    expect(page.get_by_role("status")).to_have_text("The answer is copied")
    whole = page.evaluate("navigator.clipboard.readText()")
    assert "156 knives" in whole and "[1]" in whole and copied.split()[-1] in whole
    answer = httpx.get(copied.split()[-1], follow_redirects=True)
    assert answer.status_code == 200 and 'id="mark"' in answer.text


def test_the_word_file_has_the_statements_and_links_that_lead_to_their_words(
    demo_server: str,
) -> None:
    document = Document(io.BytesIO(httpx.get(f"{demo_server}/answer.docx{ASKED}").content))
    assert any("156 knives" in paragraph.text for paragraph in document.paragraphs)
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert links and all(httpx.get(link).status_code == 303 for link in links)


def test_the_markdown_file_numbers_its_notes(demo_server: str) -> None:
    text = httpx.get(f"{demo_server}/answer.md{ASKED}").text
    assert "[^1]" in text.split("[^1]: ")[0]
    assert f"<{demo_server}/c/" in text


def test_what_a_statement_leans_on_is_taken_away_before_it_and_apart(demo_server: str) -> None:
    document = Document(io.BytesIO(httpx.get(f"{demo_server}/answer.docx{SHOULD}").content))
    told = [paragraph.text for paragraph in document.paragraphs]
    first = told.index(f"{STEM} … 1")
    assert told[first + 1].startswith(ITEM)
    stem = document.paragraphs[first]
    assert str(stem.runs[0].font.color.rgb) == "595959"
    assert stem.paragraph_format.keep_with_next
    markdown = httpx.get(f"{demo_server}/answer.md{SHOULD}").text
    assert f"*{STEM}* …[^1]  \n{ITEM}" in markdown
    file = httpx.get(f"{demo_server}/answer.csv{SHOULD}").text.lstrip("\ufeff")
    rows = [row for row in csv.DictReader(io.StringIO(file)) if row["statement"].startswith(ITEM)]
    assert [(row["number"], row["part"]) for row in rows] == [("1", "stem"), ("2", "statement")]
    assert [row["quote"] for row in rows] == [STEM, rows[0]["statement"]]
    assert len({row["citation"] for row in rows}) == 2


def test_an_item_is_copied_and_kept_with_the_line_that_opens_its_list(
    open_page: Open, demo_server: str
) -> None:
    page = open_page(f"/{SHOULD}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=demo_server)
    page.locator("#note-2 summary").click()
    page.get_by_role("button", name="Copy citation 2").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{STEM}” … “{ITEM}")
    page.get_by_role("button", name="Copy Markdown 2").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"> {STEM} …\n>\n> {ITEM}")
    page.get_by_role("button", name="Copy the answer").click()
    expect(page.get_by_role("status")).to_have_text("The answer is copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{STEM} … [1]\n{ITEM}")
    page.get_by_role("button", name="Add to briefing 2").click()
    page.get_by_role("link", name="Briefing (1)").click()
    expect(page.locator(".item-quote blockquote").first).to_contain_text(f"{STEM} … {ITEM}")
    page = open_page(f"/{SHOULD}")
    page.get_by_role("button", name="Add to briefing 1").click()
    page.get_by_role("button", name="Add to briefing 2").click()
    expect(page.get_by_role("link", name="Briefing (2)")).to_be_visible()
    page.get_by_role("button", name="In the briefing 2").click()
    expect(page.get_by_role("link", name="Briefing (1)")).to_be_visible()


def test_no_cell_of_the_csv_file_is_taken_for_a_formula(demo_server: str) -> None:
    from api.rendering.csv_files import harmless

    assert harmless("=1+1") == "'=1+1"
    for start in ("＝", "＋", "－", "＠", " =", "\u00a0=", "\ufeff=", "\u200b-", "\n=", "\x00@"):
        assert harmless(f"{start}1") == f"'{start}1"
    assert harmless("Good") == "Good"
    rows = csv.reader(
        io.StringIO(httpx.get(f"{demo_server}/answer.csv{ASKED}").text.lstrip("\ufeff"))
    )
    assert next(rows)[:3] == ["number", "statement", "quote"]


def test_feedback_is_kept_beside_the_library_with_and_without_javascript(
    open_page: Open, demo_library: Path
) -> None:
    for javascript in (True, False):
        page = open_page(f"/{ASKED}", javascript=javascript)
        page.get_by_text("Say more").click()
        page.get_by_label("What was good, wrong or missing").fill(f"With a “quote”: {javascript}")
        page.get_by_role("button", name="Yes").click()
        expect(page.get_by_text("Thank you").first).to_be_visible()
        last = (demo_library / "feedback.jsonl").read_text(encoding="utf-8").splitlines()[-1]
        kept = json.loads(last)
        assert kept["helped"] is True and kept["note"] == f"With a “quote”: {javascript}"
        assert kept["question"].startswith("how many knives")
        assert "156 knives" in kept["gold"][0]["quote"]


def test_what_readers_said_is_a_question_set_that_evaluate_reads(
    demo_library: Path, tmp_path: Path
) -> None:
    library = Library(open_storage(demo_library))
    asked = "how many knives did Thornborough collect in 2023"
    cited = [c.id for s in library.ask(asked).statements for c in s.citations]
    address = "/?q=knives&subject=Thornborough+Police&year=2024"
    lines = [
        write_candidate(library, asked, True, "", address, cited),
        write_candidate(library, "drones in Cumbria", True, "right", "/?q=drones", []),
        write_candidate(library, "knives", False, "not this", "/?q=knives", cited),
    ]
    path = tmp_path / "feedback.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    questions = read_questions(path)
    assert [question.type for question in questions] == ["finding", "unanswerable"]
    assert questions[0].filters.subjects == ("Thornborough Police",)
    figures = measures(evaluate(library, questions))
    library.close()
    assert figures["recall@5"] == figures["evidence quoted"] == 1.0
    assert figures["declined, unanswerable"] == 1.0


def test_where_nobody_knows_any_evidence_evaluate_says_so(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text('{"id": "1", "question": "knives", "type": "open"}\n', encoding="utf-8")
    with pytest.raises(BadQuestion, match="no question whose evidence is known"):
        read_questions(path)


def test_feedback_from_another_site_is_refused(demo_server: str, demo_library: Path) -> None:
    before = _kept(demo_library)
    answer = httpx.post(
        f"{demo_server}/feedback",
        data={"question": "q", "helped": "no"},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert _kept(demo_library) == before


def test_printing_shows_the_answer_without_the_controls(open_page: Open) -> None:
    page = open_page(f"/{ASKED}")
    page.emulate_media(media="print")
    expect(page.locator(".statement").first).to_be_visible()
    expect(page.locator(".ask").first).to_be_hidden()
    expect(page.locator(".note-tools").first).to_be_hidden()
    printed = "getComputedStyle(document.querySelector('.note'), '::after').content"
    assert "/c/" in page.evaluate(printed)


def test_the_citation_link_leads_to_the_page_as_printed(demo_server: str) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(
                httpx.get(f"{demo_server}/answer.csv?q=autism+assessments").text.lstrip("\ufeff")
            )
        )
    )
    paged = next(row for row in rows if row["page"])
    answer = httpx.get(paged["link"])
    assert answer.status_code == 303
    assert "/pages/" in urlsplit(answer.headers["location"]).path


def _kept(folder: Path) -> int:
    path = folder / "feedback.jsonl"
    return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0
