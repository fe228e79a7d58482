"""axe-core finds nothing on any page, and no page is wider than the narrowest phone."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from search.library import Library
from tests.web.conftest import Open

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = {
    "home": "/",
    "answer": "/?q=how+long+do+children+wait+for+autism+assessments",
    "scoped": "/?q=how+many+knives+did+Thornborough+collect+in+2023",
    "compared": "/?q=knives&subject=Thornborough+Police&subject=Nowhere",
    "silent": "/?q=what+does+Cumbria+Constabulary+do+about+drones",
    "library": "/library",
    "not-found": "/reports/nothing",
    "basket": "/basket",
    "report": "REPORT",
    "printed": "PRINTED",
    "enlarged": "ENLARGED",
    "subject": "SUBJECT",
    "judgements": "/judgements",
    "judgements-narrowed": "/judgements?kind=PEEL&subject=Westmarch+Police&sort=investigating+crime",
    "judgements-none": "/judgements?grade=none",
}


@pytest.fixture(scope="session")
def places(demo_library: Path) -> dict[str, str]:
    library = Library(demo_library)
    rows = library.snapshot.rows
    web = next(row.info for row in rows if not row.info.page_count)
    pdf = next(row.info for row in rows if row.info.page_count > 1)
    library.close()
    return {
        "REPORT": f"/reports/{web.id}?start=400&end=520",
        "PRINTED": f"/reports/{pdf.id}/pages/1?start=200&end=320",
        "ENLARGED": f"/reports/{pdf.id}/pages/2?zoom=2",
        "SUBJECT": f"/subjects/{web.subject}",
    }


MODES = [(1280, "light", "none"), (320, "dark", "none"), (320, "light", "active")]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    open_page: Open, places: dict[str, str], name: str
) -> None:
    page = open_page(places.get(PAGES[name], PAGES[name]))
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
    answer = httpx.get(demo_server + places.get(PAGES[name], PAGES[name]))
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert " style=" not in answer.text and "<style" not in answer.text
    assert " onclick=" not in answer.text and "<script>" not in answer.text
    parts = ["/static/pincite.css", "/static/pincite.js", "/static/pincite.svg"]
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
