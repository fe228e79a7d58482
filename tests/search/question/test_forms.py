"""What a question asks for is read off its words; whatever is unsure is searched."""

from __future__ import annotations

import pytest

from search.question.forms.exact_words import WordQuestion
from tests.search.answers.reports import REPORTS
from tests.search.fakes import Reports, ask


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("how many reports mention county lines", "count"),
        ("In how many reports does “county lines” come up?", "count"),
        ("how often is the toxic trio mentioned", "count"),
        ("how many councils mention county lines", "count"),
        ("does any report mention county lines", "count"),
        ("which reports mention county lines", "reports"),
        ("which reports say 'drift and delay'", "reports"),
        ('"toxic trio"', "quotes"),
        ("where does it say ‘children’s voices’ in Luton", "quotes"),
        ("what is a JTAI", "definition"),
        ("what's MASH", "definition"),
        ("what does ILACS mean?", "definition"),
        ("definition of neglect", "definition"),
        ("list all JTAI reports", "reports"),
        ("please list all the JTAIs", "reports"),
        ("how many reports are there on Salford?", "reports"),
        ("what reports were published in January 2025", "reports"),
        ("latest report on Salford", "reports"),
        ("when was Luton last inspected", "reports"),
        ("When was the Luton JTAI?", "reports"),
        ("who led the inspection of Salford in 2018", "reports"),
        ("suicide audits", "reports"),
        ("which councils have enough foster carers", "list"),
        ("which areas use Signs of Safety", "list"),
        ("councils where children wait too long", "list"),
        ("places without a functioning MASH", "list"),
        ("which councils have good edge of care services", "list"),
        ("how many councils have too many agency staff", "list"),
        ("how many areas do not have a neglect strategy", "list"),
        ("where have inspectors found children in hotels", "list"),
        ("which councils were rated good for edge of care", "grades"),
        ("are there any areas that do not have a neglect strategy", "list"),
        ("who praised the virtual school", "list"),
        ("waiting times by area", "list"),
        ("compare all councils on knife crime", "list"),
        ("which JTAIs looked at domestic abuse", "list"),
        ("has Salford been inspected since 2020", "reports"),
        ("how many times has Luton been inspected", "reports"),
        ("is there a report on Bolton", "reports"),
        ("Luton inspection reports", "reports"),
        ("when did Ofsted last inspect Luton", "reports"),
        ("what percentage of JTAIs mention neglect", "count"),
        ("are there any reports that mention county lines", "count"),
        ("how many times does county lines appear", "count"),
        ("does the Salford report mention neglect", "count"),
        ("any mention of county lines in Luton", "count"),
        ("reports with the word neglect", "reports"),
        ("where is county lines mentioned", "quotes"),
        ("what is the MASH", "definition"),
        ("what is a JTAI inspection", "definition"),
        ("which councils mention county lines", "list"),
        ("what does 'front door' mean", "definition"),
        ("what do they mean by front door", "definition"),
        ("what does Ofsted mean by the front door", "definition"),
        ("who is rubbish at getting children to the dentist", "list"),
        ("Salford", "brief"),
        ("Salford report", "brief"),
        ("Luton JTAI findngs", "brief"),
        ("summarise the Luton report pls", "brief"),
        ("give me an overview of Salford", "brief"),
        ("main findings for Salford 2018", "brief"),
        ("key risks for Luton", "brief"),
        ("strengths and weaknesses of Luton", "brief"),
        ("Salford 2018 what went wrong??", "brief"),
        ("whats wrong with luton childrens services", "brief"),
        ("is Luton any good", "brief"),
        ("why was Salford inadequate in 2018", "brief"),
        ("why did Salford fail its inspection", "brief"),
        ("tell me about Luton", "brief"),
        ("summarise the suicide audit", "brief"),
        ("main findings of the suicide audit", "brief"),
        ("gimme the headlines for Salford 2018", "brief"),
        ("where did Luton fall short", "brief"),
        ("what's the state of play in Luton", "brief"),
        ("whats going on with Salford", "brief"),
        ("Salford 2018 in a nutshell", "brief"),
        ("what let Luton down", "brief"),
        ("any good news about Luton", "brief"),
        ("when did Ofsted visit Luton last", "reports"),
        ("when did inspectors last go to Luton", "reports"),
        ("when was Luton last seen by ofsted", "reports"),
        ("any council w no neglect strategy", "list"),
        ("la's where caseloads are too high", "list"),
        ("how's drift in Salford gone from 2018 to now", "trend"),
        ("how many reports talk about county lines", "count"),
        ("number of times Ofsted mentions neglect", "count"),
        ("show me every JTAI report since 2016", "reports"),
        ("is there a council that has no neglect strategy", "list"),
        ("how has neglect changed over time in Salford", "trend"),
        ("overall effectiveness of Salford over the years", "trend"),
        ("has Salford got better", "trend"),
        ("what improved between 2018 and 2024 in Salford", "trend"),
        ("what has changed in fostering in Luton since 2022", "trend"),
        ("neglect in Salford over the years", "trend"),
        ("is neglect in Salford any better than in 2018", "trend"),
        ("has the work on neglect in Salford got better", "trend"),
        ("has supervision of social workers improved in Salford", "trend"),
        ("are outcomes of drift in Salford improving?", "trend"),
    ],
)
def test_a_question_for_what_can_be_looked_up_has_its_form(question: str, form: str) -> None:
    asked = ask(REPORTS, question)
    assert (asked.form, asked.looked_up) == (form, True)


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("which councils are good for care leavers", "grades"),
        ("how many councils are inadequate for care leavers", "grades"),
        ("which councils are good at helping care leavers into work", "list"),
        ("which councils are good at finding care leavers a home", "list"),
    ],
)
def test_what_is_said_of_more_than_an_area_is_no_grade_of_it(question: str, form: str) -> None:
    judged = Reports({"Luton": "Good.\n"}, judged={"Luton": {"care leavers": ("good", "Good")}})
    assert ask(judged, question).form == form


