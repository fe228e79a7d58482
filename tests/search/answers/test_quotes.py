"""Which sentences are chosen as statements, what comes with them, and which of them are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain

import numpy as np
import pytest

from search.answers.quotes import MARGIN, NEAR, choose_statements
from search.answers.sentences import Sentence, with_lead_in
from search.passages.finding import prefer_given
from search.results import Choice, Span
from search.storage.contract import PassageRef
from tests.builders import make_report
from tests.search.fakes import Reports, find, match

TOWNS = ["Salford", "Luton", "Derby", "York"]
GAINS = [0.1, 0.02, 0.08, 0.0]  # of each town's report, for what it names up front
KNIVES = "Officers use their powers to search for knives."


def lead_in(text: str, sentence: str) -> Choice:
    start = text.index(sentence)
    whole = Sentence(PassageRef(7, 0), "Salford", start, start + len(sentence), 0.5)
    return with_lead_in(make_report(text), whole)


def quoted(text: str, choice: Choice) -> list[tuple[str, str]]:
    return [(span.part, text[span.start : span.end]) for span in chain(*choice.places)]


def statements(
    reports: Reports, question: str, *fits: dict[str, float], limit: int = 5
) -> list[str]:
    matches = [match(reports, number, own) for number, own in enumerate(fits, start=1)]
    chosen = choose_statements(reports.as_generation(), find(reports, question, *matches), limit)
    return [choice.text for choice in chosen]


@pytest.mark.parametrize("word", ["It", "They", "However,", "This"])
def test_a_sentence_that_leans_on_the_one_before_comes_with_it(word: str) -> None:
    text = f"Crime rose. The force acted late. {word} did so again in May.\n"
    choice = lead_in(text, f"{word} did so again in May.")
    assert quoted(text, choice) == [
        ("statement", f"{word} did so again in May."),
        ("lead-in", "The force acted late."),
    ]
    assert choice.text == f"{word} did so again in May."
    assert choice.whole == f"The force acted late. {word} did so again in May."


def test_a_sentence_stands_alone_where_it_can_or_where_its_line_begins_with_it() -> None:
    alone = "The force acted late. Officers did so again.\n"
    assert lead_in(alone, "Officers did so again.").whole == "Officers did so again."
    opens = "The force acted late.\nIt did so again.\n"
    assert lead_in(opens, "It did so again.").whole == "It did so again."


def test_an_item_of_a_list_comes_with_the_line_that_opens_the_list() -> None:
    text = "We were pleased. We found that:\n• staff are proud\n• leaders listen\n"
    choice = lead_in(text, "leaders listen")
    assert quoted(text, choice) == [("statement", "leaders listen"), ("stem", "We found that:")]
    assert choice.text == "leaders listen"
    assert choice.whole == "We found that: leaders listen"


def test_a_sentence_in_an_item_that_leans_on_the_one_before_comes_with_the_stem_and_with_that() -> (
    None
):
    text = "We found that:\n• staff are proud. They feel heard. Leaders listen.\n"
    choice = lead_in(text, "They feel heard.")
    assert quoted(text, choice) == [
        ("statement", "They feel heard."),
        ("stem", "We found that:"),
        ("lead-in", "staff are proud."),
    ]
    assert choice.whole == "We found that: staff are proud. They feel heard."
    assert lead_in(text, "Leaders listen.").whole == "We found that: Leaders listen."


def test_the_line_that_opens_a_list_is_stated_with_its_items() -> None:
    text = "We found that:\n• staff are proud\n• leaders listen\nIt is so.\n"
    choice = lead_in(text, "We found that:")
    assert quoted(text, choice) == [
        ("statement", "We found that:\n• staff are proud\n• leaders listen")
    ]
    assert lead_in("We found that:\nIt is so.\n", "We found that:").text == "We found that:"


def test_of_a_long_list_the_first_items_are_stated_with_its_stem() -> None:
    items = [f"• {'word ' * 70}{number}\n" for number in range(9)]
    assert lead_in(f"It must:\n{''.join(items)}", "It must:").text.endswith("word 1")


@pytest.mark.parametrize("number", ["301. ", "4.12 ", "(a) ", "• "])
def test_the_number_of_a_paragraph_is_not_a_sentence_to_lean_on(number: str) -> None:
    text = f"{number}It is well run. It is safe.\n"
    assert lead_in(text, "It is well run.").whole == "It is well run."
    assert lead_in(text, "It is safe.").before == "It is well run."


@pytest.mark.parametrize("before", ["We found this.\n", "", "• an item\n" * 13])
def test_an_item_of_a_list_that_nothing_opens_stands_alone(before: str) -> None:
    assert lead_in(f"{before}• leaders listen\n", "leaders listen").whole == "leaders listen"


def test_only_what_fits_nearly_as_well_as_the_best_is_stated_and_the_best_first() -> None:
    words = [
        "First the force searches people.",
        "Second comes teaching in schools.",
        "Third is far.",
    ]
    reports = Reports({"Salford": "\n".join(words) + "\n"})
    fits = {"First": 0.5, "Second": 0.6, "Third": 0.6 - 2 * MARGIN - 0.01}
    assert statements(reports, "knife crime", fits) == [words[1], words[0]]
    assert statements(reports, "knife crime", fits, limit=1) == [words[1]]


@pytest.mark.parametrize(
    ("fit", "matter", "gives", "stated"),
    [
        (0.5, 0.43, False, 2),
        (0.5, 0.41, False, 1),  # beside the matter, however good its passage
        (0.36, 0.41, True, 2),  # it alone has what is asked for
    ],
)
def test_what_meets_less_of_the_matter_than_the_best_is_not_stated_after_it(
    fit: float, matter: float, gives: bool, stated: int
) -> None:
    reports = Reports({"Salford": "Knives were taken in all schools.\nShops sold 20 of them.\n"})
    fits = match(reports, 1, {"Knives": 0.6, "Shops": fit})
    fits = replace(fits, matter=np.array([0.6, matter], np.float32), gives=np.array([False, gives]))
    findings = find(reports, "how many knives", fits)
    assert len(choose_statements(reports.as_generation(), findings, 5)) == stated


@pytest.mark.parametrize(
    ("best", "second", "stated"),
    [
        (0.6, 0.43, 2),
        (0.6, 0.41, 1),  # it tells of the question's other words alone
        (0.39, 0.1, 2),  # the best has it no more
    ],
)
def test_what_lacks_the_rarest_word_that_the_best_meets_is_not_stated_after_it(
    best: float, second: float, stated: int
) -> None:
    reports = Reports({"Salford": "Supervision is regular in teams.\nTeams are stable now.\n"})
    fits = match(reports, 1, {"Supervision": 0.6, "Teams": 0.55})
    fits = replace(fits, rarest=np.array([best, second], np.float32))
    findings = find(reports, "supervision of teams", fits)
    assert len(choose_statements(reports.as_generation(), findings, 5)) == stated


def test_headings_and_lines_of_a_word_or_three_are_never_stated() -> None:
    text = f"How the force handles knife crime\nKnives are taken.\n{KNIVES}\n"
    reports = Reports({"Salford": text}, headings=["How the force handles knife crime"])
    fits = {"How": 0.9, "Knives": 0.8, "Officers": 0.2}
    assert statements(reports, "knife crime", fits) == [KNIVES]


def test_the_same_words_in_two_reports_are_one_statement_with_two_places() -> None:
    text = f"{KNIVES}\n"
    reports = Reports({"Salford": text, "Luton": text})
    matches = [match(reports, 1, {"Officers": 0.5}), match(reports, 2, {"Officers": 0.5})]
    findings = find(reports, "knives", *matches)
    (choice,) = choose_statements(reports.as_generation(), findings, 5)
    assert choice.places == ((Span(1, 0, len(KNIVES)),), (Span(2, 0, len(KNIVES)),))


def test_where_many_subjects_are_meant_each_has_one_statement() -> None:
    own = {
        "Salford": "Officers seize knives daily.\nSchools hear from former members of gangs.\n",
        "Luton": "Volunteers sweep the parks for weapons.\nShops are tested by cadets.\n",
        "Derby": "Arches detect blades at stations.\nSurrender bins stand in squares.\n",
        "York": "Courts hand out orders.\nMentors meet young people in hospital.\n",
    }
    fits = {line[:4]: 0.5 for text in own.values() for line in text.splitlines()}
    assert len(statements(Reports(own), "street crime", *[fits] * 4)) == 4
    assert len(statements(Reports({"Salford": own["Salford"]}), "street crime", fits)) == 2


def test_reports_that_are_unlike_each_other_may_have_more_statements_than_one() -> None:
    own = {name: f"Shops in {name} sell no knives.\nBins stand in squares.\n" for name in TOWNS}
    fits = {"Shops": 0.5, "Bins": 0.5}
    unlike = Reports(own, kind="report")
    assert len(statements(unlike, "street crime", *[fits] * 4, limit=9)) == 5  # the bins are one


def test_a_report_that_does_not_name_what_the_best_one_does_is_not_quoted_beside_it() -> None:
    own = {name: f"Shops in {name} sell no knives.\n" for name in TOWNS}
    reports = Reports(own, kind="report")
    matches = [match(reports, n, {"Shops": 0.5}) for n in range(1, 5)]
    matches = [replace(each, up_front=gain) for each, gain in zip(matches, GAINS, strict=True)]
    findings = find(reports, "street crime", *matches)
    chosen = choose_statements(reports.as_generation(), findings, 5)
    assert {choice.places[0][0].report for choice in chosen} == {1, 3}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Of all calls 84% were answered in time.", "Of all calls 65% were answered in time."),
        ("Of all calls 8.4% were answered in time.", "Of all calls 84% were answered in time."),
        ("The target for calls was met in May.", "The target for calls was not met in May."),
        ("The area has 10⁶ people living in it.", "The area has 106 people living in it."),
        ("Calls were answered in time in 2023.", "Calls were answered in time in 2024."),
        ("The force is good at answering calls.", "The force is poor at answering calls."),
    ],
)
def test_what_says_another_thing_is_never_cited_for_a_statement(one: str, other: str) -> None:
    reports = Reports({"Salford": f"{one}\n", "Luton": f"{other}\n"})
    matches = [match(reports, 1, {one: 0.5}), match(reports, 2, {other: 0.5})]
    findings = find(reports, "calls", *matches)
    chosen = choose_statements(reports.as_generation(), findings, 5)
    assert [(choice.text, len(choice.places)) for choice in chosen] == [(one, 1), (other, 1)]


def test_the_same_words_that_lean_on_others_are_another_statement() -> None:
    item = "leaders listen to their staff"
    texts = {
        "Salford": f"Inspectors found that:\n• {item}\n",
        "Luton": f"Inspectors  found that:\n• {item}.\n",
        "Derby": f"Inspectors did not find that:\n• {item}\n",
    }
    reports = Reports(texts)
    matches = [match(reports, number, {"leaders": 0.5}) for number in (1, 2, 3)]
    findings = find(reports, "leaders", *matches)
    chosen = choose_statements(reports.as_generation(), findings, 5)
    assert [(choice.before, len(choice.places)) for choice in chosen] == [
        ("Inspectors found that:", 2),
        ("Inspectors did not find that:", 1),
    ]
    assert [[span.part for span in place] for place in chosen[0].places] == [
        ["statement", "stem"]
    ] * 2


def test_nearly_the_same_words_of_one_report_are_stated_once() -> None:
    own = [
        "Officers search for knives in the parks.",
        "Officers also search for knives in the parks.",
    ]
    reports = Reports({"Salford": "\n".join(own) + "\n"})
    assert statements(reports, "knives", {"Officers search": 0.6, "Officers also": 0.55}) == own[:1]
    figures = [words.replace("the parks", f"{n} parks") for n, words in enumerate(own, start=2)]
    reports = Reports({"Salford": "\n".join(figures) + "\n"})
    both = {"Officers search": 0.6, "Officers also": 0.55}
    assert statements(reports, "knives", both) == figures


@pytest.mark.parametrize("other", ["officers use their  powers to search for knives", KNIVES[:-1]])
def test_case_spaces_and_the_last_stop_do_not_make_another_statement(other: str) -> None:
    reports = Reports({"Salford": f"{KNIVES}\n", "Luton": f"{other}\n"})
    matches = [
        match(reports, n, {text[:8]: 0.5}) for n, text in enumerate((KNIVES, other), start=1)
    ]
    findings = find(reports, "knives", *matches)
    (choice,) = choose_statements(reports.as_generation(), findings, 5)
    assert len(choice.places) == 2


def test_of_sentences_that_answer_equally_well_the_newest_stands_first() -> None:
    texts = {
        "Salford 2014": "The police stop knives in the city.\n",
        "Salford 2024": "Officers look for knives in every park.\n",
    }
    about = {key: {"published": date(int(key[-4:]), 1, 1)} for key in texts}
    reports = Reports(texts, about=about)
    old, new = (text.strip() for text in texts.values())
    equal = statements(reports, "knives in Salford", {old: 0.8}, {new: 0.8 - NEAR / 2})
    assert equal == [new, old]
    better = statements(reports, "knives in Salford", {old: 0.8}, {new: 0.8 - NEAR * 2.5})
    assert better == [old, new]


def test_of_a_side_the_newest_of_its_kind_follows_the_best() -> None:
    texts = {
        "Salford 2014": "The police stop knives in the city.\nThere are bins for knives.\n",
        "Salford 2024": "Officers look for knives in every park.\n",
        "Salford 2025": "Pupils are taught that knives harm.\n",
    }
    about = {
        key: {"published": date(int(key[-4:]), 1, 1), "kind": "PEEL" if key[-1] == "4" else "JTAI"}
        for key in texts
    }
    reports = Reports(texts, about=about)
    best, old, new, other = (line for text in texts.values() for line in text.splitlines())
    fits = {best: 0.8, old: 0.72}, {new: 0.71}, {other: 0.71}
    matches = tuple(match(reports, number, own) for number, own in enumerate(fits, start=1))
    found = replace(find(reports, "knives", *matches), sides=(("Salford", matches),))
    chosen = choose_statements(reports.as_generation(), found, 4)
    assert [choice.text for choice in chosen] == [best, new, old, other]


def test_where_the_best_has_the_number_that_is_asked_for_only_others_that_have_it_follow() -> None:
    own = [
        "The force has many officers in the town.",
        "There are 42 officers in the town.",
        "There are 17 more officers at the port.",
        "There are 5 cars at the port, all of them old.",
    ]
    reports = Reports({"Salford": "\n".join(own) + "\n"})
    fits = {"The force": 0.6, "There are 42": 0.55, "There are 17": 0.5, "There are 5": 0.3}
    assert asked_for("how many officers", reports, fits) == own[1:3]
    assert asked_for("officers in the town", reports, fits) == own[:3]


def asked_for(question: str, reports: Reports, fits: dict[str, float]) -> list[str]:
    """The statements, what has the thing that is asked for told first."""
    generation, answer_type = reports.as_generation(), find(reports, question).asked.answer_type
    matches = prefer_given(generation, [match(reports, 1, fits)], answer_type)
    chosen = choose_statements(generation, find(reports, question, *matches), 5)
    return [choice.text for choice in chosen]
