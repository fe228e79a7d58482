"""What tests of looked-up forms ask: five reports on three councils, told of without a model."""

from __future__ import annotations

from datetime import date

from search.answers.look_up import look_up
from search.answers.look_up_answer import LookUpAnswer
from search.models.sentence_model import Embedder
from search.question.reading import Asked
from tests.search.fakes import Reports, ask

TEXTS = {
    "Salford 2018": (
        "Lead inspector: Ada Byrne, Her Majesty’s Inspector\n"
        "Contacts go to the multi-agency safeguarding hub (MASH). There is drift and delay.\n"
    ),
    "Salford 2024": "Drift\nand delay are rare. The MASH works well. County lines are known.\n",
    "Luton 2022": (
        "Ben Okoro, Ofsted HMI, lead inspector\tCara Dunn, CQC lead inspector\n"
        "Staff know the ‘toxic trio’ of harms. A strategy meeting is a meeting of all agencies.\n"
    ),
    "Luton 2025": "Children’s voices are heard. A strategy meeting is a strength of the area.\n",
    "Bolton 2025": "Nancy Meehan, additional inspector (AI). Each drift and delay is reviewed.\n",
}
ABOUT = {
    "Salford 2018": {
        "kind": "children's services",
        "title": "Salford: children’s social care",
        "published": date(2018, 11, 12),
    },
    "Salford 2024": {
        "kind": "JTAI",
        "title": "JTAI of Salford",
        "published": date(2024, 1, 12),
        "inspected_from": date(2023, 11, 27),
        "inspected_to": date(2023, 12, 1),
    },
    "Luton 2022": {"kind": "area SEND", "title": "SEND in Luton", "published": date(2022, 3, 4)},
    "Luton 2025": {"kind": "JTAI", "title": "JTAI of Luton", "published": date(2025, 1, 9)},
    "Bolton 2025": {
        "kind": "children's services",
        "title": "Suicide audit in Bolton",
        "published": date(2025, 2, 3),
    },
}
REPORTS = Reports(TEXTS, about=ABOUT)


class NoModel(Embedder):
    """What is looked up by words, days and names asks no model."""

    def __init__(self) -> None:
        pass


def looked_up(question: str) -> tuple[Asked, LookUpAnswer | None]:
    asked = ask(REPORTS, question)
    return asked, look_up(REPORTS.as_generation(), asked, NoModel())


def answer(question: str) -> LookUpAnswer:
    _, found = looked_up(question)
    assert found is not None
    return found


def quotes(found: LookUpAnswer) -> list[str]:
    return [REPORTS.report(number).text[start:end] for number, start, end in found.entries]


def ids(found: LookUpAnswer) -> list[str]:
    return [REPORTS.holdings.by_number[number].info.id for number, _ in found.reports]
