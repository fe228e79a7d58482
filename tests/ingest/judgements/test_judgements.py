"""Grades are found where a report gives them, and only where it does."""

import csv
from collections.abc import Sequence
from datetime import date

import pytest

from ingest.field.field import load_field
from ingest.judgements.grade_words import words_of
from ingest.judgements.grades import find_judgements
from ingest.reading import read_report
from ingest.report import Report, Section
from tests.conftest import ROOT

DEMO = ROOT / "demo"
FIELD = load_field()
DEMO_NAMES = {"Children’s services (overall judgement)": "overall effectiveness"}
COUNCIL = "children's services"


def sections_of(text: str, titles: Sequence[str]) -> list[Section]:
    starts = [text.index(f"{title}\n") for title in titles]
    ends = [*starts, len(text)][1:]
    return [
        Section(title, 2, start, end)
        for title, start, end in zip(titles, starts, ends, strict=True)
    ]


def read(
    text: str, kind: str = COUNCIL, year: int = 2022, titles: Sequence[str] = (), about: str = ""
) -> list[tuple[str, str, str]]:
    """Area, grade and the words of each judgement."""
    judged = find_judgements(
        text, sections_of(text, titles), about, kind, date(year, 6, 1), FIELD.scales
    )
    return [(each.area, each.grade, text[each.start : each.end]) for each in judged]


def demo_reports() -> dict[str, Report]:
    folder = DEMO / "reports"
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".pdf", ".html"))
    sources = {path.relative_to(folder).as_posix(): path for path in paths}
    return {
        source: read_report(path.read_bytes(), source, FIELD).report
        for source, path in sources.items()
    }


