"""The JSON route that lists the collections which its caller may read."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Depends, Request

from api.collections import Collection
from api.dependencies import OriginDep, only_known_parameters
from api.shapes.fields import Shape, described

router = APIRouter(tags=["server"], dependencies=[Depends(only_known_parameters)])


class CollectionShape(Shape):
    """A library of its own at an address of its own."""

    name: str = described("Part of its address; empty where there is but one.", "inspections")
    title: str = described("As its pages call it.", "Inspection reports")
    role: Literal["read", "add", "manage"] = described("What the caller may do in it.", "read")
    url: str = described("What its addresses begin with.", "http://127.0.0.1:8000/in/inspections")


class CollectionsShape(Shape):
    """Those of this server that the caller may read."""

    collections: list[CollectionShape] = described("In the server's order.")


@router.get("/v1/collections", summary="List collections", name="list_collections")
async def collections(request: Request, origin: OriginDep) -> CollectionsShape:
    """Those that the caller may read; the others are not there for them."""
    server = origin.removesuffix(request.state.collection.root)
    reader = request.state.reader
    readable: list[Collection] = request.state.readable
    return CollectionsShape(
        collections=[
            CollectionShape.of(
                {
                    "name": one.name,
                    "title": one.title,
                    "role": one.rights.role_of(reader).name.lower(),
                    "url": f"{server}{one.root}",
                }
            )
            for one in readable
        ]
    )
