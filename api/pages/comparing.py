"""What an answer can be set beside: other subjects, or two years of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.page_question import MOST_SIDES, Asking
from search.holdings import Holding


@dataclass(frozen=True, slots=True)
class Sides:
    """Choices for the forms that compare; what is empty is not offered."""

    subjects: tuple[str, ...]  # on the page already
    others: tuple[str, ...]
    years: tuple[int, ...]  # of the one subject, newest first


def offer_sides(holdings: Sequence[Holding], asking: Asking, about: Sequence[str]) -> Sides:
    """`about` is whom the answer is about, where no subject was chosen."""
    subjects = asking.subjects or tuple(about)
    by_years = len(asking.years) > 1 and len(subjects) < 2
    if not subjects or "" in subjects or len(subjects) >= MOST_SIDES or by_years:
        return Sides((), (), ())
    if len(subjects) > 1 and not asking.subjects:
        return Sides((), (), ())  # the answer is about many
    others = {holding.info.subject for holding in holdings if holding.info.subject} - set(subjects)
    years = {
        holding.info.published.year
        for holding in holdings
        if holding.info.published and len(subjects) == 1 and holding.info.subject == subjects[0]
    }
    listed = tuple(sorted(years, reverse=True)) if len(years) > 1 else ()
    return Sides(subjects, tuple(sorted(others)), listed)