def test_every_grade_of_the_demo_is_read_and_no_other() -> None:
    reports = demo_reports()
    listed: dict[str, set[tuple[str | None, str | None]]] = {source: set() for source in reports}
    with (DEMO / "judgements.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            info = reports[row["doc"]].info
            words = words_of(FIELD.scales, info.kind, info.published)
            area = words.area(DEMO_NAMES.get(row["area"], row["area"]))
            listed[row["doc"]].add((area, words.grade(row["grade"])))
    found = {
        source: {(each.area, each.grade) for each in report.judgements}
        for source, report in reports.items()
    }
    assert found == listed


def test_a_table_row_states_its_grade() -> None:
    text = (
        "Judgement\tGrade\n"
        "The impact of leaders on social work practice with children and families\tGood\n"
        "The experiences and progress of care leavers\tRequires improvement to be good\n"
        "Overall effectiveness\tGood"
    )
    assert read(text) == [
        ("impact of leaders", "good", text.split("\n")[1]),
        ("care leavers", "requires improvement", text.split("\n")[2]),
        ("overall effectiveness", "good", text.split("\n")[3]),
    ]


def test_rows_that_lost_their_cells_are_still_read() -> None:
    text = (
        "2. Children looked after and achieving\npermanence\nRequires improvement to\nbe good\n"
        "2.1 Adoption performance Good\n"
        "2.2 Experiences and progress of care leavers\nInadequate"
    )
    assert [each[:2] for each in read(text, year=2016)] == [
        ("children looked after and achieving permanence", "requires improvement"),
        ("adoption performance", "good"),
        ("care leavers", "inadequate"),
    ]


def test_a_row_of_an_area_nobody_listed_is_taken_from_a_table_of_grades() -> None:
    text = "Judgement\tGrade\nOverall effectiveness\tGood\nSupport for young carers\tOutstanding"
    assert read(text)[1] == (
        "support for young carers",
        "outstanding",
        "Support for young carers\tOutstanding",
    )


def test_a_row_is_kept_before_a_heading_and_a_heading_before_a_sentence() -> None:
    sentence = "Overall effectiveness is good."
    heading = "Overall effectiveness: good"
    row = "Overall effectiveness\tGood"
    assert read(f"{sentence}\n{heading}\n{row}") == [("overall effectiveness", "good", row)]
    assert read(f"{sentence}\n{heading}") == [("overall effectiveness", "good", heading)]
    assert read(sentence) == [("overall effectiveness", "good", sentence)]


def test_the_grade_under_a_heading_is_that_of_the_question() -> None:
    text = (
        "Effectiveness\nLast updated 2 May 2019\nGood\nThe force is well run.\n"
        "2 How effective is the force at investigating crime and reducing re-offending?\n"
        "Requires improvement\nIt is slow.\n"
        "5 How effective are the force’s specialist capabilities?\nUngraded\nWe looked at them."
    )
    titles = [line for line in text.split("\n") if line.startswith(("Effectiveness", "2 ", "5 "))]
    assert [each[:2] for each in read(text, "PEEL", 2019, titles)] == [
        ("effectiveness", "good"),
        ("investigating crime", "requires improvement"),
        ("specialist capabilities", "ungraded"),
    ]


def test_a_badge_is_taken_under_a_heading_nobody_listed() -> None:
    text = "Policing the coast\nAdequate\nBoats are few."
    assert read(text, "PEEL", 2023, ["Policing the coast"]) == [
        ("policing the coast", "adequate", "Policing the coast\nAdequate")
    ]


@pytest.mark.parametrize(
    ("sentence", "area", "grade"),
    [
        ("The overall judgement is good.", "overall effectiveness", "good"),
        (
            "The overall judgement is that children’s services require improvement.2",
            "overall effectiveness",
            "requires improvement",
        ),
        ("Children’s services in Ambleford are inadequate", "overall effectiveness", "inadequate"),
        (
            (
                "The judgement for the effectiveness of the Local Safeguarding Children Board (LSCB) "
                "is requires improvement."
            ),
            "LSCB",
            "requires improvement",
        ),
        ("The Local Safeguarding Children Board is good", "LSCB", "good"),
        ("The LSCB is inadequate because:", "LSCB", "inadequate"),
        (
            "The graded judgement for adoption performance is that it requires improvement",
            "adoption performance",
            "requires improvement",
        ),
        (
            "Leadership, management and governance is judged to be requires improvement.",
            "leadership, management and governance",
            "requires improvement",
        ),
    ],
)
def test_a_sentence_states_a_grade(sentence: str, area: str, grade: str) -> None:
    assert [each[:2] for each in read(sentence, year=2015)] == [(area, grade)]


def test_a_sentence_about_the_force_states_a_grade_where_no_badge_does() -> None:
    text = "Ambleford Police is good at preventing crime and anti-social behaviour. It listens."
    assert read(text, "PEEL", 2022, about="Ambleford Police") == [
        ("preventing crime", "good", text.removesuffix(" It listens."))
    ]


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        (
            (
                "The local area partnership’s arrangements typically lead to positive experiences and "
                "outcomes for children and young people with SEND."
            ),
            "typically positive",
        ),
        (
            (
                "The local area partnership’s arrangements lead to inconsistent experiences and "
                "outcomes for children and young people with SEND."
            ),
            "inconsistent",
        ),
        (
            (
                "There are widespread and/or systemic failings leading to significant concerns about "
                "the experiences of children with SEND."
            ),
            "widespread or systemic failings",
        ),
    ],
)
def test_area_send_has_three_outcomes_in_sentences(sentence: str, grade: str) -> None:
    text = f"Inspection outcome\n{sentence} More will follow."
    assert read(text, "area SEND", 2023) == [("inspection outcome", grade, sentence)]


def test_a_number_and_a_word_in_brackets_are_one_grade() -> None:
    text = "Capacity to improve\nGrade 3 (Adequate)\n22. Capacity to improve is adequate."
    assert read(text, year=2013) == [
        ("capacity to improve", "adequate", "Capacity to improve\nGrade 3 (Adequate)")
    ]


def test_a_table_of_grades_and_their_areas_is_read_either_way_round() -> None:
    areas = "Responding to the public Investigating crime"
    rows = f"Grade\tAreas\nGood\t{areas}\nInadequate\tProtecting vulnerable people"
    columns = f"Good\tAdequate\tInadequate\n{areas}\t\tProtecting vulnerable people"
    expected = {
        ("responding to the public", "good"),
        ("investigating crime", "good"),
        ("protecting vulnerable people", "inadequate"),
    }
    assert {each[:2] for each in read(rows, "PEEL", 2022)} == expected
    assert {each[:2] for each in read(columns, "PEEL", 2022)} == expected


