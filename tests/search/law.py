"""The law of quotes, as tests hold answers to it: a quote says its statement, a lead only opens it."""

from __future__ import annotations

import unicodedata

from search.results import Statement


def breaches(statement: Statement) -> list[tuple[str, str]]:
    """What a statement says and a quote under it that says another thing, or stands astray."""
    found = []
    for place in statement.places:
        *leads, own = place
        if own.part != "statement" or letters(own.quote) != letters(statement.text):
            found.append((statement.text, own.quote))
        for lead in leads:
            if lead.part == "statement" or lead.report != own.report or lead.end > own.start:
                found.append((statement.text, lead.quote))
    placed = sum(map(len, statement.places))
    return found if placed == len(statement.citations) else [*found, (statement.text, "")]


def letters(text: str) -> str:
    """The letters and digits, told apart from how Pincite folds them."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LN")
