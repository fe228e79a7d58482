"""The type of thing that a question asks for, and whether a sentence gives one."""

from __future__ import annotations

import pytest

from search.question.answer_type import AnswerType, read_answer_type


def asked(question: str) -> AnswerType:
    answer_type = read_answer_type(question)
    assert answer_type is not None
    return answer_type


@pytest.mark.parametrize(
    ("question", "kind", "gives", "lacks"),
    [
        ("what percentage of calls are answered", "share", "It is 81%.", "It is 81 calls."),
        ("what proportion of staff left", "share", "A third did.", "Many of them did."),
        ("how much did the scheme cost", "money", "It took £4 million.", "It took 4 years."),
        ("how much are they paid", "money", "They get £4 an hour.", "The budget is tight."),
        ("how long do people wait", "time", "They wait three weeks.", "They wait for long."),
        ("how much did they take in fares", "money", "It was £4 million.", "It was much."),
        ("what rent will they pay", "money", "It is $40 a day.", "It is dear."),
        ("what are they paid for it", "money", "They get £4 an hour.", "They are paid."),
        ("what will it spend on roads", "money", "It is £4m.", "It is for 4 roads."),
        ("how fast was it going", "velocity", "It flew at 90 knots.", "It came at 9.30."),
        ("how big is the fund", "amount", "It holds £4 million.", "It is big."),
        ("how quickly are they seen", "speed", "They are seen promptly.", "They are seen."),
        ("how old were they", "age", "They were aged 15.", "They were young."),
        ("how often are they visited", "frequency", "It is two days a week.", "They are visited."),
        ("how many officers are there", "count", "There are twenty.", "There are enough."),
        ("how far is the station", "amount", "It is 4 miles.", "It is far."),
        ("when was the inspection", "date", "It was in March.", "It was late."),
        ("what year did it open", "date", "It opened in 1871.", "It opened again."),
        ("which days is it open", "days", "It opens on Tuesdays.", "It opens two days a week."),
        ("who led the review", "person", "It was led by Jane Smith.", "It was led by an expert."),
        ("who won the cup", "person", "It was won by Jane Smith.", "It was won."),
        ("name of the director", "person", "It is Dr Rao.", "The Police Service has a director."),
        ("which hotel were they in", "name", "It was the Ash Park.", "It was in a hotel."),
    ],
)
def test_a_question_asks_for_what_a_sentence_gives(
    question: str, kind: str, gives: str, lacks: str
) -> None:
    assert asked(question).kind == kind
    assert asked(question).gives(gives)
    assert not asked(question).gives(lacks)


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("how many officers are there", "officers"),
        ("what share of the officers left", "officers"),
        ("how old is the sergeant", "sergeant"),
        ("how many?", ""),
        ("when was the inspection", ""),
    ],
)
def test_a_figure_is_asked_of_the_word_after_the_asking(question: str, thing: str) -> None:
    assert asked(question).thing(question) == thing


def test_what_money_is_spent_on_is_no_sum() -> None:
    assert read_answer_type("what do they spend the grant on?") is None


@pytest.mark.parametrize(
    "sentence",
    [
        "They met in May 2019 and on 4 to 8 June.",
        "Children aged 16 and 17 wait.",
        "The care of those under 18 is good.",
        "It took them 18 months.",
        "It is for children, a group of 11- to 18-year-olds.",
        "They get €27 million to pay staff.",
        "Those under 45 inches ride free.",
        "Officers may give two types of caution.",
        "This is in Schedule 2 of the Act.",
        "They saw them twice.",
        "One of them told us so.",
        "Enquiries under section 47 are timely.",
        "4.12 Officers are proud.",
    ],
)
def test_a_figure_that_counts_nothing_gives_no_count(sentence: str) -> None:
    assert not asked("how many officers are there").gives(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "In May 2019, 12 children were there.",
        "12 children were there.",
        "There are over 90 homes.",
        "Only one of them was.",
        "Caseloads are in the high seventies.",
        "Over 80% of them were.",
        "Agency staff fill 39% of posts.",
        "Officers\t12\t15",
    ],
)
def test_a_figure_beside_those_that_count_nothing_gives_a_count(sentence: str) -> None:
    assert asked("how many officers are there").gives(sentence)


def test_what_counts_nothing_is_given_where_it_is_asked_for() -> None:
    assert asked("how many times did officers call").gives("That was the fourth time.")
    assert asked("how many miles did officers walk").gives("They walked 12 miles.")
    assert asked("how many types of officer are there").gives("There are two types of officer.")


def test_most_of_them_is_a_share_and_no_percentage() -> None:
    assert asked("what share of officers stayed").gives("Most officers did.")
    assert not asked("what percentage of officers stayed").gives("Most officers did.")


def test_a_row_gives_figures_and_no_dates() -> None:
    assert asked("how long do people wait").gives("Assessment\t70\t95")
    assert not asked("when was it assessed").gives("Assessment\t70\t95")


@pytest.mark.parametrize(
    "question",
    [
        "how does the force handle knife crime",
        "why are calls lost",
        "where do they live",
        "who makes the decision",
        "what happens when a placement ends",
    ],
)
def test_what_any_sentence_may_answer_asks_for_no_type(question: str) -> None:
    assert read_answer_type(question) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The Director and a very involved Lead Member for Children attend.",
        "The LSCB has a chair, and Key Stage results are good.",
        "In Public Law Outline work no Risk Assessment is missing.",
    ],
)
def test_an_office_or_a_plan_is_no_person(sentence: str) -> None:
    assert not asked("who is the director").gives(sentence)


def test_waiting_times_as_a_matter_ask_for_no_figure() -> None:
    assert read_answer_type("autism waiting times") is None
    assert asked("what are the waiting times").kind == "time"


def test_who_holds_a_role_is_given_by_a_sentence_that_names_both() -> None:
    role = asked("who is the chief constable of Salford Police")
    assert role.gives("Ruth Adeyinka, Chief Constable")
    assert not role.gives("Colin Wray, chief executive")
    short = read_answer_type("who is the DCS", "who is the director of children's services (DCS)")
    assert short is not None and short.gives("Ada Byrne, Director of Children’s Services")
    assert short.gives("Ada Byrne, DCS") and not short.gives("Ada Byrne, head of service")


def test_a_telephone_number_counts_nothing() -> None:
    assert not asked("how many complaints").gives("Tel: 0818 600 800")
    assert not asked("how many complaints").gives("Fax: (01) 814 7023")
    assert asked("how many complaints").gives("There were 1,826 complaints.")
