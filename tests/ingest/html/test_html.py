"""A web page gives its main content, its headings and nothing of what is around them."""

from pathlib import Path

import pytest

from ingest.errors import NotAReport
from ingest.html.web_page import read_html
from tests.conftest import REAL_REPORTS
from tests.ingest.html.made import PROSE, extract, make_page, read

PAGES = Path(__file__).parent / "pages"
REPORTS = REAL_REPORTS


@pytest.mark.parametrize("name", ["force", "government", "council", "provider", "tables"])
def test_only_the_main_content_is_read(name: str) -> None:
    extract = read_html((PAGES / f"{name}.html").read_bytes())
    assert extract.text.split("\n") == (PAGES / f"{name}.txt").read_text("utf-8").splitlines()


def test_headings_are_sections_with_the_anchors_that_lead_to_them() -> None:
    extract = read_html((PAGES / "force.html").read_bytes())
    assert [(section.level, section.title, section.anchor) for section in extract.sections] == [
        (1, "PEEL 2021/22 – An inspection of Marlshire Police", "post-10431"),
        (2, "Overall summary", "overall"),
        (2, "1 Preventing crime and anti-social behaviour", "crime"),
        (3, "Innovative practice", None),
        (3, "Areas for improvement", None),
        (2, "2 Supporting victims", "victims"),
        (3, "Detailed findings", None),
        (2, "Definitions", None),
    ]


def test_sections_start_with_their_headings_and_end_where_the_next_ones_start() -> None:
    extract = read_html((PAGES / "force.html").read_bytes())
    for section in extract.sections:
        assert extract.text[section.start :].startswith(section.title + "\n")
        following = [
            s.start
            for s in extract.sections
            if s.start > section.start and s.level <= section.level
        ]
        assert section.end == min(following, default=len(extract.text))


def test_a_page_says_its_title_dates_address_and_site() -> None:
    assert read_html((PAGES / "force.html").read_bytes()).properties == {
        "language": "en-GB",
        "shown": "PEEL 2021/22 – An inspection of Marlshire Police - Inspectorate of Constabulary",
        "heading": "PEEL 2021/22 – An inspection of Marlshire Police",
        "title": "PEEL 2021/22",
        "published": "2022-04-14",
        "modified": "2022-05-03",
        "site": "Inspectorate of Constabulary",
        "url": "https://inspectorate.example/publications/peel-2021-22-marlshire/",
    }


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><span>Staffing</span><span style='display:block'>in 21<sup>st</sup></span>homes</h1>",
        "<h1>Staffing <del>now</del><span hidden>Draft</span>in<br>21st homes <a href='#x'>#</a></h1>",
        "<h1 class=visually-hidden>Council</h1><h1>Staffing in 21st homes</h1>",
        "<template><h1>One</h1></template><noscript><h1>Two</h1></noscript>"
        "<h1>Staffing in 21st homes<sup><a href='#n'>1</a></sup></h1><p id=n>1 A note.</p>",
        "<div class='modal fade'><h1>Your privacy</h1></div><h1>Staffing in 21st homes</h1>",
        "<div class='hero--overlay'><h1>Staffing in 21st homes</h1></div>",
    ],
)
def test_a_heading_is_the_first_that_shows_in_the_words_that_show(heading: str) -> None:
    assert extract(heading).properties["heading"] == "Staffing in 21st homes"


def test_the_title_of_a_drawing_is_not_the_page_s() -> None:
    head = "<svg><title>Logo</title></svg><title>Homes</title>"
    assert read_html(make_page(f"<p>{PROSE}</p>", head)).properties["shown"] == "Homes"


@pytest.mark.parametrize(
    "head",
    [
        "<script type='application/ld+json'>//<![CDATA[\n{}\n//]]></script>",
        "<script type='application/ld+json'><!-- {} --></script>",
        "<script type='application/ld+json'>{};</script>",
        "<meta property='dcterms:issued' content='2024-05-04'>",
        "<meta name=eGMS.date.issued content='04/05/2024'>",
        "<meta name=parsely-pub-date content='2024-05-04T10:00:00Z'>",
    ],
)
def test_a_page_says_when_it_came_out_in_its_head(head: str) -> None:
    data = '{"@type": "Article", "description": "a\nb", "datePublished": "2024-05-04"}'
    properties = extract("", head.replace("{}", data)).properties

    assert properties["published"] == "2024-05-04"


