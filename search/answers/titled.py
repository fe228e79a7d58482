"""Which reports some words of a question name by their titles: "the Ambleford Bridge Inquiry"."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from search.holdings import Holding
from search.storage.contract import Generation

FEW = 3  # reports that have one name; what more have is no name but what they are about


def titled(
    generation: Generation,
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
        titles[holding.number] = set(generation.analyze(f"{info.title} {info.publisher}"))
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
