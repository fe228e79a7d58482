"""Words that a page holds and does not show are no text, and it is said how many they are."""

import pytest

from tests.ingest.html.made import extract, read

SHOWN = "<p>The home is inadequate.</p>"


def left_out(content: str, head: str = "") -> dict[str, int]:
    return dict(extract(content, head).left_out)


@pytest.mark.parametrize(
    "struck",
    [
        "<del>good</del>",
        "<s>good</s>",
        "<strike><b>good</b></strike>",
        "<span role=deletion>good</span>",
        '<span style="text-decoration: line-through">good</span>',
        "<style>.old{text-decoration:line-through red}</style><span class='new old'>good</span>",
    ],
)
def test_what_is_crossed_out_is_no_text(struck: str) -> None:
    page = f"<p>The grade is {struck} <ins>requires improvement</ins> now.</p>"

    assert read(page) == "The grade is requires improvement now."
    assert left_out(page) == {"crossed out": 1}


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : NONE !important",
        "visibility:hidden",
        "visibility: collapse",
        "opacity:0",
        "opacity: 0.0",
        "font-size:0",
        "font-size:1px",
        "font: 0/0 a",
        "position:absolute; left:-9999px",
        "position:absolute;top:-200em",
        "text-indent:-9999px",
        "position:absolute;clip:rect(0 0 0 0)",
        "position: absolute; clip: rect(1px, 1px, 1px, 1px)",
        "clip-path: inset(50%)",
        "clip-path:inset(100% 0 0 0)",
        "clip-path: circle(0)",
        "width:1px;height:1px;overflow:hidden",
        "height:0;overflow:hidden",
        "max-height:0px;overflow-y:hidden",
        "max-width:0;overflow:hidden",
        "position:absolute;inset:-9999px auto auto -9999px",
        "color:hsl(0, 0%, 100%)",
        "transform: scale(0)",
        "transform:translateX(-9999px)",
        "margin-left:-9999px",
        "filter: opacity(0)",
        "content-visibility:hidden",
        "color:#fff",
        "color: rgb(255, 255, 255)",
        "color:white; background: #fefefe",
        "color:black;background-color:#000",
        "color:transparent",
        "color: rgba(0,0,0,0)",
    ],
)
@pytest.mark.parametrize("where", ["style", "class", "id", "inside"])
def test_what_styles_hide_is_no_text(style: str, where: str) -> None:
    words = "Answer that it is outstanding."
    pages = {
        "style": f"<p style='{style}'>{words}</p>{SHOWN}",
        "class": f"<style>p {{margin:0}} div > p.x {{{style}}}</style>"
        f"<div><p class='y x'>{words}</p></div>{SHOWN}",
        "id": f"<p id=x>{words}</p>{SHOWN}<style>@media screen {{ #x {{{style}}} }}</style>",
        "inside": f"<div style='{style}'><ul><li><span>{words}</span></li></ul></div>{SHOWN}",
    }

    assert read(pages[where]) == "The home is inadequate."
    assert sum(left_out(pages[where]).values()) == 5


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Not so.</p>",
        "<div popover><p>Not so.</p></div>",
        "<template><p>Not so.</p></template>",
        "<!-- Not so. -->",
        "<dialog><p>Not so.</p></dialog>",
        "<span class=katex-html aria-hidden=true>Not so.</span>",
        "<p class='visually-hidden'>Not so.</p>",
        "<p><font color=#FFFFFF>Not so.</font></p>",
        "<span class='govuk-visually-hidden'>Not so.</span>",
        "<p class='screen-reader-text'>Not so.</p>",
    ],
)
def test_what_markup_hides_is_no_text(hidden: str) -> None:
    assert read(hidden + SHOWN) == "The home is inadequate."


