"""Takes the pictures of docs/showcase.md from the demo reports, and writes that page.

    python benchmarks/pictures.py

Needs the packages for tests and Chromium. Takes about three minutes.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from search.citations import cite
from search.library import Library
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.conftest import serving

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SIZES = ((1280, 960), (360, 780))
SCHEMES = ("light", "dark")
COLOURS = 96  # in a picture: text stays sharp, and it is a third of the size
REVISED = "westmarch/peel-2022-10-14.html"
READER = {"X-Forwarded-User": "anna"}  # whom a proxy signs in
SIGNING = """
[proxy]
addresses = ["127.0.0.1"]
[collections.demo]
title = "Demo"
library = "library"
read = ["everyone"]
"""
WAITS = "q=how+long+do+children+wait+for+autism+assessments"


@dataclass(frozen=True)
class Scene:
    name: str
    title: str
    told: str
    path: str  # of the page; with {names} of what is known once the library is read
    show: str = ""  # a part of the page to scroll to


SCENES = (
    Scene("home", "The box", "What can be asked, and what a question can be narrowed to.", "/"),
    Scene(
        "answer",
        "An answer",
        "The reports’ own sentences, each with the number of the quote that it comes from.",
        f"/?{WAITS}",
    ),
    Scene(
        "quotes",
        "Where it says so",
        "Each quote’s source beside it; its paragraph and ways to copy it open on demand.",
        f"/?{WAITS}",
        "#note-1",
    ),
    Scene(
        "page",
        "A quote on its page",
        "The page as printed with the words boxed, its text beside it, the next quote one key away.",
        "{quote}",
    ),
    Scene("enlarged", "Enlarged", "A larger page opens at the quoted words.", "{enlarged}"),
    Scene(
        "report",
        "A web report",
        "The archived text with its contents list, the words marked.",
        "{web}",
    ),
    Scene(
        "compared",
        "Two subjects side by side",
        "Each side with its own quotes, or plainly silent.",
        "/?q=how+many+social+work+posts+are+filled+by+agency+staff"
        "&subject=Calderby&subject=North+Calderby",
    ),
    Scene(
        "years",
        "Two years of one subject",
        "The same question asked of each year’s report.",
        "/?q=how+quickly+are+999+calls+answered&subject=Westmarch+Police&year=2022&year=2025",
    ),
    Scene(
        "silent",
        "No answer was found",
        "What was searched, what is here, questions that have an answer, and what comes nearest.",
        "/?q=how+many+submarines+does+Westmarch+have",
    ),
    Scene(
        "elsewhere",
        "Not there, but elsewhere",
        "What other reports on the same subject say is shown apart, under whose it is.",
        "/?q=how+many+family+hubs+does+Calderby+have+in+2014",
        "#elsewhere",
    ),
    Scene(
        "looked-up",
        "A grade looked up",
        "Questions on grades are answered from the table of grades, all of them counted.",
        "/?q=who+has+ever+been+inadequate+for+care+leavers",
    ),
    Scene(
        "recommended",
        "What reports ask for",
        "Under each report, the newest first, the older ones folded.",
        "/?q=recommendations+on+children",
    ),
    Scene(
        "trend",
        "Over time",
        "The grades as steps, and what each report says.",
        "/?q=how+has+leadership+changed+over+time+in+Calderby",
    ),
    Scene(
        "brief",
        "In brief",
        "A name alone: its reports, grades and what changed, strengths and what must improve.",
        "/?q=summarise+Calderby",
    ),
    Scene(
        "counted",
        "Counted",
        "The very words in quotation marks, in every report that has them.",
        "/?q=%22county+lines%22",
    ),
    Scene("grades", "All grades", "Subjects by areas, with what changed.", "/judgements"),
    Scene(
        "subject",
        "A subject",
        "Its reports, its grades over the years, and what it was asked to do.",
        "/subjects/Calderby",
    ),
    Scene(
        "library",
        "The library",
        "What is in it by kind, year and subject, and what could not be read.",
        "/library",
    ),
    Scene(
        "reports",
        "Every report",
        "What told its title, subject, kind and date, and how sure that is.",
        "/library/reports?sort=unsure",
    ),
    Scene(
        "matrix",
        "All reports at once",
        "A few questions of every subject: the best sentence of each, or its grade.",
        "/matrix?q=how+quickly+are+999+calls+answered%0Agrade+for+care+leavers",
        ".covered",
    ),
    Scene(
        "theme",
        "The trend of a theme",
        "The share of each year’s reports that raise a matter, drawn and in numbers.",
        "/trend?theme=care+leavers",
    ),
    Scene("basket", "A briefing", "One's own words between quotes that are checked.", "/basket"),
    Scene(
        "kept",
        "A briefing kept on the server",
        "Where people sign in: to be read by whoever has its address, its quotes checked anew.",
        "/briefings/{kept}",
    ),
    Scene(
        "revised",
        "An old citation",
        "The report was revised: the old words beside the nearest ones of today.",
        "{revised}",
    ),
    Scene("upload", "Adding reports", "Where it is allowed.", "/upload"),
    Scene("help", "Help", "What can be asked, and how far an answer is to be trusted.", "/help"),
    Scene("not-found", "Not found", "An error says what to do next.", "/reports/nothing"),
)


def main() -> None:
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        places = make_library(Path(folder))
        signing = Path(folder) / "pincite-server.toml"
        signing.write_text(SIGNING, encoding="utf-8")
        with (
            serving(Path(folder) / "library", PINCITE_UPLOADS="yes") as server,
            serving(Path(folder) / "library", PINCITE_CONFIG=str(signing)) as signed,
            sync_playwright() as playwright,
        ):
            places["kept"] = keep(signed, places["briefing"])
            path = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            for scene in SCENES:
                written = places["briefing"] if scene.name == "basket" else ""
                at = signed if scene.name == "kept" else server
                take_scene(browser, at, scene, scene.path.format(**places), written)
            browser.close()
    (ROOT / "docs" / "showcase.md").write_text(write_showcase(), encoding="utf-8")
    size = sum(picture.stat().st_size for picture in PICTURES.iterdir())
    print(f"{len(list(PICTURES.iterdir()))} pictures, {size / 2**20:.1f} MB")


def make_library(folder: Path) -> dict[str, str]:
    """A library of the demo reports, one of which was revised after it was cited: its places."""
    reports = folder / "reports"
    shutil.copytree(ROOT / "demo" / "reports", reports)
    ingest(open_storage(folder / "library"), [reports])
    library = Library(open_storage(folder / "library"))
    generation = library.generation
    number = next(held.number for held in generation.holdings if held.info.source == REVISED)
    held = generation.report(number)
    start = held.text.index("I will keep close contact")
    old = cite(held, start, held.text.index("\n", start))
    statements = library.ask("how long do children wait for autism assessments").statements
    quotes = [quote for statement in statements for quote in statement.citations]
    printed = next(quote for quote in quotes if quote.page)
    web = library.ask("how many knives did Thornborough collect in 2023").statements[0].citations[0]
    library.close()
    file = reports / REVISED
    page = file.read_text(encoding="utf-8")
    file.write_text(page.replace("I will keep close", "We will keep in regular"), encoding="utf-8")
    ingest(open_storage(folder / "library"), [reports])
    assert printed.page is not None
    place = f"/reports/{printed.report.id}/pages/{printed.page.number}"
    words = f"start={printed.start}&end={printed.end}"
    return {
        "quote": f"{place}?{words}&{WAITS}#page-{printed.page.number}",
        "enlarged": f"{place}?{words}&zoom=2#quoted-{printed.page.number}",
        "web": f"/reports/{web.report.id}?start={web.start}&end={web.end}#mark",
        "briefing": json.dumps(
            {
                "pincite": "briefing",
                "version": 1,
                "title": "Waiting times and knives",
                "style": "oscola",
                "items": [
                    {"quote": quotes[0].id},
                    {"note": "Ask what has changed since the inspection."},
                    {"heading": "Knives"},
                    {"quote": web.id},
                ],
            }
        ),
        "revised": f"/c/{old.id}",
    }


def keep(server: str, briefing: str) -> str:
    """The id of a briefing that is kept."""
    headers = {"content-type": "application/json"} | READER
    reply = httpx.post(f"{server}/v1/briefings", content=briefing, headers=headers)
    return str(reply.raise_for_status().json()["id"])


def take_scene(browser: Browser, server: str, scene: Scene, path: str, briefing: str = "") -> None:
    for width, height in SIZES:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]  # a literal of two
                reduced_motion="reduce",
                extra_http_headers=READER,
            )
            page = context.new_page()
            if briefing:
                kept = f"localStorage.setItem('pincite.briefing', {json.dumps(briefing)})"
                page.add_init_script(kept)
            page.goto(server + path, wait_until="networkidle")
            page.wait_for_selector("[data-matrix]", state="detached")  # whole, it is shown anew
            if scene.show:
                page.locator(scene.show).evaluate(
                    "part => { for (const closed of part.querySelectorAll('details'))"
                    " closed.open = true; part.scrollIntoView(); }"
                )
                fetched = page.locator("details[open][data-paragraph] > p > a")
                fetched.wait_for(state="detached")  # the paragraph stands in the link's place
            picture = Image.open(io.BytesIO(page.screenshot()))
            few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(PICTURES / f"{scene.name}-{width}-{scheme}.png", optimize=True)
            context.close()


def write_showcase() -> str:
    lines = [
        "# Showcase",
        "",
        "Every page over the demo reports on invented forces and councils, at 1280 and 360 pixels,"
        " light and dark. `python benchmarks/pictures.py` takes these pictures and writes this page.",
    ]
    for scene in SCENES:
        lines += ["", f"## {scene.title}", "", scene.told, ""]
        for width, _ in SIZES:
            shown = [
                f'<img src="pictures/{scene.name}-{width}-{scheme}.png"'
                f' width="{640 if width > 400 else 240}"'
                f' alt="{scene.title}, {width} pixels wide, {scheme}">'
                for scheme in SCHEMES
            ]
            lines += [*shown, ""] if width > 400 else shown
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
