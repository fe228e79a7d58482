"""When a report was published: what it says of itself, as far as it says, and never a guess."""

from datetime import date

import pytest

from tests.ingest.about.extracts import PROSE, about_pages, about_web_page


def published(*pages: str, source: str = "file-001.pdf", **properties: str) -> str:
    """As "2018", "2018-03" or "2018-03-05"; "" where none is told."""
    about = about_pages(*pages, source=source, **properties)
    return as_far_as_known(about.published, about.published_precision)


def as_far_as_known(day: date | None, precision: str) -> str:
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]] if day else ""


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("Audit of homes\nReport published: 11 February 2014\n", "2014-02-11"),
        (
            "Item No. 5.1\tClassification: Open\tDate: 12 July 2016\tMeeting: Cabinet\n",
            "2016-07-12",
        ),
        ("Draft Report Date: May 4, 2023\nFinal Report Date: June 7, 2023\n", "2023-06-07"),
        ("Minutes\nMinutes of the meeting held on Tuesday 20 October 2015 at 4 pm\n", "2015-10-20"),
        ("Needs assessment\nMarch 2017\nPublic Health Unit\n", "2017-03"),
        ("Equalities assessment for the area plan January 2009\n", "2009-01"),
        ("Drug deaths audit\nSummer 2019\nAuthor: A. Penn\n", "2019"),
        ("Military veterans health needs assessment – Sussex 2012\n", "2012"),
        ("Homelessness needs audit\n2016\nAuthors\nA. Penn\n", "2016"),
    ],
)
def test_a_label_the_cover_and_the_title_tell_it_as_far_as_they_do(page: str, day: str) -> None:
    assert published(page + PROSE) == day


@pytest.mark.parametrize(
    "page",
    [
        "Joint wellbeing strategy 2019 – 2024\nConsultation report\n",
        "Strategic plan 2030\n",
        "Annual report 2019\n",
        "Derailment of a train at Carmont\n12 August 2020\n",
        "Inspection of a prison\nInspected: 4–15 July 2022\n",
        "Homes\nThe commission was set up in 2015. Its report was published on 12 January 2021.\n",
        "Accounts\nfor the year ended 31 March 2023\n",
        "Voters by county\nAdair\t1959\t4049\t2088\nLinn\t44\tJUL 2023\t27,462\n",
    ],
)
def test_another_date_is_not_taken_for_it(page: str) -> None:
    assert published(page + PROSE) == ""


def test_of_an_accidents_two_dates_the_later_is_the_reports() -> None:
    page = "Fatal accident at Margam\n3 July 2019\nReport 11/2020\nNovember 2020\n"
    assert published(page + PROSE) == "2020-11"


def test_the_month_goes_first_where_other_dates_of_the_text_show_it() -> None:
    american = "Safety report\nReport Date: 03/04/2008\n" + PROSE + "Checked on 01/31/2008.\n"
    british = "Safety report\nReport Date: 03/04/2008\n" + PROSE + "Checked on 31/01/2008.\n"
    assert (published(american), published(british)) == ("2008-03-04", "2008-04-03")


def test_a_report_date_at_the_end_counts_and_a_publication_referred_to_does_not() -> None:
    end = "Administrative information\nInvestigator:\tA. Penn\tReport Date:\t31/01/2008\n"
    assert published("Accident report\n" + PROSE * 40 + end) == "2008-01-31"
    assert published("Strategic plan\n" + PROSE * 40 + "Publication Date: 2022-04-21\n") == ""


def test_printed_dates_go_before_the_paths_and_a_files_own_is_only_kept() -> None:
    title = "Inspection of Leeds local authority children’s services\n"
    made = {"created": "2022-03-17", "modified": "2022-03-18"}
    printed = title + "Published: 21/03/2022"
    assert published(printed, source="leeds-2022-03-18.pdf", **made) == "2022-03-21"
    assert published(title, source="leeds-2022-03-18.pdf", **made) == "2022-03-18"
    assert published(title, source="leeds_20220318_final.pdf", **made) == "2022-03-18"
    about = about_pages(title, source="leeds.pdf", **made)
    assert (about.published, about.file_date) == (None, date(2022, 3, 17))


def test_an_inspections_days_are_not_the_day_of_publication() -> None:
    about = about_pages("Inspection of Leeds\nInspection dates: 28 February to 4 March 2022")
    assert (about.published, about.inspected_to) == (None, date(2022, 3, 4))


@pytest.mark.parametrize("source", ["20071229X02007.pdf", "scan-120230703.pdf", "2019-2024.pdf"])
def test_digits_of_a_file_name_that_are_no_date_are_none(source: str) -> None:
    assert published("Safety report\n" + PROSE, source=source) == ""


@pytest.mark.parametrize(
    ("head", "last_line", "day"),
    [
        ("", "Page edited: 14 March 2024", "2024-03-14"),
        (
            '<meta property="article:published_time" content="2020-05-06T10:00:00Z">',
            "",
            "2020-05-06",
        ),
        ('<meta name="DC.date.issued" content="2019-04-03">', "", "2019-04-03"),
        (
            '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2018-09-05"}'
            "</script>",
            "Last updated 3 June 2021",
            "2018-09-05",
        ),
        ("", "The report was published on 12 January 2021, years later.", ""),
    ],
)
def test_a_web_page_tells_it_in_a_line_or_in_what_it_says_of_itself(
    head: str, last_line: str, day: str
) -> None:
    body = "<h1>Coroners</h1>" + f"<p>{PROSE}</p>" * 3 + f"<p>{last_line}</p>"
    about = about_web_page(body, head)
    assert as_far_as_known(about.published, about.published_precision) == day
