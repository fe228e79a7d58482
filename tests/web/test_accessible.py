"""axe-core finds nothing on any page, and no page is wider than the narrowest phone."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from api.rendering.templates import WEB
from search.library import Library
from search.storage.opening import open_storage
from tests.web.conftest import Changed, Open

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = {
    "home": "/",
    "answer": "/?q=how+long+do+children+wait+for+autism+assessments",
    "scoped": "/?q=how+many+knives+did+Thornborough+collect+in+2023",
    "grades": "/?q=who+has+ever+been+inadequate+for+care+leavers",
    "brief": "/?q=summarise+the+Westmarch+2025+report",
    "trend": "/?q=how+has+answering+999+calls+changed+over+time+in+Westmarch",
    "compared": "/?q=knives&subject=Thornborough+Police&subject=Nowhere",
    "years": "/?q=999+calls&subject=Westmarch+Police&year=2022&year=2025",
    "silent": "/?q=what+does+Cumbria+Constabulary+do+about+drones",
    "elsewhere": "/?q=family+hubs+in+Calderby+in+2014",
    "counted": "/?q=how+many+reports+mention+care+leavers",
    "listed": "/?q=list+all+PEEL+reports",
    "subjects": "/?q=which+forces+have+staff+without+up+to+date+vetting",
    "defined": "/?q=what+does+MASH+stand+for",
    "too-long": "/?q=" + "a" * 1001,
    "library": "/library",
    "library-found": "/library?find=west",
    "reports": "/library/reports?sort=unsure",
    "recommended": "/?q=recommendations+on+children",
    "empty": "/?q=",
    "help": "/help",
    "about": "/about",
    "accessibility": "/accessibility",
    "privacy": "/privacy",
    "contact": "/contact",
    "correct": "CORRECT",
    "not-found": "/reports/nothing",
    "nowhere": "/nowhere",
    "basket": "/basket",
    "basket-full": "BASKET",
    "report": "REPORT",
    "printed": "PRINTED",
    "from-answer": "FROM",
    "enlarged": "ENLARGED",
    "subject": "SUBJECT",
    "judgements": "/judgements",
    "judgements-narrowed": "/judgements?kind=PEEL&subject=Westmarch+Police&sort=investigating+crime",
    "judgements-none": "/judgements?grade=none",
    "matrix": "/matrix",
    "matrix-asked": "/matrix?q=how+many+staff+left%0Agrade+for+care+leavers&open=0.1",
    "theme": "/trend",
    "theme-opened": "/trend?theme=care+leavers&open=2023~children%27s+services",
    "upload-off": "/upload",
    "upload": "UPLOAD",
    "revised": "REVISED",
    "removed": "REMOVED",
}


@pytest.fixture(scope="session")
def places(demo_library: Path, demo_server: str, changed: Changed) -> dict[str, str]:
    """The whole address of each page."""
    library = Library(open_storage(demo_library))
    infos = [holding.info for holding in library.generation.holdings]
    web = next(info for info in infos if not info.page_count)
    pdf = next(info for info in infos if info.page_count > 1)
    cited = library.ask("how long do children wait for autism assessments").statements[0]
    library.close()
    quote = cited.citations[0]
    page = f"/pages/{quote.page.number}" if quote.page else ""
    asked = f"start={quote.start}&end={quote.end}&{PAGES['answer'].removeprefix('/?')}"
    found = {
        "BASKET": f"/basket?c={quote.id}",
        "REPORT": f"/reports/{web.id}?start=400&end=520",
        "PRINTED": f"/reports/{pdf.id}/pages/1?start=200&end=320",
        "FROM": f"/reports/{quote.report.id}{page}?{asked}",
        "ENLARGED": f"/reports/{pdf.id}/pages/2?zoom=2",
        "CORRECT": f"/reports/{web.id}/correct",
        "SUBJECT": f"/subjects/{web.subject}",
    }
    other = {"UPLOAD": "/upload?job=none", "REVISED": changed.revised, "REMOVED": changed.removed}
    return {name: demo_server + found.get(path, path) for name, path in PAGES.items()} | {
        name: changed.address + other[path] for name, path in PAGES.items() if path in other
    }


MODES = [
    (1280, "light", "none"),
    (1280, "dark", "none"),
    (320, "dark", "none"),  # 1280 enlarged four times
    (320, "light", "active"),
]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    open_page: Open, places: dict[str, str], name: str
) -> None:
    address = urlsplit(places[name])
    page = open_page(places[name], server=f"{address.scheme}://{address.netloc}")
    page.wait_for_selector("[data-matrix]", state="detached")  # which is shown anew at its end
    page.evaluate(AXE)
    page.evaluate("for (const closed of document.querySelectorAll('details')) closed.open = true")
    for width, scheme, forced in MODES:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        assert [
            (scheme, forced, violation["id"], [node["html"][:200] for node in violation["nodes"]])
            for violation in found["violations"]
        ] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_within_its_weight_and_has_nothing_inline(
    demo_server: str, places: dict[str, str], name: str
) -> None:
    answer = httpx.get(places[name], headers={"Accept": "text/html"})
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert " style=" not in answer.text and "<style" not in answer.text
    assert " onclick=" not in answer.text and "<script>" not in answer.text
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text)
    weight = len(answer.content) + sum(len(httpx.get(demo_server + p).content) for p in parts)
    assert weight < 100_000


def test_the_keyboard_reaches_the_content_first_and_its_focus_is_seen(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width == "3px"


@pytest.mark.parametrize("name", ["home", "answer", "silent", "library", "from-answer"])
def test_tab_goes_through_everything_in_the_order_it_is_read_and_is_always_seen(
    open_page: Open, places: dict[str, str], name: str
) -> None:
    page = open_page(places[name])
    places: list[tuple[float, float]] = []
    expected = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea,"
        ' summary, [tabindex="0"]\')].filter((one) => one.checkVisibility() && one.tabIndex >= 0).length'
    )
    for _ in range(expected):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
                const one = document.activeElement, style = getComputedStyle(one);
                const box = one.getBoundingClientRect();
                const top = document.elementFromPoint(
                    Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1),
                    Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1));
                return {
                    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                    hidden: !(one.contains(top) || top.contains(one)),
                    aside: !!one.closest("aside"),
                    name: one.outerHTML.slice(0, 120),
                    y: box.y + scrollY, x: box.x,
                };
            }"""
        )
        assert focused["seen"], focused
        assert not focused["hidden"], focused
        if not focused["aside"]:  # it stands beside the answer, and is read after it
            places.append((focused["y"], focused["x"]))
    assert len(places) > 3
    # Back up the page it goes to the next column alone.
    backwards = [(a, b) for a, b in pairwise(places[1:]) if b[0] < a[0] - 40 and b[1] < a[1] + 100]
    assert backwards == []


