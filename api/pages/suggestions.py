"""What a person may be about to type: subjects, and headings of the reports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.dependencies import LibraryDep
from api.pages.example_questions import held_headings

router = APIRouter(include_in_schema=False)

MOST_SUBJECTS = 3
MOST_HEADINGS = 5
LEAST = 2  # characters from which on there is something to suggest


@router.get("/suggest")
def suggest(library: LibraryDep, q: str = "") -> JSONResponse:
    """Subjects, which lead to their pages, and headings, which are asked as they stand."""
    typed = q.strip().casefold()[:200]
    suggestions: list[dict[str, str]] = []
    if len(typed) >= LEAST:
        generation = library.generation
        subjects = sorted(
            {holding.info.subject for holding in generation.holdings if holding.info.subject}
        )
        last = typed.split()[-1]
        word = last if len(last) > 3 else typed  # "knife crime in Halt": the word being typed
        suggestions += [
            {"text": name, "what": "Subject", "href": f"/subjects/{quote(name)}"}
            for name in _having(word, subjects)[:MOST_SUBJECTS]
        ]
        suggestions += [
            {"text": text, "what": "Heading"}
            for text in _having(typed, held_headings(generation).texts)[:MOST_HEADINGS]
        ]
    return JSONResponse({"suggestions": suggestions})


def _having(typed: str, texts: Iterable[str]) -> list[str]:
    """The texts that begin so, then those in which a word begins so, then those that have it."""
    places: tuple[list[str], list[str], list[str]] = ([], [], [])
    for text in texts:
        at = text.casefold().find(typed)
        if at >= 0:
            word = re.search(rf"(?<!\w){re.escape(typed)}", text.casefold())
            places[0 if at == 0 else 1 if word else 2].append(text)
    return [text for group in places for text in group]
