"""Dates are found as people write them, and no day that no calendar has."""

from datetime import date

import pytest

from ingest.dates import end_of, find_dates, find_day, is_date, is_month_first


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("15 to 19 May 2023", date(2023, 5, 15), date(2023, 5, 19)),
        ("19 November 2013 – 11 December 2013", date(2013, 11, 19), date(2013, 12, 11)),
        ("24 February – 18 March 2015", date(2015, 2, 24), date(2015, 3, 18)),
        ("22 February 2016–18 March 2016", date(2016, 2, 22), date(2016, 3, 18)),
        ("12 December to 3 January 2020", date(2019, 12, 12), date(2020, 1, 3)),
        ("24 – 28 June 2013", date(2013, 6, 24), date(2013, 6, 28)),
        ("14 and 18 March 2016", date(2016, 3, 14), date(2016, 3, 18)),
        ("Monday 3 to Friday 7 July 2023", date(2023, 7, 3), date(2023, 7, 7)),
        ("3 July 2023", date(2023, 7, 3), date(2023, 7, 3)),
        ("3rd of July, 2023", date(2023, 7, 3), date(2023, 7, 3)),
        ("08 Jul 2019", date(2019, 7, 8), date(2019, 7, 8)),
        ("December 31, 2023", date(2023, 12, 31), date(2023, 12, 31)),
        ("27/09/2019", date(2019, 9, 27), date(2019, 9, 27)),
        ("27.9.2019", date(2019, 9, 27), date(2019, 9, 27)),
        ("2023-07-03", date(2023, 7, 3), date(2023, 7, 3)),
        ("2023-07-03T09:30:00+01:00", date(2023, 7, 3), date(2023, 7, 3)),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("June – October 2023", date(2023, 6, 1), date(2023, 10, 31)),
        ("November to March 2020", date(2019, 11, 1), date(2020, 3, 31)),
        ("December 2018 to January 2019", date(2018, 12, 1), date(2019, 1, 31)),
    ],
)
def test_dates_as_people_write_them(written: str, first: date, last: date) -> None:
    assert [(dated.first, dated.last) for dated in find_dates(f"On {written}.")] == [(first, last)]


@pytest.mark.parametrize(
    "written",
    ["31 February 2020", "2020-13-01", "99/99/2020", "in 2020", "may 20", "12 2020", "2010-11/3"],
)
def test_what_no_calendar_has_is_no_date(written: str) -> None:
    assert find_dates(written) == []


def test_dates_are_found_in_order_with_their_words() -> None:
    text = "8 July 2019 to 12 July 2019 and 7 August 2019 to 8 August 2019"
    words = [text[dated.start : dated.end] for dated in find_dates(text)]
    assert words == ["8 July 2019 to 12 July 2019", "7 August 2019 to 8 August 2019"]


@pytest.mark.parametrize("written", ["3 July 2023", "report-20230703.pdf", "20231303 20230703"])
def test_a_day_is_known_in_prose_and_in_eight_digits(written: str) -> None:
    assert find_day(written) == date(2023, 7, 3)


@pytest.mark.parametrize("written", ["", "120230703", "20231303", "July"])
def test_what_names_no_day_has_none(written: str) -> None:
    assert find_day(written) is None


def test_a_line_that_is_a_date_and_one_that_has_a_date() -> None:
    assert is_date("14 July 2023")
    assert is_date("14 July 2023.")
    assert not is_date("14 July 2023 was a Friday")
    assert not is_date("On 14 July 2023")


def test_a_date_whose_second_number_is_no_month_has_the_month_first() -> None:
    assert [dated.first for dated in find_dates("On 01/31/2008.")] == [date(2008, 1, 31)]
    assert [dated.first for dated in find_dates("On 03/04/2008.")] == [date(2008, 4, 3)]
    assert [d.first for d in find_dates("On 03/04/2008.", month_first=True)] == [date(2008, 3, 4)]
    assert is_month_first("01/31/2008, 03/04/2008") and not is_month_first("03/04/2008")
    assert not is_month_first("01/31/2008 and 31/01/2008")


def test_a_month_is_known_from_a_day_and_ends_with_its_last() -> None:
    assert [dated.precision for dated in find_dates("July 2023, 3 July 2023")] == ["month", "day"]
    assert end_of(date(2024, 2, 1), "month") == date(2024, 2, 29)
    assert end_of(date(2024, 1, 1), "year") == date(2024, 12, 31)
