"""The one form of a briefing: what the browser keeps, a file holds and a download is made from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.rendering.citation_styles import House

MOST_QUOTES = 200
MOST_ITEMS = 500

Title = Annotated[str, StringConstraints(max_length=300)]
Id = Annotated[str, StringConstraints(max_length=100)]
Words = Annotated[str, StringConstraints(max_length=10_000)]


class Part(BaseModel):
    """A part of a briefing, or the whole: it has no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(Part):
    heading: Title


class Note(Part):
    """The person's own words, which are never shown as a quote."""

    note: Words


class Quote(Part):
    """The id of a citation, and of those that it leans on, which are read before it.

    `words` are what the browser was last told that it says; nothing but the browser shows them.
    """

    quote: Id
    leads: tuple[Id, ...] = Field((), max_length=5)
    words: str = ""


class Briefing(Part):
    """docs/briefing.md tells this form to people."""

    pincite: Literal["briefing"]
    version: Literal[1]
    title: Title = ""
    style: House = "line"
    items: tuple[Heading | Note | Quote, ...] = Field((), max_length=MOST_ITEMS)
