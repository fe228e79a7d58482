"""Whether whoever sent a form may add or manage: signed in, by a key in the form, or as told without."""

from __future__ import annotations

import ipaddress

from fastapi import Request

from api.access.from_here import from_here
from api.access.rights import Reader, Role
from api.keys import Keyring
from api.settings import Settings

DONE = {Role.ADD: ("add", "added"), Role.MANAGE: ("correct", "corrected")}


def may_ask(request: Request, settings: Settings, role: Role) -> bool:
    """Whether a form for it is shown."""
    if _signed_in(request):
        return bool(request.state.role >= role)
    if settings.keys is not None:
        return True  # to all: the form asks for a key
    return settings.uploads if role == Role.ADD else _is_on_this_machine(request)


def needs_key(request: Request, settings: Settings) -> bool:
    """Whether the form asks for a key."""
    return settings.keys is not None and not _signed_in(request)


def refusal(request: Request, settings: Settings, role: Role, key: str) -> str:
    """Why nothing is done from this page; empty where it may be."""
    do, done = DONE[role]
    if not may_ask(request, settings, role):
        if _signed_in(request):
            return f"You may read, but not {do} reports here."
        if role == Role.ADD:
            return "Adding reports is switched off on this server."
        return "Without keys, reports are corrected on the server’s own machine only."
    if not from_here(request):
        return f"Reports are {done} from this server’s own page only."
    if not needs_key(request, settings):
        return ""
    assert settings.keys is not None
    known_key = Keyring(settings.keys).find(key.strip())
    if known_key is None:
        return "This key is not known here. Check that it is whole."
    may = request.state.collection.rights.role_of(key_reader(known_key.name, known_key.scope))
    return "" if may >= role else f"This key may read, but not {do} reports."


def who_sent(request: Request, settings: Settings, key: str) -> str:
    """Who sent a form that was not refused, as logs call them."""
    if needs_key(request, settings) and settings.keys is not None:
        known_key = Keyring(settings.keys).find(key.strip())
        if known_key is not None:
            return key_reader(known_key.name, known_key.scope).called
    return str(request.state.key)


def key_reader(name: str, scope: str) -> Reader:
    return Reader(name, "key", most=Role.MANAGE if scope == "manage" else Role.READ)


def _signed_in(request: Request) -> bool:
    return bool(request.state.reader.by == "user")


def _is_on_this_machine(request: Request) -> bool:
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False  # a proxy on this machine brings strangers
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:  # what a test calls itself
        return False
