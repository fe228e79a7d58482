"""A rule means whom it names, and nobody who calls themselves so."""

from __future__ import annotations

from api.access.rights import Reader, Rights, Role

RIGHTS = Rights(read=("audit", "key:wiki"), add=("editors",), manage=("user:anna",))


def test_a_role_may_do_what_the_roles_before_it_may() -> None:
    of = RIGHTS.role_of
    assert of(Reader("ben", "user", frozenset({"audit"}))) == Role.READ
    assert of(Reader("ben", "user", frozenset({"editors", "audit"}))) == Role.ADD
    assert of(Reader("anna", "user")) == Role.MANAGE
    assert of(Reader("carol", "user", frozenset({"else"}))) == Role.NOTHING


def test_a_group_or_a_key_cannot_pose_as_a_person_or_as_everyone() -> None:
    of = RIGHTS.role_of
    assert of(Reader("ben", "user", frozenset({"user:anna", "key:wiki"}))) == Role.NOTHING
    assert of(Reader("anna", "key")) == Role.NOTHING
    assert of(Reader("wiki", "user")) == Role.NOTHING
    assert of(Reader("wiki", "key", frozenset())) == Role.READ


def test_a_key_to_read_with_never_does_more() -> None:
    everyone = Rights((), (), ("everyone",))
    assert everyone.role_of(Reader("wiki", "key", most=Role.READ)) == Role.READ
    assert everyone.role_of(Reader("wiki", "key")) == Role.MANAGE
