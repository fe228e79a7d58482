"""Inquiries, audits, accident boards and committees recommend in forms of their own."""

from __future__ import annotations

import re

import pytest

from ingest.field.field import load_field
from ingest.html.web_page import read_html
from ingest.judgements.own_numbers import own_number
from ingest.judgements.recommendations import Recommendation, find_recommendations
from ingest.judgements.responses import response_to
from ingest.pdf.file import read_pdf
from ingest.report import Section
from tests.ingest.pdf.paper import Paper

WORDS = load_field().scales.recommending
INSPECT = "The Department should require that every bridge be inspected each year."
KEEP = "The owner should keep the records of each inspection for thirty years."
OPEN = "Records of inspections should be open to the public."
PROSE = "The bridge was built in 1931. It should have been inspected, and it was not."


def marked(source: str) -> tuple[str, list[Section]]:
    """A report's text and sections; a line that begins with "#" is a heading, "##" a deeper one."""
    lines, headings, start = [], [], 0
    for line in source.strip().splitlines():
        match = re.match(r"(#+) (.*)", line)
        lines.append(match[2] if match else line)
        if match:
            headings.append((match[2], len(match[1]), start))
        start += len(lines[-1]) + 1
    text = "\n".join(lines)
    ends = [
        next((later for _, depth, later in headings if later > at and depth <= level), len(text))
        for _, level, at in headings
    ]
    return text, [Section(*each, end) for each, end in zip(headings, ends, strict=True)]


def found(source: str) -> tuple[str, list[Recommendation]]:
    text, sections = marked(source)
    items = find_recommendations(text, sections, "report", WORDS)
    assert all(each.text == text[each.start : each.end] for each in items)
    return text, items


def read(source: str) -> list[str]:
    return [each.text for each in found(source)[1]]


def numbers(source: str) -> list[str]:
    text, items = found(source)
    return [own_number(text, each.start, each.end) for each in items]


@pytest.mark.parametrize(
    "heading",
    [
        "List of recommendations",
        "Appendix 3: List of recommendations",
        "Chapter 8 - Conclusions and recommendations",
        "7. Summary of recommendations",
        "Recommendations for the Department",
        "The Inquiry’s recommendations",
        "Recommendations for executive action",
        "Recommended actions",
    ],
)
def test_a_heading_that_says_recommendations_has_a_list_below_it(heading: str) -> None:
    assert read(f"# {heading}\n1. {INSPECT}\n2. {KEEP}\n# Index\n3. Bridges, 4") == [INSPECT, KEEP]


@pytest.mark.parametrize(
    "heading",
    [
        "Progress against previous recommendations",
        "Implementation of recommendations",
        "How recommendations are made",
        "Recommended daily intake",
        "The previous report’s recommendations",
    ],
)
def test_a_heading_that_tells_of_recommendations_has_none_below_it(heading: str) -> None:
    assert read(f"# {heading}\n1. {INSPECT}\n2. {KEEP}\n# Costs\n{PROSE}") == []


def test_chapters_and_page_furniture_part_a_numbered_list() -> None:
    source = (
        f"# List of recommendations\nThey are brought together here.\nChapter 3\n1. {INSPECT}\n"
        f"Ambleford Bridge Inquiry\n14\n## Records\n2. {KEEP}\nThe owner had none.\n3. {OPEN}"
    )
    assert read(source) == [INSPECT, KEEP, OPEN]
    assert numbers(source) == ["1", "2", "3"]


def test_numbers_begin_again_for_each_body_that_is_addressed() -> None:
    source = (
        f"# Recommendations\n## Recommendations for the Department\nWe met it twice.\n1. {INSPECT}\n"
        f"## Recommendations for owners\n1. {KEEP}\n2. {OPEN}\n# References\n1. Smith, J. (2010)"
    )
    assert read(source) == [INSPECT, KEEP, OPEN]


def test_a_number_may_stand_on_a_line_above_its_words() -> None:
    source = f"# Recommendations\n1\n{INSPECT}\n2\n{KEEP}"
    assert read(source) == [INSPECT, KEEP]
    assert numbers(source) == ["1", "2"]


