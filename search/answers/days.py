"""Days as a sentence tells them."""

from __future__ import annotations

from datetime import date

from ingest.report import ReportInfo


def write_day(day: date) -> str:
    """ "1 July 2022"."""
    return f"{day.day} {day:%B %Y}"


def long_date(info: ReportInfo) -> str:
    """ "1 July 2022", "July 2022" or "2022": as much of it as is known; "" for none."""
    day = info.published
    if day is None:
        return ""
    if info.published_precision == "day":
        return write_day(day)
    return f"{day:%B %Y}" if info.published_precision == "month" else f"{day:%Y}"


def write_days(first: date | None, last: date | None) -> str:
    """ "27 June to 1 July 2022"; "" where neither is known."""
    if first is None or last is None or first == last:
        day = first or last
        return write_day(day) if day else ""
    if first.year != last.year:
        return f"{write_day(first)} to {write_day(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {write_day(last)}"
    return f"{first.day} to {write_day(last)}"
