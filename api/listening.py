"""Listens: on this machine alone, or elsewhere where keys keep the reports."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import replace

import uvicorn

from api.app import build_app
from api.keys import read_keys
from api.middleware.log_lines import start_logs
from api.settings import Settings
from search.library import Library

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHUTDOWN_S = 10  # for requests under way to end
MAX_WAITING = 2048  # connections


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

    Raises Unprotected, CannotListen.
    """
    if is_loopback(host):
        if not settings.hosts:
            settings = replace(settings, hosts=(*LOOPBACK, host.casefold()))
    elif not insist and not (settings.keys and read_keys(settings.keys)):
        raise Unprotected(
            f"{host} can be reached from elsewhere, and without a key anybody may read the reports."
            " Run pincite keys add NAME and set PINCITE_KEYS to its file; or say --insist."
        )
    start_logs(as_json=settings.json_logs)
    bound = bind(host, port)
    shown = f"[{host}]" if ":" in host else host
    on_listening(f"http://{shown}:{bound.getsockname()[1]}/")
    config = uvicorn.Config(
        build_app(library, settings),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    with bound:
        uvicorn.Server(config).run(sockets=[bound])


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
    bound.listen(MAX_WAITING)
    bound.set_inheritable(True)
    return bound
