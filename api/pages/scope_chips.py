"""What a question was narrowed to, as chips that can be taken off, and the ways to look wider."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from api.pages.page_question import FIELDS, Asking, Field
from search.results import ScopePart, ScopeShown

WORDS: dict[Field, str] = {"subject": "subject", "kind": "kind of report", "year": "year"}
NEWEST = "newest report of each only"


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    thing: str  # "subject", "kind of report", "year"
    named: str  # the question's words that it comes from; empty where it was chosen
    remove: str  # the address without it
    pages: tuple[
        tuple[str, str], ...
    ] = ()  # of a subject: (name, address); two where it may be two


@dataclass(frozen=True, slots=True)
class ScopeView:
    chips: tuple[Chip, ...]
    reports: int
    all_reports: str  # the address that asks everywhere; empty where it does already
    missing: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]  # (subject, address) that an ambiguous name may mean
    latest: bool
    carried: tuple[str, ...]  # from the question before
    alone: str  # the address that asks without it
    named: Mapping[Field, str]  # what the question itself says, for the choices beside the box


def describe_scope(
    asking: Asking, scope: ScopeShown, subjects: Collection[str] = frozenset()
) -> ScopeView:
    """`subjects` are the subjects that have a page."""
    chosen: list[tuple[Field, str]] = [("subject", name) for name in asking.subjects]
    chosen += [("kind", name) for name in asking.kinds]
    chosen += [("year", str(year)) for year in asking.years]
    chosen += [("year", asking.published)] if asking.published else []
    chips = [
        Chip(
            value,
            WORDS[field],
            "",
            asking.without(field, value).address(),
            _pages_of(field, value, subjects),
        )
        for field, value in chosen
    ]
    if asking.latest:
        chips.append(Chip(NEWEST, "limit", "", replace(asking, latest=False).address()))
    named = [part for part in scope.parts if part.words]
    chips += [
        Chip(
            part.value,
            WORDS[field],
            part.words,
            _without(asking, named, part, field),
            _pages_of(field, part.value, subjects),
        )
        for part in named
        for field in FIELDS
        if field == part.field
    ]
    narrowed = bool(chips) or scope.latest
    return ScopeView(
        chips=tuple(chips),
        reports=scope.reports,
        all_reports=replace(asking.anywhere(*FIELDS), latest=False).address() if narrowed else "",
        missing=scope.missing,
        choices=tuple(
            (name, replace(asking, subjects=(name,)).address()) for name in scope.choices
        ),
        latest=scope.latest and not asking.latest,
        carried=tuple(dict.fromkeys(part.value for part in scope.carried)),
        alone=replace(asking, before="").address(),
        named={
            field: " and ".join(values)
            for field in FIELDS
            if (values := dict.fromkeys(part.value for part in named if part.field == field))
        },
    )


def _pages_of(field: Field, value: str, subjects: Collection[str]) -> tuple[tuple[str, str], ...]:
    names = [value] if value in subjects else value.split(" or ")
    if field != "subject" or not all(name in subjects for name in names):
        return ()
    return tuple((name, f"/subjects/{quote(name)}") for name in names)


def _without(asking: Asking, named: list[ScopePart], part: ScopePart, field: Field) -> str:
    """The address without one thing that the question names; the others of its kind stay."""
    others = tuple(
        dict.fromkeys(p.value for p in named if p.field == field and p.value != part.value)
    )
    if not others or field == "year":
        return asking.anywhere(field).address()
    if field == "subject":
        return replace(asking, subjects=others).address()
    return replace(asking, kinds=others).address()
