"""What routes need: the library, its generation, one of its reports, and known parameters alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute

from api.collections import Collection
from api.etags import digest, edition_of, report_edition, tag
from api.problems import BadField, NotFound
from api.settings import Settings
from ingest.report import Report
from search.holdings import Holding
from search.library import Library
from search.storage.contract import Generation


async def _collection(request: Request) -> Collection:
    collection = request.state.collection
    assert isinstance(collection, Collection)
    return collection


CollectionDep = Annotated[Collection, Depends(_collection)]
"""The one that a request is of, which its reader may read."""


async def _library(collection: CollectionDep) -> Library:
    return collection.library


async def _settings(request: Request) -> Settings:
    settings = request.app.state.settings
    assert isinstance(settings, Settings)
    return settings


ReportId = Annotated[
    str,
    Path(
        max_length=300,
        description="As GET /v1/reports lists them.",
        examples=["calderby-childrens-services-2023-06-30"],
    ),
]


def _origin(request: Request) -> str:
    return str(request.base_url).rstrip("/")


OriginDep = Annotated[str, Depends(_origin)]
"""What whole addresses on this server begin with: "http://127.0.0.1:8000"."""
LibraryDep = Annotated[Library, Depends(_library)]
SettingsDep = Annotated[Settings, Depends(_settings)]


async def only_known_parameters(request: Request) -> None:
    """Refuses a query parameter that the route does not have."""
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    known = {f.alias for f in get_flat_params(route.dependant) if isinstance(f.field_info, Query)}
    for name in request.query_params:
        if name not in known:
            there = f"There are {', '.join(sorted(known))}." if known else "There are none here."
            raise BadField(name, f"{name} is not a parameter. {there}")


def _snapshot(request: Request, response: Response, library: LibraryDep) -> Generation:
    """The generation to answer from; its edition, in the format that is asked for, is the ETag."""
    generation = library.generation
    response.headers["Vary"] = "Accept"
    accept = request.headers.get("accept", "")
    tag(request, response, f'W/"{digest(edition_of(generation) + accept)}"')
    return generation


GenerationDep = Annotated[Generation, Depends(_snapshot)]


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One report of a generation."""

    generation: Generation
    holding: Holding
    headers: dict[str, str]  # for an answer that is not JSON

    @property
    def report(self) -> Report:
        return self.generation.report(self.holding.number)


def _report(
    request: Request, response: Response, library: LibraryDep, report_id: ReportId
) -> StoredReport:
    """The report at an address; its ETag lasts until it is read anew, whatever else comes in."""
    generation = library.generation
    holding = generation.holdings.by_id.get(report_id)
    if holding is None:
        raise NotFound(f"There is no report {report_id[:100]!r} here. GET /v1/reports lists them.")
    tag(request, response, f'W/"{report_edition(holding)}"')
    return StoredReport(generation, holding, dict(response.headers))


ReportDep = Annotated[StoredReport, Depends(_report)]