def test_marks_that_hang_beside_their_words_are_the_first_cell_of_a_row() -> None:
    assert read(f"# Recommendations\n1.\t{INSPECT}\n2.\t{KEEP}") == [INSPECT, KEEP]


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Recommendation 12", "12"),
        ("Recommendation 4.12", "4.12"),
        ("RECOMMENDATION NO. 3", "3"),
        ("Safety Recommendation 2019-005", "2019-005"),
        ("Recommendation Two", "2"),
        ("Rec. 7", "7"),
        ("5.12 Recommendation 7", "7"),
        ("• Recommendation 7", "7"),
    ],
)
def test_a_label_says_that_it_is_one_on_its_line_or_on_that_above(label: str, number: str) -> None:
    for between in (": ", "\n"):
        source = f"# Findings\n{PROSE}\n{label}{between}{INSPECT}\nWhy was told above."
        assert read(source) == [INSPECT]
        assert numbers(source) == [number]


def test_short_labels_count_where_there_is_a_first() -> None:
    source = f"# Findings\nR1. {INSPECT}\nR2 {KEEP}\nR2 matters most."
    assert read(source)[:2] == [INSPECT, KEEP]
    assert read(f"# Roads\nR4 {INSPECT}") == []


def test_a_title_is_of_the_recommendation_and_so_is_the_list_it_leads_on_to() -> None:
    source = (
        "# Recommendation 1: Inspection\nThe Department should:\n• name inspectors; and\n"
        f"• pay them.\nThe Department told us that it agreed.\n# Costs\n{PROSE}"
    )
    assert read(source) == [
        "Inspection\nThe Department should:\n• name inspectors; and\n• pay them."
    ]


def test_a_mention_or_an_entry_of_the_contents_is_no_recommendation() -> None:
    source = (
        "# Contents\nRecommendation 1 Inspection\t12\nRecommendation 2: Records ....... 14\n# Findings\n"
        "Recommendation 1 was accepted.\nThe previous report’s recommendations should have been read.\n"
        "The Institution recommends that all be closed.\n“Recommendation 8: Owners should pay.”\n"
        "The Bexley inquiry recommended that bridges be closed. This report makes none."
    )
    assert read(source) == []


def test_a_recommendation_that_is_said_twice_is_read_where_it_is_fuller() -> None:
    full = "The Trust should open all of its wards to families at all times of day, from June."
    source = (
        "# Executive summary\nRecommendation 1: Wards should be open to families at all times.\n"
        f"Recommendation 2: Vacancies\n# Wards\nRecommendation 1: {full}\n# Staff\n"
        "Recommendation 2: Vacancies\nThe Trust should fill its vacancies."
    )
    assert read(source) == [full, "Vacancies\nThe Trust should fill its vacancies."]


def test_two_that_differ_in_a_name_a_not_or_their_number_are_two() -> None:
    first, second = (f"{town} should appoint an officer." for town in ("Ambleford", "Bexley"))
    assert read(f"# A\nRecommendation 1: {first}\n# B\nRecommendation 1: {second}") == [
        first,
        second,
    ]
    for denied in (
        "The Board should publish its minutes.",
        "The Board should not publish its minutes.",
    ):
        assert denied in read(
            "# A\nRecommendation 1: The Board should publish its minutes.\n"
            "# B\nRecommendation 1: The Board should not publish its minutes."
        )
    assert read(f"# Recommendations\n1. {first[:-1]}, case 1.\n2. {first[:-1]}, case 12.") == [
        f"{first[:-1]}, case 1.",
        f"{first[:-1]}, case 12.",
    ]


def test_a_table_has_them_in_the_column_that_says_so() -> None:
    source = (
        "# Government response\nNo.\tRecommendation\tGovernment response\n"
        f"1\t{INSPECT}\tAccepted\n2\t{KEEP}\tAccepted in part\n3\t{OPEN}\tRejected"
    )
    text, items = found(source)
    assert [each.text for each in items] == [INSPECT, KEEP, OPEN]
    assert numbers(source) == ["1", "2", "3"]
    assert [response_to(text, each.start, each.end) for each in items] == [
        "accepted",
        "accepted in part",
        "rejected",
    ]