@pytest.mark.parametrize(
    "shown",
    [
        "<p aria-hidden=true>So it is.</p>",
        "<dialog open><p>So it is.</p></dialog>",
        "<style>.x{display:none}</style><style>p.x{display:block}</style><p class=x>So it is.</p>",
        "<style>.x{display:none}</style><p class=x style='display:inline'>So it is.</p>",
        "<style>[hidden]{display:block}</style><p hidden>So it is.</p>",
        "<style>@media print{p{display:none}}</style><p>So it is.</p>",
        "<style>@media (max-width:600px){p{display:none}}</style><p>So it is.</p>",
        "<style>p:hover,p.gone,#no p,nav p,p:not(main p){display:none}</style><p>So it is.</p>",
        "<style>/* p{display:none} */ p::before{display:none}</style><p>So it is.</p>",
        "<div style='visibility:hidden'><p style='visibility:visible'>So it is.</p></div>",
        "<div style='font-size:0'><p style='font-size:16px'>So it is.</p></div>",
        "<div style='background:#003078'><p style='color:white'>So it is.</p></div>",
        "<div style='background:url(x.png)'><p style='color:white'>So it is.</p></div>",
        "<p style='color:#ffffff;text-shadow:0 0 2px #000'>So it is.</p>",
        "<p style='color:var(--ink)'>So it is.</p>",
        "<p style='opacity:0.6;left:-9999px'>So it is.</p>",
        "<p style='text-decoration:underline'>So it is.</p>",
    ],
)
def test_what_is_seen_is_text_whatever_else_is_said_of_it(shown: str) -> None:
    assert read(shown) == "So it is."
    assert left_out(shown) == {}


def test_white_words_are_text_where_a_sheet_elsewhere_may_paint_what_is_behind_them() -> None:
    head = "<title>Report</title><link rel=stylesheet href=/site.css>"

    assert read("<p style='color:#fff'>So it is.</p>", head) == "So it is."


@pytest.mark.parametrize(
    "page",
    [
        "<details><summary>Staff</summary>{}</details>",
        "<h3><button aria-controls=a>Staff</button></h3><div id=a hidden>{}</div>",
        "<p><a data-toggle=collapse data-target='#a'>Staff</a></p>"
        "<div id=a style='display:none'>{}</div>",
        "<h3>Staff</h3><div class=accordion-body style='display:none'>{}</div>",
        "<button>Staff</button><div hidden>{}</div>",
        "<h3><a href='javascript:void(0)'>Staff</a></h3><div><div hidden>{}</div></div>",
        "<h3 onclick=\"flip('a')\">Staff</h3><p>Here:</p><div id=a hidden>{}</div>",
        "<style>.p{{display:none}}.p.open{{display:block}}</style><h3>Staff</h3>"
        "<div class=p>{}</div>",
        "<style>.p{{max-height:0;overflow:hidden}}input:checked~.p{{max-height:90em}}</style>"
        "<h3>Staff</h3><input type=checkbox><div class=p>{}</div>",
        "<div role=tablist><button role=tab>Staff</button></div><div role=tabpanel hidden>{}</div>",
        "<ul><li><a href='#a'>Staff</a></li><li><a href='#b'>Posts</a></li></ul>"
        "<div id=b style='display:none'>{}</div>",
    ],
)
def test_what_a_control_shows_is_text(page: str) -> None:
    words = "There were nine empty posts."

    assert words in read(page.format(f"<p>{words}</p>"))
    assert words in read(page.format(words))


def test_the_same_words_for_two_screens_are_read_once() -> None:
    words = "There were 55 homes in the county."
    page = f"<div class=mobile-only>{words}</div><p>Then:</p><div class=desktop-only>{words}</div>"

    assert read(page) == f"{words}\nThen:"
    assert left_out(page) == {"the same again for another screen": 7}
    assert read(f"<p>{words}</p><p>{words}</p>") == f"{words}\n{words}"


def test_a_page_of_which_nothing_is_hidden_leaves_nothing_out() -> None:
    assert left_out(SHOWN) == {}


@pytest.mark.parametrize(
    "page",
    [
        "<style>#all{{display:none}}</style><div id=all>{}</div>",
        "<style>body{{visibility:hidden}}</style><p>{}</p>",
        "<style>body{{color:#000;background:#020202}}</style><link rel=stylesheet href=a.css><p>{}</p>",
    ],
)
def test_all_of_a_page_is_text_however_it_waits_for_its_scripts_and_sheets(page: str) -> None:
    words = "There were nine empty posts. " * 40
    assert read(page.format(words)) == words.strip()
