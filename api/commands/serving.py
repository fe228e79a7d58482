"""The commands that serve: `serve`, `mcp`, and `keys` for who may ask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.auditing import AuditOption, audit_app, note
from api.commands.opening import (
    DEFAULT_LIBRARY,
    ConfigOption,
    LibraryOption,
    RerankerOption,
    library_faults_said,
    open_library,
    said,
    settings_of,
)  # fmt: skip

if TYPE_CHECKING:
    from api.collections import Collections
    from api.settings import Settings

DEFAULT_KEYS = "indexes/keys.json"

keys_app = typer.Typer(
    help="Make, rotate, list and revoke API keys.", no_args_is_help=True, rich_markup_mode=None
)
KeysOption = Annotated[
    str,
    typer.Option(
        "--keys", envvar="PINCITE_KEYS", help="The file of keys, or postgresql://HOST/DATABASE."
    ),
]

DaysOption = Annotated[
    int | None,
    typer.Option(min=1, help="Days until it opens nothing any more; else it never ends."),
]


def add_server_commands(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(mcp)
    app.add_typer(keys_app, name="keys")
    app.add_typer(audit_app, name="audit")


def serve(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    library: LibraryOption = DEFAULT_LIBRARY,
    config: ConfigOption = None,
    insist: Annotated[
        bool, typer.Option("--insist", help="Listen for other machines without asking for keys.")
    ] = False,
    reranker: RerankerOption = None,
) -> None:
    """Open the web box and the API, on this machine alone unless told otherwise.

    Example: pincite serve --port 8080
    """
    settings = settings_of(config)
    collections = open_collections(settings, library, reranker)
    from api.keys import BadKeys
    from api.listening import CannotListen, Unprotected
    from api.listening import serve as listen
    from search.models.model_folder import ModelDiffers, ModelMissing

    def tell(address: str) -> None:
        typer.echo(f"Open {address} (stop with Ctrl+C)", err=True)

    with said(BadKeys, CannotListen, ModelDiffers, ModelMissing, Unprotected):
        listen(collections, settings, host, port, insist=insist, on_listening=tell)


def open_collections(settings: Settings, library: str, reranker: str | None) -> Collections:
    """Those that the server's file names, or else the one library."""
    from api.collections import collect, only

    if not settings.collections:
        return only(open_library(library, reranker))
    return collect(
        [
            (open_library(one.library, reranker), one.name, one.title, one.rights)
            for one in settings.collections
        ]
    )


def mcp(
    library: LibraryOption = DEFAULT_LIBRARY,
    config: ConfigOption = None,
    http: Annotated[
        bool, typer.Option("--http", help="Speak streamable HTTP instead of standard input.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8001,
) -> None:
    """Let an assistant ask: the Model Context Protocol, on standard input and output.

    Example: pincite mcp --library indexes/default
    """
    settings = settings_of(config)
    from api.keys import BadKeys
    from api.listening import CannotListen
    from api.mcp import serve_http, serve_stdio

    if not http:
        serve_stdio(open_library(library), settings)
        return
    collections = open_collections(settings, library, None)
    with said(BadKeys, CannotListen):
        serve_http(
            collections,
            settings,
            port,
            lambda address: typer.echo(f"Listening at {address}", err=True),
        )


@keys_app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Whose it is.")],
    scope: Annotated[str, typer.Option(help="read, or manage to add reports too.")] = "read",
    days: DaysOption = None,
    keys: KeysOption = DEFAULT_KEYS,
    audit: AuditOption = None,
) -> None:
    """Make a key and print it, this once: only its hash is kept.

    Example: pincite keys add intranet --days 365
    """
    from api.keys import BadKeys, add_key

    with library_faults_said(), said(BadKeys, OSError):
        key, secret = add_key(keys, name, scope, days=days)
    _show(secret, keys)
    note(audit, "key added", key=key.name)


@keys_app.command("rotate")
def rotate(
    name: Annotated[str, typer.Argument(help="The name or the id of a key.")],
    days: DaysOption = None,
    overlap_days: Annotated[
        int, typer.Option(min=0, help="Days that the old key still opens.")
    ] = 0,
    keys: KeysOption = DEFAULT_KEYS,
    audit: AuditOption = None,
) -> None:
    """Make a new key in the place of one, of the same name and scope, and print it.

    Example: pincite keys rotate intranet --overlap-days 7
    """
    from api.keys import BadKeys, rotate_key

    with library_faults_said(), said(BadKeys, OSError):
        key, secret = rotate_key(keys, name, days=days, overlap_days=overlap_days)
    _show(secret, keys)
    note(audit, "key rotated", key=key.name)


def _show(secret: str, keys: str) -> None:
    from api.keys import NAME
    from search.storage.beside import place_of
    from search.storage.opening import open_beside

    beside, name = open_beside(keys, NAME)
    # An address may hold a password: it is not said again.
    serve_with = f"PINCITE_KEYS={keys if isinstance(place_of(keys), Path) else 'that address'}"
    typer.echo(secret)
    typer.echo(
        f"Keep it: {beside.named(name)} holds only its hash. Serve with {serve_with}", err=True
    )


@keys_app.command("list")
def show(keys: KeysOption = DEFAULT_KEYS) -> None:
    """Show whose keys there are: id, scope, when made, until when, last used, name.

    Example: pincite keys list
    """
    from api.keys import BadKeys, last_used, read_keys

    with library_faults_said(), said(BadKeys):
        used = last_used(keys)
        for key in read_keys(keys):
            until = f"until {key.expires_at}" if key.expires_at else "no end"
            until = "over" if key.is_over else until
            last = f"used {used[key.id]}" if key.id in used else "unused"
            typer.echo("\t".join((key.id, key.scope, key.added_at, until, last, key.name)))


@keys_app.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(help="The name or the id of a key.")],
    keys: KeysOption = DEFAULT_KEYS,
    audit: AuditOption = None,
) -> None:
    """Take a key back; a running server refuses it from its next request on.

    Example: pincite keys revoke intranet
    """
    from api.keys import BadKeys, revoke_key

    with library_faults_said(), said(BadKeys, OSError):
        revoke_key(keys, name)
    note(audit, "key revoked", key=name)
