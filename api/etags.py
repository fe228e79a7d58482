"""Editions: the names of what is told, so that a client that holds it need not be sent it again."""

from __future__ import annotations

import json
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from weakref import WeakKeyDictionary

from fastapi import Request, Response

from api.problems import NotModified
from search.holdings import Holding
from search.storage.contract import Generation


def release() -> str:
    """The version of the installed package."""
    try:
        return version("pincite")
    except PackageNotFoundError:  # run from the sources
        return "0"


def edition_of(generation: Generation) -> str:
    """The same for as long as reports, passages and this code are.

    It is not a bare generation number, which a library that was made anew counts again from 1.
    """
    if generation not in _editions:
        holdings = [_version_of(holding) for holding in generation.holdings]
        _editions[generation] = digest(json.dumps([release(), generation.number, holdings]))
    return _editions[generation]


_editions: WeakKeyDictionary[Generation, str] = WeakKeyDictionary()


def report_edition(holding: Holding) -> str:
    """The same until a report is read anew, whatever else comes in."""
    return digest(json.dumps([release(), *_version_of(holding), holding.info.sha256]))


def _version_of(holding: Holding) -> list[str | int]:
    """What differs where anything that is told of a report does."""
    info = holding.info
    return [
        holding.number,
        info.id,
        info.source,
        holding.text_sha256,
        holding.reader,
        holding.passages,
        info.title,
        info.subject,
        info.kind,
        str(info.published),
    ]


def digest(text: str) -> str:
    """24 letters and digits, other ones for another text."""
    return blake2b(text.encode(), digest_size=12).hexdigest()


def tag(request: Request, response: Response, name: str) -> None:
    """Gives an answer the ETag `name`; a client that holds it already is told so."""
    headers = {"ETag": name, "Cache-Control": "private, no-cache"}
    response.headers.update(headers)
    etags = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    if name in etags or etags == ["*"]:
        raise NotModified(headers)
