"""Listens: on this machine alone, or elsewhere where keys keep the reports."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import replace

import uvicorn
from starlette.types import ASGIApp

from api.app import build_app
from api.connections import TAKEN_AT_ONCE, ServerConfig, places
from api.keys import read_keys
from api.middleware.log_lines import start_logs
from api.settings import Settings
from search.library import Library

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")


class Unprotected(Exception):
    """The address can be reached from elsewhere and nothing keeps the reports."""


class CannotListen(Exception):
    """The address is taken, or not one of this machine."""


def serve_library(
    library: Library,
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
    if not is_loopback(host) and not insist and not (settings.keys and read_keys(settings.keys)):
        raise Unprotected(
            f"{host} can be reached from elsewhere, and without a key anybody may read the reports."
            " Run pincite keys add NAME and set PINCITE_KEYS to its file; or say --insist."
        )
    if not settings.hosts:
        settings = replace(settings, hosts=own_names(host))
    start_logs(as_json=settings.json_logs)
    library.load()
    with bind(host, port) as bound:
        shown = f"[{host}]" if ":" in host else host
        on_listening(f"http://{shown}:{bound.getsockname()[1]}/")
        run(build_app(library, settings), bound, settings.proxies)


def run(app: ASGIApp, bound: socket.socket, proxies: tuple[str, ...] = ()) -> None:
    """Serves an application at a socket until it is stopped."""
    uvicorn.Server(ServerConfig(app, most=places(), proxies=proxies)).run(sockets=[bound])


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
    bound = socket.socket(family, socket.SOCK_STREAM)
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
