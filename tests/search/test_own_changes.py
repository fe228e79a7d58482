"""Who changes a library sees it changed, even where another thread has just looked for changes."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from search import library as library_module
from search.library import Library
from search.storage.opening import open_storage
from tests.search.upkeep.pages import model, write_page


def test_a_look_that_began_before_a_change_does_not_hide_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "LOOK_AGAIN_S", 0.0)
    pages = [
        write_page(tmp_path / f"in/{name}.html", name.title()) for name in ("luton", "salford")
    ]
    library = Library(open_storage(tmp_path / "library"), embedder=model())
    assert library.ingest(pages).added == 2
    assert {*library.generation.holdings.by_id} == {"luton", "salford"}

    monkeypatch.setattr(library_module, "LOOK_AGAIN_S", 60.0)
    published, has_looked, may_go_on = (
        library.storage.published,
        threading.Event(),
        threading.Event(),
    )

    def looks_slowly() -> int:
        number = published()
        monkeypatch.setattr(library.storage, "published", published)
        has_looked.set()
        assert may_go_on.wait(60.0)
        return number

    monkeypatch.setattr(library.storage, "published", looks_slowly)
    time.sleep(0.01)  # the next one looks, and is not done before the change is
    looking = threading.Thread(target=lambda: library.generation)
    looking.start()
    assert has_looked.wait(60.0)
    removing = threading.Thread(target=library.remove, args=(["luton"],))
    removing.start()
    removing.join(2.0)  # it waits for the other, or has missed it
    may_go_on.set()
    for thread in (looking, removing):
        thread.join(60.0)
    assert {*library.generation.holdings.by_id} == {"salford"}
