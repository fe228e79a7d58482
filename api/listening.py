"""Listens: on this machine alone, or elsewhere where keys keep the reports."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import asdict, replace

import uvicorn
from starlette.types import ASGIApp

from api.app import build_server
from api.audit import Audit
from api.collections import Collections
from api.connections import TAKEN_AT_ONCE, ServerConfig, places
from api.keys import read_keys
from api.middleware.log_lines import start_logs
from api.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")


class Unprotected(Exception):
    """The address can be reached from elsewhere and nothing keeps the reports."""


class CannotListen(Exception):
    """The address is taken, or not one of this machine."""


def serve(
    collections: Collections,
    settings: Settings,
    host: str,
    port: int,
    *,
    insist: bool = False,
    on_listening: Callable[[str], None],
) -> None:
    """Serves until it is stopped; `on_listening` gets the address, with the port that port 0 gave.

    The models are read first: what listens can answer. Raises Unprotected, CannotListen, and
    what reading the models raises.
    """
    kept = settings.sign_in or settings.proxy or (settings.keys and read_keys(settings.keys))
    if not is_loopback(host) and not insist and not kept:
        raise Unprotected(
            f"{host} can be reached from elsewhere, and without a key anybody may read the reports."
            " Run pincite keys add NAME and set PINCITE_KEYS to its file; or say --insist."
        )
    if not settings.hosts:
        settings = replace(settings, hosts=own_names(host))
    start_logs(as_json=settings.json_logs)
    for library in collections.libraries:
        library.load()
    _tell_rights(collections, settings)
    with bind(host, port) as bound:
        shown = f"[{host}]" if ":" in host else host
        on_listening(f"http://{shown}:{bound.getsockname()[1]}/")
        app = build_server(collections, settings)
        run(app, bound, settings.proxies, on_stop=collections.let_go)


def _tell_rights(collections: Collections, settings: Settings) -> None:
    """Who may do what from now on goes into the audit log: it is changed in a file."""
    if settings.audit is None or not settings.collections:
        return
    audit = Audit(settings.audit)
    for one in collections.held:
        rights = {role: ", ".join(names) for role, names in asdict(one.rights).items()}
        audit.write("rights", collection=one.name, **rights)


def run(
    app: ASGIApp,
    bound: socket.socket,
    proxies: tuple[str, ...] = (),
    *,
    on_stop: Callable[[], None] = lambda: None,
) -> None:
    """Serves an application at a socket until it is stopped; `on_stop` is told so first."""
    _Server(ServerConfig(app, most=places(), proxies=proxies), on_stop).run(sockets=[bound])


class _Server(uvicorn.Server):
    def __init__(self, config: ServerConfig, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)


def own_names(host: str) -> tuple[str, ...]:
    """What a request may call a server that listens at `host`, beside the address it came to.

    Any other name may be one that a stranger had point here, or has put into our links.
    """
    if is_loopback(host):
        return (*LOOPBACK, host.casefold())
    named = () if host in EVERYWHERE else (host.casefold(),)
    return (*LOOPBACK, *named, socket.gethostname().casefold())


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once what it is given only where the protocol is named: else each answer's
    # body waits up to 40 ms for its head to be acknowledged.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise CannotListen(
            f"{host}:{port} cannot be listened at: {error.strerror}. Choose another --port."
        ) from None
    bound.listen(TAKEN_AT_ONCE)
    bound.set_inheritable(True)
    return bound
