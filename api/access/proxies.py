"""Who asks, where a proxy has them sign in: believed from its own address alone."""

from __future__ import annotations

import ipaddress

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.rights import Reader
from api.access.server_file import SignedInProxy


def note_peer(app: ASGIApp) -> ASGIApp:
    """An application that is told who is at the other end, before any header says for whom."""

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["client"]:
            scope["state"]["peer"] = scope["client"][0]
        await app(scope, receive, send)

    return noting


def told_by_proxy(request: Request, proxy: SignedInProxy) -> Reader | None:
    """None where the request is not the proxy's, or it says nobody, or two at once."""
    peer = str(getattr(request.state, "peer", ""))
    names = request.headers.getlist(proxy.user)
    if not _is_among(peer, proxy.addresses) or len(names) != 1 or not names[0].strip():
        return None  # two names: a reader sent one, and the proxy did not take it away
    groups = request.headers.getlist(proxy.groups)
    if len(groups) > 1:
        return None
    parts = (group.strip() for group in ",".join(groups).split(","))
    return Reader(names[0].strip(), "user", frozenset(group for group in parts if group))


def _is_among(peer: str, addresses: tuple[str, ...]) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in ipaddress.ip_network(one) for one in addresses)
