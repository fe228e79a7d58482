"""What a page's address asks: the question, what it is narrowed to, and where it looks anyway."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from fastapi import Request
from starlette.datastructures import QueryParams

from api.rendering.templates import address
from api.shapes.filters import days_of
from api.shapes.questions import MAX_QUESTION
from search.results import Before, Filters
from search.storage.contract import Generation

Field = Literal["subject", "kind", "year"]
FIELDS: tuple[Field, ...] = ("subject", "kind", "year")
MOST_SIDES = 3
FIRST_MORE = 10  # passages shown beyond the answer, before more are asked for


@dataclass(frozen=True, slots=True)
class Asking:
    question: str
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    everywhere: tuple[Field, ...] = ()  # what the question names, and is not to narrow it
    latest: bool = False  # only the newest report of each subject and kind
    before: str = ""  # the question that it goes on from, whole
    more: int = FIRST_MORE

    @property
    def compares(self) -> bool:
        return len(self.subjects) > 1 or len(self.years) > 1

    @property
    def narrowed(self) -> bool:
        return bool(self.subjects or self.kinds or self.years)

    def address(self, path: str = "/") -> str:
        return address(
            path,
            q=self.question,
            subject=list(self.subjects),
            kind=list(self.kinds),
            year=[str(year) for year in self.years],
            all=list(self.everywhere),
            latest="1" if self.latest else None,
            before=self.before or None,
            more=self.more if self.more != FIRST_MORE else None,
        )

    @property
    def query(self) -> str:
        """What its address asks, to follow other things that an address says."""
        return self.address("").removeprefix("?")

    def to_go_on_from(self, read_as: str) -> str:
        """The question whole, for the next one to lean on: with what was chosen beside it."""
        chosen = [" and ".join(self.subjects), " and ".join(map(str, self.years))]
        return " in ".join([(read_as or self.question).rstrip("?.! "), *filter(None, chosen)])

    def without(self, field: Field, value: str) -> Asking:
        """The same, no longer narrowed to a value that was chosen."""
        match field:
            case "subject":
                return replace(self, subjects=tuple(s for s in self.subjects if s != value))
            case "kind":
                return replace(self, kinds=tuple(k for k in self.kinds if k != value))
            case "year":
                return replace(self, years=tuple(y for y in self.years if str(y) != value))

    def anywhere(self, *fields: Field) -> Asking:
        """The same, not narrowed by these, chosen or named in the question."""
        return replace(
            self,
            subjects=() if "subject" in fields else self.subjects,
            kinds=() if "kind" in fields else self.kinds,
            years=() if "year" in fields else self.years,
            everywhere=tuple(f for f in FIELDS if f in {*self.everywhere, *fields}),
        )

    def sides(self) -> list[tuple[str, Asking]]:
        """What a comparison asks, one by one: each with its label."""
        if len(self.subjects) > 1:
            return [(s, replace(self, subjects=(s,))) for s in self.subjects[:MOST_SIDES]]
        return [(str(y), replace(self, years=(y,))) for y in self.years[:MOST_SIDES]]

    @property
    def earlier(self) -> Before | None:
        return Before(self.before) if self.before else None

    def filters(self, generation: Generation) -> Filters:
        """For the library, which lets what is given go before what the question names."""
        infos = [holding.info for holding in generation.holdings]
        subjects, kinds = self.subjects, self.kinds
        if "subject" in self.everywhere and not subjects:
            subjects = tuple(dict.fromkeys(info.known_as for info in infos))
        if "kind" in self.everywhere and not kinds:
            kinds = tuple(dict.fromkeys(info.kind for info in infos))
        first, last = days_of(min(self.years, default=None), max(self.years, default=None))
        if "year" in self.everywhere and not self.years:
            first, last = date.min, date.max
        return Filters(subjects, kinds, first, last, latest=self.latest)


def asking_of(request: Request) -> Asking:
    return asking_in(request.url.query)


def asking_in(address_query: str) -> Asking:
    """From an address that a person may have typed: what means nothing is left out."""
    query = QueryParams(address_query)
    more = query.get("more", "")
    years = [
        y
        for y in query.getlist("year")
        if len(y) == 4 and y.isascii() and y.isdigit() and y > "0999"
    ]
    return Asking(
        question=" ".join(query.get("q", "").split()),
        subjects=tuple(dict.fromkeys(name for name in query.getlist("subject") if name))[:20],
        kinds=tuple(dict.fromkeys(name for name in query.getlist("kind") if name))[:20],
        years=tuple(dict.fromkeys(int(year) for year in years))[:20],
        everywhere=tuple(field for field in FIELDS if field in query.getlist("all")),
        latest=query.get("latest") == "1",
        before=" ".join(query.get("before", "").split())[:MAX_QUESTION],
        more=int(more) if more.isascii() and more.isdigit() and len(more) < 4 else FIRST_MORE,
    )
