"""Words stand as the page shows them: in their lines, parted, and none of them lost."""

import unicodedata
from base64 import encodebytes
from quopri import encodestring

import pytest

from ingest.errors import NotAReport
from ingest.html.web_page import read_html
from ingest.reading import looks_like_html
from tests.ingest.html.made import PROSE, extract, make_page, read


def test_typed_text_keeps_its_paragraphs_and_columns() -> None:
    typed = """<pre>
COUNCIL INSPECTION 2024

1. The visit took place in March 2024 and lasted five days. Inspectors
   met leaders, staff and children and read
   a sample of files.
2. Managers know their teams well.
   - They act.

Area            2022        2023
---------------------------------
Referrals       300         310
Plans                       38
Visits\t12\t13
</pre>"""

    assert read(typed) == (
        "COUNCIL INSPECTION 2024\n"
        "1. The visit took place in March 2024 and lasted five days. Inspectors met leaders, staff"
        " and children and read a sample of files.\n"
        "2. Managers know their teams well.\n- They act.\n"
        "Area\t2022\t2023\nReferrals\t300\t310\nPlans\t\t38\nVisits\t12\t13"
    )


@pytest.mark.parametrize(
    ("typed", "around"),
    [
        ("def count(homes):\n    total = 0\n    for home in homes:\n        total += 1\n", "pre"),
        ("$ pincite ingest reports/\nread 142 reports\n$ pincite ask 'is it\ngood?'\n", "pre"),
        ('{\n  "beds": 27\n}\n', "pre"),
        ("ps aux | grep pincite | wc -l\ncat notes | sort | uniq -c\n", "pre"),
        ("first line\nsecond line\n", "code"),  # by its markup alone
        ("first line\nsecond line\n", "div class=highlight"),
        ("first line\nsecond line\n", "pre class='brush language-toml'"),
    ],
)
def test_lines_of_code_stay_lines(typed: str, around: str) -> None:
    page = f"<pre><{around}>{typed}</{around.split()[0]}></pre>"
    if around.startswith("div"):
        page = f"<{around}><pre>{typed}</pre></div>"

    assert read(page) == "\n".join(line.strip() for line in typed.splitlines())


def test_strokes_part_columns_where_several_lines_have_them_alike() -> None:
    table = "Area | 2022 | 2023\n-----+------+-----\nNorth | 12 | 15\n| South | 9 | 7 |\n"

    assert read(f"<pre>{table}</pre>") == "Area\t2022\t2023\nNorth\t12\t15\nSouth\t9\t7"
    assert read("<pre>Either a | b | c is meant.</pre>") == "Either a | b | c is meant."


@pytest.mark.parametrize(
    "typed",
    [
        "<pre>Good: 1\nPoor: 2</pre>",
        "<pre>Good: 1\r\nPoor: 2</pre>",
        "<pre><b>Good</b>: 1<br>Poor: 2</pre>",
        "<div style='white-space: pre-line'>Good: 1\nPoor: 2</div>",
        "<style>.t{white-space:pre-wrap}</style><div class=t>Good: 1\nPoor: 2</div>",
        "<p>Good: 1<br>Poor: 2</p>",
    ],
)
def test_lines_of_their_own_stay_apart(typed: str) -> None:
    assert read(typed) == "Good: 1\nPoor: 2"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<div><span class=l>Overall grade</span><span class=v>Inadequate</span></div>",
         "Overall grade Inadequate"),
        ("<div><b>Beds</b><span>27</span></div>", "Beds 27"),
        ("<div><strong>27</strong><span>beds</span></div>", "27 beds"),
        ("<div><span class=k>status</span><span class=v>open</span></div>", "status open"),
        ("<div><em>Published</em><time>4 May 2024</time></div>", "Published 4 May 2024"),
        ("<div><label>Grade:</label><span>Good</span></div>", "Grade: Good"),
        ("<div style='display:flex'><span>a home</span><span>a school</span></div>",
         "a home a school"),
        ("<div><span style='display:block'>One.</span><span>Two.</span></div>", "One.\nTwo."),
        ("<p><b>re</b><i>quired</i></p>", "required"),
        ("<p><span>T</span><span>here</span></p>", "There"),
        ("<p>the <b>5</b><span>th</span></p>", "the 5th"),
        ("<p><span>insp</span><span>ection</span></p>", "inspection"),
        ("<p>It was <x-term>good</x-term> there.</p>", "It was good there."),
        ("<p>in<wbr>spec<wbr>tion of safe&shy;guarding</p>", "inspection of safeguarding"),
        ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> 5&#8209;year</p>", "漢(kan) 5-year"),
        ("<p><ruby>漢<rt>kan</rt></ruby></p>", "漢(kan)"),
        ("<p>£12&nbsp;345&thinsp;678 on 1&#8239;024</p>", "£12 345 678 on 1 024"),
        ("<div style='display:inline'>One</div> <div style='display:inline'>two</div>", "One two"),
        ("<p><q>So</q> they <cite>said</cite>, <kbd>twice</kbd>.</p>", "“So” they said, twice."),
    ],
)  # fmt: skip
def test_words_side_by_side_are_parted_as_they_are_shown(markup: str, text: str) -> None:
    assert read(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h2>Safe</h2><p><img src=x.png alt='Requires improvement'></p>",
         "Safe\nRequires improvement"),
        ("<p>Overall: <img alt='Rating: Outstanding'></p>", "Overall: Rating: Outstanding"),
        ("<table><tr><td>Safe</td><td><img alt='Met in part'></td><td></td></tr></table>",
         "Safe\tMet in part\t"),
        ("<p>Caring <span role=img aria-label=Good></span></p>", "Caring Good"),
        ("<p>Well-led <svg role=img><title>Inadequate</title><path d=x /></svg></p>",
         "Well-led Inadequate"),
        ("<p>A home. <img alt='Children at play in the yard'></p>", "A home."),
        ("<p>A home. <img alt='Council logo'><img src=a.png alt=a.png></p>", "A home."),
        ("<svg><title>Chart</title><text x=1>Beds</text><text>27</text></svg>", "Beds\n27"),
    ],
)  # fmt: skip
def test_pictures_that_stand_for_words_are_read(markup: str, text: str) -> None:
    assert read(markup) == text


