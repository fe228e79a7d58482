"""What a page's address asks: the question, what it is narrowed to, and where it looks anyway."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from fastapi import Request
from starlette.datastructures import QueryParams

from api.rendering.templates import address
from api.shapes.questions import MAX_QUESTION
from ingest.dates import end_of
from search.results import Before, Filters
from search.storage.contract import Generation

Field = Literal["subject", "kind", "year"]
FIELDS: tuple[Field, ...] = ("subject", "kind", "year")
MOST_SIDES = 3
FIRST_MORE = 10  # passages shown beyond the answer, before more are asked for
ANY = "*"  # the choice of all, where the question names some
DAY = re.compile(r"([1-9]\d{3})(?:-(\d\d)-(\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asking:
    question: str
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[int, ...] = ()  # that are compared: none, or two and more
    first: str = ""  # "2019" or "2019-05-01"; "" for any
    last: str = ""
    everywhere: tuple[Field, ...] = ()  # what the question names, and is not to narrow it
    latest: bool = False  # only the newest report of each subject and kind
    before: str = ""  # the question that it goes on from, whole
    more: int = FIRST_MORE
    whole: bool = False  # a long answer to its end, not its first view
    odd: tuple[str, ...] = ()  # what the address says of years that means nothing

    @property
    def compares(self) -> bool:
        return len(self.subjects) > 1 or len(self.years) > 1

    @property
    def narrowed(self) -> bool:
        return bool(self.subjects or self.kinds or self.years or self.first or self.last)

    @property
    def published(self) -> str:
        """The years chosen, in words: "2019", "2018 to 2020", "2018 or later"."""
        if self.first and self.last:
            return self.first if self.first == self.last else f"{self.first} to {self.last}"
        return f"{self.first} or later" if self.first else self.last and f"{self.last} or earlier"

    def address(self, path: str = "/") -> str:
        return address(
            path,
            q=self.question,
            subject=list(self.subjects),
            kind=list(self.kinds),
            year=[str(year) for year in self.years],
            **{"from": self.first, "to": self.last},
            all=list(self.everywhere),
            latest="1" if self.latest else None,
            before=self.before or None,
            more=self.more if self.more != FIRST_MORE else None,
            whole="1" if self.whole else None,
        )

    @property
    def query(self) -> str:
        """What its address asks, to follow other things that an address says."""
        return self.address("").removeprefix("?")

    def to_go_on_from(self, read_as: str) -> str:
        """The question whole, for the next one to lean on: with what was chosen beside it."""
        years = self.first if self.first == self.last else ""
        chosen = [" and ".join(self.subjects), " and ".join(map(str, self.years)) or years]
        return " in ".join([(read_as or self.question).rstrip("?.! "), *filter(None, chosen)])

    def without(self, field: Field, value: str) -> Asking:
        """The same, no longer narrowed to a value that was chosen."""
        match field:
            case "subject":
                return replace(self, subjects=tuple(s for s in self.subjects if s != value))
            case "kind":
                return replace(self, kinds=tuple(k for k in self.kinds if k != value))
            case "year":
                if value == self.published:
                    return replace(self, first="", last="")
                return replace(self, years=tuple(y for y in self.years if str(y) != value))

    def anywhere(self, *fields: Field) -> Asking:
        """The same, not narrowed by these, chosen or named in the question."""
        return replace(
            self,
            subjects=() if "subject" in fields else self.subjects,
            kinds=() if "kind" in fields else self.kinds,
            years=() if "year" in fields else self.years,
            first="" if "year" in fields else self.first,
            last="" if "year" in fields else self.last,
            everywhere=tuple(f for f in FIELDS if f in {*self.everywhere, *fields}),
        )

    def sides(self) -> list[tuple[str, Asking]]:
        """What a comparison asks, one by one: each with its label."""
        if len(self.subjects) > 1:
            return [(s, replace(self, subjects=(s,))) for s in self.subjects[:MOST_SIDES]]
        return [(str(y), self.of_year(str(y))) for y in self.years[:MOST_SIDES]]

    def of_year(self, year: str) -> Asking:
        return replace(self, years=(), first=year, last=year)

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
        years = [str(year) for year in self.years]
        since, _ = _days(min(years, default=self.first))
        _, until = _days(max(years, default=self.last))
        if "year" in self.everywhere and since is None and until is None:
            since, until = date.min, date.max
        return Filters(subjects, kinds, since, until, latest=self.latest)


def asking_of(request: Request) -> Asking:
    return asking_in(request.url.query)


def asking_in(address_query: str) -> Asking:
    """From an address that a person may have typed: what means nothing is left out, or told as odd.

    One `year` is all that is asked of; two and more are set side by side.
    """
    query = QueryParams(address_query)
    more = query.get("more", "")
    texts = [text.strip() for text in query.getlist("year")]
    years = tuple(dict.fromkeys(text for text in texts if len(text) == 4 and _days(text)[0]))[:20]
    first, last = (query.get(name, "").strip() for name in ("from", "to"))
    if len(years) == 1:
        first = last = years[0]
    odd = [text for text in (*texts, first, last) if text and text != ANY and not _days(text)[0]]
    first, last = (text if _days(text)[0] else "" for text in (first, last))
    if first and last and first > last:
        first, last = last, first
    return Asking(
        question=" ".join(query.get("q", "").split()),
        subjects=_chosen(query, "subject"),
        kinds=_chosen(query, "kind"),
        years=tuple(int(year) for year in years) if len(years) > 1 else (),
        first=first,
        last=last,
        everywhere=tuple(f for f in FIELDS if f in query.getlist("all") or _is_any(query, f)),
        latest=query.get("latest") == "1",
        before=" ".join(query.get("before", "").split())[:MAX_QUESTION],
        more=int(more) if more.isascii() and more.isdigit() and len(more) < 4 else FIRST_MORE,
        whole=query.get("whole") == "1",
        odd=tuple(dict.fromkeys(text[:100] for text in odd)),
    )


def _chosen(query: QueryParams, field: Field) -> tuple[str, ...]:
    names = (name.strip() for name in query.getlist(field))
    return tuple(dict.fromkeys(name for name in names if name not in ("", ANY)))[:20]


def _is_any(query: QueryParams, field: Field) -> bool:
    """Whether all was chosen beside the box, though the question may name some."""
    names = ("from", "to", "year") if field == "year" else (field,)
    return any(query.get(name) == ANY for name in names)


def _days(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of a year, or a day twice; None of what is neither."""
    match = DAY.fullmatch(text)
    if match is None:
        return None, None
    if match[2] is None:
        since = date(int(match[1]), 1, 1)
        return since, end_of(since, "year")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, None
    return day, day
