"""The settings of the server, read once, at the edge: from its file, then from the environment."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from api.access.server_file import CollectionEntry, ServerFile, SignedInProxy, SignIn
from search.storage.beside import Place, place_of

PREFIX = "PINCITE_"


class BadSetting(Exception):
    """A variable PINCITE_* that is not known, or whose value cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server needs to know beside its library; the defaults suit one machine's own use."""

    keys: Place | None = None  # where the API keys are; None: no key is asked for
    rate_per_minute: int = 0  # requests of one key, or of one address; 0: no limit
    query_log: Place | None = None
    query_log_text: bool = False  # whether the log holds the questions themselves
    audit: Place | None = None  # the audit log
    record: Literal["no", "answers", "generations"] = "no"  # what is kept of each answer
    record_mb: int = 0  # that records may take of each library; 0: no limit
    logs_needed: bool = False  # whether a question that cannot be logged is refused
    cors_origins: tuple[str, ...] = ()
    base_path: str = ""  # what the path of every address begins with: "/pincite"
    hosts: tuple[str, ...] = ()  # names that a request may call the server by; empty: any
    proxies: tuple[str, ...] = ()  # addresses that say truly for whom they ask, X-Forwarded-For
    json_logs: bool = False
    max_upload_mb: int = 100
    uploads: bool = False  # whether reports may be added on the page where there are no keys
    shared_desks: bool = False  # whether browsers keep no question that was asked before
    contact: str = ""  # whom a reader can turn to: a sentence, an address
    collections: tuple[CollectionEntry, ...] = ()  # none: the one library, as the keys say
    sign_in: SignIn | None = None
    proxy: SignedInProxy | None = None  # that has people sign in

    @property
    def may_add(self) -> bool:
        """Whether anybody at all can add reports on a page."""
        return bool(self.keys) or self.uploads


def read_settings(environment: Mapping[str, str], file: ServerFile | None = None) -> Settings:
    """Raises BadSetting for an unknown PINCITE_* and for a value that cannot be used.

    What the environment says goes before what the file does.
    """
    file = file or ServerFile({})
    own = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    values = file.settings | own
    unknown = sorted(set(values) - {*NAMES, *FOR_TESTS})
    if unknown:
        raise BadSetting(f"{unknown[0]} is not a setting. There are {', '.join(NAMES)}.")
    return Settings(
        keys=_place(values, "PINCITE_KEYS"),
        rate_per_minute=_number(values, "PINCITE_RATE_PER_MINUTE", 0, 0, 1_000_000),
        query_log=_place(values, "PINCITE_QUERY_LOG"),
        query_log_text=_yes(values, "PINCITE_QUERY_LOG_TEXT"),
        audit=_place(values, "PINCITE_AUDIT"),
        record=_record(values),
        record_mb=_number(values, "PINCITE_RECORD_MB", 0, 0, 100_000_000),
        logs_needed=_yes(values, "PINCITE_LOGS_NEEDED"),
        cors_origins=_several(values, "PINCITE_CORS_ORIGINS"),
        base_path=_base_path(values),
        hosts=_several(values, "PINCITE_HOSTS"),
        proxies=_addresses(values, "PINCITE_PROXIES"),
        json_logs=_yes(values, "PINCITE_JSON_LOGS"),
        max_upload_mb=_number(values, "PINCITE_MAX_UPLOAD_MB", 100, 1, 500),
        uploads=_yes(values, "PINCITE_UPLOADS"),
        shared_desks=_yes(values, "PINCITE_SHARED_DESKS"),
        contact=values.get("PINCITE_CONTACT", "").strip(),
        collections=file.collections,
        sign_in=file.sign_in,
        proxy=file.proxy,
    )


NAMES = (
    "PINCITE_AUDIT",
    "PINCITE_BASE_PATH",
    "PINCITE_CONFIG",
    "PINCITE_CONTACT",
    "PINCITE_CORS_ORIGINS",
    "PINCITE_HOSTS",
    "PINCITE_JSON_LOGS",
    "PINCITE_KEYS",
    "PINCITE_LOGS_NEEDED",
    "PINCITE_MAX_UPLOAD_MB",
    "PINCITE_PROXIES",
    "PINCITE_QUERY_LOG",
    "PINCITE_QUERY_LOG_TEXT",
    "PINCITE_RATE_PER_MINUTE",
    "PINCITE_RECORD",
    "PINCITE_RECORD_MB",
    "PINCITE_SHARED_DESKS",
    "PINCITE_UPLOADS",
)
FOR_TESTS = ("PINCITE_KILLS", "PINCITE_MANGLED", "PINCITE_REPORTS")  # not the server's


def _place(values: Mapping[str, str], name: str) -> Place | None:
    return place_of(values[name]) if values.get(name) else None


def _several(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in values.get(name, "").split(",") if part.strip())


def _addresses(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    addresses = _several(values, name)
    for one in addresses:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise BadSetting(
                f"{name} has {one!r}. Set addresses or networks: 10.0.0.0/8."
            ) from None
    return addresses


def _yes(values: Mapping[str, str], name: str) -> bool:
    value = values.get(name, "no").casefold()
    if value not in ("yes", "no"):
        raise BadSetting(f"{name} is {values[name]!r}. Set it to yes or no.")
    return value == "yes"


def _base_path(values: Mapping[str, str]) -> str:
    value = values.get("PINCITE_BASE_PATH", "").rstrip("/")
    if not re.fullmatch(r"(?:/[A-Za-z0-9_-]+)*", value):
        raise BadSetting(f"PINCITE_BASE_PATH is {value!r}. Set it to a path such as /pincite.")
    return value


def _record(values: Mapping[str, str]) -> Literal["no", "answers", "generations"]:
    match values.get("PINCITE_RECORD", "no").casefold():
        case "no" | "answers" | "generations" as value:
            return value
        case value:
            raise BadSetting(f"PINCITE_RECORD is {value!r}. Set it to no, answers or generations.")


def _number(values: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    value = values.get(name)
    if value is None:
        return usual
    if not value.isdecimal() or not least <= int(value) <= most:
        raise BadSetting(f"{name} is {value!r}. Set it to a whole number from {least} to {most}.")
    return int(value)