def test_a_page_inside_a_frame_is_read_where_it_is() -> None:
    frame = "<iframe srcdoc='&lt;p&gt;There were 88 cases.&lt;p hidden&gt;No.&lt;/p&gt;'></iframe>"

    assert read(f"<p>Here:</p>{frame}<p>So.</p>") == "Here:\nThere were 88 cases.\nSo."


def test_what_a_frame_and_a_page_without_scripts_would_show_is_said_to_be_left_out() -> None:
    page = "<iframe src=/map.html></iframe><noscript><p>There were 44.</p></noscript><p>So.</p>"

    read_page = extract(page)

    assert read_page.text == f"{PROSE}\nSo."
    assert dict(read_page.left_out) == {
        "shown only where scripts do not run": 3,
        "in a frame that shows another page": 0,
    }


def test_a_shadow_tree_is_what_its_element_shows() -> None:
    page = """<my-card><template shadowrootmode=open><p>19 homes.</p><slot></slot>
    <slot name=end></slot></template><p slot=end>The end.</p><p>In the slot.</p></my-card>
    <my-card><template shadowrootmode=open><p>No slot.</p></template><p>Unseen.</p></my-card>
    <x-panel>23 homes.</x-panel>"""

    assert read(page) == "19 homes.\nIn the slot.\nThe end.\nNo slot.\n23 homes."


@pytest.mark.parametrize(
    "said",
    ["0; url=/new.html", "5;URL=&apos;/new.html&apos;", "3, url=/new.html", "0;url= /new.html"],
)
def test_a_page_that_leads_on_is_refused_with_where_to(said: str) -> None:
    head = f"<title>Inspection</title><meta http-equiv=Refresh content='{said}'>"

    with pytest.raises(NotAReport, match=r"only leads on to /new\.html\. Add that instead"):
        read_html(make_page(f"<p>{PROSE}</p>", head))


def test_a_report_that_loads_itself_anew_is_a_report() -> None:
    head = "<meta http-equiv=refresh content=300>"

    assert read_html(make_page(f"<p>{PROSE}</p>", head)).text == PROSE


def test_a_base_changes_no_words_and_no_anchors() -> None:
    page = (
        "<base href='https://example.org/'><h2 id=two>Two</h2><p><a href='#two'>77</a> homes.</p>"
    )

    read_page = extract(page)

    assert read_page.text.endswith("Two\n77 homes.")
    assert [section.anchor for section in read_page.sections] == ["two"]


def test_nested_lists_and_definitions_keep_every_item() -> None:
    page = """<ol start=3><li>Write a plan<ol type=a><li>for children</li></ol></li>
    <li><p>Publish it.</p></li></ol><dl><dt>Places</dt><dd>12</dd><dd>of which 3 are empty</dd>
    <div><dt>Visit</dt><dd>4 June</dd></div></dl>"""

    assert read(page) == (
        "• Write a plan\n• for children\n• Publish it.\n"
        "Places\t12\nof which 3 are empty\nVisit\t4 June"
    )


