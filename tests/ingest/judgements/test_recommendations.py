"""Recommendations are found one by one, under the heading that they stand under."""

import csv
from collections.abc import Sequence

from ingest.field.field import load_field
from ingest.field.scales import fold
from ingest.judgements.recommendations import find_recommendations
from ingest.reading import read_report
from ingest.report import Section
from tests.conftest import ROOT

DEMO = ROOT / "demo"
FIELD = load_field()
NO_HEADING = {  # the demo prints these two as paragraphs that no heading says are recommendations
    "The Board should appoint an independent chair without delay.",
    "The Board should agree a data set and a programme of audits by January 2015.",
}


def read(
    text: str, headings: Sequence[tuple[str, int]] = (), kind: str = ""
) -> list[tuple[str, str]]:
    """The kind and the words of each."""
    starts = [text.index(f"{title}\n") for title, _ in headings]
    sections = []
    for (title, level), start in zip(headings, starts, strict=True):
        later = [
            other
            for (_, depth), other in zip(headings, starts, strict=True)
            if other > start and depth <= level
        ]
        sections.append(Section(title, level, start, later[0] if later else len(text)))
    found = find_recommendations(text, sections, kind, FIELD.scales.recommending)
    assert all(each.text == text[each.start : each.end] for each in found)
    return [(each.kind, each.text) for each in found]


def test_every_recommendation_of_the_demo_is_read_and_no_other() -> None:
    listed = set()
    with (DEMO / "recommendations.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["text"] not in NO_HEADING:
                listed.add((row["doc"], row["kind"], fold(row["text"])))
    folder = DEMO / "reports"
    found = set()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".pdf", ".html")):
        source = path.relative_to(folder).as_posix()
        for each in read_report(path.read_bytes(), source, FIELD).recommendations:
            found.add((source, each.kind, fold(each.text)))
    assert found == listed


def test_the_bullets_below_a_heading_are_the_items() -> None:
    text = "What needs to improve? 1\n• Plans.\n• Records.\nStrengths\n• Staff are kind."
    assert read(text, [("What needs to improve? 1", 1), ("Strengths", 1)]) == [
        ("area for improvement", "Plans."),
        ("area for improvement", "Records."),
    ]


def test_labels_part_a_numbered_list_and_the_next_heading_ends_it() -> None:
    text = (
        "Priority and immediate action\nQuality of work\n1. Ensure that plans are good.\n"
        "Management\n2. Review the data.\nWhat works\n3. Staff are kind."
    )
    assert read(text, [("Priority and immediate action", 3), ("What works", 3)]) == [
        ("priority action", "Ensure that plans are good."),
        ("priority action", "Review the data."),
    ]


def test_a_heading_of_findings_ends_a_list_even_where_it_is_set_deeper() -> None:
    text = "Recommendations\n1. Plan.\nInspection findings – the board\n2. The board meets."
    headings = [("Recommendations", 2), ("Inspection findings – the board", 3)]
    assert read(text, headings) == [("recommendation", "Plan.")]


def test_headings_of_the_same_depth_may_part_a_list_that_has_nothing_before_them() -> None:
    text = "Areas for improvement\nPolice\n• Calls wait.\nHealth\n• Nurses are few.\nNext steps\nThe end."
    headings = [("Areas for improvement", 1), ("Police", 1), ("Health", 1), ("Next steps", 1)]
    assert [words for _, words in read(text, headings)] == ["Calls wait.", "Nurses are few."]


def test_an_item_that_leads_on_to_bullets_is_one_item_with_them() -> None:
    text = (
        "Recommendations\n1. Ensure that:\n• plans are good\n• data is sound\n2. Review the rest."
    )
    assert [words for _, words in read(text)] == [
        "Ensure that:\n• plans are good\n• data is sound",
        "Review the rest.",
    ]


def test_bullets_that_end_a_sentence_are_one_item_with_it() -> None:
    text = (
        "Areas for improvement\nLeaders should improve plans by:\n• hiring staff\n• asking parents\n"
        "Partners should share data."
    )
    assert [words for _, words in read(text)] == [
        "Leaders should improve plans by:\n• hiring staff\n• asking parents",
        "Partners should share data.",
    ]


def test_an_item_that_was_broken_in_two_lines_is_whole() -> None:
    text = "What needs to improve\n• Plans for children who return from\ncare.\n• Records."
    assert [words for _, words in read(text)] == [
        "Plans for children who return from\ncare.",
        "Records.",
    ]


def test_paragraphs_that_ask_are_items_of_a_list_without_marks() -> None:
    text = (
        "Areas for improvement\nLeaders should set targets.\nPartners must work together.\n"
        "Local area partnership details\nAmbleford Council"
    )
    assert [words for _, words in read(text, [("Local area partnership details", 1)])] == [
        "Leaders should set targets.",
        "Partners must work together.",
    ]


def test_a_box_holds_its_first_paragraph_and_what_it_asks_for() -> None:
    text = (
        "Cause of concern\nAmbleford Police doesn’t answer calls quickly enough.\n"
        "We should add that callers told us so.\nAmbleford Police should:\n• hire staff; and\n"
        "• measure it.\nArea for improvement\nAmbleford Police should fix its radios.\n"
        "Officers told us that they should have been fixed."
    )
    assert read(text) == [
        ("cause of concern", "Ambleford Police doesn’t answer calls quickly enough."),
        ("recommendation", "hire staff; and"),
        ("recommendation", "measure it."),
        ("area for improvement", "Ambleford Police should fix its radios."),
    ]


def test_a_table_column_holds_the_items() -> None:
    text = (
        "Responsible body\tAreas for priority action\n"
        "Ambleford Council\tLeaders should cut waiting times.\n"
        "The health board\tLeaders should share data, which is"
    )
    assert read(text) == [
        ("priority action", "Leaders should cut waiting times."),
        ("priority action", "Leaders should share data, which is"),
    ]


def test_a_contents_list_holds_no_items() -> None:
    text = "Contents\nRecommendations\t8\nFindings we should know\t9\nInformation\t12"
    assert read(text) == []


def test_the_next_steps_of_a_letter_say_what_is_to_be_sent() -> None:
    text = "Next steps\nWe thank you. Ambleford should send its action plan to us by 2 May 2023. Goodbye."
    assert read(text) == [
        ("recommendation", "Ambleford should send its action plan to us by 2 May 2023.")
    ]


def test_accounts_ask_for_nothing() -> None:
    assert read("Recommendations\n• Vote for the board.", kind="10-K") == []


def test_an_item_knows_the_headings_it_stands_under() -> None:
    text = "Question 2\nAreas for improvement\n• Plans."
    sections = [
        Section("Question 2", 1, 0, len(text)),
        Section("Areas for improvement", 2, 11, len(text)),
    ]
    assert find_recommendations(text, sections, "PEEL", FIELD.scales.recommending)[0].headings == (
        "Question 2",
        "Areas for improvement",
    )
