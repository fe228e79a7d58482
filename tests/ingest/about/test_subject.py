"""Whom a report of any kind is about: what leads it or what it dwells on, and nobody else."""

import pytest

from tests.ingest.about.extracts import PROSE, about_pages, about_web_page


def subject_of(*pages: str, source: str = "file-001.pdf", **properties: str) -> str:
    return about_pages(*pages, source=source, **properties).subject


@pytest.mark.parametrize(
    ("page", "subject"),
    [
        (
            "FINAL REPORT\nFISCAL YEAR 2022 TRIENNIAL REVIEW\nof the\nCentral Ohio Transit Authority\n"
            "(COTA)\nColumbus, Ohio\nPerformed for:\nU.S. DEPARTMENT OF TRANSPORTATION\n"
            "Prepared By:\nAcme Audits, LLC\nFinal Report Date: June 7, 2022\n",
            "Central Ohio Transit Authority",
        ),
        (
            "Report of an inspection of Mountjoy Prison (Male)\nOffice of the Inspector of Prisons\n",
            "Mountjoy Prison",
        ),
        (
            "Report of the Mid Staffordshire NHS Foundation Trust Public Inquiry\n"
            "Printed in the UK by Quill Press Limited on behalf of the Stationery Office\n",
            "Mid Staffordshire NHS Foundation Trust",
        ),
        ("The Grenfell Tower Inquiry: Phase 2 Report\nSeptember 2024\nHC 19-I\n", "Grenfell Tower"),
        (
            "University Hospitals Bristol NHS Foundation Trust\nQuality Account 2018/19\n",
            "University Hospitals Bristol NHS Foundation Trust",
        ),
        (
            "Strategic Plan of the National Science Foundation 2018–2022\nFebruary 2018\n",
            "National Science Foundation",
        ),
        ("Dublin City Council\nDevelopment Plan 2022–2028\n", "Dublin City Council"),
        (
            "TRIENNIAL REVIEW OF THE LOWELL REGIONAL TRANSIT AUTHORITY\nJune 2019\n",
            "Lowell Regional Transit Authority",
        ),
        (
            "Contra Costa Transportation Authority\nAuthority Board Meeting MINUTES\n",
            "Contra Costa Transportation Authority",
        ),
        (
            "Ashworth Special Hospital: Report of the Committee of Inquiry\nVolume II\n",
            "Ashworth Special Hospital",
        ),
        ("FEDERAL ELECTION COMMISSION\nPerformance Report\n", "Federal Election Commission"),
        ("Audit of the Accounts of Kildare County Council\n", "Kildare County Council"),
        (
            "The Willows Medical Practice\nInspection report\n12 Mill Lane, Bradford BD1 2AB\n",
            "Willows Medical Practice",
        ),
        ("NHS Tayside: The 2018 audit\nAudit Scotland\n", "NHS Tayside"),
        (
            "Unannounced inspection report: Crosshouse General Hospital\n",
            "Crosshouse General Hospital",
        ),
    ],
)
def test_a_body_that_no_gazetteer_has_is_taken_from_the_titles_form(
    page: str, subject: str
) -> None:
    assert subject_of(page + PROSE) == subject


@pytest.mark.parametrize(
    ("page", "subject"),
    [
        (
            "National Transportation Safety Board\nRailroad Accident Brief\n"
            "Collision of Two Freight Trains\nPhiladelphia, Pennsylvania\nMay 12, 2015\n",
            "Philadelphia, Pennsylvania",
        ),
        (
            "Rail Accident Report\nDerailment of a passenger train at Carmont, Aberdeenshire\n"
            "12 August 2020\nReport 02/2022\nMarch 2022\nThe train left the rails near Carmont.\n",
            "Carmont, Aberdeenshire",
        ),
        (
            "Aviation Accident Final Report\nLocation:\tWausau, WI\tAccident Number:\tCHI08CA047\n"
            "Aircraft:\tBombardier, Inc. BD-700\tAircraft Damage:\tSubstantial\n",
            "Wausau, WI",
        ),
    ],
)
def test_an_accidents_report_is_on_its_place(page: str, subject: str) -> None:
    assert subject_of(page + PROSE) == subject


@pytest.mark.parametrize(
    ("page", "subject"),
    [
        (
            "Complaint reference:\n14 019 995\nComplaint against:\nLondon Borough of Camden\n",
            "Camden",
        ),
        (
            "Name of designated centre:\tAclare Nursing Home\nAddress of centre:\tCo. Dublin\n",
            "Aclare Nursing Home",
        ),
    ],
)
def test_a_labelled_line_names_it(page: str, subject: str) -> None:
    assert subject_of(page + PROSE) == subject


def test_a_letter_is_on_whose_review_it_sends_and_not_on_whom_it_is_sent_to() -> None:
    page = (
        "March 3, 2023\nMs. Ada Quill\nPenn & Partners LLP\n12 Main Street\nRichmond, VA 23224\n"
        "Re: Fiscal Year 2023 Triennial Review – Final Report\nDear Ms. Quill:\n"
        "The enclosed report documents the Triennial Review of the Greater Oldport Transit Company"
        " (GOTC) in Oldport, VA. Richmond has no part in it. Richmond, VA is near.\n"
    )
    about = about_pages(page)
    assert about.subject == "Greater Oldport Transit Company"
    assert about.title == (
        "Fiscal Year 2023 Triennial Review – Final Report: Greater Oldport Transit Company"
    )


def test_an_abbreviation_in_a_title_is_the_body_it_stands_for() -> None:
    page = (
        "THE DHS STRATEGIC PLAN\n" + PROSE + "The Department of Homeland Security (DHS) has one.\n"
    )
    assert subject_of(page) == "Department of Homeland Security"


