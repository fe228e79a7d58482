"""Reads a question, once: which reports it is about, what it asks, in the reports' words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from search.holdings import Holdings
from search.question.answer_type import AnswerType, read_answer_type
from search.question.follow_ups import Earlier, follow_up
from search.question.forms.briefs import BriefQuestion, read_brief_question
from search.question.forms.comparisons import Comparison, read_comparison
from search.question.forms.definitions import DefinitionQuestion, read_definition_question
from search.question.forms.exact_words import WordQuestion, read_word_question
from search.question.forms.grades import (
    PLAINLY,
    GradeQuestion,
    ask_of_sides,
    read_grade_question,
)
from search.question.forms.recommendations import (
    RecommendationQuestion,
    read_recommendation_question,
)
from search.question.forms.report_lists import ReportQuestion, read_report_question
from search.question.forms.subject_lists import (
    ListQuestion,
    narrow_to_listed,
    read_list_question,
)
from search.question.forms.trends import TrendQuestion, read_trend_question
from search.question.instructions import without_instructions
from search.question.rewriting import Rewriting, rewrite
from search.question.scope import Scope, resolve_scope, without_spans
from search.question.vocabulary import Vocabulary, knows_word
from search.results import Before, Filters, Form, ScopePart

MAIN = "main findings and conclusions"  # looked for where sides are compared on nothing


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was understood. Who goes on from here does not read its words again."""

    text: str  # as it was typed
    given: Filters  # that were chosen beside it
    scope: Scope
    topic: Rewriting  # without the words that named the scope
    whole: Rewriting  # with them
    answer_type: AnswerType | None
    grades: GradeQuestion | None  # where it asks for grades
    recommendations: RecommendationQuestion | None  # where it asks for what must improve
    words: WordQuestion | None  # where it asks for words to the letter
    definition: DefinitionQuestion | None  # where it asks what a word means
    reports: ReportQuestion | None  # where it asks for reports themselves
    subjects: ListQuestion | None  # where it asks of which subjects something is said
    comparison: Comparison | None  # where it sets things side by side, and says on what
    brief: BriefQuestion | None  # where it asks for what reports say as a whole
    trend: TrendQuestion | None  # where it asks how something changed from report to report
    each_topic: Rewriting | None  # what a list, a brief or a trend is about, where it says so
    typed: str = ""  # where it goes on from another: what was asked
    carried: tuple[ScopePart, ...] = ()  # and what was taken over

    @property
    def looked_up(self) -> bool:
        """Whether the answer is looked up, and so complete."""
        asked = (
            self.words,
            self.definition,
            self.reports,
            self.recommendations,
            self.grades,
            self.subjects,
            self.brief,
            self.trend,
        )
        return any(one is not None for one in asked)

    @property
    def form(self) -> Form:
        """What it asks for; whatever is unsure is searched."""
        if self.words is not None:
            return self.words.form
        if self.definition is not None:
            return "definition"
        if self.reports is not None:
            return "reports"
        if self.recommendations is not None:
            return "recommendations"
        if self.trend is not None:
            return "trend"
        if self.comparison is not None:
            return "comparison"
        if self.subjects is not None:
            return "list"
        if self.brief is not None:
            return "brief"
        return "grades" if self.grades is not None else self.searched_form

    @property
    def searched_form(self) -> Form:
        """What it asks for where no table answers it."""
        return "comparison" if self.scope.sides else "quotes"


