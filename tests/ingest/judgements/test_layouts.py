"""The layouts that inspectorates have published in since 2012, each in a few sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.field.field import load_field
from ingest.judgements.grades import find_judgements
from ingest.reading import read_report
from ingest.report import Section

FIELD = load_field()
COUNCIL = "children's services"


def page(title: str, day: str, body: str) -> bytes:
    return (
        f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1>"
        f"<p>Published on: {day}</p>{body}</main></body></html>"
    ).encode()


def grades_of(file: bytes) -> dict[str, str]:
    report = read_report(file, "page.html", FIELD).report
    assert report.info.kind == "PEEL"
    for judgement in report.judgements:
        words = report.text[judgement.start : judgement.end].casefold()
        assert judgement.grade in words
    return {judgement.area: judgement.grade for judgement in report.judgements}


def asks_of(file: bytes) -> list[tuple[str, str]]:
    read = read_report(file, "page.html", FIELD)
    for item in read.recommendations:
        assert read.report.text[item.start : item.end] == item.text
    return [(item.kind, item.text) for item in read.recommendations]


def grades_in(text: str, kind: str, year: int, *titles: str) -> dict[str, str]:
    starts = [text.index(f"{title}\n") for title in titles]
    ends = [*starts, len(text)][1:]
    sections = [Section(*cut) for cut in zip(titles, [2] * len(ends), starts, ends, strict=True)]
    judged = find_judgements(text, sections, "", kind, date(year, 6, 1), FIELD.scales)
    return {each.area: each.grade for each in judged}


FIVE = "<tr><th>Outstanding</th><th>Good</th><th>Adequate</th><th>Requires improvement</th><th>Inadequate</th></tr>"
PEEL_2022 = page(
    "PEEL 2021/22: An inspection of Ashmoor Police",
    "14 September 2022",
    f"""<h2>Our judgments</h2><p>We make graded judgments in eight of nine areas as follows:</p>
    <table>{FIVE}
    <tr><td></td><td>Preventing crime</td><td>Treatment of the public</td><td>Investigating crime</td>
    <td>Responding to the public</td></tr>
    <tr><td></td><td>Disrupting serious organised crime</td><td>Managing offenders</td>
    <td>Supporting victims</td><td></td></tr></table>
    <h2>Providing a service to the victims of crime</h2><p>We do not grade this area.</p>
    <h2>Engaging with and treating the public with fairness and respect</h2><h3>Adequate</h3>
    <p>Ashmoor Police is adequate at treating people fairly and with respect.</p>
    <h3>Area for improvement</h3>
    <p><strong>The force should record ethnicity in every stop and search</strong></p>
    <p>In our audit, 14 of 90 records had none. It should be able to tell whether searches are fair.</p>
    <p>It has begun to train supervisors.</p>
    <h2>Preventing crime and anti-social behaviour</h2><h3>Good</h3><p>The force is good at it.</p>
    <h3>Promising practice</h3><p><strong>The force should be proud of its school visits</strong></p>
    <p>It visits every school each term.</p>
    <h2>Responding to the public</h2><h3>Inadequate</h3><p>Calls wait.</p>
    <h3>Cause of concern</h3><p><strong>The force does not answer calls quickly enough</strong></p>
    <p>It answered 71 percent of them in ten seconds. This puts people at risk.</p>
    <h4>Recommendations</h4><p>Within three months, Ashmoor Police should:</p>
    <ul><li>answer emergency calls sooner; and</li><li>assess risk at first contact.</li></ul>
    <h3>Areas for improvement</h3><p>The force needs to attend calls within its own times</p>
    <p>We found delays in 20 of 60 incidents.</p>
    <p>The force should improve its advice on preserving evidence</p><p>It seldom gives any.</p>
    <h2>Investigating crime</h2><h3>Requires improvement</h3><p>Leads are lost.</p>""",
)


def test_a_page_of_2022_has_its_headings_and_the_rest_of_its_table() -> None:
    assert grades_of(PEEL_2022) == {
        "treating the public fairly": "adequate",
        "preventing crime": "good",
        "responding to the public": "inadequate",
        "investigating crime": "requires improvement",
        "disrupting serious organised crime": "good",
        "managing offenders": "adequate",
        "supporting victims": "requires improvement",
    }


def test_boxes_with_several_paragraphs_are_read_by_their_titles() -> None:
    assert asks_of(PEEL_2022) == [
        ("area for improvement", "The force should record ethnicity in every stop and search"),
        ("cause of concern", "The force does not answer calls quickly enough"),
        (
            "recommendation",
            "Within three months, Ashmoor Police should:\n• answer emergency calls sooner; and\n"
            "• assess risk at first contact.",
        ),
        ("area for improvement", "The force needs to attend calls within its own times"),
        ("area for improvement", "The force should improve its advice on preserving evidence"),
    ]


def test_the_title_of_a_box_may_be_a_heading() -> None:
    body = """<h2>Responding to the public</h2><h3>Adequate</h3><p>Text of it.</p>
    <h3>Area for improvement</h3><h4>The force should make call handlers ask set questions</h4>
    <p>They do not.</p><h3>Area for improvement</h3><h4>The force needs to call victims back</h4>
    <p>It forgets.</p><h3>Main findings</h3><h4>The force should be busier</h4><p>It is.</p>"""
    file = page("PEEL 2023–25: An inspection of Ashmoor Police", "3 May 2024", body)
    assert asks_of(file) == [
        ("area for improvement", "The force should make call handlers ask set questions"),
        ("area for improvement", "The force needs to call victims back"),
    ]


def test_a_page_of_2018_has_a_grade_a_question_and_its_causes_of_concern() -> None:
    body = """<h2>Effectiveness</h2>
    <p>How effective is the force at keeping people safe and reducing crime?</p>
    <p>Last updated 22/03/2018</p><p>Requires improvement</p>
    <h3>2 How effective is the force at investigating crime and reducing re-offending?</h3>
    <p>Good</p><p>It is thorough.</p><h4>Areas for improvement</h4>
    <ul><li>The force should supervise inquiries.</li><li>The force should hand over better.</li></ul>
    <h3>3 How effective is the force at protecting those who are vulnerable from harm, and supporting victims?</h3>
    <p>Inadequate</p><p>It is slow.</p><h4>Cause of concern</h4>
    <p>The response to missing children is a cause of concern. Risk is not assessed.</p>
    <h4>Recommendations</h4><ul><li>The force should assess risk at once.</li></ul>
    <h3>5 How effective are the force’s specialist capabilities?</h3><p>Ungraded</p><p>It has plans.</p>"""
    file = page("Ashmoor Police PEEL 2017", "22 March 2018", body)
    assert grades_of(file) == {
        "effectiveness": "requires improvement",
        "investigating crime": "good",
        "protecting vulnerable people": "inadequate",
        "specialist capabilities": "ungraded",
    }
    assert [kind for kind, _ in asks_of(file)] == [
        "area for improvement", "area for improvement", "cause of concern", "recommendation",
    ]  # fmt: skip


def test_a_crime_inspection_of_2014_has_three_questions() -> None:
    body = """<h2>How effective is the force at reducing crime and preventing offending?</h2>
    <p>Good</p><p>It leads well.</p>
    <h2>How effective is the force at investigating offending?</h2><p>Requires improvement</p>
    <p>It is patchy.</p><h2>How effective is the force at tackling anti-social behaviour?</h2>
    <p>Outstanding</p><p>It knows who calls.</p>"""
    assert grades_of(page("Crime Inspection 2014: Ashmoor Police", "27 November 2014", body)) == {
        "preventing crime": "good",
        "investigating crime": "requires improvement",
        "tackling anti-social behaviour": "outstanding",
    }


def test_a_grade_below_its_label_and_one_in_quotation_marks_are_read() -> None:
    text = (
        "How effective is the force at keeping people safe and reducing crime?\nOverall judgment1\nGood\n"
        "The force ‘requires improvement’ at protecting vulnerable people.\n"
        "The force is judged to be ‘good’ at tackling serious and organised crime."
    )
    assert grades_in(text, "PEEL", 2017) == {
        "effectiveness": "good",
        "protecting vulnerable people": "requires improvement",
        "disrupting serious organised crime": "good",
    }


@pytest.mark.parametrize("cell", ["\t", "\n", " "])
def test_a_table_of_2024_is_read_in_cells_in_lines_and_run_together(cell: str) -> None:
    text = (
        f"Judgement{cell}Grade\n"
        f"The impact of leaders on social work practice with children and families{cell}Good\n"
        f"The experiences and progress of children who need help and protection{cell}Inadequate\n"
        f"The experiences and progress of children in care{cell}Outstanding\n"
        f"The experiences and progress of care leavers{cell}Requires improvement to be good\n"
        f"Overall effectiveness{cell}Inadequate\n"
        "Services have become worse since the last inspection, when they were judged to be good."
    )
    assert grades_in(text, COUNCIL, 2024) == {
        "impact of leaders": "good",
        "help and protection": "inadequate",
        "children in care": "outstanding",
        "care leavers": "requires improvement",
        "overall effectiveness": "inadequate",
    }


def test_the_form_of_2012_judges_the_protection_of_children() -> None:
    text = (
        "The overall effectiveness of the arrangements to protect children in Ashmoor is judged to be"
        " inadequate.\n"
        "The effectiveness of the help and protection provided to children, young people, families"
        " and carers is judged to be adequate.\n"
        "The quality of practice is judged to be adequate.\nLeadership and governance is inadequate."
    )
    assert grades_in(text, COUNCIL, 2012) == {
        "overall effectiveness": "inadequate",
        "effectiveness of help and protection": "adequate",
        "quality of provision": "adequate",
        "leadership and management": "inadequate",
    }


def test_two_overall_grades_of_one_report_are_two_areas() -> None:
    text = (
        "Overall effectiveness of the safeguarding services\nGrade 2 (Good)\nIt is safe.\n"
        "Overall effectiveness of services for looked after children and young people\n"
        "Grade 3 (Adequate)\nIt is fair."
    )
    assert grades_in(text, COUNCIL, 2011) == {
        "safeguarding services": "good",
        "services for looked after children": "adequate",
    }


def test_the_sentence_that_judges_a_board_on_the_cover_is_kept_before_a_later_heading() -> None:
    cover = "The judgement for the effectiveness of the Local Safeguarding Children Board (LSCB) is good."
    text = f"{cover}\nFindings\nThe effectiveness of the LSCB\nGood\nIt meets."
    (judged,) = find_judgements(text, [], "", COUNCIL, date(2014, 2, 1), FIELD.scales)
    assert text[judged.start : judged.end] == cover


def test_area_send_of_2018_grades_nothing_and_lists_its_weaknesses() -> None:
    text = (
        "Joint local area SEND inspection in Ashmoor\nThe local area is good at finding needs.\n"
        "The local area must submit a statement on the following areas of significant weakness:\n"
        "• the waiting times for autism assessments\n• the quality of plans."
    )
    assert grades_in(text, "area SEND", 2018) == {}
    assert not FIELD.scales.expects_grades(text, "area SEND", date(2018, 7, 1))
    assert FIELD.scales.expects_grades(text, "area SEND", date(2023, 7, 1))


def test_schools_are_read_before_and_after_report_cards() -> None:
    card = "Curriculum and teaching\tExpected standard\nInclusion\tStrong standard\nAchievement\tNeeds attention"
    assert grades_in(card, "school inspection", 2026) == {
        "curriculum and teaching": "expected standard",
        "inclusion": "strong standard",
        "achievement": "needs attention",
    }
    before = "The quality of education\nGood\nBehaviour and attitudes\nOutstanding\nPrevious inspection grade\nInadequate"
    assert grades_in(before, "school inspection", 2022) == {
        "quality of education": "good",
        "behaviour and attitudes": "outstanding",
    }


def test_a_new_area_in_a_table_under_grades_is_taken_beside_known_ones() -> None:
    text = (
        "Outstanding\tGood\tAdequate\tRequires improvement\tInadequate\n"
        "\tInvestigating crime\tPolicing the coast\tManaging offenders and more\t"
    )
    assert grades_in(text, "PEEL", 2026) == {
        "investigating crime": "good",
        "policing the coast": "adequate",
    }


def test_probation_and_fire_are_read() -> None:
    rows = "Overall rating: Good\nP 1.1 Leadership\tGood\nP 2.1 Assessment\tRequires improvement"
    assert grades_in(rows, "probation", 2023) == {
        "overall effectiveness": "good",
        "leadership": "good",
        "assessment": "requires improvement",
    }
    fire = (
        "Outstanding\tGood\tAdequate\tRequires improvement\tInadequate\n"
        "\tPreventing fire and risk\tUnderstanding fire and risk\t\tPromoting values and culture"
    )
    assert grades_in(fire, "fire and rescue", 2024) == {
        "preventing fires": "good",
        "understanding risk": "adequate",
        "values and culture": "inadequate",
    }


def test_a_row_that_begins_or_ends_in_empty_cells_is_quoted_without_them() -> None:
    text = "Judgement\tGrade\t\n\tOverall effectiveness\tGood\t\n"
    judged = find_judgements(text, [], "", COUNCIL, date(2016, 6, 1), FIELD.scales)

    assert [text[each.start : each.end] for each in judged] == ["Overall effectiveness\tGood"]