def test_axe_finds_nothing_in_suggestions_and_what_is_told(open_page: Open) -> None:
    page = open_page(PAGES["answer"])
    page.get_by_role("button", name="Add to briefing 1").click()
    box = page.get_by_role("combobox", name="Your question")
    box.fill("")
    box.press_sequentially("care")
    page.get_by_role("option").first.wait_for()
    box.press("ArrowDown")
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [violation["id"] for violation in found["violations"]] == []


def test_nothing_moves_where_less_movement_is_asked_for() -> None:
    css = (WEB / "static" / "pincite.css").read_text(encoding="utf-8")
    calm = css.partition("@media (prefers-reduced-motion: no-preference)")[0]
    for moving in ("transition", "animation", "scroll-behavior"):
        assert moving not in calm


def test_what_happens_is_told_in_a_live_region(open_page: Open) -> None:
    page = open_page(PAGES["answer"])
    page.get_by_role("button", name="Add to briefing 1").click()
    told = page.get_by_role("status")
    assert told.inner_text() == "Put in the briefing"


def test_pages_speak_plainly() -> None:
    jargon = re.compile(
        r"\b(?:chunks?|embeddings?|semantic|vectors?|tokens?|corpus|queries|query|RAG|LLM|retriev\w+"
        r"|metadata|index(?:ed|es|ing)?|parse\w*|invalid|please|sorry|oops)\b",
        re.IGNORECASE,
    )
    for template in sorted((WEB / "templates").glob("*.html")):
        text = template.read_text(encoding="utf-8")
        spoken = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", text, flags=re.DOTALL)
        assert jargon.findall(spoken) == [], template.name
    for script in sorted((WEB / "static").glob("*.js")):
        said = " ".join(re.findall(r"say\(([^)]*)\)", script.read_text(encoding="utf-8")))
        assert jargon.findall(said) == [], script.name
