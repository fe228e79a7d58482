"""Which of a library's subjects a question names, in whatever words people use for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.field.places import Place
from search.holdings import Holdings

UNKNOWN_BODY = r"\b((?:[A-Z][\w’'-]+ (?:and |& )?){1,4}<bodies>)\b"
# "Young people placed in Kent": a place on the way, not what is asked about.
PASSING = re.compile(
    r"\b(?:placed|living|moved|move|sent|housed|accommodated|based|relocated|detained)"
    r"(?: \w+){0,2} (?:in|to|at|from|with|by)\s*(?:the )?$",
    re.IGNORECASE,
)
# "Shrewsbury and Telford hospitals" is no council.
OTHER_BODY = r"^[’']?s?\s+(?:\w+\s+)?<other_bodies>\b"
# Words that set one thing beside another.
COMPARES = re.compile(
    r"\b(?:compar\w+|versus|vs?|against|both|than|differen\w+|better|worse)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """Words of the question that narrow it, and what they were taken to mean."""

    start: int
    end: int
    field: str  # "subject", "kind" or "year"
    value: str


@dataclass(frozen=True, slots=True)
class NamedSubjects:
    groups: list[
        tuple[str, frozenset[int]]
    ]  # (what it was taken to mean, numbers of reports) of each
    named: list[Named]
    missing: list[str]  # that no report is about
    choices: list[str]  # the subjects that an ambiguous name may mean
    places: list[str]  # names in the question of subjects, here or missing, as typed first


def find_named(
    question: str, holdings: Holdings, known_word: Callable[[str], bool] | None
) -> NamedSubjects:
    """The subjects that a question names, and the names in it that no report is about.

    `known_word(word) -> bool` says whether the reports use a word, which is then no misspelling.
    """
    named: list[Named] = []
    missing: list[str] = []
    choices: list[str] = []
    places: list[str] = []
    groups: list[tuple[str, frozenset[int]]] = []
    meant: dict[str, list[Place]] = {}
    taken: list[tuple[int, int]] = []
    passing: list[tuple[int, int, dict[str, frozenset[int]]]] = []

    def take(start: int, end: int, label: str, reports: frozenset[int]) -> None:
        taken.append((start, end))
        named.append(Named(start, end, "subject", label))
        places.extend([question[start:end], *label.split(" or ")])
        if reports and all(reports != other for _, other in groups):
            groups.append((label, reports))

    field = holdings.field
    other_body = field.questions.pattern(OTHER_BODY)
    for mention in field.places.find(question):
        if other_body.match(question[mention.end :]):
            continue
        options = [p for p in mention.places if not field.places.types[p.kind].wide]
        by_name = {p.name: holdings.about(p) for p in options}
        present = {name: reports for name, reports in by_name.items() if reports}
        if PASSING.search(question[: mention.start]):
            passing.append((mention.start, mention.end, present))
            continue
        if len(present) > 1:
            choices.extend(sorted(present))
        up_front = _naming(holdings, [question[mention.start : mention.end], *by_name])
        if present or (options and up_front):
            present = present or {name: up_front for name in by_name}
            reports = up_front.union(*present.values())
            meant[" or ".join(present)] = [p for p in options if p.name in present]
            take(mention.start, mention.end, " or ".join(present), reports)
        elif options and not _is_named(question[mention.start : mention.end], holdings):
            taken.append((mention.start, mention.end))
            missing.append(" or ".join(p.name for p in options))
            places.extend([question[mention.start : mention.end], *(p.name for p in options)])
    for start, end, names in holdings.named_in(question):
        if _overlaps(start, end, taken):
            continue
        reports = holdings.on(names) | _naming(holdings, [question[start:end], *names])
        if PASSING.search(question[:start]):
            passing.append((start, end, {" or ".join(sorted(names)): reports}))
            continue
        take(start, end, " or ".join(sorted(names)), reports)
    for match in field.questions.pattern(UNKNOWN_BODY, re.NOFLAG).finditer(question):
        if not _overlaps(match.start(), match.end(), taken):
            taken.append(match.span())
            missing.append(match.group())
            places.append(match.group())
    if not groups:  # "children placed in Southwark", and no other name: it may well be meant
        for start, end, present in passing:
            if present:
                take(start, end, " or ".join(present), frozenset().union(*present.values()))
    if not groups and not missing and known_word is not None:
        for match in re.finditer(r"[^\W\d_]{6,}", question):
            name = holdings.nearly_named(match.group(), known_word(match.group()))
            if name is not None:
                names = holdings.called(name)
                reports = holdings.on(names)
                take(match.start(), match.end(), " or ".join(sorted(names)), reports)
    if not COMPARES.search(question):
        told_of = {kind for each in field.kinds for kind in each.tells_of}
        groups = _within_forces(groups, meant, holdings, told_of)
    return NamedSubjects(groups, named, missing, choices, places)


def _is_named(name: str, holdings: Holdings) -> bool:
    """Whether the library has a name of its own for it: "Sussex" is none for East Sussex."""
    return any(end - start == len(name) for start, end, _ in holdings.named_in(name))


def _naming(holdings: Holdings, names: Iterable[str]) -> frozenset[int]:
    """Reports that have a name up front, whoever they are on, but for those of which each is on one.

    An audit of Calderby's bus company has words on Calderby; an inspection of North Calderby none.
    """
    named = frozenset().union(*(holdings.naming(name) for name in names))
    return named - holdings.look_alikes


def _within_forces(
    groups: Sequence[tuple[str, frozenset[int]]],
    meant: Mapping[str, Sequence[Place]],
    holdings: Holdings,
    told_of: Container[str],
) -> list[tuple[str, frozenset[int]]]:
    """ "GMP in Salford" asks about one thing: the council's reports, and the force's own.

    `told_of` are the types of place of whose work the reports on others tell.
    """
    forces = {
        label: places
        for label, places in meant.items()
        if all(place.kind in told_of for place in places)
    }
    merged = dict(groups)
    for label, places in forces.items():
        covered = {name for place in places for name in place.covers}
        own = frozenset(row for place in places for row in holdings.on(holdings.called(place.name)))
        within = [
            name
            for name, _ in groups
            if name not in forces and any(place.name in covered for place in meant.get(name, ()))
        ]
        if within:
            merged.pop(label, None)
        for name in within:
            merged[name] |= own - holdings.on(covered)
    return list(merged.items())


def _overlaps(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < e and s < end for s, e in taken)