@pytest.mark.parametrize(
    "question",
    [
        "knife crime",
        "how many reports say that caseloads are too high",
        "how many social workers left Luton",
        "how often is restraint used",
        "what is the budget of Luton",
        "what is working well",
        "what is the police's view of neglect",
        "what are social workers doing",
        "reports on neglect",
        "latest report on neglect in Salford",
        "when was the backlog cleared in Salford",
        "who leads on neglect in Luton",
        "are parents' views and carers' needs heard",
        "how do the reports describe drift",
        "which areas of Luton have knife crime",
        "which council has the most foster carers",
        "who is the chief constable",
        "who runs the young carers service",
        "waiting times",
        "what did the last report on Salford say",
        "which councils have been inspected",
        "how many areas are there",
        "has Salford improved its response to neglect",
        "when is the next inspection of Luton",
        "how many reports mention that caseloads are too high",
        'what does "good" look like for care leavers',
        "how often does neglect occur",
        "who provides an overview of cases in Salford",
        "what is the main reason for placement moves in Luton",
        "does Luton have a strengths-based approach",
        "what are the strengths of early help in Luton",
        "how well does Salford protect children at risk",
        "how many children live in Salford",
        "why are children waiting in Salford",
        "summarise the findings on neglect",
        "overview of Kent",
        "how has Salford improved its response to neglect",
        "what has Luton improved",
        "has neglect changed over time",
        "what is going on in early help in Luton",
        "where do children in Salford struggle",
        "which council was first to use it",
    ],
)
def test_what_may_be_meant_otherwise_is_searched(question: str) -> None:
    assert not ask(REPORTS, question).looked_up


def test_what_is_said_of_each_is_without_the_words_that_ask_for_a_list() -> None:
    asked = ask(REPORTS, "which councils do not have enough foster carers?")
    assert asked.subjects is not None
    assert asked.subjects.topic == "do not have enough foster carers"
    mention = ask(REPORTS, "which councils mention county lines").subjects
    assert mention is not None and mention.topic == "county lines"
    how = ask(REPORTS, "who's good at county lines").subjects
    assert how is not None and how.topic == "good at county lines"
    done = ask(REPORTS, "councils losing foster carers").subjects
    assert done is not None and done.topic == "losing foster carers"
    failed = ask(REPORTS, "who failed on early help").subjects
    assert failed is not None and failed.topic == "failed on early help"
    kind = ask(REPORTS, "which JTAIs looked at domestic abuse").subjects
    assert kind is not None and kind.topic == "domestic abuse"