@pytest.mark.parametrize(
    "said",
    [
        "<time pubdate datetime='2024-05-04'>4 May</time>",
        "<p>Posted on <time class='entry published updated' datetime=2024-05-04>4 May</time></p>",
        "<dl><dt>Published:</dt><dd><time datetime=2024-05-04>4 May</time></dd></dl>",
        "<table><tr><th>Publication date</th><td><time datetime=2024-05-04>4 May</time></table>",
        "<span itemprop=datePublished content=2024-05-04>4 May</span>",
        "<span property='schema:datePublished' content=2024-05-04>4 May</span>",
    ],
)
def test_a_page_says_when_it_came_out_beside_its_text(said: str) -> None:
    assert extract(said).properties["published"] == "2024-05-04"


def test_the_address_that_was_read_goes_before_the_one_that_the_page_gives() -> None:
    data = (PAGES / "force.html").read_bytes()
    assert (
        read_html(data, "https://mirror.example/a").properties["url"] == "https://mirror.example/a"
    )


def test_a_number_beside_a_heading_belongs_to_it() -> None:
    assert (
        read("<span>3</span><h3>How effective is the force?</h3>")
        == "3 How effective is the force?"
    )
    assert read("<p>Question 4.</p><h3>How fair?</h3>") == "Question 4. How fair?"
    assert read("<ul><li>5</li></ul><h3>How fair?</h3>") == "• 5\nHow fair?"


def test_a_grade_is_a_line_of_its_own_but_not_within_a_sentence() -> None:
    badge = '<span class="grade">Good</span>'
    assert read(f"<h3>Leadership {badge}</h3>") == "Leadership\nGood"
    assert read(f"<div>Leadership {badge}</div>") == "Leadership\nGood"
    assert read(f"<p>Leadership is {badge} here.</p>") == "Leadership is Good here."
    assert read(f"<h3>Leadership</h3>{badge}<p>It leads.</p>") == "Leadership\nGood\nIt leads."


def test_a_heading_is_one_line_however_it_is_built() -> None:
    assert (
        read("<h2><span>1</span> <b>How<br>well</b><div>do they lead?</div></h2>")
        == "1 How well do they lead?"
    )


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert read("<p>One<br>two<br><br>three</p>") == "One two\nthree"


def test_lists_tables_and_definitions_inside_each_other() -> None:
    table = "<table><tr><td>A<ul><li>b</li><li>c</li></ul></td><td></td><td>d</td></tr></table>"
    assert read(f"<ul><li><p>x</p><p>y</p>{table}</li></ul>") == "• x\ny\nA b c\t\td"
    assert read("<dl><dt>A</dt><dd><p>b</p><p>c</p></dd></dl>") == "A\tb\nc"


def test_hidden_panels_are_read_and_hidden_buttons_are_not() -> None:
    panel = "<button>More</button><div hidden><p>Closed until clicked.</p></div>"
    assert read(f"{panel}<span hidden>Close</span>") == "Closed until clicked."


def test_links_to_footnotes_and_contents_lists_are_left_out() -> None:
    contents = "".join(f'<li><a href="#s{at}">Part {at}</a></li>' for at in range(4))
    assert read(
        f"<ol>{contents}</ol><p>Crime<sup><a href='#f'>2</a></sup> fell.</p><p id=f>Or not.</p>"
    ) == ("Crime fell.\nOr not.")


def test_a_wrapper_named_for_its_menu_keeps_its_text() -> None:
    paragraphs = f"<p>{PROSE}</p>" * 8
    assert read(f'<div class="with-sidebar menu">{paragraphs}</div>').count(PROSE) == 7 + 1


