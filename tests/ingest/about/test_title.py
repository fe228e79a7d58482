"""What a report is called: its own title's lines, without what else stands on a cover."""

import pytest

from ingest.about.description import describe
from ingest.pdf.file import read_pdf
from tests.ingest.about.extracts import FIELD, PDF, PROSE, about_pages, about_web_page
from tests.ingest.pdf.paper import Paper


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (
            "jsna.example.gov.uk\nDeaths of homeless people: 2022/23 review\nSeptember 2024\nA. Penn\n",
            "Deaths of homeless people: 2022/23 review",
        ),
        ("Needs audit\n2016\nAuthors\nAda Penn\nBen Quill\n", "Needs audit 2016"),
        (
            "Public Health and Social Research Unit\nSuicides audit 2013-2015\nMarch 2017\n",
            "Suicides audit 2013-2015",
        ),
        (
            "Dementia strategy 2020 to 2023\nDeveloped in partnership with\nWest Sussex County Council\n",
            "Dementia strategy 2020 to 2023",
        ),
        (
            "INSTITUTE FOR POLICY\tAN ASSESSMENT OF NEEDS IN\nRESEARCH\tHMP FORD\n",
            "AN ASSESSMENT OF NEEDS IN HMP FORD",
        ),
        (
            "Crawley - People and places\tSocial Research Unit\nResidents\tBirths\tDeaths\n",
            "Crawley - People and places",
        ),
        (
            "Item No. 7\tClassification: Open\tMeeting Name: Cabinet\n"
            "Report title:\tHousing revenue budget\nWard(s) or groups affected:\tAll\n",
            "Housing revenue budget",
        ),
        (
            "Council Agenda Report\nReport title: Adoption of the Parking Plan\nFrom: Director of Works\n",
            "Adoption of the Parking Plan",
        ),
        (
            "National Transportation Safety Board Aviation Accident Final Report\n"
            "Location:\tWausau, WI\tAccident Number:\tCHI08CA047\n",
            "Aviation Accident Final Report",
        ),
        (
            "planning report D&P/0150c/02 5 September 2016\nBarking Riverside\n"
            "in the London Borough of Barking and Dagenham\n",
            "planning report D&P/0150c/02: Barking Riverside",
        ),
        (
            "FINAL REPORT\nTRIENNIAL REVIEW\nof\nLowell Regional Transit Authority (LRTA) Lowell\n",
            "TRIENNIAL REVIEW – FINAL REPORT: Lowell Regional Transit Authority",
        ),
        (
            "Safer, stronger, together:\nHealth strategy\nConsultation report\nProfessor Ada Penn OBE\n",
            "Health strategy Consultation report",
        ),
    ],
)
def test_a_cover_with_more_on_it_than_the_title(page: str, title: str) -> None:
    assert about_pages(page + PROSE).title == title


LOGO, NAME, LINE, PLAIN = 26.0, 20.0, 14.0, 10.0


@pytest.mark.parametrize(
    ("cover", "title"),
    [
        # A series line, an author and a year are smaller than the title.
        (
            [("Harbour Committee", LINE), ("Leaking walls", NAME), ("Seventh Report", LINE)],
            "Leaking walls",
        ),
        # Of a logo and a title the title is the smaller.
        (
            [("Office of Works", LOGO), ("How walls are kept", NAME), ("May 2021", LINE)],
            "How walls are kept",
        ),
        # Whose it is, and below it what it is.
        (
            [("Lowmoor Borough Council", NAME), ("Annual governance statement", LINE)],
            "Lowmoor Borough Council: Annual governance statement",
        ),
        (
            [("Fire at the works", NAME), ("Investigation report", LINE), ("by Ada Penn", LINE)],
            "Fire at the works Investigation report",
        ),
        ([("Annual review", NAME), ("2019 – 2020", LINE)], "Annual review 2019 – 2020"),
        ([("Final report", LINE), ("Walls review", NAME)], "Final report Walls review"),
    ],
)
def test_a_printed_title_is_in_the_largest_type(cover: list[tuple[str, float]], title: str) -> None:
    paper = Paper()
    for words, size in cover:
        paper.y += size
        paper.line(words, size=size)
    for _ in range(4):
        paper.paragraph(PROSE, size=PLAIN)
    assert describe(read_pdf(paper.data()), "file-001.pdf", PDF, FIELD).title == title


