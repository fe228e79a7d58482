"""A reader, and the rights of a collection: who may read it, add to it, manage it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

EVERYONE = "everyone"  # who was let in at all


class Role(IntEnum):
    """Each may do what the ones before it may."""

    NOTHING = 0
    READ = 1
    ADD = 2
    MANAGE = 3


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks."""

    name: str = ""  # empty where nobody has to say who they are
    by: Literal["", "key", "user"] = ""  # "user": signed in here, or told by a proxy
    groups: frozenset[str] = frozenset()
    most: Role = Role.MANAGE  # a key to read with never does more, whatever the rules say

    @property
    def called(self) -> str:
        """As rules and logs have it: "user:a.shah" and "key:a.shah" are two."""
        return f"{self.by}:{self.name}" if self.by else ""

    def is_called(self, rule: str) -> bool:
        """Whether a rule means them: "everyone", "user:NAME", "key:NAME", or else a group."""
        kind, _, _ = rule.partition(":")
        if kind in ("user", "key"):
            return rule == self.called
        return rule == EVERYONE or rule in self.groups


@dataclass(frozen=True, slots=True)
class Rights:
    """Whom the rules of a collection name."""

    read: tuple[str, ...]
    add: tuple[str, ...] = ()
    manage: tuple[str, ...] = ()

    def role_of(self, reader: Reader) -> Role:
        for role, names in (
            (Role.MANAGE, self.manage),
            (Role.ADD, self.add),
            (Role.READ, self.read),
        ):
            if any(reader.is_called(name) for name in names):
                return min(role, reader.most)
        return Role.NOTHING


AS_THE_KEY_SAYS = Rights((EVERYONE,), (EVERYONE,), (EVERYONE,))
"""Where no file names collections: a key's scope alone says what it may."""
