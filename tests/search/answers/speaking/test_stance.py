"""Which way a sentence speaks of what a list asks for."""

from __future__ import annotations

import pytest

from search.answers.speaking.stance import says

PROBLEMS = "have problems with caseloads"
ENOUGH = "do not have enough foster carers"
TOO_MANY = "have too many agency staff"
BACKLOG = "have a backlog of reviews"
IN_HOTELS = "have young people in hotels"
NO_STRATEGY = "do not have a neglect strategy"


@pytest.mark.parametrize(
    ("topic", "sentence", "way"),
    [
        (PROBLEMS, "Their high caseloads are hindering them.", "for"),
        (PROBLEMS, "Caseloads have been too high in some teams.", "for"),
        (PROBLEMS, "Social workers have manageable caseloads.", "against"),
        (PROBLEMS, "Caseloads are not manageable.", "for"),
        (PROBLEMS, "Average caseloads have notably fallen.", "against"),
        (PROBLEMS, "Most caseloads are manageable, but some caseloads are high.", ""),
        (PROBLEMS, "Caseloads are counted each month.", ""),
        (ENOUGH, "There are too few foster carers.", "for"),
        (ENOUGH, "There are enough foster carers.", "against"),
        (ENOUGH, "There is a shortage of local foster carers.", "for"),
        (ENOUGH, "The number of foster carers has fallen.", "for"),
        (ENOUGH, "There is a small increase in the number of foster carers.", ""),
        (ENOUGH, "There is no shortage of foster carers.", "against"),
        (ENOUGH, "A foster carer could not thank them enough.", ""),
        (ENOUGH, "Foster carers noted a lack of continuity.", ""),
        (ENOUGH, "Not enough young people remain with their foster carers.", ""),
        (TOO_MANY, "There is an over-reliance on the use of agency workers.", "for"),
        (TOO_MANY, "The number of agency staff is high.", "for"),
        (TOO_MANY, "There is limited need for agency staff.", "against"),
        (TOO_MANY, "Turnover has reduced, as has their reliance on agency staff.", "against"),
        (TOO_MANY, "They reduced an earlier heavy reliance on agency staff.", "against"),
        (TOO_MANY, "Agency staff have access to high-quality training.", ""),
        (PROBLEMS, "Morale is high, and they have manageable caseloads.", "against"),
        (PROBLEMS, "Training is poor.", ""),
        ("support care leavers well", "Care leavers receive good support.", "for"),
        ("support care leavers well", "Care leavers receive less effective support.", "against"),
        (NO_STRATEGY, "A neglect strategy is not yet in place.", "for"),
        (NO_STRATEGY, "They should see the need for a neglect strategy.", "for"),
        (NO_STRATEGY, "The board approved a neglect strategy.", "against"),
        (NO_STRATEGY, "Neglect is a concern, and not every strategy is known.", ""),
        (NO_STRATEGY, "Training on neglect does not reach all.", ""),
        (
            "have yet to agree a neglect strategy",
            "They have yet to agree a neglect strategy.",
            "for",
        ),
        ("have yet to agree a neglect strategy", "A new neglect strategy was launched.", "against"),
        ("have no functioning MASH", "The town has no MASH.", "for"),
        ("have no functioning MASH", "A MASH is under development.", "for"),
        ("have no functioning MASH", "Referrals into the MASH do not say enough.", "against"),
        ("use agency staff", "Staff are settled and there are no agency staff.", "against"),
        (IN_HOTELS, "Some young people live in hotels.", "for"),
        (IN_HOTELS, "No young people were homeless, in hostels or in hotels.", "against"),
        (IN_HOTELS, "No child lives in an unsuitable place, such as hotels.", "against"),
        (IN_HOTELS, "None of the care leavers met was in a hostel, but two were in hotels.", "for"),
        (IN_HOTELS, "No delay was seen in finding homes for those who had been in hotels.", "for"),
        (BACKLOG, "There is a backlog of reviews.", "for"),
        (BACKLOG, "Ensure that the backlog of reviews is eliminated.", "for"),
        (BACKLOG, "Leaders do not prevent a backlog of reviews.", "for"),
        (BACKLOG, "There is no backlog of reviews.", "against"),
        (BACKLOG, "They have cleared the backlog of reviews.", "against"),
        (BACKLOG, "Work goes on to reduce the backlog of reviews.", ""),
        (BACKLOG, "Reviews are good.", ""),
        ("have no backlog of reviews", "There is no backlog of reviews.", "for"),
        ("have drift in reviews", "Close tracking prevents drift in reviews.", "against"),
        ("have drift in reviews", "Tracking is not yet good enough in preventing drift.", "for"),
        ("have delays in reviews", "Reviews are not always timely.", "for"),
        ("have delays in reviews", "Reviews are timely.", "against"),
        ("have delays in reviews", "Only 19% of reviews are done on time.", "for"),
        ("have long waits for reviews", "Children wait too long for reviews.", "for"),
        ("have long waits for reviews", "Waiting times for reviews are good.", "against"),
        ("have timely reviews", "Children are offered timely reviews.", "for"),
        ("have timely reviews", "Ensure that reviews are timely.", "against"),
        ("have good reviews", "The reviews are not consistently good enough.", "against"),
        ("failed on reviews", "Two deficiencies were found in reviews.", "for"),
        ("failed on reviews", "No deficiencies were found in reviews.", "against"),
        ("have good reviews", "Partners bring professional challenge to reviews.", ""),
        (PROBLEMS, "Caseloads have been a challenge.", "for"),
        (PROBLEMS, "They are challenged by their caseloads.", "for"),
        (PROBLEMS, "Caseloads have not been without some challenges.", "for"),
        ("rubbish at reviews", "Reviews are often late.", "for"),
        ("brilliant at reviews", "Reviews are done to great effect.", "for"),
        ("use Signs of Safety", "Staff use Signs of Safety.", "for"),
        ("use Signs of Safety", "Staff do not use Signs of Safety.", "against"),
    ],
)
def test_a_sentence_says_so_or_the_opposite_or_neither(topic: str, sentence: str, way: str) -> None:
    own = (
        "hotels",
        "mash",
        "reviews",
        "caseloads",
        "agency",
        "foster",
        "carers",
        "leavers",
        "neglect",
        "strategy",
        "signs",
    )
    assert says(sentence, topic, [word for word in own if word in topic.casefold()]) == way