def read_question(
    text: str,
    given: Filters,
    holdings: Holdings,
    vocabulary: Vocabulary,
    areas: frozenset[str],
    is_word: Callable[[str], bool],
) -> Asked:
    """`areas` are those that the library's reports judge; `is_word` says what is English."""
    text = unicodedata.normalize("NFC", text)  # as reports are: a Mac types "é" as two letters
    known = partial(knows_word, vocabulary)
    field = holdings.field
    scope = resolve_scope(text, given, holdings, known_word=known)
    definition = read_definition_question(text, scope, field.questions)
    words = None if definition else read_word_question(text, scope, field.questions)
    instructed = scope  # with the words of instruction, which ask for a brief or a trend
    scope = replace(scope, rest=without_instructions(scope.rest, field.questions))
    topic_words = scope.rest or text
    if literal := words or definition:  # what is looked for to the letter names no scope
        scope = resolve_scope(literal.beyond, given, holdings, known_word=known)
        topic_words = " ".join(words.phrases) if words else definition.term if definition else ""
    reports = None if literal else read_report_question(text, scope, holdings, vocabulary)
    if reports is not None and not reports.by_title and reports.reports:
        scope = replace(scope, reports=reports.reports)  # "published in 2024": by that day alone
    put = partial(
        rewrite,
        vocabulary=vocabulary,
        abbreviations=holdings.abbreviations,
        is_word=is_word,
        everyday=field.questions.everyday,
    )
    recommendations = comparison = trend = grades = None
    if not (scope.absent or literal or reports):
        recommendations = read_recommendation_question(text, scope, areas, field, put)
    if not (literal or reports or recommendations):
        trend = read_trend_question(text, given, instructed, holdings)
    if not (scope.absent or literal or reports or recommendations or trend):
        grades = read_grade_question(text, scope, areas, field)
        comparison = read_comparison(text, scope, holdings, vocabulary)
    subjects = brief = None
    if (
        grades is not None
        and grades.says_more
        and not field.questions.pattern(PLAINLY).search(text)
    ):
        # "Which councils are good at supporting care leavers into work": the grade is of more.
        subjects = read_list_question(text, scope, field.questions)
        grades = None if subjects else grades
    if comparison is not None:
        scope = comparison.scope
        if grades is not None and not grades.areas:
            comparison = replace(comparison, topic="")
        if grades is None or not (grades.areas or grades.grades or grades.leftover):
            grades = ask_of_sides(text, comparison.topic, areas, field)
        topic_words = comparison.topic or MAIN
    topic = put(topic_words)
    if not (literal or reports or recommendations or trend or grades or comparison or subjects):
        subjects = read_list_question(text, scope, field.questions)
    if not (literal or reports or recommendations or trend or grades or comparison or subjects):
        brief = read_brief_question(text, given, instructed, holdings, vocabulary)
    if subjects is not None:
        scope = narrow_to_listed(subjects, scope, holdings, vocabulary)
    each = subjects or brief or trend
    return Asked(
        text=text,
        given=given,
        scope=scope,
        topic=topic,
        whole=topic if topic_words == text else put(text),
        answer_type=read_answer_type(text, topic.text),
        grades=grades,
        recommendations=recommendations,
        words=words,
        definition=definition,
        reports=reports,
        subjects=subjects,
        comparison=comparison,
        brief=brief,
        trend=trend,
        each_topic=put(each.topic) if each and each.topic else None,
    )


def read_on(
    text: str,
    given: Filters,
    before: Before,
    holdings: Holdings,
    read: Callable[[str, Filters], Asked],
) -> Asked:
    """A question that may go on from the one before: read alone where it does not lean on it."""
    text = unicodedata.normalize("NFC", text)
    own, earlier = read(text, given), read(before.question, before.filters)
    asked = _read_after(text, own, earlier, holdings, read)
    years = [(n.start, n.end) for n in earlier.scope.named if n.field == "year"]
    if asked.scope.no_such_year and years and any(p.field == "year" for p in asked.carried):
        # The year of one subject's report is none of another's.
        undated = re.sub(r"\b(?:in|of|for|during)\W*$", "", without_spans(earlier.text, years))
        earlier = read(undated, before.filters)
        asked = _read_after(text, own, earlier, holdings, read)
    return asked


def _read_after(
    text: str,
    own: Asked,
    earlier: Asked,
    holdings: Holdings,
    read: Callable[[str, Filters], Asked],
) -> Asked:
    compared = earlier.comparison
    topic = compared.topic if compared else ""
    known = Earlier(earlier.text, compared is not None, topic, earlier.given, earlier.scope)
    follow = follow_up(text, own.given, own.scope, known, holdings)
    if follow is None:
        return own
    return replace(read(follow.question, follow.filters), typed=text, carried=follow.carried)