@pytest.mark.parametrize(
    "text",
    [
        "At the last inspection in 2014 the authority was judged good.",
        "The previous inspection of adoption services was in 2011. The authority was judged to be good.",
        "In 2017, we judged the force to be good at investigating crime.",
        "A local authority that is inadequate is failing children.",
        "An LSCB requires improvement if it does not yet demonstrate the characteristics of good.",
        "Leadership, management and governance require improvement when failures have been found.",
        "Nine homes were judged to be good or outstanding in their most recent full inspection.",
        "Practice to identify and support children at risk of exploitation is good.",
        (
            "The last inspection was in 2015. The judgements were:\nOverall effectiveness: Inadequate.\n"
            "Adoption performance: Good."
        ),
        "Judgement\tGrade at the previous inspection\nOverall effectiveness\tGood",
        "Overall effectiveness at previous inspection\tGood",
    ],
)
def test_a_grade_that_is_only_mentioned_is_not_taken(text: str) -> None:
    assert read(text, year=2016) == []


def test_a_row_about_the_previous_inspection_does_not_spoil_its_table() -> None:
    text = (
        "Overall effectiveness at previous inspection\tInadequate\nOverall effectiveness\tGood\n"
        "Leadership and management\tGood"
    )
    assert [each[:2] for each in read(text, "school inspection", 2018)] == [
        ("overall effectiveness", "good"),
        ("leadership and management", "good"),
    ]


def test_a_grade_below_a_heading_of_earlier_inspections_is_not_taken() -> None:
    text = (
        "Previous Ofsted inspections\nOverall effectiveness: Good\n"
        "Findings\nOverall effectiveness is inadequate."
    )
    assert read(text, titles=["Previous Ofsted inspections", "Findings"]) == [
        ("overall effectiveness", "inadequate", "Overall effectiveness is inadequate.")
    ]


def test_where_grades_are_explained_none_is_taken() -> None:
    text = (
        "What the marks stand for\nOutstanding\nThe service is excellent.\nGood\nIt does well.\n"
        "Inadequate\nIt fails."
    )
    assert read(text, "PEEL", 2023, ["What the marks stand for"]) == []


def test_what_is_not_graded_has_no_judgements() -> None:
    row = "Overall effectiveness\tGood"
    assert read(row, "JTAI") == []
    assert read(row, "annual report") == []
    assert read(f"Focused visit to Ambleford children’s services\n{row}") == []
    assert not FIELD.scales.expects_grades(f"Monitoring visit of Ambleford\n{row}", COUNCIL)


def test_other_inspectorates_are_read_from_the_same_data() -> None:
    care = (
        "Ratings\nOverall rating for this service\tGood\nIs the service safe?\tRequires improvement"
    )
    assert [each[:2] for each in read(care, "health and care inspection")] == [
        ("overall effectiveness", "good"),
        ("safe", "requires improvement"),
    ]
    prison = (
        "Safety\nAt the last inspection, in 2019, outcomes were poor.\n"
        "At this inspection, we found that outcomes for prisoners were now not sufficiently good.\n"
        "Respect\nOutcomes for prisoners were reasonably good against this healthy prison test."
    )
    assert [
        each[:2] for each in read(prison, "prison inspection", titles=["Safety", "Respect"])
    ] == [
        ("safety", "not sufficiently good"),
        ("respect", "reasonably good"),
    ]


def test_grades_rank_and_areas_compare_across_frameworks() -> None:
    assert FIELD.scales.rank("outstanding", COUNCIL) == 0
    assert FIELD.scales.rank("inadequate", "PEEL", date(2023, 1, 1)) == 4
    assert FIELD.scales.rank("splendid", COUNCIL) is None
    both = "children in care and care leavers"
    assert FIELD.scales.covered(both) == (both, "children in care", "care leavers")


def test_every_sentence_and_covered_area_of_the_data_names_what_it_has() -> None:
    scales = FIELD.scales
    recorded = {area for framework in scales.frameworks for area in framework.areas.values()}
    assert set(scales.asked) <= recorded
    assert {area for covered in scales.covers.values() for area in covered} <= recorded
    for framework in scales.frameworks:
        assert framework.first_year <= framework.last_year
        for sentence in framework.sentences:
            assert sentence.area in (*recorded, "heading", "")
            assert sentence.grade in (*framework.scale, "")