def test_a_title_outside_the_main_part_leads_the_text() -> None:
    page = make_page(f"<header><h1>On Marlshire</h1></header><main><p>{PROSE}</p></main>")
    assert read_html(page).text == f"On Marlshire\n{PROSE}"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "cp1252"),
        ("", "cp1252"),
        ("nonsense", "utf-8"),
        ("rot13", "cp1252"),
        ("utf-16", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-8", "utf-16"),
        ("", "utf-16-le"),
        ("", "utf-16-be"),
        ("windows-1252", "utf-32"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_has_and_not_the_one_it_claims(
    declared: str, encoding: str
) -> None:
    words = "The council’s “café” costs £14 – a third more than the families can pay, they said."
    page = f'<html><meta charset="{declared}"><body><main><p>{words}</p></main></body></html>'
    assert read_html(page.encode(encoding)).text == words


def test_other_alphabets_are_read_where_they_are_declared() -> None:
    words = (
        "Отчёт о проверке полиции: сила хорошо предотвращает преступления и помогает всем людям."
    )
    page = f'<meta charset="windows-1251"><main><p>{words}</p></main>'
    assert read_html(page.encode("cp1251")).text == words


def test_one_broken_byte_does_not_change_the_rest() -> None:
    words = "The council’s café was £14, the families’ £9 – and nobody had told them why it was so."
    data = make_page(f"<main><p>{words}</p></main>").replace("é".encode(), b"\xc3")
    assert read_html(data).text == words.replace("é", "\N{REPLACEMENT CHARACTER}")


@pytest.mark.parametrize(
    ("title", "content", "words"),
    [
        ("Report not found", "<main><h1>Report not found</h1><p>Sorry.</p></main>", "Sorry."),
        ("404 Not Found", "<center><h1>404 Not Found</h1></center><hr>nginx", "404 Not Found"),
        ("403 Forbidden", "<h1>Forbidden</h1><p>You have no permission.</p>", "no permission"),
        ("Oops", "<main><h1>Page not found</h1><p>Check the address.</p></main>", "Check the"),
        ("Sign in", "<form><label>E-mail<input></label><p>Go on.</p></form>", "Sign in"),
        ("Just a moment...", "<p>Verify you are human by ticking the box.</p>", "human"),
        ("Before you go on", f"<div>We use cookies. {'Accept all. ' * 9}</div>", "We use cookies"),
        ("Inspectorate", "<h1>Search results</h1><a href=/a>PEEL 2018</a>", "PEEL 2018"),
        ("Inspectorate", "<p>Short.</p>", "Short."),
    ],
)
def test_a_page_without_a_report_is_refused_in_its_own_words(
    title: str, content: str, words: str
) -> None:
    refusal = r"^It is a web page without a report\. It says: “"
    with pytest.raises(NotAReport, match=refusal) as refused:
        read_html(make_page(content, f"<title>{title}</title>"))
    assert words in str(refused.value)


def test_a_page_that_needs_its_scripts_says_so() -> None:
    page = make_page(
        '<div id="root"></div><noscript>Enable JavaScript.</noscript><script>go()</script>'
    )
    with pytest.raises(NotAReport, match="empty until a browser runs its scripts"):
        read_html(page)


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"<!DOCTYPE html>", b"\x00\x00\x00", b"<main></main>"]
)
def test_a_page_without_words_is_refused(data: bytes) -> None:
    with pytest.raises(NotAReport, match="has no words"):
        read_html(data)


def test_a_report_that_speaks_of_what_was_not_found_is_a_report() -> None:
    long = f"<p>{PROSE}</p>" * 40
    page = make_page(f"<main><h1>Missing children: 40 files not found</h1>{long}</main>")
    assert read_html(page).text.startswith("Missing children: 40 files not found\nThe force")


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports are not beside the project")
def test_a_real_peel_page() -> None:
    extract = read_html((REPORTS / "hertfordshire" / "peel-2018-effectiveness.html").read_bytes())
    lines = extract.text.split("\n")
    assert lines[:5] == [
        "Hertfordshire PEEL 2018",
        "Effectiveness",
        "How effectively does the force reduce crime and keep people safe?",
        "Last updated 27/09/2019",
        "Good",
    ]
    questions = [
        section for section in extract.sections if section.anchor and "question" in section.anchor
    ]
    assert [(section.level, section.anchor, section.title[:24]) for section in questions] == [
        (3, "question-2", "2 How effective is the f"),
        (3, "question-3", "3 How effective is the f"),
        (3, "question-5", "5 How effective are the "),
    ]
    graded = [lines[lines.index(section.title) + 1] for section in questions]
    assert graded == ["Good", "Good", "Ungraded"]
    assert not {"Skip to content", "Home", "Cookie settings", "Privacy"} & set(lines)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports are not beside the project")
