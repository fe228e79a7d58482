"""What a report is about, from its first page, its properties and its path."""

import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pytest

from ingest.about.description import About, describe
from ingest.extract import Extract
from ingest.field.places import Place
from ingest.html.web_page import read_html
from ingest.pdf.file import read_pdf
from tests.conftest import REAL_REPORTS
from tests.ingest.about.extracts import FIELD, PDF, make_extract

COUNCILS = [place for place in FIELD.places if place.kind == "council"]
FORCES = [place for place in FIELD.places if place.kind == "police"]
BRIGADES = [place for place in FIELD.places if place.kind == "fire"]


def wrongly_told(places: Iterable[Place], page: str, neighbour: str) -> list[tuple[str, str]]:
    """The places that a page about them is not told to be about, and what it is told."""
    told = [
        (
            place.name,
            describe(make_extract(page.format(place.name, neighbour)), "file.pdf", PDF, FIELD),
        )
        for place in places
    ]
    return [(name, about.subject) for name, about in told if about.subject != name]


def test_a_councils_name_leads_the_title() -> None:
    page = (
        "1\n{0} Council\nInspection of children’s social care services\n"
        "Inspection dates: 20 January 2020 to 31 January 2020\nLead inspector: A. Penn\n"
        "Children placed in {1} wait. Since {1} and {1} Council parted, little changed."
    )
    assert wrongly_told(COUNCILS, page, "Kent") == []


def test_a_title_runs_on_to_its_councils_name() -> None:
    page = (
        "Inspection of {0}\nlocal authority children’s services\n"
        "Inspection dates: 5 to 16 December 2022\nLeaders work with {1} and with {1} Police."
    )
    assert wrongly_told(COUNCILS, page, "Essex") == []


def test_a_letters_addressees_are_not_its_subject() -> None:
    page = (
        "14 July 2023\nA. Penn, Director of Children’s Services, {0}\n"
        "B. Quill, Chief Nursing Officer at NHS {1}\n"
        "C. Reed, {1} Police and Crime Commissioner\nD. Sole, Chief Constable, {1} Police\n"
        "Dear {0} Local Safeguarding Partnership\nJoint targeted area inspection of {0}\n"
        "This letter summarises the findings of the joint targeted area inspection (JTAI).\n"
        "This inspection took place from 22 to 26 May 2023."
    )
    assert wrongly_told(COUNCILS, page, "Lancashire") == []


def test_a_joint_letter_that_names_the_area_at_the_end_of_its_title() -> None:
    page = (
        "1 February 2017\nA. Penn, Director of Children’s Services\n"
        "B. Quill, Chief Constable of {1} Constabulary\nDear local partnership\n"
        "Joint targeted area inspection of the multi-agency response to abuse and\n"
        "neglect in {0}\nBetween 5 and 9 December 2016, Ofsted and others undertook a joint\n"
        "inspection of the multi-agency response to abuse and neglect in {0}."
    )
    assert wrongly_told(COUNCILS, page, "Cheshire") == []


def test_an_area_partnership_is_told_by_its_place() -> None:
    page = (
        "Local area partnership report\nArea SEND inspection of {0} Local\nArea Partnership\n"
        "Inspection dates: 20 to 24 May 2024\n"
        "Dates of previous inspection: 28 February to 4 March 2022\nNHS {1} commissions health."
    )
    assert wrongly_told(COUNCILS, page, "Surrey") == []


def test_a_police_report_is_on_the_force_and_not_on_its_county() -> None:
    page = (
        "PEEL 2021/22\nPolice effectiveness, efficiency and legitimacy\n"
        "An inspection of {0}\nContents\nThe force serves {1} and meets {1} Council monthly."
    )
    assert wrongly_told(FORCES, page, "Devon") == []


def test_a_fire_report_is_on_the_service() -> None:
    page = (
        "Fire & Rescue Service\nEffectiveness, efficiency and people 2018/19\n"
        "An inspection of {0}\nThe service works with {1} Police."
    )
    assert wrongly_told(BRIGADES, page, "Norfolk") == []


def test_a_county_in_a_police_title_means_its_force() -> None:
    page = b"""<title>Norfolk PEEL 2018</title><main><h1>Norfolk PEEL 2018</h1><h2>Legitimacy</h2>
    <p>The force is good at treating people fairly, and it keeps its own people well too.</p>"""
    about = describe(read_html(page), "page-7.html", "text/html", FIELD)
    assert (about.subject, about.kind) == ("Norfolk Constabulary", "PEEL")


