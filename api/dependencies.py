"""What routes need: the library, its edition for ETags, and no parameter but the known ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Depends, Request, Response
from fastapi import Path as PathPart
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute

from api.problems import BadField, NotFound, NotModified
from api.settings import Settings
from ingest.report import Report
from search.holdings import Holding
from search.library import Library
from search.storage.contract import Generation

MAX_OFFSET = 2**31 - 1


def release() -> str:
    """The version of the installed package."""
    try:
        return version("pincite")
    except PackageNotFoundError:  # run from the sources
        return "0"


def _library(request: Request) -> Library:
    library = request.app.state.library
    assert isinstance(library, Library)
    return library


def _settings(request: Request) -> Settings:
    settings = request.app.state.settings
    assert isinstance(settings, Settings)
    return settings


ReportId = Annotated[
    str,
    PathPart(
        max_length=300,
        description="As GET /v1/reports lists them.",
        examples=["calderby-childrens-services-2023-06-30"],
    ),
]
LibraryDep = Annotated[Library, Depends(_library)]
SettingsDep = Annotated[Settings, Depends(_settings)]


def only_known_parameters(request: Request) -> None:
    """Refuses a query parameter that the route does not have."""
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    known = {f.alias for f in get_flat_params(route.dependant) if isinstance(f.field_info, Query)}
    for name in request.query_params:
        if name not in known:
            there = f"There are {', '.join(sorted(known))}." if known else "There are none here."
            raise BadField(name, f"{name} is not a parameter. {there}")


def tag(request: Request, response: Response, name: str) -> None:
    """Gives an answer the ETag `name`; a client that holds it already is told so."""
    headers = {"ETag": name, "Cache-Control": "private, no-cache"}
    response.headers.update(headers)
    held = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    if name in held or held == ["*"]:
        raise NotModified(headers)


def _tagged(request: Request, response: Response, library: LibraryDep) -> Generation:
    """The generation to answer from; its edition, in the format that is asked for, is the ETag."""
    generation = library.generation
    response.headers["Vary"] = "Accept"
    accept = request.headers.get("accept", "").encode()
    told = edition(generation).encode() + accept
    tag(request, response, f'W/"{blake2b(told, digest_size=12).hexdigest()}"')
    return generation


GenerationDep = Annotated[Generation, Depends(_tagged)]


@dataclass(frozen=True, slots=True)
class Held:
    """One report of a generation."""

    generation: Generation
    row: Holding
    headers: dict[str, str]  # for an answer that is not JSON

    @property
    def report(self) -> Report:
        return self.generation.report(self.row.number)


def _held(request: Request, response: Response, library: LibraryDep, report_id: ReportId) -> Held:
    """The report at an address; its ETag lasts until it is read anew, whatever else comes in."""
    generation = library.generation
    row = generation.holdings.by_id.get(report_id)
    if row is None:
        raise NotFound(f"There is no report {report_id[:100]!r} here. GET /v1/reports lists them.")
    told = json.dumps([release(), *_told(row), row.info.sha256]).encode()
    tag(request, response, f'W/"{blake2b(told, digest_size=12).hexdigest()}"')
    return Held(generation, row, dict(response.headers))


HeldDep = Annotated[Held, Depends(_held)]


def edition(generation: Generation) -> str:
    """The same for as long as reports, passages and this code are: not a bare generation number,

    which a library that was made anew counts again from 1.
    """
    if generation not in _editions:
        held = [_told(row) for row in generation.holdings]
        told = json.dumps([release(), generation.number, held]).encode()
        _editions[generation] = blake2b(told, digest_size=12).hexdigest()
    return _editions[generation]


_editions: WeakKeyDictionary[Generation, str] = WeakKeyDictionary()


def _told(row: Holding) -> list[str | int]:
    """What differs where anything that is told of a report does."""
    info = row.info
    return [row.number, info.id, info.source, row.text_sha256, row.reader, row.passages, info.title]
