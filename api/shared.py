"""What every route needs: the library, and where the web files are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from search.library import Library

WEB = Path(__file__).resolve().parent.parent / "web"


def _library(request: Request) -> Library:
    library = request.app.state.library
    assert isinstance(library, Library)
    return library


LibraryDep = Annotated[Library, Depends(_library)]
