"""Which language a report is marked with, and what it keeps from being guessed."""

from __future__ import annotations

import pytest

from ingest.about.language import find_language
from tests.ingest.about.extracts import about_pages

WELSH = (
    "Mae plant a phobl ifanc yn yr ardal yn cael cymorth da gan weithwyr cymdeithasol.\n"
    "Nid yw’r cynlluniau ar gyfer pobl sy’n gadael gofal yn cael eu hadolygu’n ddigon aml.\n"
    "Dylai’r cyngor sicrhau bod rheolwyr yn darllen pob cofnod cyn diwedd pob mis o’r flwyddyn.\n"
)
ENGLISH = (
    "Children and young people in the area are given good help by their social workers.\n"
    "The plans for people who leave care are not looked at often enough by their managers.\n"
    "The council should see to it that managers read each record before the end of the month.\n"
)
GERMAN = (
    "Die Hafenmauer ist an drei Stellen gebrochen, und die Hafenmauer wird im Herbst erneuert.\n"
    "Der Stadtrat hat beschlossen, dass die Hafenmauer um zwei Meter erhöht werden soll.\n"
    "Ohne die Hafenmauer wäre der alte Markt im letzten Winter unter Wasser gestanden.\n"
)


@pytest.mark.parametrize(("text", "code"), [(WELSH, "cy"), (ENGLISH, "en"), (GERMAN, "de")])
def test_the_language_is_told_by_sentences(text: str, code: str) -> None:
    assert find_language(text) == code
    assert about_pages("Adroddiad 2024\n" + text).language == code


def test_figures_and_names_tell_no_language() -> None:
    assert find_language("County\tActive\tTotal\nAdair\t867\t5434\n" * 80) == ""
    assert find_language("Luton\nDerby\n" * 40) == ""


def test_a_noun_that_german_writes_as_english_writes_a_name_is_no_subject() -> None:
    about = about_pages("Hafenmauer – ein Bericht\n" + GERMAN)
    assert about.subject == ""