def test_a_real_page_that_stands_where_a_report_was() -> None:
    with pytest.raises(NotAReport, match="Sorry, the document you requested no longer exists"):
        read_html((REPORTS / "blackpool" / "childrens-services-2012-07-13.pdf").read_bytes())


def test_buttons_and_summaries_that_open_a_panel_are_its_heading() -> None:
    panel = f"<p>{PROSE}</p><h4>Areas for improvement</h4><p>{PROSE}</p>"
    extract = read_html(
        f"""<main><h1>Marlshire</h1><h2>Questions</h2><button>Menu</button>
        <button class=accordion>1 How well does it prevent crime? <span class=badge>Good</span>
        </button><div style="display:none">{panel}</div>
        <div><button aria-expanded=false>2 How well does it investigate?</button></div>
        <div hidden>{panel}</div>
        <details><summary>How we grade a force</summary>{panel}</details></main>""".encode()
    )

    assert [(section.title, section.level) for section in extract.sections] == [
        ("Marlshire", 1),
        ("Questions", 2),
        ("1 How well does it prevent crime?", 3),
        ("Areas for improvement", 4),
        ("2 How well does it investigate?", 3),
        ("Areas for improvement", 4),
        ("How we grade a force", 3),
        ("Areas for improvement", 4),
    ]
    assert "\nGood\n" in extract.text and "Menu" not in extract.text


def test_a_short_page_whose_wrapper_is_named_for_its_contents_list_keeps_its_text() -> None:
    page = f"""<main><h1>Joint inspection</h1><div class=contents-list-container>
    <nav><h2>Contents</h2><ol><li><a href="#a">Findings</a></li></ol></nav>
    <div><h2 id=a>Findings</h2><p>{PROSE}</p></div></div></main>"""

    assert read_html(page.encode()).text == f"Joint inspection\nFindings\n{PROSE}"


def test_a_page_without_headings_has_its_bold_lines_as_headings() -> None:
    page = f"""<body><p class=MsoTitle>Inspection of Eastmere</p>
    <p><b>Main findings</b></p><p>{PROSE}</p><p><span><strong>Leaders</strong></span></p>
    <p><b>In short.</b> {PROSE}</p><p><b>They plan well.</b></p></body>"""

    sections = read_html(page.encode()).sections

    assert [(s.title, s.level) for s in sections] == [("Main findings", 2), ("Leaders", 2)]


def test_a_role_makes_a_heading() -> None:
    page = f"<main><div role=heading aria-level=2 id=a>Findings</div><p>{PROSE}</p></main>"

    (section,) = read_html(page.encode()).sections

    assert (section.title, section.level, section.anchor) == ("Findings", 2, "a")


def test_links_that_lead_elsewhere_and_marks_of_notes_are_left_out() -> None:
    page = f"""<main><h1>Findings</h1><p>{PROSE}<sup>[12]</sup></p>
    <p><a href="/more">Read more about effectiveness</a></p><p>Print this document</p>
    <ul role=tablist><li><a href="#o">Overview</a></li></ul>
    <p>Read more <a href="/b">books</a> to them.</p><p>[12] A note.</p></main>"""

    assert read_html(page.encode()).text == (
        f"Findings\n{PROSE}\nRead more books to them.\n[12] A note."
    )


def test_what_shows_nothing_is_no_part_of_a_word() -> None:
    page = f"<main><p>The safe&shy;guarding &rlm;board\u200b\u202a {PROSE}</p></main>"

    assert read_html(page.encode()).text == f"The safeguarding board {PROSE}"


def test_the_bullets_of_a_text_processor_are_list_items() -> None:
    page = f"<main><p>·<span>&nbsp;&nbsp; </span>{PROSE}</p><p>• {PROSE}</p></main>"

    assert read_html(page.encode()).text == f"• {PROSE}\n• {PROSE}"


def test_a_page_of_frames_says_what_to_take_instead() -> None:
    page = b"<html><frameset><frame src=menu.htm><frame src=main.htm></frameset></html>"

    with pytest.raises(NotAReport, match=r"frames other pages: menu.htm, main.htm. Add those"):
        read_html(page)
