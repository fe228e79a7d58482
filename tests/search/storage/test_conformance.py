"""What every storage holds to, by its contract alone: this runs over whatever storages there are."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.fetching.addresses import Address
from ingest.field.field import Field, load_field
from search.storage.contract import (
    EmbeddedAgain,
    Failure,
    Generation,
    PassageRef,
    Storage,
    Tombstone,
)
from search.storage.errors import Changed, LibraryHeld, NoLibrary
from search.storage.opening import open_storage
from tests.conftest import ROOT
from tests.databases import Server
from tests.search.storage.made_reports import EAST, LEFT_OUT, LUTON, NORTH, SALFORD, new, publish

STORAGES = ("folder", "postgres")

AUDIT_OFFICE = ROOT / "tests" / "ingest" / "field" / "audit_office"


@pytest.fixture(params=STORAGES)
def storage(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Storage]:
    """Of an empty place."""
    place = str(tmp_path / "library")
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres")
        place = server.make_database()
        monkeypatch.chdir(tmp_path)  # where it keeps what is beside it
    with closing(open_storage(place)) as opened:
        yield opened


@pytest.fixture
def two(storage: Storage) -> Storage:
    """Salford in two passages, to the north and to the east, and Luton in one, to the east."""
    publish(storage, new("salford", SALFORD, NORTH, EAST), new("luton", LUTON, EAST))
    return storage


def numbers_of(generation: Generation) -> dict[str, int]:
    return {holding.info.id: holding.number for holding in generation.holdings}


def test_where_nothing_was_written_there_is_no_library(storage: Storage) -> None:
    for ask in (storage.open, storage.published):
        with pytest.raises(NoLibrary):
            ask()
    with storage.hold():
        pass
    assert storage.published() == 0


def test_what_is_published_is_in_the_next_generation_and_not_in_one_opened_before(
    two: Storage,
) -> None:
    before = two.open()
    publish(two, new("derby", "Derby\nIt is so.\n", NORTH))
    after = two.open()
    assert [len(before.holdings), len(after.holdings)] == [2, 3]
    assert after.number == two.published() == before.number + 1
    assert before.best([("so", 1.0)], 10) == [] and before.passages == 3
    assert "Knife crime" in before.report(numbers_of(before)["salford"]).text


def test_a_writer_that_fails_publishes_nothing(two: Storage) -> None:
    with pytest.raises(ZeroDivisionError), two.hold() as writing:
        writing.add(new("derby", "Derby\nIt is so.\n", NORTH))
        writing.remove(next(iter(writing.holdings)))
        writing.note_failure(Failure("a.pdf", "/in/a.pdf", "", "It is empty."))
        raise ZeroDivisionError
    generation = two.open()
    assert set(numbers_of(generation)) == {"salford", "luton"}
    assert generation.failures() == []


def test_there_is_one_writer_at_a_time(two: Storage) -> None:
    with two.hold(), pytest.raises(LibraryHeld, match="process"), two.hold():
        pass
    for _ in range(50):  # one that has ended keeps nobody out
        with two.hold() as writing:
            assert len(writing.holdings) == 2


def test_who_writes_may_wait_for_one_who_writes_already(two: Storage) -> None:
    with two.hold(), pytest.raises(LibraryHeld, match="process"), two.hold(wait_s=0.2):
        pass
    writing = threading.Event()

    def write() -> None:
        with two.hold() as held:
            writing.set()
            held.remove(next(iter(held.holdings)))
            time.sleep(0.5)
            held.publish()

    other = threading.Thread(target=write)
    other.start()
    assert writing.wait(60)
    with two.hold(wait_s=None) as held:
        assert len(held.holdings) == 1  # it has what the other one published meanwhile
        held.remove(next(iter(held.holdings)))
        held.publish()
    other.join()
    assert len(two.open().holdings) == 0


def test_a_number_is_never_used_twice(two: Storage) -> None:
    generation = two.open()
    with two.hold() as writing:
        writing.remove(generation.holdings.by_id["luton"])
        writing.publish()
    (again,) = publish(two, new("luton", LUTON, EAST))
    assert again.number > max(numbers_of(generation).values())


def test_the_words_of_what_left_are_kept_with_its_file(two: Storage, tmp_path: Path) -> None:
    file = tmp_path / "luton.pdf"
    file.write_bytes(LUTON.encode())
    sha256 = hashlib.sha256(LUTON.encode()).hexdigest()
    with two.hold() as writing:
        writing.keep_file(file, sha256)
    for replaced_by in (new("luton", LUTON + "More.\n", EAST), None):
        with two.hold() as writing:
            old = next(h for h in writing.holdings if h.info.id == "luton")
            if replaced_by:
                writing.add(replace(replaced_by, replaces=old))
            else:
                writing.remove(old)
            writing.publish()
        generation = two.open()
        (past,) = generation.past(sha256[:16])
        assert (past.text, past.info.source) == (LUTON, "luton.pdf")
        assert (sha256, sha256, "luton.pdf") in generation.past_files()
        copy = generation.open_file(sha256)
        assert copy is not None
        with copy:
            assert copy.read() == LUTON.encode()
    assert generation.open_file("0" * 64) is None


def test_nothing_is_kept_of_what_is_erased_but_a_tombstone(two: Storage, tmp_path: Path) -> None:
    file = tmp_path / "luton.pdf"
    file.write_bytes(LUTON.encode())
    sha256 = hashlib.sha256(LUTON.encode()).hexdigest()
    tombstone = Tombstone("luton", sha256, "2026-01-05T09:30:00+00:00", "Jo", "The court asked.")
    with two.hold() as writing:
        writing.keep_file(file, sha256)
        writing.remove(next(h for h in writing.holdings if h.info.id == "luton"))
        writing.publish()
    (again,) = publish(two, replace(new("luton", LUTON, EAST), reader="reader 2"))
    with two.hold() as writing:
        writing.erase(tombstone)
        writing.publish()
        assert writing.tombstones() == [tombstone]
    generation = two.open()
    assert generation.tombstones() == [tombstone]
    assert set(numbers_of(generation)) == {"salford"} and generation.passages == 2
    assert generation.past(sha256) == [] and generation.past_files() == []
    assert generation.open_file(sha256) is None
    assert generation.best([("burglari", 1.0)], 10) == []
    assert again.number not in {ref.report for ref, _ in generation.nearest(EAST, 10)}
    assert generation.candidates([PassageRef(numbers_of(generation)["salford"], 1)]).codes.any()
    assert list(two.damage()) == []


def test_a_report_can_be_had_again_as_it_was_read(two: Storage, tmp_path: Path) -> None:
    given = new("salford", SALFORD, NORTH, EAST).read
    (tmp_path / "salford.pdf").write_bytes(SALFORD.encode())
    with two.hold() as writing:
        writing.keep_file(tmp_path / "salford.pdf", given.report.info.sha256)
        held = next(h for h in writing.holdings if h.info.id == "salford")
        kept = writing.open_file(held.info.sha256)
        assert kept is not None
        with kept:
            assert kept.read() == SALFORD.encode()
        again = writing.read_again(held)
    assert (again.report, again.recommendations) == (given.report, given.recommendations)
    assert np.array_equal(again.report.boxes, given.report.boxes)
    assert (again.mentions, again.left_out) == (given.mentions, given.left_out)


def test_where_nothing_is_damaged_nothing_has_to_be_added_again(two: Storage) -> None:
    with two.hold() as writing:
        assert writing.repair() == frozenset()
        writing.publish()
    assert two.published() == 1


def test_a_file_that_is_not_what_was_read_is_refused(storage: Storage, tmp_path: Path) -> None:
    file = tmp_path / "luton.pdf"
    file.write_bytes(b"other bytes")
    with storage.hold() as writing, pytest.raises(Changed):
        writing.keep_file(file, hashlib.sha256(LUTON.encode()).hexdigest())


def test_a_report_comes_back_as_it_was_given(two: Storage) -> None:
    generation = two.open()
    given, number = new("salford", SALFORD, NORTH, EAST), numbers_of(generation)["salford"]
    report = generation.report(number)
    assert report == given.read.report and not report.boxes.size
    boxes = generation.report(number, boxes=True).boxes
    assert np.array_equal(boxes, given.read.report.boxes)
    assert generation.judgements_of(number) == report.judgements
    assert generation.areas == {"knife crime"}
    assert (number, *given.read.recommendations) in generation.recommendations()
    assert generation.recommendations([number]) == [(number, *given.read.recommendations)]
    holding = generation.holdings.by_id["salford"]
    assert holding.info == given.read.report.info
    assert (holding.location, holding.reader) == (given.location, given.reader)
    assert holding.left_out == LEFT_OUT
    assert (holding.mentions, holding.abbreviations) == (("Trafford",), (("KC", "knife crime"),))
    assert (holding.passages, holding.characters, holding.text_sha256) == (
        2,
        len(SALFORD),
        given.read.text_sha256,
    )


def test_a_passage_is_known_by_its_report_and_its_number_in_it(two: Storage) -> None:
    generation = two.open()
    number = numbers_of(generation)["salford"]
    given = new("salford", SALFORD, NORTH, EAST).passages
    passages = [generation.passage(PassageRef(number, at)) for at in range(2)]
    assert [p.text for p in passages] == [p.text for p in given]
    assert [p.pages for p in passages] == [(1,), (2,)]
    assert generation.spans(number).tolist() == [[p.start, p.end] for p in given]
    for at, passage in enumerate(given):
        for offset in (passage.start, passage.end - 1):
            assert generation.passage_at(number, offset) == PassageRef(number, at)


def test_the_nearest_in_meaning_are_of_the_reports_that_are_asked(two: Storage) -> None:
    generation = two.open()
    salford, luton = (numbers_of(generation)[name] for name in ("salford", "luton"))
    (first, cosine), *_ = generation.nearest(NORTH, 3)
    assert first == PassageRef(salford, 0) and cosine == pytest.approx(1.0)
    east = [ref for ref, cosine in generation.nearest(EAST, 3) if cosine > 0.5]
    assert set(east) == {PassageRef(salford, 1), PassageRef(luton, 0)}
    only = generation.nearest(EAST, 3, frozenset({luton}))
    assert [ref for ref, _ in only] == [PassageRef(luton, 0)]
    assert generation.nearest(EAST, 3, frozenset()) == []


def test_the_best_by_words_are_of_the_reports_that_are_asked(two: Storage) -> None:
    generation = two.open()
    salford, luton = (numbers_of(generation)[name] for name in ("salford", "luton"))
    terms = [(term, 1.0) for term in generation.analyze("burglaries, knife")]
    assert {ref.report for ref, _ in generation.best(terms, 9)} == {salford, luton}
    assert generation.best(terms, 9, frozenset({luton}))[0][0] == PassageRef(luton, 0)
    assert generation.best(terms, 9, frozenset()) == []
    assert generation.passages_with(generation.analyze("knife")[0]) == 2
    assert "burglari" in generation.terms_like("burg")


def test_the_best_of_each_report_is_given_in_the_order_that_is_asked(two: Storage) -> None:
    generation = two.open()
    salford, luton = (numbers_of(generation)[name] for name in ("salford", "luton"))
    best = generation.best_of_each(NORTH, [luton, salford])
    assert [ref for ref, _ in best] == [PassageRef(luton, 0), PassageRef(salford, 0)]
    assert [cosine for _, cosine in best] == pytest.approx([0.0, 1.0])


def test_the_passages_are_told_that_have_every_one_of_some_words(two: Storage) -> None:
    generation = two.open()
    numbers = numbers_of(generation)

    def having(words: str, limit: int = 9) -> list[int]:
        return [ref.report for ref in generation.having(generation.analyze(words), limit)]

    assert having("knife crime") == [numbers["salford"]] * 2
    assert having("knife crime", 1) == [numbers["salford"]]
    assert having("knife, fallen") == [numbers["salford"]]
    assert having("knife burglaries zebra") == []
    assert having("") == []


def test_very_words_are_counted_over_all_texts(two: Storage) -> None:
    generation = two.open()
    salford, luton = (numbers_of(generation)[name] for name in ("salford", "luton"))
    assert generation.count("KNIFE crime") == {salford: 2}  # over the end of a line too
    assert generation.count("police‑led") == {salford: 1}
    assert generation.count("has") == {salford: 1, luton: 1}
    assert generation.count("has", frozenset({luton})) == {luton: 1}
    assert generation.count("visit every hom") == {}


def test_candidates_carry_the_tokens_and_sentences_of_their_passages(two: Storage) -> None:
    generation = two.open()
    number = numbers_of(generation)["salford"]
    refs = [PassageRef(number, 1), PassageRef(number, 0)]
    candidates = generation.candidates(refs)
    assert list(candidates.refs) == refs
    assert candidates.token_counts.tolist() == [3, 3]
    assert candidates.codes[:, 0].tolist() == [1, 1, 1, 0, 0, 0]
    assert candidates.sentence_counts.tolist() == [1, 1]
    assert candidates.sentences["start"].tolist() == [generation.spans(number)[1, 0], 0]


def test_a_report_that_moves_keeps_its_number_and_its_words(two: Storage) -> None:
    with two.hold() as writing:
        luton = next(h for h in writing.holdings if h.info.id == "luton")
        writing.move(luton, "b/luton.pdf", "/in/b/luton.pdf")
        writing.publish()
    moved = two.open().holdings.by_id["luton"]
    assert (moved.number, moved.info.source) == (luton.number, "b/luton.pdf")
    assert moved.location == "/in/b/luton.pdf"


def test_failures_and_addresses_are_remembered_until_they_are_forgotten(two: Storage) -> None:
    page = Address("https://x.example/a", "https://x.example/b", '"1"', "", "2026-01-02", ("c",))
    with two.hold() as writing:
        writing.note_failure(Failure("a.pdf", "/in/a.pdf", "5", "It is empty."))
        writing.note_address(page)
        writing.publish()
    generation = two.open()
    (failure,) = generation.failures()
    assert (failure.source, failure.reason) == ("a.pdf", "It is empty.") and failure.failed_at
    assert generation.address(page.address) == page
    with two.hold() as writing:
        writing.forget_failure("a.pdf")
        writing.forget_address(page.address)
        writing.publish()
    assert two.open().failures() == []
    noted = two.open().address(page.address)
    assert noted is None or not noted.etag


@pytest.mark.parametrize("place", ["uk_inspection", AUDIT_OFFICE], ids=["ours", "own"])
def test_a_library_keeps_its_field_and_its_model(storage: Storage, place: str | Path) -> None:
    field: Field = load_field(place)
    with storage.hold() as writing:
        writing.use_field(field)
        writing.use_model("a model")
        writing.add(new("salford", SALFORD, NORTH))
        writing.publish()
    generation = storage.open()
    assert (generation.field.digest, generation.field.name) == (field.digest, field.name)
    assert generation.model == "a model"
    with storage.hold() as writing:
        assert writing.field.digest == field.digest


def test_what_was_learned_for_a_library_is_kept_with_it_by_name(two: Storage) -> None:
    before = two.open()
    with two.hold() as writing:
        writing.keep("codebook", b"\x00\xff")
        assert writing.kept("codebook") == b"\x00\xff"
        writing.publish()
    after = two.open()
    assert (after.kept("codebook"), after.kept("other"), before.kept("codebook")) == (
        b"\x00\xff", b"", b"",
    )  # fmt: skip
    assert after.number == before.number + 1


def test_reports_embedded_again_by_another_model_stay_what_they_were(two: Storage) -> None:
    before = two.open()
    wide = np.eye(2, 12, dtype=np.float16)
    with two.hold() as writing:
        for holding in writing.holdings:
            anew = new(holding.info.id, before.report(holding.number).text, NORTH)
            writing.embed_again(
                EmbeddedAgain(
                    holding, anew.passages, wide[:1], [np.ones((2, 6), np.uint8)], anew.sentences
                )
            )
        writing.use_model("another model")
        assert two.published() == before.number
        writing.publish()
    after = two.open()
    assert (before.model, after.model) == ("a model", "another model")
    assert (before.passages, after.passages) == (3, 2)
    assert numbers_of(after) == numbers_of(before) and after.past_files() == []
    for name, number in numbers_of(after).items():
        assert after.report(number).text == before.report(number).text
        assert after.spans(number).tolist() == [[0, len(after.report(number).text)]]
        assert after.candidates([PassageRef(number, 0)]).codes.shape == (2, 6), name
    assert {ref for ref, _ in after.nearest(np.eye(1, 12, dtype=np.float32)[0], 9)} == {
        PassageRef(number, 0) for number in numbers_of(after).values()
    }
    assert [ref for ref, _ in after.best([("knife", 1.0)], 9)] == [
        PassageRef(numbers_of(after)["salford"], 0)
    ]
    assert list(two.damage()) == []


def test_it_can_say_how_large_it_is_and_that_nothing_is_wrong(two: Storage) -> None:
    assert two.bytes_on_disk() > 0
    assert list(two.damage()) == []
    assert two.name and two.beside.folder.is_dir()