@pytest.mark.parametrize(
    "accent", ["Mo\u0302n", "Mo&#x302;n", "M<b>o</b>&#770;n", "<span>Mo</span>&#x302;n"]
)
def test_accents_are_read_in_one_form(accent: str) -> None:
    page = extract(f"<h2>{accent}</h2><p>{accent}</p>", f"<title>Ynys {accent}</title>")

    assert page.text.endswith("Môn\nMôn")
    assert unicodedata.is_normalized("NFC", page.text)
    assert all(unicodedata.is_normalized("NFC", value) for value in page.properties.values())


@pytest.mark.parametrize("lone", ["&#xD83D;", "&#55357;", "\ud83d", "&#xDC00; &#x110000;"])
def test_half_a_letter_costs_nothing_else(lone: str) -> None:
    data = make_page(f"<main><p>{PROSE} {lone}</p></main>".replace("\ud83d", "%"))
    data = data.replace(b"%", "\ud83d".encode("utf-8", "surrogatepass"))

    text = read_html(data).text

    assert text.startswith(PROSE)
    assert text.encode().decode() == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>In <st1:place>Leeds</st1:place> we met<o:p>&nbsp;</o:p> them.</p>", "In Leeds we met them."),
        ("<xml><w:View>Normal</w:View></xml><p>So it is.</p>", "So it is."),
        ("<p>We saw:<br>- one home<br>- two homes</p>", "We saw:\n- one home\n- two homes"),
        ("<svg><foreignObject><p>Homes: 41</p></foreignObject></svg>", "Homes: 41"),
        ("<p>The council\x92s plan \x96 new</p>", "The council’s plan – new"),
        ("<p>Low<a epub:type=noteref href='#n'>1</a> now.</p><aside id=n>1 Yes.</aside>",
         "Low now.\n1 Yes."),
        ("<p>It is <mjx-container><mjx-math aria-hidden=true>x</mjx-math><mjx-assistive-mml>"
         "<math><mi>x</mi></math></mjx-assistive-mml></mjx-container> here.</p>", "It is x here."),
        ("<table><tfoot><tr><td>All<td>9</tfoot><tr><td>Oak<td>9</table>", "Oak\t9\nAll\t9"),
        ("<table><tr><td>Oak<td><i class=tick aria-label=Met></i></table>", "Oak\tMet"),
        ("<table><tr><td>Oak<td><span class=tick title=Met></span></table>", "Oak\tMet"),
    ],
)  # fmt: skip
def test_what_other_makers_write_is_read_as_it_shows(markup: str, text: str) -> None:
    assert read(markup) == text


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_page_that_a_browser_saved_with_its_parts_is_read(encoding: str) -> None:
    page = make_page(f"<main><p>{PROSE} It is 100% “good”.</p><p class=x>Not so.</p></main>")
    encode = {"base64": encodebytes, "quoted-printable": encodestring, "8bit": bytes}[encoding]
    data = (
        b"From: <Saved by a browser>\r\nSubject: Report\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b"\r\n\r\n'
        b"----b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: "
        + f"{encoding}\r\n\r\n".encode() + encode(page)
        + b"\r\n----b\r\nContent-Type: text/css\r\n\r\n.x{display:none}\r\n----b--\r\n"
    )  # fmt: skip

    assert looks_like_html(data)
    assert read_html(data).text == f"{PROSE} It is 100% “good”."


def test_small_type_in_a_heading_and_parts_set_in_a_row_are_words_of_their_own() -> None:
    assert read("<h2>Westmere council<small>Report of 2024</small></h2>") == (
        "Westmere council Report of 2024"
    )
    assert read("<h2>The <small>eCDU</small> at McDonald<i>s</i></h2>") == "The eCDU at McDonalds"
    row = "<ul><li style='display:inline'>Beds</li><li style='display:inline'>27</li></ul>"
    assert read(row) == "Beds 27"


def test_the_button_of_a_panel_that_a_script_opens_is_its_heading() -> None:
    button = "<button data-toggle=collapse data-target='#c'>Method</button>"
    assert read(f"{button}<div id=c class=collapse>We saw 12 homes.</div>").splitlines() == [
        "Method",
        "We saw 12 homes.",
    ]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Grade<span style='margin-left:1em'>poor</span>.</p>", "Grade poor."),
        ("<p><i style='margin:0 4px 0 0'>Grade</i>poor</p>", "Grade poor"),
        ("<p>inter<span style='margin:0'>national</span></p>", "international"),
        ("<p>It is <q>cold</q>.</p>", "It is “cold”."),
    ],
)
def test_what_styles_and_quotations_set_apart_is_apart(markup: str, text: str) -> None:
    assert read(markup) == text


def test_words_of_a_drawing_that_it_does_not_show_are_no_text() -> None:
    hidden = "<g display=none><text>One</text></g><text visibility=hidden>Two</text>"

    assert read(f"<svg>{hidden}<text>North</text></svg>") == "North"
