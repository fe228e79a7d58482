"""Reads JSON into the dataclasses of this package; fields of a newer server are left."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pincite_client.errors import Unreadable

T = TypeVar("T")


def read(shape: type[T], value: object) -> T:
    """A value of a dataclass, from a JSON object. Raises Unreadable for what is none."""
    return cast(T, _read(shape, value, shape.__name__))


def as_object(value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Unreadable(f"{place} should be an object: {str(value)[:100]}")
    return value


def as_list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise Unreadable(f"{place} should be a list: {str(value)[:100]}")
    return value


def _read(kind: object, value: object, place: str) -> object:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _read(next(one for one in arguments if one is not types.NoneType), value, place)
    if origin is tuple:
        return tuple(_read(arguments[0], one, place) for one in as_list(value, place))
    if origin is dict:
        return {
            name: _read(arguments[1], one, f"{place}.{name}")
            for name, one in as_object(value, place).items()
        }
    if origin is Literal:
        return value  # a newer server may say more
    if kind is object:
        return value
    if kind is date:
        return _date(value, place)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**_fields(kind, as_object(value, place), place))
    number = kind is float and isinstance(value, int)
    if isinstance(kind, type) and (isinstance(value, kind) or number):
        return value
    raise Unreadable(f"{place} is {str(value)[:100]!r}.")


def _fields(kind: type, record: dict[str, object], place: str) -> dict[str, object]:
    values = {}
    for name, hint, needed in _hints(kind):
        if name in record:
            values[name] = _read(hint, record[name], f"{place}.{name}")
        elif needed:
            raise Unreadable(f"{place} has no {name}: the server is of another version.")
    return values


@cache
def _hints(kind: type) -> tuple[tuple[str, object, bool], ...]:
    """(name, type, whether it has to be there) of each field."""
    if not is_dataclass(kind):
        return ()
    hints = get_type_hints(kind)
    return tuple(
        (field.name, hints[field.name], field.default is MISSING) for field in fields(kind)
    )


def _date(value: object, place: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Unreadable(f"{place} is no day: {str(value)[:100]!r}.") from None