def test_a_response_is_no_recommendation_but_is_told_of_one() -> None:
    source = (
        f"# Response to the recommendations\nRecommendation 1\n{INSPECT}\n"
        f"Government response: Accepted. Owners should prepare.\nRecommendation 2\n{KEEP}\n"
        f"Management comments: We do not accept this.\nRecommendation 3\n{OPEN}\nWe will consult."
    )
    text, items = found(source)
    assert [each.text for each in items] == [INSPECT, KEEP, OPEN]
    responses = [response_to(text, each.start, each.end) for each in items]
    assert responses == ["accepted", "rejected", ""]


def test_of_conclusions_and_recommendations_those_are_read_that_ask() -> None:
    source = (
        "# Conclusions and recommendations\n1. The state of bridges is poor. (Paragraph 12)\n"
        "2. We recommend that the Department publish a list. (Paragraph 18)\n"
        "3. Inspections were missed. (Paragraph 20)\n"
        "4. The Government should fund inspections. (Paragraph 25)\nFormal minutes"
    )
    assert read(source) == [
        "We recommend that the Department publish a list. (Paragraph 18)",
        "The Government should fund inspections. (Paragraph 25)",
    ]


def test_of_numbered_paragraphs_those_are_read_that_recommend() -> None:
    source = (
        "# 7 Recommendations\n7.1 This chapter sets out what should change.\n"
        "7.2 We recommend that the Board meets each month.\n7.3 Many spoke of vacancies.\n"
        "7.4 We recommend that the Trust fills them.\n# 8 Costs\n8.1 We recommend nothing here."
    )
    assert read(source) == [
        "We recommend that the Board meets each month.",
        "We recommend that the Trust fills them.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "We therefore recommend that the Board meets each month.",
        "It is recommended that the Board meets each month.",
        "The Committee recommends that the Board meets each month.",
        "Given this, I recommend that the Board meets each month.",
    ],
)
def test_where_no_list_has_any_the_sentences_that_recommend_are_read(sentence: str) -> None:
    assert read(f"# Findings\n{PROSE} {sentence} It was late.\n# Costs\n{PROSE}") == [sentence]


def test_a_sentence_that_leads_on_to_a_list_is_one_with_its_end_and_else_its_items_are() -> None:
    audit = "We recommend that the Director:\n1. Track grants.\n2. Train staff.\nThe agency agreed."
    assert read(f"# Results\n{audit}") == ["Track grants.", "Train staff."]
    ends = "It is recommended that:\n• the Board reviews its training;\n• the police share records."
    assert read(f"# Results\n{ends}\nThe agency agreed.") == [ends]


def test_an_accident_board_ends_each_with_its_code() -> None:
    source = (
        "# 4 Recommendations\n## 4.1 New recommendations\n"
        "The Tram Safety Board makes the following new safety recommendations.\n"
        "To the Bexhill Tramway:\nInstall cameras in every cab. (T-21-3)\nTrain dispatchers. (T-21-4)\n"
        "To the Department of Trams:\nLimit the hours of drivers. (T-21-5)\n"
        f"# 5 Appendix\n{PROSE} See Safety Recommendation T-21-3."
    )
    assert read(source) == [
        "Install cameras in every cab. (T-21-3)",
        "Train dispatchers. (T-21-4)",
        "Limit the hours of drivers. (T-21-5)",
    ]
    assert numbers(source) == ["T-21-3", "T-21-4", "T-21-5"]


def test_an_audit_requires_corrective_actions_and_its_table_repeats_them() -> None:
    action = "By 1 May, Bexley Transit must submit to the office:\n• its procedures\n• its records"
    source = (
        "# Procurement\nFinding: Two contracts had no clauses.\n"
        f"Corrective Action(s) and Schedule: {action}\nFinding: None other.\n# Summary\n"
        "Area\tCorrective Action(s)\tDue\nProcurement\tThe recipient must submit procedures.\t1 May"
    )
    _, items = found(source)
    assert [(each.kind, each.text) for each in items] == [("corrective action", action)]


def test_a_label_may_say_who_it_is_for_first() -> None:
    source = (
        "# Conclusions and recommendations\n## This recommendation is for:\nOwners, and the county\n"
        f"{KEEP}\n## Access\n{PROSE}"
    )
    assert read(source) == [KEEP]


