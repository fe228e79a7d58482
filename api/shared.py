"""What routes need: the library, its edition for ETags, and no parameter but the known ones."""

from __future__ import annotations

import json
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Depends, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute

from api.problems import BadField, NotFound, NotModified
from api.settings import Settings
from search.library import Library
from search.snapshot import Snapshot
from search.store import Row

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


def _tagged(request: Request, response: Response, library: LibraryDep) -> Snapshot:
    """The generation to answer from; a client that holds this edition's answer is told so."""
    snapshot = library.snapshot
    tag = f'W/"{edition(snapshot)}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    response.headers.update(headers)
    held = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    if tag in held:
        raise NotModified(headers)
    return snapshot


SnapshotDep = Annotated[Snapshot, Depends(_tagged)]


def edition(snapshot: Snapshot) -> str:
    """The same for as long as reports, passages and this code are: not a bare generation number,

    which a library that was made anew counts again from 1.
    """
    if snapshot not in _editions:
        held = [
            (r.row, r.info.id, r.info.source, r.text_sha256, r.extractor, r.passages, r.info.title)
            for r in snapshot.rows
        ]
        told = json.dumps([release(), snapshot.generation, held]).encode()
        _editions[snapshot] = blake2b(told, digest_size=12).hexdigest()
    return _editions[snapshot]


_editions: WeakKeyDictionary[Snapshot, str] = WeakKeyDictionary()


def find_row(snapshot: Snapshot, report_id: str) -> Row:
    row = snapshot.by_id.get(report_id)
    if row is None:
        raise NotFound(f"There is no report {report_id[:100]!r} here. GET /v1/reports lists them.")
    return row
