"""Which reports a command is about: the options that all share, and what they choose."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import fail

if TYPE_CHECKING:
    from search.library import Library
    from search.results import Filters

SubjectOption = Annotated[
    list[str], typer.Option("--subject", help="Only reports on it; may be given again.")
]
KindOption = Annotated[
    list[str], typer.Option("--kind", help="Only this family of reports; may be given again.")
]
YearOption = Annotated[int | None, typer.Option("--year", help="Only those published in it.")]
FromOption = Annotated[
    str,
    typer.Option(
        "--from",
        "--published-from",
        metavar="DATE",
        help="Only those published from then on: 2022, 2022-03 or 2022-03-15.",
    ),
]
ToOption = Annotated[
    str,
    typer.Option("--to", "--published-to", metavar="DATE", help="Only those published until then."),
]
LatestOption = Annotated[
    bool, typer.Option("--latest", help="Only the newest report of each subject and kind.")
]

DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The options as they were given."""

    subjects: list[str]
    kinds: list[str]
    year: int | None
    first: str
    last: str
    latest: bool

    def filters(self, library: Library) -> Filters:
        """What they come to; a name or a date that means nothing here ends the command."""
        from api.shapes.filters import days_of
        from api.shapes.known_names import unknown_in
        from search.results import Filters

        if self.year is not None and (self.first or self.last):
            fail("--year is all of a year: give it, or --from and --to.")
        first, last = days_of(self.year, self.year)
        first = _day(self.first, "--from") if self.first else first
        last = _day(self.last, "--to", end=True) if self.last else last
        filters = Filters(tuple(self.subjects), tuple(self.kinds), first, last, latest=self.latest)
        for unknown in unknown_in(library.generation.holdings, filters):
            way_out = "" if unknown.nearest else " pincite status shows what there is."
            fail(f"{unknown}{way_out}")
        return filters


def _day(text: str, option: str, *, end: bool = False) -> date:
    """The first day of a year, a month or a day, or its last one."""
    match = DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year = int(match[1])
        month = int(match[2] or (12 if end else 1))
        last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
        return date(year, month, int(match[3] or (last if end else 1)))
    except ValueError:
        fail(f"{option} {text} is no date. Write 2022, 2022-03 or 2022-03-15.")
