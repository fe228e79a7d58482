"""The one form of a briefing: what is kept of it, a file holds and a download is made from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.rendering.citation_styles import House
from api.shapes.fields import described

MOST_QUOTES = 200
MOST_ITEMS = 500
CITED = "5po5edFZAAAG9wB5AGVOM6lX"

Title = Annotated[str, StringConstraints(max_length=300)]
Id = Annotated[str, StringConstraints(max_length=100)]
Words = Annotated[str, StringConstraints(max_length=10_000)]


class Part(BaseModel):
    """A part of a briefing, or the whole: it has no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(Part):
    """A heading."""

    heading: Title = described("Its words.", "What the force does")


class Note(Part):
    """The person's own words, which are never shown as a quote."""

    note: Words = described("Plain text.", "Ask whether the count is still kept.")


class Quote(Part):
    """The id of a citation, and of those that it leans on, which are read before it.

    `words` are what the browser was last told that it says; nothing but the browser shows them.
    """

    quote: Id = described("The id of a citation.", CITED)
    leads: tuple[Id, ...] = Field(
        (), max_length=5, description="The ids of what it leans on.", examples=[[]]
    )
    words: str = Field(
        "",
        description="What a browser was last told that it says; the server keeps none of it.",
        examples=[""],
    )


class Briefing(Part):
    """A title and, in any order, headings, notes and quotes; docs/briefing.md tells of it."""

    pincite: Literal["briefing"] = described("What this is.", "briefing")
    version: Literal[1] = described("Of this form.", 1)
    title: Title = Field("", description="Empty where it has none.", examples=["Knife crime"])
    style: House = Field("line", description="How it cites.", examples=["line", "oscola"])
    items: tuple[Heading | Note | Quote, ...] = Field(
        (),
        max_length=MOST_ITEMS,
        description="Its parts, in order.",
        examples=[[{"heading": "What the force does"}, {"quote": CITED}]],
    )
