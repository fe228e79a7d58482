"""The questions that an operator watches: what is new on each since it was last told."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from api.news.arrivals import Arrival, added_at, find_evidence
from api.news.feeds import BEGINNING, QUESTION_FEED, entry_of
from api.pages.page_question import Asking
from api.rendering.words import shown
from search.library import Library

Json = dict[str, object]


class BadWatch(Exception):
    """The file of watched questions cannot be used."""


class Watched(BaseModel):
    """A question with what it is narrowed to, and where to post what is new on it."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(min_length=1, max_length=1000)]
    subject: list[str] = []
    kind: list[str] = []
    year: list[int] = []
    latest: bool = False
    post: str = ""

    @property
    def asking(self) -> Asking:
        return Asking(
            " ".join(self.question.split()),
            tuple(self.subject),
            tuple(self.kind),
            tuple(self.year),
            latest=self.latest,
        )


class Watch(BaseModel):
    """The whole file; docs/news.md tells it to people."""

    model_config = ConfigDict(extra="forbid")

    address: str  # of the server, which leads every link
    hosts: list[str] = []  # where anything may be posted to
    secret_file: str = ""  # beside this file; what it holds signs each post
    question: Annotated[list[Watched], Field(min_length=1)]


class Noted(BaseModel):
    """What was known of a question when it was last told."""

    upto: AwareDatetime  # when the last of all reports had come in
    ids: list[
        str
    ]  # of the entries that there were: one that is read anew, and as it was, is no news


@dataclass(frozen=True, slots=True)
class News:
    """What is new on a question; `noted` is to be kept once it was told."""

    watched: Watched
    first: bool  # it was never looked at before: what is there already is no news
    entries: Sequence[Json]
    feed: str
    noted: Noted


NOTED = TypeAdapter(dict[str, Noted])


def read_watch(path: Path) -> Watch:
    """Raises BadWatch for what is no such file, and where it would post to a host that it does not allow."""
    try:
        watch = Watch.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadWatch(f"{path} cannot be read: {error}.") from None
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise BadWatch(f"{path}: {where}: {fault['msg']}.") from None
    for watched in watch.question:
        parts = urlsplit(watched.post)
        if watched.post and (
            parts.scheme not in ("http", "https") or parts.hostname not in watch.hosts
        ):
            raise BadWatch(
                f"{path} posts to {watched.post}, and hosts does not allow that."
                f" Add {parts.hostname!r} to hosts if it is meant."
            )
        if watched.post and not watch.secret_file:
            raise BadWatch(f"{path} posts and has no secret_file to sign with.")
    return watch


def find_news(library: Library, watch: Watch, noted: Mapping[str, Noted]) -> list[News]:
    """For each question the evidence that came in since it was noted, the last to come in first."""
    upto = max(map(added_at, library.generation.holdings), default=BEGINNING)
    news = []
    for watched in watch.question:
        asking = watched.asking
        named = f"{QUESTION_FEED}?{asking.query}"
        known = noted.get(asking.query)
        arrivals = find_evidence(library, asking)
        new = [
            arrival
            for arrival in arrivals
            if known and arrival.at > known.upto and arrival.id(named) not in known.ids
        ]
        news.append(
            News(
                watched,
                first=known is None,
                entries=[_told(arrival, watch.address, named) for arrival in new],
                feed=f"{watch.address}{asking.address(QUESTION_FEED)}",
                noted=Noted(upto=upto, ids=[arrival.id(named) for arrival in arrivals]),
            )
        )
    return news


def _told(arrival: Arrival, origin: str, named: str) -> Json:
    entry = entry_of(arrival, origin, named)
    return {
        "id": entry.id,
        "title": entry.title,
        "updated": entry.updated.isoformat(),
        "link": entry.href,
        "quotes": [
            {
                "text": shown(statement.text),
                "citation": statement.citations[0].id,
                "link": f"{origin}{statement.citations[0].url}",
            }
            for statement in arrival.quotes
        ],
    }


def read_noted(path: Path) -> dict[str, Noted]:
    """By the query of each question; none where there is no file yet. Raises BadWatch."""
    if not path.exists():
        return {}
    try:
        return NOTED.validate_json(path.read_bytes())
    except ValidationError:
        raise BadWatch(
            f"{path} is damaged. Delete it: what is there already is no news then."
        ) from None


def note(path: Path, noted: dict[str, Noted]) -> None:
    """Written whole or not at all."""
    coming = path.with_suffix(".coming")
    coming.write_bytes(NOTED.dump_json(noted, indent=1))
    os.replace(coming, path)
