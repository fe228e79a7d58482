"""Places are found by their names in a text, and a longer name before a shorter one."""

import time

import pytest

from ingest.field.field import load_field

PLACES = load_field().places


def named(text: str) -> list[tuple[str, str]]:
    """Each mention's words, and what it may mean."""
    return [
        (text[mention.start : mention.end], " or ".join(place.name for place in mention.places))
        for mention in PLACES.find(text)
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("herts", "Hertfordshire"),
        ("GMP", "Greater Manchester Police"),
        ("gmp", "Greater Manchester Police"),
        ("the Met", "Metropolitan Police Service"),
        ("MPS", "Metropolitan Police Service"),
        ("Notts", "Nottinghamshire"),
        ("notts police", "Nottinghamshire Police"),
        ("N E Lincs", "North East Lincolnshire"),
        ("N.E. Lincs", "North East Lincolnshire"),
        ("NELC", "North East Lincolnshire"),
        ("BwD", "Blackburn with Darwen"),
        ("Blackburn", "Blackburn with Darwen"),
        ("stockton", "Stockton-on-Tees"),
        ("Stockton on Tees Borough Council", "Stockton-on-Tees"),
        ("Kingston", "Kingston upon Thames"),
        ("Royal Borough of Kingston-upon-Thames", "Kingston upon Thames"),
        ("Kingston upon Hull", "Kingston upon Hull"),
        ("west mids", "West Midlands Police"),
        ("Devon & Cornwall", "Devon and Cornwall Police"),
        ("central beds", "Central Bedfordshire"),
        ("RBKC", "Kensington and Chelsea"),
        ("LBTH", "Tower Hamlets"),
        ("London Borough of Tower Hamlets", "Tower Hamlets"),
        ("LB Newham", "Newham"),
        ("H&F", "Hammersmith and Fulham"),
        ("St. Helens", "St Helens"),
        ("County Durham", "Durham"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
        ("Bournemouth, Christchurch & Poole Council", "Bournemouth, Christchurch and Poole"),
        ("herts constabulary", "Hertfordshire Constabulary"),
        ("Hertfordshire police", "Hertfordshire Constabulary"),
        ("Hampshire and Isle of Wight Constabulary", "Hampshire Constabulary"),
        ("City of London Police", "City of London Police"),
        ("PSNI", "Police Service of Northern Ireland"),
        ("Avon FRS", "Avon Fire and Rescue Service"),
        ("Ynys Môn", "Isle of Anglesey"),
    ],
)
def test_names_that_people_type(typed: str, meant: str) -> None:
    assert named(typed) == [(typed, meant)]
    place = PLACES.find_one(typed)
    assert place is not None
    assert place.name == meant


def test_every_place_is_found_by_its_own_name() -> None:
    found = {place: PLACES.find_one(place.name) for place in PLACES}
    assert [place.name for place, itself in found.items() if itself != place] == []


def test_every_alias_leads_to_its_place() -> None:
    lost = [
        (place.name, alias)
        for place in PLACES
        for alias in place.aliases
        if place not in {found for mention in PLACES.find(alias) for found in mention.places}
    ]
    assert lost == []


def test_every_area_covered_is_a_council_or_a_nation() -> None:
    known = {place.name for place in PLACES if place.kind in ("council", "nation")}
    assert {area for place in PLACES for area in place.covers} <= known


def test_every_council_has_one_territorial_force() -> None:
    divided = {"Cumbria", "Northamptonshire", "Bournemouth", "Poole"}
    uncovered = {"Bedfordshire", "Cheshire", "Avon", "Berkshire"}  # abolished long ago
    for place in PLACES:
        if place.kind == "council" and place.name not in divided | uncovered:
            forces = [p.name for p in PLACES if p.kind == "police" and place.name in p.covers]
            assert len(forces) == 1, (place.name, forces)


def test_there_are_all_the_councils_and_forces_of_england_and_wales() -> None:
    places = PLACES
    since_divided = 8  # Cumbria, Northamptonshire, Bedfordshire, Cheshire, Avon, Berkshire ...
    assert sum(place.kind == "council" for place in places) == 153 + 22 + since_divided
    national = {
        "British Transport Police",
        "Civil Nuclear Constabulary",
        "Ministry of Defence Police",
        "Police Scotland",
        "Police Service of Northern Ireland",
    }
    assert len({place.name for place in places if place.kind == "police"} - national) == 43


def test_a_force_covers_its_councils() -> None:
    west_midlands = PLACES.find_one("West Midlands Police")
    assert west_midlands is not None
    assert west_midlands.covers == (
        "Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton",
    )  # fmt: skip


def test_an_ordinary_word_is_a_place_only_when_it_is_written_as_one() -> None:
    assert named("how good is reading in Reading?") == [("Reading", "Reading")]
    assert named("reading council and bury mbc") == [
        ("reading council", "Reading"),
        ("bury mbc", "Bury"),
    ]
    assert named("Reading the report was hard. Reading improved.") == [("Reading", "Reading")]
    assert named("what MPs said to the MPS") == [("MPS", "Metropolitan Police Service")]
    assert named("READING BOROUGH COUNCIL") == [("READING BOROUGH COUNCIL", "Reading")]


def test_a_persons_name_is_no_place() -> None:
    assert named("Mr Sutton and Dame Kent met Dr. Bradford in Sutton") == [("Sutton", "Sutton")]


def test_what_only_contains_a_name_is_no_place() -> None:
    assert named("the Met Office, New York, Kentish Town, NHS England and Leedsichiro") == []


def test_the_longest_name_at_a_spot_is_meant() -> None:
    assert named("North East Lincolnshire, Lincolnshire, North Lincolnshire Council") == [
        ("North East Lincolnshire", "North East Lincolnshire"),
        ("Lincolnshire", "Lincolnshire"),
        ("North Lincolnshire Council", "North Lincolnshire"),
    ]


def test_names_run_over_line_ends_and_hyphens_but_not_over_sentences() -> None:
    assert named("Tower\nHamlets, Stoke‑on‑Trent") == [
        ("Tower\nHamlets", "Tower Hamlets"),
        ("Stoke‑on‑Trent", "Stoke-on-Trent"),
    ]
    assert named("We went to Essex. Police came.") == [("Essex", "Essex")]


def test_a_possessive_is_about_its_place() -> None:
    assert named("Salford’s and Leeds' carers") == [("Salford", "Salford"), ("Leeds", "Leeds")]


def test_a_name_within_a_name_typed_whole_is_not_found_alone() -> None:
    assert PLACES.find_one("in Kent") is None
    assert PLACES.find_one("Narnia") is None


def test_a_long_text_is_searched_in_good_time() -> None:
    text = "In Kent, the Kingston upon Thames and North East Lincolnshire teams met. " * 10_000
    started = time.process_time()
    assert len(PLACES.find(text)) == 30_000
    assert time.process_time() - started < 10