def words(question: str) -> WordQuestion:
    found = ask(REPORTS, question).words
    assert found is not None
    return found


def test_what_is_listed_by_the_name_of_a_kind_of_the_librarys_own_is_looked_for_in_it() -> None:
    texts = {"Wausau": "A Cessna landed hard.\n", "Altoona": "Mr Cessna leads the agency.\n"}
    kinds = {"Wausau": {"kind": "report of accidents"}, "Altoona": {"kind": "triennial review"}}
    reports = Reports(texts, about=kinds)
    assert ask(reports, "accidents involving Cessnas").scope.reports == {1}
    assert ask(reports, "places with Cessnas").scope.reports == {1, 2}
    sent = Reports(texts, kind="area SEND")  # whose areas are no others than those of other kinds
    assert ask(sent, "which areas have Cessnas").scope.reports == {1, 2}


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("what's going well in Luton", "well"),
        ("what went wrong in Salford 2018", "badly"),
        ("strengths and weaknesses of Luton", ""),
        ("main findings for Luton", ""),
    ],
)
def test_a_brief_may_be_asked_for_what_is_well_or_not_alone(question: str, side: str) -> None:
    asked = ask(REPORTS, question).brief
    assert asked is not None and asked.side == side


def test_a_trend_up_to_now_is_not_on_now() -> None:
    asked = ask(REPORTS, "how has drift in Salford changed from 2018 to now").trend
    assert asked is not None and asked.about == "drift"


def test_which_of_a_subjects_reports_are_about_something_is_told_by_its_words() -> None:
    asked = ask(REPORTS, "which Salford reports are about drift and delay?")
    assert asked.form == "reports" and words(asked.text).phrases == ("drift and delay",)
    assert ask(REPORTS, "which reports are about drift and delay").words is None
    assert ask(REPORTS, "which reports are about Salford").words is None


def test_what_narrows_it_is_not_of_the_words() -> None:
    asked = ask(REPORTS, "how many JTAI reports mention county lines in Salford since 2020?")
    assert asked.words is not None and asked.words.phrases == ("county lines",)
    assert [part.field for part in asked.scope.named] == ["kind", "subject", "year"]


def test_a_name_may_be_the_words() -> None:
    asked = ask(REPORTS, "how many reports mention Luton")
    assert asked.words is not None and asked.words.phrases == ("Luton",)
    assert asked.scope.reports == REPORTS.holdings.all


def test_of_the_words_nothing_leads_up_to_them_or_follows() -> None:
    assert words("how many reports mention the word neglect at all?").phrases == ("neglect",)
    assert words("do any reports mention AI or artificial intelligence").phrases == (
        "AI",
        "artificial intelligence",
    )


def test_an_apostrophe_is_no_quotation_mark() -> None:
    assert words("where does it say 'children's voices'").phrases == ("children's voices",)


def test_a_brief_may_be_of_a_theme() -> None:
    for question in (
        "write a briefing on care leavers in Salford",
        "summarise what Ofsted said about care leavers in Salford",
        "strengths and weaknesses of care leavers support in Salford",
    ):
        asked = ask(REPORTS, question)
        assert asked.form == "brief" and asked.brief is not None, question
        assert asked.brief.topic.startswith("care leavers")


def test_a_trend_is_of_the_topic_in_all_the_reports_of_the_years() -> None:
    asked = ask(REPORTS, "how has the response to neglect changed in Salford between 2017 and 2024")
    assert asked.trend is not None and asked.trend.about == "response to neglect"
    assert asked.trend.reports == {1, 2}
    assert ask(REPORTS, "what has changed in Salford since 2020").trend is None  # one report alone


def test_changes_of_a_thing_are_none_of_its_grade() -> None:
    own = ask(REPORTS, "leadership changes in Salford since 2017").trend
    other = ask(REPORTS, "changes in leadership in Salford since 2017").trend
    assert own is not None and own.of_changes
    assert other is not None and not other.of_changes


def test_grades_over_time_stay_a_question_for_the_table() -> None:
    assert ask(REPORTS, "how have Salford's grades changed since 2015").form == "grades"
