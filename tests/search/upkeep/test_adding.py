"""Only what changed is read again, and what the library answers is what its folders hold."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ingest.workers import Failed
from search.holdings import Holding
from search.storage.contract import Generation, PassageRef
from search.storage.folder.store import Store
from search.storage.folder.words import NoWords
from search.storage.opening import open_storage
from search.upkeep.adding import NothingToRead, ingest
from search.upkeep.checking import check
from search.upkeep.progress import FailedFile, Summary
from search.upkeep.removing import remove
from tests.search.upkeep.pages import model, write_page


def add(library: Path, *paths: Path, prune: bool = False, publish_s: float = 60.0) -> Summary:
    return ingest(open_storage(library), paths, embedder=model(), prune=prune, publish_s=publish_s)


def holdings(library: Path) -> dict[str, Holding]:
    generation = open_storage(library).open()
    found = {holding.info.source: holding for holding in generation.holdings}
    generation.close()
    return found


def sources_with(library: Path, word: str) -> set[str]:
    generation = open_storage(library).open()
    found = generation.best([(term, 1.0) for term in generation.analyze(word)], 100)
    sources = {generation.holdings.by_number[ref.report].info.source for ref, _ in found}
    generation.close()
    return sources


def kept_bytes(generation: Generation, holding: Holding) -> bytes:
    file = generation.open_file(holding.info.sha256)
    assert file is not None
    with file:
        return file.read()


def test_a_library_takes_what_its_folder_holds_and_passes_the_same_by(tmp_path: Path) -> None:
    write_page(tmp_path / "in/salford.html", "Salford", "Knife crime has fallen.")
    write_page(tmp_path / "in/deep/luton", "Luton", "Burglary has risen.")
    (tmp_path / "in/notes.txt").write_text("not a report")

    first = add(tmp_path / "library", tmp_path / "in")
    second = add(tmp_path / "library", tmp_path / "in")

    assert (first.added, first.skipped, first.failed, first.reports) == (2, 1, [], 2)
    assert (second.added, second.unchanged, second.reports) == (0, 2, 2)
    assert sources_with(tmp_path / "library", "burglary") == {"deep/luton"}
    assert check(open_storage(tmp_path / "library")).faults == ()


def test_nothing_new_is_found_out_without_the_model(tmp_path: Path) -> None:
    write_page(tmp_path / "in/salford.html", "Salford")
    add(tmp_path / "library", tmp_path / "in")

    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from search.upkeep.adding import ingest;"
            "from search.storage.opening import open_storage;"
            "print(ingest(open_storage(sys.argv[1]), [Path(sys.argv[2])]).unchanged,"
            "      'torch' in sys.modules)",
            tmp_path / "library",
            tmp_path / "in",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout == "1 False\n"


def test_a_changed_file_replaces_its_old_self_which_can_still_be_cited(tmp_path: Path) -> None:
    library, page = tmp_path / "library", tmp_path / "in/salford.html"
    write_page(page, "Salford", "Knife crime has fallen.")
    add(library, tmp_path / "in")
    before = holdings(library)["salford.html"]
    old_bytes = page.read_bytes()

    write_page(page, "Salford", "Burglary has risen.")
    summary = add(library, tmp_path / "in")

    after = holdings(library)["salford.html"]
    assert (summary.added, summary.updated, summary.reports) == (0, 1, 1)
    assert after.info.id == before.info.id
    assert sources_with(library, "knife") == set()
    assert sources_with(library, "burglary") == {"salford.html"}
    generation = open_storage(library).open()
    past = generation.past(before.info.sha256[:12])
    assert ["Knife crime has fallen." in report.text for report in past] == [True]
    assert kept_bytes(generation, before) == old_bytes
    assert kept_bytes(generation, after) == page.read_bytes()
    generation.close()
    assert check(open_storage(library)).faults == ()


def test_a_moved_file_keeps_its_passages(tmp_path: Path) -> None:
    library = tmp_path / "library"
    write_page(tmp_path / "in/a.html", "Salford", "Knife crime has fallen.")
    write_page(tmp_path / "in/b.html", "Luton", "Burglary has risen.")
    add(library, tmp_path / "in")
    before = holdings(library)

    # Each takes the name that the other had a moment before.
    (tmp_path / "in/a.html").rename(tmp_path / "in/c.html")
    (tmp_path / "in/b.html").rename(tmp_path / "in/d.html")
    summary = add(library, tmp_path / "in", prune=True)

    after = holdings(library)
    assert (summary.moved, summary.added, summary.removed) == (2, 0, 0)
    assert after["c.html"].number == before["a.html"].number
    assert after["d.html"].number == before["b.html"].number
    assert sources_with(library, "knife") == {"c.html"}


def test_a_moved_folder_is_not_read_again(tmp_path: Path) -> None:
    library = tmp_path / "library"
    write_page(tmp_path / "in/a.html", "Salford")
    add(library, tmp_path / "in")

    (tmp_path / "in").rename(tmp_path / "elsewhere")
    summary = add(library, tmp_path / "elsewhere", prune=True)

    assert (summary.unchanged, summary.added, summary.removed) == (1, 0, 0)
    assert holdings(library)["a.html"].location == str((tmp_path / "elsewhere/a.html").resolve())


def test_two_files_that_swap_names_are_both_still_there(tmp_path: Path) -> None:
    library, one, other = tmp_path / "library", tmp_path / "in/a.html", tmp_path / "in/b.html"
    write_page(one, "Salford", "Knife crime has fallen.")
    write_page(other, "Luton", "Burglary has risen.")
    add(library, tmp_path / "in")

    one.rename(tmp_path / "kept")
    other.rename(one)
    (tmp_path / "kept").rename(other)
    add(library, tmp_path / "in")

    assert sources_with(library, "knife") == {"b.html"}
    assert sources_with(library, "burglary") == {"a.html"}
    assert check(open_storage(library)).faults == ()


@pytest.mark.parametrize("moved", ["0.html", "z.html"])
def test_a_file_that_makes_room_for_a_new_one_of_its_name_is_not_lost(
    tmp_path: Path, moved: str
) -> None:
    library, page = tmp_path / "library", tmp_path / "in/a.html"
    write_page(page, "Salford", "Knife crime has fallen.")
    add(library, tmp_path / "in")
    before = holdings(library)["a.html"]

    page.rename(tmp_path / "in" / moved)
    write_page(page, "Luton", "Burglary has risen.")
    summary = add(library, tmp_path / "in")

    assert (summary.moved, summary.added, summary.reports) == (1, 1, 2)
    assert holdings(library)[moved].number == before.number
    assert sources_with(library, "knife") == {moved}
    assert sources_with(library, "burglary") == {"a.html"}


def test_a_file_that_is_gone_leaves_with_prune_and_only_then(tmp_path: Path) -> None:
    library = tmp_path / "library"
    gone = write_page(tmp_path / "in/a.html", "Salford", "Knife crime has fallen.")
    write_page(tmp_path / "in/b.html", "Luton")
    write_page(tmp_path / "other/c.html", "Derby")
    add(library, tmp_path / "in", tmp_path / "other")
    gone.unlink()

    kept = add(library, tmp_path / "in")
    pruned = add(library, tmp_path / "in", prune=True)

    assert (kept.removed, kept.reports) == (0, 3)
    assert (pruned.removed, pruned.reports) == (1, 2)
    assert set(holdings(library)) == {"b.html", "c.html"}
    assert sources_with(library, "knife") == set()
    assert check(open_storage(library)).faults == ()


def test_prune_takes_an_empty_folder_for_a_disk_that_is_not_there(tmp_path: Path) -> None:
    library = tmp_path / "library"
    page = write_page(tmp_path / "in/a.html", "Salford")
    add(library, tmp_path / "in")
    page.unlink()

    with pytest.raises(NothingToRead, match=r"holds no reports now, where 1 came from it\."):
        add(library, tmp_path / "in", prune=True)

    assert set(holdings(library)) == {"a.html"}


def test_the_same_file_at_two_places_is_one_report(tmp_path: Path) -> None:
    library = tmp_path / "library"
    page = write_page(tmp_path / "in/a.html", "Salford")
    copy = tmp_path / "in/copies/a.html"
    copy.parent.mkdir()
    copy.write_bytes(page.read_bytes())

    first = add(library, tmp_path / "in")
    second = add(library, tmp_path / "in")
    page.unlink()
    third = add(library, tmp_path / "in", prune=True)

    assert (first.added, first.same, first.reports) == (1, 1, 1)
    assert (second.unchanged, second.same, second.reports) == (1, 1, 1)
    assert (third.moved, third.removed, third.reports) == (1, 0, 1)
    assert set(holdings(library)) == {"copies/a.html"}


def test_files_with_one_path_below_two_folders_are_two_reports(tmp_path: Path) -> None:
    library = tmp_path / "library"
    write_page(tmp_path / "north/a.html", "Salford")
    write_page(tmp_path / "south/a.html", "Luton")

    first = add(library, tmp_path / "north", tmp_path / "south")
    again = add(library, tmp_path / "south", tmp_path / "north")

    assert (first.added, again.unchanged, again.added) == (2, 2, 0)
    assert {source: held.info.title for source, held in holdings(library).items()} == {
        "a.html": "Salford: inspection report",
        "south/a.html": "Luton: inspection report",
    }


def test_what_a_pincite_toml_says_is_followed_when_it_changes(tmp_path: Path) -> None:
    library = tmp_path / "library"
    write_page(tmp_path / "in/a.html", "Salford")
    write_page(tmp_path / "in/b.html", "Luton")
    add(library, tmp_path / "in")

    said = '[[reports]]\nmatch = "a.html"\nkind = "Annual report"\n'
    (tmp_path / "in/pincite.toml").write_text(said)
    summary = add(library, tmp_path / "in")

    assert (summary.updated, summary.unchanged) == (1, 1)
    assert holdings(library)["a.html"].info.kind == "Annual report"


def test_a_file_that_fails_is_named_until_it_is_right_or_gone(tmp_path: Path) -> None:
    library, page = tmp_path / "library", tmp_path / "in/a.html"
    write_page(page, "Salford", "Knife crime has fallen.")
    good = page.read_bytes()
    add(library, tmp_path / "in")
    (tmp_path / "in/b.pdf").write_bytes(b"")
    page.write_bytes(b"%PDF-1.7 cut short")

    spoilt = add(library, tmp_path / "in")
    still = failures(library)
    again = add(library, tmp_path / "in")
    page.write_bytes(good)
    (tmp_path / "in/b.pdf").unlink()
    mended = add(library, tmp_path / "in")

    assert {failed.source for failed in spoilt.failed} == {"a.html", "b.pdf"}
    assert FailedFile("b.pdf", "It is empty. Fetch it again from where it came.") in spoilt.failed
    assert still == ["a.html", "b.pdf"]
    assert again.failed == sorted(spoilt.failed, key=lambda failed: failed.source)
    assert sources_with(library, "knife") == {"a.html"}
    assert mended.failed == []
    assert failures(library) == []


def failures(library: Path) -> list[str]:
    generation = open_storage(library).open()
    found = [failure.source for failure in generation.failures()]
    generation.close()
    return found


def test_many_small_segments_become_one_and_every_passage_stays_itself(tmp_path: Path) -> None:
    library = tmp_path / "library"
    for number in range(27):
        write_page(tmp_path / f"in/{number:02}.html", f"Town {number}", f"Word{number}x is here.")

    summary = add(library, tmp_path / "in", publish_s=0.0)

    store = Store(library)
    segments = {row.segment for row in store.rows()}
    store.close()
    assert summary.reports == 27
    assert len(segments) < 20
    assert len(list((library / "segments").iterdir())) == len(segments)
    assert check(open_storage(library)).faults == ()
    generation = open_storage(library).open()
    assert len(generation.holdings) == 27
    for holding in generation.holdings:
        ref = PassageRef(holding.number, 0)
        passage = generation.passage(ref)
        candidates = generation.candidates([ref])
        assert passage.report_id == holding.info.id
        assert candidates.sentences["start"][0] == passage.start
        assert candidates.sentences["end"][-1] == passage.end
        again = model().embed_question(passage.text).tokens
        assert abs(len(candidates.codes) - len(again)) <= 1
    generation.close()


def test_a_lost_words_index_is_made_anew_from_the_store(tmp_path: Path) -> None:
    library = tmp_path / "library"
    write_page(tmp_path / "in/a.html", "Salford", "Knife crime has fallen.")
    add(library, tmp_path / "in")
    for path in (library / "words").rglob("*"):
        if path.is_file():
            path.unlink()

    with pytest.raises(NoWords, match=r"is gone\. Run pincite ingest: it makes the index anew\."):
        open_storage(library).open()
    add(library, tmp_path / "in")

    assert sources_with(library, "knife") == {"a.html"}
    assert check(open_storage(library)).faults == ()


def test_a_reader_keeps_its_generation_while_others_are_published(tmp_path: Path) -> None:
    library, page = tmp_path / "library", tmp_path / "in/a.html"
    write_page(page, "Salford", "Knife crime has fallen.")
    add(library, tmp_path / "in")
    reader = open_storage(library).open()

    for number in range(5):
        write_page(page, "Salford", f"Burglary has risen {number} times.")
        add(library, tmp_path / "in")

    ((ref, _), *_) = reader.best([("knife", 1.0)], 10)
    assert "Knife crime has fallen." in reader.passage(ref).text
    assert len(reader.candidates([ref]).codes) > 0
    assert sources_with(library, "knife") == set()
    reader.close()


def test_a_library_opens_whole_however_fast_generations_follow_each_other(tmp_path: Path) -> None:
    library = tmp_path / "library"
    for number in range(8):
        write_page(tmp_path / f"in/{number}.html", f"Town {number}", "Knife crime has fallen.")
    add(library, tmp_path / "in")
    ids = [holding.info.id for holding in holdings(library).values()]
    removing = threading.Thread(
        target=lambda: [remove(open_storage(library), [one]) for one in ids[:7]]
    )

    removing.start()
    opened = []
    while removing.is_alive():
        generation = open_storage(library).open()
        found = {ref.report for ref, _ in generation.best([("knife", 1.0)], 100)}
        opened.append((found, set(generation.holdings.all)))
        generation.close()
    removing.join()

    assert len(opened) > 7
    assert [pair for pair in opened if pair[0] != pair[1]] == []
    assert len(holdings(library)) == 1


def test_a_file_whose_reading_failed_costs_no_other_file(tmp_path: Path) -> None:
    write_page(tmp_path / "in/good.html", "Salford")
    (tmp_path / "in/bad.pdf").write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * 40)

    summary = add(tmp_path / "library", tmp_path / "in")

    assert summary.reports == 1
    assert [failed.source for failed in summary.failed] == ["bad.pdf"]
    assert Failed(summary.failed[0].reason).reason.endswith(".")
