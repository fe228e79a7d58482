"""The file `pincite-server.toml`: the collections of a server, who may use them, how one signs in."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from api.access.rights import Rights
from search.storage.beside import Place, place_of

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")  # it is part of addresses
LOOPBACK = ("127.0.0.1", "localhost", "::1")

PATHS = ("audit", "keys", "query_log")  # settings that name files, or databases

Table = Mapping[str, object]


class BadServerFile(Exception):
    """The file cannot be read, or says what cannot be done."""


@dataclass(frozen=True, slots=True)
class CollectionEntry:
    """A library as the file names it."""

    name: str
    title: str
    library: str  # a folder, or the address of a database
    rights: Rights


@dataclass(frozen=True, slots=True)
class SignIn:
    """An OpenID Connect provider, and which of its claims say who somebody is."""

    issuer: str
    client_id: str
    client_secret: str
    sessions: (
        Place  # the private file, or the database, of what signs sessions, and of who signed out
    )
    user: str  # a claim; one that nobody can choose for themselves
    groups: str  # a claim
    scopes: str
    hours: int


@dataclass(frozen=True, slots=True)
class SignedInProxy:
    """A proxy that has people sign in and says in headers who asks."""

    addresses: tuple[str, ...]  # or networks, from which alone the headers are believed
    user: str  # a header
    groups: str  # a header


@dataclass(frozen=True, slots=True)
class ServerFile:
    """What the file says; without one nothing."""

    settings: dict[str, str]  # as the environment would have them
    collections: tuple[CollectionEntry, ...] = ()
    sign_in: SignIn | None = None
    proxy: SignedInProxy | None = None


def read_server_file(path: Path) -> ServerFile:
    """Paths in it are from its own folder. Raises BadServerFile."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        _known("the file", tables, "settings", "collections", "sign_in", "proxy")
        collections = _table(tables, "collections")
        entries = tuple(
            _entry(path.parent, name, _table(collections, name)) for name in collections
        )
        if len({entry.library for entry in entries}) < len(entries):
            raise BadServerFile("Two collections have the same library.")
        sign_in = _sign_in(path.parent, _table(tables, "sign_in")) if "sign_in" in tables else None
        proxy = _proxy(_table(tables, "proxy")) if "proxy" in tables else None
        if sign_in and proxy:
            raise BadServerFile("People sign in here or at a proxy: keep [sign_in] or [proxy].")
        if (sign_in or proxy) and not entries:
            raise BadServerFile("Who may do what? Name a collection: [collections.reports].")
        settings = _settings(path.parent, _table(tables, "settings"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, BadServerFile) as error:
        raise BadServerFile(f"{path}: {error}") from None
    return ServerFile(settings, entries, sign_in, proxy)


def _entry(folder: Path, name: str, table: Table) -> CollectionEntry:
    if not NAME.fullmatch(name):
        raise BadServerFile(f"A collection cannot be called {name!r}: use a-z, 0-9 and “-”.")
    where = f"collections.{name}"
    _known(where, table, "title", "library", "read", "add", "manage")
    rights = Rights(_names(table, "read"), _names(table, "add"), _names(table, "manage"))
    if not any((rights.read, rights.add, rights.manage)):
        raise BadServerFile(f'{where}: nobody may read it. Set read = ["everyone"] or to groups.')
    title = _text(where, table, "title", name.replace("-", " ").capitalize())
    library = place_of(_text(where, table, "library"), folder)
    if isinstance(library, Path):
        library = str(library.resolve())
    return CollectionEntry(name, title, library, rights)


def _sign_in(folder: Path, table: Table) -> SignIn:
    where = "sign_in"
    _known(
        where, table, "issuer", "client_id", "client_secret_file", "sessions", "user", "groups",
        "scopes", "hours",
    )  # fmt: skip
    issuer = _text(where, table, "issuer").rstrip("/")
    at = urlsplit(issuer)
    if at.scheme != "https" and at.hostname not in LOOPBACK:
        raise BadServerFile(f"sign_in: {issuer} must be an https address.")
    hours = table.get("hours", 10)
    if not isinstance(hours, int) or not 1 <= hours <= 24 * 7:
        raise BadServerFile("sign_in: hours is a whole number from 1 to 168.")
    scopes = _text(where, table, "scopes", "openid profile")
    if "openid" not in scopes.split():
        raise BadServerFile("sign_in: scopes has no openid among them.")
    secret = folder / _text(where, table, "client_secret_file")
    return SignIn(
        issuer,
        _text(where, table, "client_id"),
        secret.read_text(encoding="utf-8").strip(),
        place_of(_text(where, table, "sessions", "pincite-sessions.json"), folder),
        _text(where, table, "user", "sub"),
        _text(where, table, "groups", "groups"),
        scopes,
        hours,
    )


def _proxy(table: Table) -> SignedInProxy:
    _known("proxy", table, "addresses", "user", "groups")
    addresses = _names(table, "addresses")
    if not addresses:
        raise BadServerFile('proxy: addresses are needed, as ["127.0.0.1"].')
    for one in addresses:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise BadServerFile(f"proxy: {one!r} is no address or network.") from None
    user = _text("proxy", table, "user", "X-Forwarded-User")
    return SignedInProxy(addresses, user, _text("proxy", table, "groups", "X-Forwarded-Groups"))


def _settings(folder: Path, table: Table) -> dict[str, str]:
    """The settings of the environment, by their names without PINCITE_, in small letters."""
    settings = {}
    for name, value in table.items():
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, list):
            value = ",".join(str(one) for one in value)
        if name in PATHS:
            value = place_of(str(value), folder)
        settings[f"PINCITE_{name.upper()}"] = str(value)
    return settings


def _known(where: str, table: Table, *names: str) -> None:
    for name in table:
        if name not in names:
            raise BadServerFile(f"{where} has no {name}. There are {', '.join(names)}.")


def _table(table: Table, name: str) -> Table:
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise BadServerFile(f"{name} is a table: [{name}].")
    return value


def _names(table: Table, name: str) -> tuple[str, ...]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise BadServerFile(f'{name} is a list of names: {name} = ["one", "another"].')
    return tuple(value)


def _text(where: str, table: Table, name: str, usual: str = "") -> str:
    value = table.get(name, usual)
    if not isinstance(value, str) or not value:
        raise BadServerFile(f"{where}: {name} is needed, as text.")
    return value
