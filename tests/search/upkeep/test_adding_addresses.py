"""Pages of the web in a library: cited by their address, asked for again cheaply."""

from __future__ import annotations

from pathlib import Path

from ingest.fetching.limits import Limits
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.checking import check
from search.upkeep.progress import Summary
from search.upkeep.removing import remove
from tests.ingest.fetching.site import Page, Site, serve
from tests.search.upkeep.pages import model, write_page

LIST = b"<!doctype html><html><body><main><h1>Reports</h1><a href='/salford'>Salford</a></main>"
HTML = {"Content-Type": "text/html"}


def add(library: Path, site: Site) -> Summary:
    limits = Limits(delay_s=0.0, allow_private=True)
    addresses = [f"{site.address}/list", f"{site.address}/gone"]
    return ingest(
        open_storage(library), [], addresses=addresses, follow=True, limits=limits, embedder=model()
    )


def test_reports_that_a_page_links_to_come_in_and_come_again_only_when_changed(
    tmp_path: Path,
) -> None:
    library = tmp_path / "library"
    body = write_page(tmp_path / "page", "Salford", "Knife crime has fallen.").read_bytes()
    pages = {
        "/list": Page(LIST, headers=HTML | {"ETag": '"list"'}),
        "/salford": Page(body, headers=HTML | {"ETag": '"one"'}),
    }
    with serve(pages) as site:
        first = add(library, site)
        second = add(library, site)
        changed = write_page(tmp_path / "page", "Salford", "Burglary has risen.").read_bytes()
        pages["/salford"] = Page(changed, headers=HTML | {"ETag": '"two"'})
        third = add(library, site)
        address = f"{site.address}/salford"

    generation = open_storage(library).open()
    (held,) = [holding for holding in generation.holdings if holding.info.source == address]
    noted = generation.address(address)
    assert noted is not None
    assert noted.fetched_at[:2] == "20"
    file = generation.open_file(held.info.sha256)
    assert file is not None
    with file:
        assert file.read() == changed
    assert "Burglary has risen." in generation.report(held.number).text
    generation.close()
    assert (first.added, second.added, second.updated, third.updated) == (1, 0, 0, 1)
    assert [failed.source for failed in first.failed] == [
        f"{site.address}/gone",
        f"{site.address}/list",
    ]
    assert first.failed[0].reason.startswith("Its server answers 404.")
    assert check(open_storage(library)).faults == ()


def test_a_removed_page_comes_in_whole_when_it_is_asked_for_again(tmp_path: Path) -> None:
    library = tmp_path / "library"
    body = write_page(tmp_path / "page", "Salford", "Knife crime has fallen.").read_bytes()
    pages = {
        "/list": Page(LIST, headers=HTML),
        "/salford": Page(body, headers=HTML | {"ETag": '"one"'}),
    }
    with serve(pages) as site:
        add(library, site)
        remove(open_storage(library), [f"{site.address}/salford"])
        again = add(library, site)

    assert again.added == 1