def test_a_logo_is_told_by_the_files_author() -> None:
    page = (
        "Office of Works\nAnnual Performance Report\nFiscal Year 2019\nWORKS.GOV\tFEBRUARY 2020\n"
    )
    about = about_pages(page + PROSE, author="Office of Works")
    assert about.title == "Annual Performance Report Fiscal Year 2019"
    assert about.subject == "Office of Works"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (
            "Our ref: 12\nRe: Repairs to the harbour wall\nDear Sir\nI write of",
            "Repairs to the harbour wall",
        ),
        (
            "PRE-ACTION PROTOCOL: LETTER BEFORE CLAIM\nDear Sir,\nPlanning Act 1990\n",
            "PRE-ACTION PROTOCOL: LETTER BEFORE CLAIM",
        ),
        (
            "12 Mill Lane\nDear Sir,\nPlanning Act 1990 Section 226\nThe Mill Lane Order 2014\n",
            "The Mill Lane Order 2014",
        ),
    ],
)
def test_a_letters_title_is_its_subject_line_or_its_headline(page: str, title: str) -> None:
    assert about_pages(page + PROSE).title == title


@pytest.mark.parametrize(
    ("body", "shown", "title"),
    [
        ("<h1>Needs<br>assessment</h1>", "x", "Needs assessment"),
        (
            '<div role="dialog"><h1>We use cookies</h1></div><h1>Needs assessment</h1>',
            "x",
            "Needs assessment",
        ),
        ("<h1>Overview</h1>", "Harbour safety report | Works", "Harbour safety report: Overview"),
        ("<h1>Introduction</h1>", "Introduction | Harbour safety", "Harbour safety: Introduction"),
        ("<h1>Office of Works</h1>", "Harbour safety | Office of Works", "Harbour safety"),
        ("<h1>Safe harbours</h1>", "Safe harbours | Works", "Safe harbours"),
        ("<h1>Safe harbours</h1>", "Safe harbours - Harbour Inspectorate", "Safe harbours"),
        ("<h1>Lowmoor 2018</h1>", "Lowmoor 2018 - Effectiveness", "Lowmoor 2018: Effectiveness"),
        (
            "<h1>Walls review: Lowmoor</h1>",
            "Sir Ben Quill | Walls review: Lowmoor",
            "Walls review: Lowmoor",
        ),
        ("<h1>Safe harbours</h1>", "Quayside – Safe harbours", "Safe harbours"),
        ("<h1>The Works Blog</h1>", "Safe harbours – Walls – Works Blog", "Safe harbours: Walls"),
    ],
)
def test_a_web_pages_title(body: str, shown: str, title: str) -> None:
    about = about_web_page(body + f"<p>{PROSE}</p>" * 3, f"<title>{shown}</title>")
    assert about.title == title


def test_a_heading_beside_the_report_gives_way_to_the_title_that_stands_over_it() -> None:
    body = f"<div role=banner><h1>Open. Fair. Kind.</h1></div><main><h2>Safe harbours</h2><p>{PROSE}</p></main>"
    head = '<title>Safe harbours | Works</title><meta property="og:title" content="Safe harbours">'
    assert about_web_page(body, head).title == "Safe harbours"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("An Introduction to Flood Walls\n3 May 2021\n", "An Introduction to Flood Walls"),
        ("Guide to walls, revised (2021-05-03)\nBy Ann\n", "Guide to walls, revised"),
        ("Town\tYes\tNo\tNone\tAll\nLuton\t3\t4\t5\t12\nDerby\t1\t2\t3\t6\n", "file-001"),
    ],
)
def test_what_is_no_part_of_a_title_does_not_end_or_make_it(page: str, title: str) -> None:
    assert about_pages(page + PROSE).title == title
