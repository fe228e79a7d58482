"""Reports and bodies that words name by titles: names that no list knows, "the Bridge Inquiry"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from search.holdings import Holding, Holdings
from search.question.idle_words import idle_words
from search.question.vocabulary import Vocabulary

WORD = re.compile(r"[^\W_]+(?:[’'&.-][^\W_]+)*")
LONGEST = 4  # words of a name
CALLED = frozenset({"report", "reports"})  # that stand beside the words of a title
MOST_OF_TITLE = 6  # words by which a report is named
SHORTEST = 4  # letters of a name that is one word
FEW = 3  # reports that have a name: what more titles have is what they are about


def reports_titled(name: str, holdings: Holdings) -> frozenset[int]:
    """The reports that have a name up front, where they are few enough for it to be theirs.

    Reports of one template name their bodies in other ways, and are none of these.
    """
    words = WORD.findall(name)
    idle = idle_words("any", holdings.field.questions)
    if not words or {words[0], words[-1]} & idle:  # "New Haven" begins with none
        return frozenset()
    if len(words) == 1 and name.casefold() in idle:
        return frozenset()
    if len(words) == 1 and (len(name) < SHORTEST or name.isdigit()):
        return frozenset()
    named = holdings.naming(name) - holdings.look_alikes
    return named if len(named) <= FEW else frozenset()


def name_after(text: str, at: int, holdings: Holdings) -> tuple[int, int, frozenset[int]] | None:
    """The longest name that begins at a place in a text: (start, end, reports)."""
    words = [match.span() for match in WORD.finditer(text, at)][:LONGEST]
    return _longest(text, ((words[0][0], end) for _, end in reversed(words)), holdings)


def name_before(text: str, at: int, holdings: Holdings) -> tuple[int, int, frozenset[int]] | None:
    """The longest name that ends at a place in a text: (start, end, reports)."""
    words = [match.span() for match in WORD.finditer(text, 0, at)][-LONGEST:]
    return _longest(text, ((start, words[-1][1]) for start, _ in words), holdings)


def report_before(
    text: str, at: int, holdings: Holdings, vocabulary: Vocabulary
) -> tuple[int, int, frozenset[int]] | None:
    """The most words that end at a place and that the title or file of one report has: "2016 audit"."""
    words = [match.span() for match in WORD.finditer(text, 0, at)][-MOST_OF_TITLE:]
    return _titled_by(text, ((start, words[-1][1]) for start, _ in words), holdings, vocabulary)


def report_after(
    text: str, at: int, holdings: Holdings, vocabulary: Vocabulary
) -> tuple[int, int, frozenset[int]] | None:
    """The most words that begin at a place and that the title or file of one report has."""
    words = [match.span() for match in WORD.finditer(text, at)][:MOST_OF_TITLE]
    spans = ((words[0][0], end) for _, end in reversed(words))
    return _titled_by(text, spans, holdings, vocabulary)


def _titled_by(
    text: str, spans: Iterable[tuple[int, int]], holdings: Holdings, vocabulary: Vocabulary
) -> tuple[int, int, frozenset[int]] | None:
    """Of several words alone: one may stand in any title."""
    idle = idle_words("any", holdings.field.questions)
    others = holdings.of(sorted(holdings.all - holdings.look_alikes))
    for start, end in spans:
        words = [word.casefold() for word in WORD.findall(text[start:end])]
        telling = [word for word in words if word not in idle]
        if len(telling) < 2 or {words[0], words[-1]} & (idle - CALLED):
            continue
        if len(reports := titled_reports(" ".join(telling), others, vocabulary)) == 1:
            return start, end, reports
    return None


def proper_names(text: str, holdings: Holdings) -> list[tuple[int, int]]:
    """Where a text has names in capitals that a few titles have, from left to right."""
    spans: list[tuple[int, int]] = []
    for match in WORD.finditer(text):
        if match.group()[:1].isupper() and (not spans or match.start() >= spans[-1][1]):
            name = name_after(text, match.start(), holdings)
            if name is not None:
                spans.append(name[:2])
    return spans


def _longest(
    text: str, spans: Iterable[tuple[int, int]], holdings: Holdings
) -> tuple[int, int, frozenset[int]] | None:
    for start, end in spans:
        if reports := reports_titled(text[start:end], holdings):
            return start, end, reports
    return None


def titled_reports(
    words: str, reports: Iterable[Holding], vocabulary: Vocabulary
) -> frozenset[int]:
    """Those whose title, kind or file name has all of some words."""
    terms = set(vocabulary.analyze(words))
    return frozenset(
        holding.number
        for holding in reports
        if terms and terms <= set(vocabulary.analyze(_names(holding)))
    )


def _names(holding: Holding) -> str:
    info = holding.info
    return re.sub(r"[/_.-]", " ", f"{info.title} {info.kind} {info.source}")


def best_titled(
    vocabulary: Vocabulary,
    holdings: Iterable[Holding],
    terms: set[str],
    weigh: Callable[[set[str]], float],
    *,
    responses: bool,
) -> tuple[frozenset[int], set[str]]:
    """The reports whose titles have the most of these terms, and the terms of those titles.

    None where no title has any, or so many have the same that it names none of them. A response,
    which repeats what another report recommends, is named beside that one only with `responses`.
    """
    titles, answering = dict[int, set[str]](), set[int]()
    for holding in holdings:
        info = holding.info
        titles[holding.number] = set(vocabulary.analyze(f"{info.title} {info.publisher}"))
        if "response" in info.title.casefold():
            answering.add(holding.number)
    weights = {number: weigh(title & terms) for number, title in titles.items()}
    most = max(weights.values(), default=0.0)
    named = {number for number, weight in weights.items() if most and weight >= most}
    if named - answering and not responses:
        named -= answering
    if not 0 < len(named) <= FEW:
        return frozenset(), set()
    return frozenset(named), set.union(*(titles[number] for number in named))
