"""What is around a report is told by what it says and holds, not by a word in its name alone."""

import pytest

from ingest.html.web_page import read_html
from tests.ingest.html.made import PROSE, make_page, read


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [
        ("feedback", "Feedback", "Children told us that the food is cold on most days."),
        ("consent", "Consent", "Staff did not ask nine people for consent."),
        ("adult-social-care", "Adult social care", "The list stood at 640 people."),
        ("information-sharing", "Information sharing", "The police did not pass it on."),
        ("staff-survey", "Staff survey", "Four in ten staff said that they would leave."),
        ("related-offending", "Related offending", "Drug offences rose by 12 per cent."),
        ("menu", "Menu", "Residents choose from a menu that changes every month."),
        ("share-of-costs", "Share of costs", "The council’s share was £12,000."),
        ("social", "Use of social media", "The force uses Facebook and Twitter well."),
        ("promo", "Promotion", "Nine of ten sergeants were men."),
        ("footer-note", "Note", "Figures are rounded to the nearest ten."),
        ("overlay", "Map", "Two of ten homes lie in the north."),
        ("subscription", "Subscription", "The fee of the club is £40 a child."),
        ("cookies", "Cookies for sale", "Children sold cookies at the fair."),
        ("sidebar", "Key facts", "Places: 12"),
        ("print", "Print works", "Prisoners print forms for the courts."),
    ],
)
@pytest.mark.parametrize("how", ["class", "id"])
@pytest.mark.parametrize("block", ["<p>{}</p>", "{}", "<span>{}</span>", "<ul><li>{}</li></ul>"])
def test_a_part_named_like_furniture_is_read(
    name: str, title: str, words: str, how: str, block: str
) -> None:
    page = f"<section {how}='{name}'><h2>{title}</h2>{block.format(words)}</section>"

    text = read(page)

    assert title in text and words in text


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class=cookie-banner><p>We use cookies to make this work. They help.</p></div>",
        "<div id=consent><p>We value your privacy. Choose what you allow.</p></div>",
        "<div class=newsletter><h3>Stay near</h3><p>Sign up for our newsletter today.</p></div>",
        "<div class=share><span>Share</span><svg></svg></div>",
        "<div class=feedback><p>Is this page useful?</p><button>Yes</button></div>",
        "<div id=survey><p>Help us to improve this website: take our survey.</p></div>",
        "<div class=related><h2>Related documents</h2><ul><li><p><a href=/a>On homes</a></p>"
        "<p>What homes are and what they are for, in a page of few words.</p></li></ul></div>",
        "<div class=breadcrumb><a href=/>Home</a> &gt; <span>Report</span></div>",
        "<div class=pagination><span>1</span> <a href=2>2</a></div>",
        "<div role=dialog><p>Please sign in first to go on.</p></div>",
        "<form><label>Search</label><input name=q><button>Go</button></form>",
    ],
)
def test_furniture_is_left_out(furniture: str) -> None:
    assert read(f"{furniture}<p>The home is good.</p>") == "The home is good."


def test_words_of_a_form_that_asks_for_nothing_are_read() -> None:
    assert read("<form><input type=hidden><p>It is good.</p></form>") == "It is good."


def test_a_parts_own_footer_is_read() -> None:
    page = "<article><p>One.</p><footer><p>The judgement of the panel is poor.</p></footer>"

    assert read(page) == "One.\nThe judgement of the panel is poor."


def test_a_button_in_a_sentence_is_read() -> None:
    assert read("<p>Press <button>Save</button> to go on.</p>") == "Press Save to go on."


def test_an_accordion_without_paragraphs_is_read() -> None:
    page = """<details><summary>How we judged</summary>We read 60 case files.</details>
    <div role=tablist><button role=tab aria-controls=t>Staff</button></div>
    <div role=tabpanel id=t hidden>There were nine empty posts.</div>"""

    assert read(page) == ("How we judged\nWe read 60 case files.\nThere were nine empty posts.")


def test_a_short_page_under_a_menu_with_a_log_in_is_a_report() -> None:
    menu = "<ul><li><a href=a>Log in</a></li><li><a href=b>Home</a></li></ul>"
    said = "<p>The harbour wall broke in three places, and was mended before the winter came.</p>"
    assert "three places" in read(menu + said)


@pytest.mark.parametrize(
    "furniture",
    [
        "<ol class=breadcrumb><li><a href=/>Home</a></li><li><a href=/r>Reports</a></li></ol>",
        "<ul class=pagination><li><a href=/2>2</a></li><li><a href=/2>Next »</a></li></ul>",
        "<ul class='social-links'><li><a href=/f>Our page elsewhere</a></li></ul>",
        "<div id=CybotCookiebotDialog><p>By clicking Accept, you agree to cookies here.</p></div>",
        "<div id=ccc><p>We use cookies to make this better.</p><button>Fine</button></div>",
        "<p><a href='#staff'>¶</a></p>",
        "<div class=advert><p>Advertisement</p><p>Buy now</p></div>",
        "<div class='c-phase-banner'><p>Beta</p><p>This is a new service. Tell us how it is.</p></div>",
    ],
)
def test_lists_of_links_and_notices_that_are_named_so_are_left_out(furniture: str) -> None:
    assert read(f"{furniture}<p>There are 41 homes.</p>") == "There are 41 homes."


@pytest.mark.parametrize(
    "page",
    [
        "<ul class='related-homes'><li>Oak House had all of its 12 places full.</li><li>Elm</li></ul>",
        "<ul class=feedback><li><a href=/a>We heard of nine homes in the year that had no staff.</a></ul>",
    ],
)
def test_a_list_of_sentences_is_read_whatever_it_is_called(page: str) -> None:
    assert len(read(page)) > 30


@pytest.mark.parametrize(
    "page",
    [
        "<div class=accordion><button class=acc>Care</button><div class=panel>{}</div></div>",
        "<h3><button aria-expanded=false>Care</button></h3><div hidden>{}</div>",
        "<details><summary>Care</summary>{}</details>",
    ],
)
def test_a_short_name_of_a_panel_is_its_heading(page: str) -> None:
    assert read(page.format("Few staff.")) == "Care\nFew staff."


def test_an_aside_of_links_that_says_something_itself_is_read_and_one_that_leads_on_is_not() -> (
    None
):
    links = "".join(f"<li><a href=/{at}>A finding of {at} homes</a></li>" for at in range(5))
    said = "<p>The grades hold for two years.</p>"
    assert "two years." in read(f"<aside><h2>Key findings</h2><ul>{links}</ul>{said}</aside>")
    assert read(f"<aside><h2>Related content</h2><ul>{links}</ul>{said}</aside>") == ""
    assert read(f"<aside><h2>More</h2><ul>{links}</ul></aside>") == ""


def test_a_body_after_the_page_is_read_too() -> None:
    page = make_page(f"<h1>Inspection</h1><p>{PROSE}</p>") + b"<html><body><p>It has 44 homes.</p>"
    assert read_html(page).text.splitlines() == ["Inspection", PROSE, "It has 44 homes."]


def test_adverts_for_people_are_no_adverts() -> None:
    said = "Adverts for foster carers ran in May and brought 20 calls."
    assert read(f"<section class=advert><p>{said}</p></section>") == said


def test_a_heading_of_buttons_to_share_may_end_in_a_colon() -> None:
    assert read("<div><h3>Share this:</h3><ul><li><a href=/t>Mail</a></ul></div>") == ""
