"""Which reports a filter lets through, and which of them is the newest."""

from dataclasses import replace
from datetime import date

from ingest.field.field import load_field
from ingest.report import ReportInfo
from search.holdings import Holding, Holdings
from search.results import Filters
from tests.search.holdings import make_holding


def holdings_of(*infos: ReportInfo) -> Holdings:
    held = [replace(make_holding(n, passages=1), info=info) for n, info in enumerate(infos, 1)]
    return Holdings(held, load_field())


def titled(title: str, **known: object) -> ReportInfo:
    info = ReportInfo(title, title, "", "", None, f"{title}.pdf", 1, "application/pdf", "")
    return replace(info, **known)  # type: ignore[arg-type]  # as the test has it


def published(precision: str, day: date) -> ReportInfo:
    return titled(f"{precision} {day}", published=day, published_precision=precision)


def test_a_year_is_let_through_by_any_of_its_days_and_a_day_by_its_own() -> None:
    holdings = holdings_of(
        published("year", date(2018, 1, 1)),
        published("month", date(2018, 6, 1)),
        published("day", date(2018, 1, 1)),
        titled("undated"),
    )
    late = Filters(published_from=date(2018, 6, 15), published_to=date(2018, 6, 20))
    assert holdings.select(late) == {1, 2}
    assert holdings.select(Filters(published_to=date(2018, 1, 1))) == {1, 3}
    assert holdings.select(Filters(published_from=date(2019, 1, 1))) == frozenset()


def test_reports_of_unknown_subjects_are_not_one_subject() -> None:
    holdings = holdings_of(titled("one"), titled("two"), titled("three"))
    assert holdings.newest({1, 2, 3}) == {1, 2, 3}
    assert not holdings.are_on_few({1, 2, 3}, 2)


def test_what_has_no_subject_goes_by_its_title() -> None:
    holdings = holdings_of(titled("The state of harbours"), titled("two", subject="Salford"))
    assert holdings.by_number[1].info.known_as == "The state of harbours"
    assert holdings.select(Filters(subjects=("The state of harbours",))) == {1}


def test_a_reports_day_is_that_of_its_publication_its_inspection_or_its_file() -> None:
    def day(**known: date) -> date:
        holding: Holding = replace(make_holding(1, passages=1), info=titled("one", **known))
        return holding.day

    made, seen, out = date(2020, 3, 3), date(2019, 2, 2), date(2019, 5, 5)
    assert day(file_date=made, inspected_to=seen, published=out) == out
    assert day(file_date=made, inspected_to=seen) == seen
    assert day(file_date=made) == made
    assert day() == date.min


def test_a_town_is_called_without_its_state_and_a_company_without_its_form() -> None:
    holdings = holdings_of(
        titled("one", subject="Wausau, WI"),
        titled("two", subject="Acme Rockets, Inc."),
        titled("three", subject="Bournemouth, Christchurch and Poole"),
    )
    assert holdings.called("wausau") == {"Wausau, WI"}
    assert holdings.called("Acme Rockets") == {"Acme Rockets, Inc."}
    assert holdings.called("Christchurch") == set()