def test_they_are_read_from_pages_as_they_are_printed() -> None:
    paper = Paper()
    paper.heading("Ambleford Bridge Inquiry", 22)
    paper.paragraph(PROSE)
    paper.heading("Summary of recommendations")
    for number, words in enumerate((INSPECT, KEEP), start=1):
        paper.y += 10
        paper.line(str(number), bold=True, size=16)
        paper.paragraph(words)
    paper.heading("Responses")
    rows = [["No.", "Recommendation", "Response"], ["3", OPEN, "Accepted"]]
    paper.table(rows, [72, 110, 420, 523])
    extract = read_pdf(paper.data())
    items = find_recommendations(extract.text, extract.sections, "report", WORDS)
    assert [each.text for each in items] == [INSPECT, KEEP, OPEN]


def test_they_are_read_from_web_pages() -> None:
    page = (
        f"<html><body><main><h1>Bridge Inquiry</h1><p>{PROSE}</p><h2>Our recommendations</h2><ol>"
        f"<li>{INSPECT}</li><li>{KEEP}</li></ol><h2>Costs</h2><p>{PROSE}</p></main></body></html>"
    )
    extract = read_html(page.encode(), None)
    items = find_recommendations(extract.text, extract.sections, "report", WORDS)
    assert [each.text for each in items] == [INSPECT, KEEP]


def test_headings_of_the_same_depth_part_a_numbered_list_that_goes_on() -> None:
    source = (
        f"# Recommendations\n# Inspection\n1. {INSPECT}\n# Records\n2. {KEEP}\n"
        "# Terms of reference\n1. To inquire into the fall."
    )
    assert read(source) == [INSPECT, KEEP]


def test_letters_without_marks_are_a_list_where_b_follows_a() -> None:
    source = f"# Recommendations\na {INSPECT}\nb {KEEP}\nc {OPEN}\n# Part One\n1.1 It fell."
    assert read(source) == [INSPECT, KEEP, OPEN]
    part = "# Recommendations\n10 The Department should:\na publish its costs;\nb hire.\n11 It should stop."
    assert read(part) == [
        "The Department should:\na publish its costs;\nb hire.",
        "It should stop.",
    ]


def test_what_a_section_of_responses_says_of_a_number_is_no_recommendation() -> None:
    source = (
        f"# Recommendations\nRecommendation 1: {INSPECT}\nRecommendation 2: {KEEP}\n"
        "# Management response\nRecommendation 1: The agency concurred and will inspect."
    )
    assert read(source) == [INSPECT, KEEP]


def test_a_paragraph_may_end_in_the_number_of_what_it_recommends() -> None:
    source = f"# Findings\n{PROSE}\n{KEEP} [Recommendation 1]\n{INSPECT} (Recommendation 2)"
    assert read(source) == [f"{KEEP} [Recommendation 1]", f"{INSPECT} (Recommendation 2)"]
    assert numbers(source) == ["1", "2"]


def test_what_was_recommended_is_read_below_a_heading_of_recommendations() -> None:
    told = "I recommended that the Council apologise to Mrs B."
    assert read(f"# Recommendations\n{told} It has done so.") == [told]
    assert read(f"# Background\n{told}") == []


def test_orders_without_marks_are_a_list_and_what_should_have_been_done_is_none() -> None:
    orders = ["Publish the data of each ward.", "Review the rota every month."]
    source = "# Recommendations\n" + "\n".join(orders)
    assert read(f"{source}\nThe wards should have been inspected.\n# Costs\n{PROSE}") == orders
    assert read(f"# Conclusions and recommendations\n{PROSE}\nReviews are rare.\n# Costs") == []


def test_the_head_of_a_table_is_no_recommendation() -> None:
    source = f"# Recommendations\nRef\tAction\tOwner\n1\t{INSPECT}\tChair\n2\t{KEEP}\tSecretary"
    assert read(source) == [INSPECT, KEEP]


def test_headings_may_stand_one_below_the_other_before_the_first_number() -> None:
    source = f"# Recommendations\n## The bridge\n### Inspection\n1. {INSPECT}\n2. {KEEP}\n## Costs"
    assert read(source) == [INSPECT, KEEP]
