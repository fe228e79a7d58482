"""Examples of whole bodies for the OpenAPI description, put together from those of the fields."""

from __future__ import annotations

from typing import TypeAlias

Node: TypeAlias = "dict[str, Node] | list[Node] | str | int | float | bool | None"
REF = "#/components/schemas/"


def make_example(schema: Node, schemas: dict[str, Node]) -> Node:
    """One value that a schema allows: its first example, or the examples of its parts."""
    entries = as_dict(schema)
    if isinstance(name := entries.get("$ref"), str):
        return make_example(schemas[name.removeprefix(REF)], schemas)
    for key in ("examples", "enum", "anyOf"):
        if isinstance(listed := entries.get(key), list):
            return make_example(listed[0], schemas) if key == "anyOf" else listed[0]
    if "const" in entries:
        return entries["const"]
    if "properties" in entries:
        fields = as_dict(entries["properties"])
        return {name: make_example(field, schemas) for name, field in fields.items()}
    if "items" in entries:
        return [make_example(entries["items"], schemas)]
    return entries.get("default")


def as_dict(node: Node) -> dict[str, Node]:
    assert isinstance(node, dict)
    return node


def as_list(node: Node) -> list[Node]:
    assert isinstance(node, list)
    return node
