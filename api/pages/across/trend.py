"""The page of a theme: the share of reports that raise it, year by year, and these reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import LibraryDep
from api.rendering.charts import ShareChart, draw_shares
from api.rendering.citation_styles import gap_after
from api.rendering.templates import address, render, words_address
from api.rendering.words import capital, shown
from api.shapes.filters import days_of
from api.v1.trend import MAX_THEME, trend_csv
from ingest.report import ReportInfo
from search.across.themes import BAR, HowRaised, Share, Theme
from search.answers.days import long_date
from search.results import Filters, Statement

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Word = Annotated[str, Query(max_length=300)]
Year = Annotated[str, Query(max_length=4, pattern=r"^(?:\d{4})?$")]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked, as it stands in the address."""

    theme: str
    by: HowRaised
    kind: str
    first: str
    last: str

    def link(self, **more: str) -> str:
        query: dict[str, str | int | list[str] | None] = {
            "theme": self.theme,
            "by": self.by if self.by != "words" else "",
            "kind": self.kind,
            "from": self.first,
            "to": self.last,
        }
        return address("/trend", **(query | more))

    @property
    def filters(self) -> Filters:
        first, last = (int(year) if year else None for year in (self.first, self.last))
        return Filters((), (self.kind,) if self.kind else (), *days_of(first, last))


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of the table, and the column of the chart that it is."""

    year: str
    found: int
    of: int
    percent: int
    href: str  # its reports


@dataclass(frozen=True, slots=True)
class KindView:
    kind: str
    chart: ShareChart
    bars: tuple[Bar, ...]

    @property
    def links(self) -> dict[str, str]:
        """Where each year's column leads."""
        return {bar.year: bar.href for bar in self.bars}


@dataclass(frozen=True, slots=True)
class Raising:
    """A report that raises it, with what it says."""

    info: ReportInfo
    about: str
    leads: tuple[str, ...]  # what its words lean on
    words: str
    href: str


@router.get("/trend")
def trend(
    request: Request,
    library: LibraryDep,
    theme: Annotated[str, Query(max_length=MAX_THEME)] = "",
    by: HowRaised = "words",
    kind: Word = "",
    first: Annotated[Year, Query(alias="from")] = "",
    last: Annotated[Year, Query(alias="to")] = "",
    open: Annotated[str, Query(max_length=310)] = "",
    format: Literal["html", "csv"] = "html",
) -> Response:
    """Every choice is in the address; `open` is the year and kind whose reports are listed."""
    choice = Choice(" ".join(theme.split()).strip("\"'“”‘’ "), by, kind, first, last)
    holdings = library.generation.holdings
    years = sorted({h.day.year for h in holdings if h.day.year > 1}, reverse=True)
    values = {"choice": choice, "kinds": sorted(filter(None, holdings.kinds)), "years": years}
    values["bar"] = f"{BAR:.0%}"
    if not choice.theme:
        return render(request, "trend.html", values | {"found": None})
    result = library.theme(choice.theme, choice.filters, by)
    if format == "csv":
        return trend_csv(result.shares)
    values |= {
        "found": result,
        "raising": sum(len(share.raising) for share in result.shares),
        "of": sum(len(share.reports) for share in result.shares),
        "views": _views(choice, result.shares),
        "opened": _opened(result, open),
        "csv": choice.link(format="csv"),
    }
    return render(request, "trend.html", values)


def _views(choice: Choice, shares: Sequence[Share]) -> list[KindView]:
    """The kinds that have most reports first; a year without a date last, and in no chart."""
    kinds: dict[str, list[Share]] = {}
    for share in sorted(shares, key=lambda each: each.year or 9999):
        kinds.setdefault(share.kind, []).append(share)
    views = [
        KindView(
            kind,
            draw_shares({s.year: (len(s.raising), len(s.reports)) for s in own if s.year}),
            tuple(_bar(choice, share) for share in own),
        )
        for kind, own in kinds.items()
    ]
    return sorted(views, key=lambda view: -sum(bar.of for bar in view.bars))


def _bar(choice: Choice, share: Share) -> Bar:
    raising, of = len(share.raising), len(share.reports)
    year = str(share.year or "")
    href = choice.link(open=_name(share)) + "#reports"
    return Bar(year, raising, of, round(100 * raising / of), href)


def _name(share: Share) -> str:
    return f"{share.year}~{share.kind}"


def _opened(theme: Theme, name: str) -> tuple[str, list[Raising]] | None:
    """A heading, and the reports of a bar, each with what it says of the theme."""
    share = next((share for share in theme.shares if _name(share) == name), None)
    if share is None:
        return None
    title = " · ".join(filter(None, [capital(share.kind), str(share.year or "no date")]))
    return title, [
        _raising(holding.info, statement) for holding, statement in theme.quote(share.raising)
    ]


def _raising(info: ReportInfo, statement: Statement | None) -> Raising:
    about = " · ".join(filter(None, [info.subject, long_date(info)]))
    if statement is None:
        return Raising(info, about, (), "", f"/reports/{info.id}")
    cited = statement.citations[0]
    href = words_address(info, cited.page, cited.start, cited.end)
    leads = tuple(f"{shown(lead.quote)}{gap_after(lead.part)}" for lead in statement.leads)
    return Raising(info, about, leads, shown(statement.text), href)
