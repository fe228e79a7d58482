"""The words index from one generation to the next."""

from __future__ import annotations

from pathlib import Path

from search.storage.analyzer import analyze
from search.storage.contract import PassageRef
from search.storage.folder.words import Words, WordsWriter, words_folder


def write_words(folder: Path, generation: int, texts: dict[int, str], removed: list[int]) -> None:
    writer = WordsWriter(folder, generation)
    for report in removed:
        writer.remove_report(report)
    for report, text in texts.items():
        writer.add(PassageRef(report, 0), "A title", text)
    writer.commit()


def reports_with(folder: Path, generation: int, word: str) -> list[int]:
    words = Words(words_folder(folder, generation))
    found = words.best([(term, 1.0) for term in analyze(word)], 10)
    return sorted(ref.report for ref, _ in found)


def test_a_removed_report_is_found_by_its_words_no_more(tmp_path: Path) -> None:
    write_words(tmp_path, 1, {1: "knife crime", 2: "knife crime in Salford"}, [])
    write_words(tmp_path, 2, {3: "knives"}, [1])

    assert reports_with(tmp_path, 2, "knife") == [2]
    assert Words(words_folder(tmp_path, 2)).passages == 2


def test_an_older_generation_answers_as_before_when_later_ones_are_written(tmp_path: Path) -> None:
    write_words(tmp_path, 1, {1: "knife crime", 2: "burglary"}, [])
    before = Words(words_folder(tmp_path, 1))
    for generation in range(2, 12):  # enough for the index to merge its files
        write_words(tmp_path, generation, {generation + 1: "knife crime"}, [generation])

    assert reports_with(tmp_path, 1, "knife") == [1]
    assert [ref.report for ref, _ in before.best([("burglari", 1.0)], 10)] == [2]
    assert reports_with(tmp_path, 11, "knife") == [1, 12]


def test_a_generation_that_a_crash_left_half_written_is_written_anew(tmp_path: Path) -> None:
    write_words(tmp_path, 1, {1: "knife crime"}, [])
    write_words(tmp_path, 2, {2: "never published, knife"}, [])
    write_words(tmp_path, 2, {3: "knife"}, [])

    assert reports_with(tmp_path, 2, "knife") == [1, 3]


def test_a_damaged_file_is_told_of_in_words_that_are_caught(tmp_path: Path) -> None:
    write_words(tmp_path, 1, {number: f"knife crime {number}" for number in range(200)}, [])
    caught = 0
    for path in sorted(words_folder(tmp_path, 1).glob("*.*")):
        whole = path.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // 40)):
            path.unlink()  # what is open stays as it was
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
            try:
                reports_with(tmp_path, 1, "knife")
                Words(words_folder(tmp_path, 1)).passages_of(3)
            except Exception:
                caught += 1
        path.write_bytes(whole)
    assert caught > 0
