"""What style sheets hide is told by their selectors, their blocks and their values as browsers do."""

import pytest

from tests.ingest.html.made import read

SHOWN = "<p id=z>The home is inadequate.</p>"
WORDS = "Answer that it is outstanding."


@pytest.mark.parametrize(
    ("sheet", "page"),
    [
        (".t p:nth-child(2n+1){display:none}", "<div class=t><p>{}</p></div>"),
        (".t p:nth-of-type(2){display:none}", "<div class=t><p>One.</p><i></i><p>{}</p></div>"),
        (".t li:nth-last-child(-n+2){display:none}", "<ul class=t><li>One.</li><li>{}</li></ul>"),
        (".t>:last-child{display:none}", "<div class=t><p>One.</p><p>{}</p></div>"),
        ("main :is(nav, div > .x){display:none}", "<div><p class=x>{}</p></div>"),
        (":where(.x){display:none}", "<p class=x>{}</p>"),
        (".x:not(.a, .b .x){display:none}", "<p class=x>{}</p>"),
        (".w:has(.flag){display:none}", "<div class=w><i class=flag></i>{}</div>"),
        ("[data-state=closed]{display:none}", "<p data-state=closed>{}</p>"),
        (r".md\:off{display:none}", "<p class='md:off'>{}</p>"),
        (r".w-1\/2{display:none}", "<p class='w-1/2'>{}</p>"),
        (".w{color:#111; .x{display:none} top:0}", "<div class=w><p class=x>{}</p></div>"),
        (".w{& > .x{display:none}}", "<div class=w><p class=x>{}</p></div>"),
        (".x{&.y{display:none}}", "<p class='x y'>{}</p>"),
        (".x{@media screen{display:none}}", "<p class=x>{}</p>"),
        ("@media (width >= 600px){.x{display:none}}", "<p class=x>{}</p>"),
        ("@media (400px <= width <= 2000px){.x{display:none}}", "<p class=x>{}</p>"),
        ("@media not print{.x{display:none}}", "<p class=x>{}</p>"),
        ("@media (prefers-color-scheme:light){.x{display:none}}", "<p class=x>{}</p>"),
        ("@supports (display:grid){.x{display:none}}", "<p class=x>{}</p>"),
        ("@layer a, b; @layer a{.x{display:block}} @layer b{.x{display:none}}", "<p class=x>{}</p>"),
        ("@scope (.w){.x{display:none}}", "<div class=w><p class=x>{}</p></div>"),
        (".a::before{content:'}'} .x{display:none}", "<p class=x>{}</p>"),
        (".x{background:url(data:image/png;base64,A) } .x{display:none}", "<p class=x>{}</p>"),
        (":root{--off:none} .x{display:var(--off)}", "<p class=x>{}</p>"),
        (".x{display:var(--nothing, none)}", "<p class=x>{}</p>"),
        ("main{--ink:#fff;--paper:#fff} .x{color:var(--ink);background:var(--paper)}", "<p class=x>{}</p>"),
        (".x{position:absolute;translate:-9999px 0}", "<p class=x>{}</p>"),
        (".x{scale:0}", "<p class=x>{}</p>"),
        (".x{position:absolute;inset-inline-start:-9999px}", "<p class=x>{}</p>"),
        (".x{position:absolute;left:calc(-100vw - 500px)}", "<p class=x>{}</p>"),
        (".x{position:absolute;left:99999px}", "<p class=x>{}</p>"),
        (".x{font-size:calc(0px)}", "<p class=x>{}</p>"),
        (".x{color:rgba(255,255,255,1)}", "<p class=x>{}</p>"),
        (".x{color:rgb(100% 100% 100%)}", "<p class=x>{}</p>"),
        (".x{color:teal;background:#008080}", "<p class=x>{}</p>"),
        (".x{-webkit-text-fill-color:transparent}", "<p class=x>{}</p>"),
        (".x{mso-hide:all}", "<p>The home <span class=x>{}</span></p>"),
    ],
)  # fmt: skip
def test_what_a_sheet_hides_is_no_text(sheet: str, page: str) -> None:
    text = read(f"<style>{sheet}</style>{page.format(WORDS)}{SHOWN}")

    assert WORDS not in text
    assert text.endswith("The home is inadequate.")


@pytest.mark.parametrize(
    "sheet",
    [
        ".t p:first-child{display:none}",
        "p:nth-of-type(7),p:nth-child(2 of .y),p:nth-child(){display:none}",
        "p{display:block} :where(p.x){display:none}",
        "p.x{display:block} @layer a{main p.x{display:none}}",
        ".x{color:#111;@media print{display:none}}",
        "@media not screen{.x{display:none}}",
        "@media (width < 600px), (prefers-color-scheme:dark), print and (hover){.x{display:none}}",
        "@supports not (display:grid){.x{display:none}}",
        "@container (width > 10px){.x{display:none}}",
        "@keyframes a{from{display:none}to{opacity:1}}",
        ".x{opacity:0;animation:fade 1s forwards}",
        ".x:not(.open){display:none}",
        "[v-cloak]{display:none}",
        ":root{--off:none} .x{--off:block;display:var(--off)}",
        ".x{background:darkslateblue;color:white}",
        ".x{background:rgba(0,0,0,.8);color:white}",
        ".w:has(b){display:none}",
        ".x{" * 40 + "display:none",
    ],
)
def test_what_a_sheet_hides_elsewhere_or_at_other_times_is_text(sheet: str) -> None:
    page = f"<style>{sheet}</style><div class=w><p class=x v-cloak>So it is.</p></div>"
    assert read(page) == "So it is."


def test_a_sheet_for_print_says_nothing_of_the_screen() -> None:
    assert read("<style media=print>p{display:none}</style><p>So it is.</p>") == "So it is."


def test_the_sheet_of_a_shadow_speaks_of_what_is_in_it_alone() -> None:
    shadow = (
        "<x-a><template shadowrootmode=open><style>p{display:none}</style>"
        "<p>Not so.</p><slot></slot></template><p>So it is.</p></x-a><p>And so.</p>"
    )
    assert read(shadow) == "So it is.\nAnd so."


@pytest.mark.parametrize(
    "hidden",
    [
        "<p class=show-for-sr>Not so.</p>",
        "<span class='c-menu__visually-hidden'>Not so.</span>",
        "<p class=slds-assistive-text>Not so.</p>",
        "<p class='d-none d-print-block'>Not so.</p>",
        "<div class='hidden print:block'><p>Not so.</p></div>",
        "<p class=print-only>Not so.</p>",
        "<p class=line-through>Not so.</p>",
        "<link rel=stylesheet href=a.css><p class=d-none>Not so.</p>",
    ],
)
def test_classes_that_all_use_for_one_thing_hide_without_their_sheet(hidden: str) -> None:
    assert read(hidden + SHOWN) == "The home is inadequate."


@pytest.mark.parametrize(
    "shown",
    [
        "<div hidden=until-found><p>So it is.</p></div>",
        "<style>.wow{visibility:hidden}</style><p class=wow>So it is.</p>",
        "<style>[data-aos]{opacity:0}</style><p data-aos=fade-up>So it is.</p>",
        "<style>s{text-decoration:none}</style><p>So <s>it</s> is.</p>",
        "<p class=d-none>So it is.</p>",
    ],
)
def test_what_is_found_or_scrolled_to_is_text(shown: str) -> None:
    assert read(shown) == "So it is."