@pytest.mark.parametrize(
    ("page", "subject", "kind"),
    [
        (
            "School report\nInspection of Fernholt Primary School\n12 Mill Lane, Fernholt, Kent\n"
            "Inspection dates: 4 and 5 October 2022\nOverall effectiveness Good",
            "Fernholt Primary School",
            "school inspection",
        ),
        (
            "Report on an unannounced inspection of\nHMP Ostley\nby HM Chief Inspector of Prisons\n"
            "4–15 July 2022",
            "HMP Ostley",
            "prison inspection",
        ),
        (
            "UNITED STATES\nSECURITIES AND EXCHANGE COMMISSION\nWashington, D.C. 20549\nFORM 10-K\n"
            "(Mark One)\nANNUAL REPORT PURSUANT TO SECTION 13\n"
            "For the fiscal year ended December 31, 2022\nAcme Rockets, Inc.\n"
            "(Exact name of registrant as specified in its charter)\nDelaware",
            "Acme Rockets, Inc.",
            "10-K",
        ),
        (
            "Harbour Holdings plc\nAnnual report and accounts 2023\n"
            "for the year ended 31 March 2023",
            "Harbour Holdings plc",
            "annual report",
        ),
        (
            "An inspection of youth offending services in\nSwindon\nHM Inspectorate of Probation\n"
            "Published: July 2021",
            "Swindon",
            "youth offending",
        ),
        (
            "National child protection inspection\nDurham Constabulary\n1–12 April 2019",
            "Durham Constabulary",
            "child protection (police)",
        ),
        (
            "Quelby Harbour NHS Foundation Trust\nInspection report\nCare Quality Commission\n"
            "Date of inspection visit: 3 May 2021\nDate of publication: 9 July 2021",
            "Quelby Harbour NHS Foundation Trust",
            "health and care inspection",
        ),
    ],
)
def test_reports_of_many_kinds(page: str, subject: str, kind: str) -> None:
    about = describe(make_extract(page), "file-001.pdf", PDF, FIELD)
    assert (about.subject, about.kind) == (subject, kind)


def test_a_report_in_full() -> None:
    page = (
        "1\nDerbyshire County Council\nInspection of services for children in need of help and\n"
        "protection, children looked after and care leavers\nand\n"
        "Review of the effectiveness of the Local Safeguarding Children\nBoard1\n"
        "Inspection date: 19 November 2013 – 11 December 2013\n"
        "Report published: 11 February 2014\nThe overall judgement is good."
    )
    assert describe(make_extract(page), "a/b.pdf", PDF, FIELD) == About(
        title="Derbyshire County Council: Inspection of services for children in need of help and "
        "protection, children looked after and care leavers",
        subject="Derbyshire",
        kind="children's services",
        published=date(2014, 2, 11),
        inspected_from=date(2013, 11, 19),
        inspected_to=date(2013, 12, 11),
        publisher="Ofsted",
        subject_by="title",
        published_by="label",
    )


def test_a_cover_page_and_the_next_are_read_together() -> None:
    cover, following = "PEEL: Police effectiveness 2017\n", "An inspection of\nKent Police\n"
    about = describe(make_extract(cover, following), "x.pdf", PDF, FIELD)
    assert (about.subject, about.kind) == ("Kent Police", "PEEL")


def test_what_is_about_nothing_known_is_called_by_its_file_and_has_no_subject() -> None:
    assert describe(make_extract("4711"), "odd/scan-12.pdf", PDF, FIELD) == About(
        "scan-12", "", "report", None
    )


REPORTS = REAL_REPORTS
KINDS = {
    "childrens-services": "children's services",
    "area-send": "area SEND",
    "jtai": "JTAI",
}


def read_opening(path: Path) -> Extract:
    """What the reader makes of the first three pages: enough here, and the test stays short."""
    document = pdfium.PdfDocument(path)
    opening = pdfium.PdfDocument.new()
    opening.import_pages(document, list(range(min(3, len(document)))))
    data = io.BytesIO()
    opening.save(data)
    properties = document.get_metadata_dict()
    opening.close()
    document.close()
    return replace(read_pdf(data.getvalue()), properties=properties)


def is_right_subject(about: About, folder: str) -> bool:
    return re.sub(r"[^a-z]+", "-", about.subject.lower()) == folder


def is_right_date(about: About, published: date) -> bool:
    """Published on the day that the file is named for, or inspected in the months before."""
    until = about.inspected_to or date.min
    return about.published == published or timedelta(0) < published - until < timedelta(days=220)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the 142 reports are not beside the project")
def test_142_real_reports_with_and_without_telling_names() -> None:
    wrong: dict[str, list[str]] = {"subject": [], "kind": [], "date": [], "nameless": []}
    paths = sorted(REPORTS.glob("*/*.pdf")) + sorted(REPORTS.glob("*/*.html"))
    read = 0
    for path in paths:
        if path.read_bytes()[:5] != b"%PDF-" and path.suffix == ".pdf":
            continue  # a page that says "report not found"
        read += 1
        is_pdf = path.suffix == ".pdf"
        body = read_opening(path) if is_pdf else read_html(path.read_bytes())
        media_type = PDF if is_pdf else "text/html"
        source = path.relative_to(REPORTS).as_posix()
        about = describe(body, source, media_type, FIELD)
        nameless = describe(body, f"file-{read:03d}{path.suffix}", media_type, FIELD)
        if not is_pdf:
            assert nameless.subject == about.subject == "Hertfordshire Constabulary"
            assert (about.kind, about.published) == ("PEEL", date(2019, 9, 27))
            continue
        kind, year, month, day = path.stem.rsplit("-", 3)
        published = date(int(year), int(month), int(day))
        if not is_right_subject(about, path.parent.name):
            wrong["subject"].append(f"{source}: {about.subject}")
        if not is_right_subject(nameless, path.parent.name):
            wrong["nameless"].append(f"{source}: {nameless.subject}")
        if about.kind != KINDS[kind] or nameless.kind != KINDS[kind]:
            wrong["kind"].append(f"{source}: {about.kind}")
        if not is_right_date(about, published) or not is_right_date(nameless, published):
            wrong["date"].append(f"{source}: {about.published}, {about.inspected_to}")
    assert read == 142
    assert wrong == {"subject": [], "kind": [], "date": [], "nameless": []}