def test_a_title_that_is_the_name_of_a_programme_is_its_subject() -> None:
    page = "<h1>Garda Youth Diversion Programme</h1>" + f"<p>{PROSE}</p>" * 3
    assert about_web_page(page).subject == "Garda Youth Diversion Programme"


def test_a_place_of_another_country_is_one_where_the_text_goes_on_naming_it() -> None:
    text = "People in Ballymun live longer. Across Ballymun rates fell, as in Ballymun before.\n"
    assert subject_of("Health needs assessment for Ballymun\n" + PROSE + text) == "Ballymun"
    assert subject_of("Health needs assessment for Adults\n" + PROSE) == ""


@pytest.mark.parametrize(
    "page",
    [
        "The impact of school closures\nThematic report\nPrinted by Quill Press Group Ltd\n"
        "Leeds took part, Bradford and Kent did not.",
        "A broad reading of the evidence\nIt was Met in part. Reading the reports, GLOS and CoV fell."
        " MPs said so. Met again, and Met. MPS, MPS, MPS.",
        "Our summer of learning\nProfessor Conway wrote. Darlington and Conway (2014) agree, as Conway"
        " (2015) does. Dr Darlington, Dr Darlington.",
        "Planning appeal\nLAND AT WILLIAM SUTTON ESTATE, CALE STREET\nThe William Sutton Estate is"
        " old. William Sutton built it.",
        "Bus services today\nBuses of Richmond, VA run late. Richmond, VA has ten, and Richmond more.",
        "An introduction to walls\nReading data\nReading is slow. Reading, writing and reading again"
        " cost time, so reading stops.\nReading tables\nReading maps\n",
        "Sales by town\nNew York sold 3. New-York and New York sold more than New York did.",
        "Roads to repair\nDerby Road, Derby Road and Kent Street, then Derby Road and Kent Street.",
        "The state of policing in Sussex and Surrey\nJuly 2018\n",
        "Review of bus services\nReport for the Department for Transport\nby Acme Buses Ltd\n",
        "Local transport today\nReport of the Select Committee on Transport\n",
        "Accident and Emergency in Winter\nStaff at Night Desks\n",
        "Contents\n15. School bus\t12\n16. Charter bus\t13\nLocal Authority. Local Authority.",
    ],
)
def test_who_is_only_mentioned_is_not_its_subject(page: str) -> None:
    assert subject_of(page + "\n" + PROSE) == ""


def test_a_place_that_dominates_the_text_is_the_subject() -> None:
    page = (
        "Early activation of homes\n" + PROSE + "Camden plans. In Camden, homes. Camden’s. Kent.\n"
    )
    assert subject_of(page) == "Camden"


def test_a_body_that_path_and_text_name_goes_before_the_county_it_is_in() -> None:
    text = PROSE + "Crawley CCG has. In Crawley CCG, of Crawley CCG. West Sussex. West Sussex.\n"
    assert subject_of("Tobacco\n" + text, source="crawley-tobacco.pdf") == "Crawley CCG"


def test_a_sites_name_is_the_last_to_be_asked() -> None:
    page = "<h1>Alcohol</h1>" + f"<p>{PROSE}</p>" * 3
    site = '<meta property="og:site_name" content="West Sussex JSNA Website">'
    assert about_web_page(page, site).subject == "West Sussex"


def test_the_folder_settles_what_the_words_leave_open() -> None:
    page = "Minutes of the joint panel of Bolton, Bury and Trafford"
    assert subject_of(page, source="trafford/2019.pdf") == "Trafford"
    assert subject_of(page) == ""


@pytest.mark.parametrize(
    ("page", "source", "by"),
    [
        ("Complaint against:\nLondon Borough of Camden\n", "a.pdf", "label"),
        ("Housing in Camden\n", "a.pdf", "title"),
        ("Housing report to members\n\tPaper\t12\nCamden\n", "a.pdf", "cover"),
        (f"Early activation\n{PROSE}Camden plans. In Camden. Camden’s.\n", "a.pdf", "text"),
        (f"Early activation\n{PROSE}Camden plans, and Leeds does.\n", "camden/a.pdf", "path"),
        ("Early activation\n", "a.pdf", ""),
    ],
)
def test_what_told_it_is_said(page: str, source: str, by: str) -> None:
    assert about_pages(page + PROSE, source=source).subject_by == by


NAMED = (
    "We went to {0} twice and wrote to {0} in May. Those who know {0} and work with {0} agree.\n"
)


@pytest.mark.parametrize(
    ("page", "subject"),
    [
        ("Annual inspection of Barry J. Nidorf Hall\nNovember 2022\n", "Barry J. Nidorf Hall"),
        ("Inspection of Embassy Lowmoor, Freedonia\n", "Embassy Lowmoor"),
        ("Custody inspection report: Lowmoorshire\n", "Lowmoorshire"),
        (
            "Annual report of the Independent Monitoring Board at Quay House Centre\n",
            "Quay House Centre",
        ),
        ("Harborough Police Department overtime audit\n", "Harborough Police Department"),
    ],
)
def test_a_name_in_a_title_is_whom_a_report_is_about_where_its_text_goes_on_naming_it(
    page: str, subject: str
) -> None:
    assert subject_of(page + PROSE + NAMED.format(subject)) == subject
    assert subject_of(page + PROSE + NAMED.format(subject.lower())) != subject


@pytest.mark.parametrize(
    "page",
    [
        "Annual report of the fostering service\n",
        "Values and culture\nAll services in England were asked.\n",
        "Healthcare Improvement Scotland\nHow wards are kept clean\n",
    ],
)
def test_a_service_and_a_country_in_passing_are_nobody(page: str) -> None:
    assert subject_of(page + PROSE + "The fostering service has changed.\n") == ""
