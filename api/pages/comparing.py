"""What an answer can be set beside: other subjects, or years of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.page_question import MOST_SIDES, Asking
from search.holdings import Holding

LISTED = 60  # other subjects with a box to tick; where there are more, one to type in


@dataclass(frozen=True, slots=True)
class Sides:
    """Choices for the forms that compare; what is empty is not offered."""

    subjects: tuple[str, ...]  # on the page already
    others: tuple[str, ...]  # those with reports of the same kinds first
    unlisted: int  # how many others there are beyond these
    years: tuple[int, ...]  # of the one subject, newest first
    most: int = MOST_SIDES


NONE = Sides((), (), 0, ())


def offer_sides(holdings: Sequence[Holding], asking: Asking, about: Sequence[str]) -> Sides:
    """`about` is whom the answer is about, where no subject was chosen."""
    subjects = asking.subjects or tuple(about)
    by_years = bool(asking.years) and len(subjects) < 2
    if not subjects or "" in subjects or len(subjects) > MOST_SIDES or by_years:
        return NONE
    if len(subjects) > 1 and not asking.subjects:
        return NONE  # the answer is about many
    kinds: dict[str, set[str]] = {}
    for holding in holdings:
        kinds.setdefault(holding.info.subject, set()).add(holding.info.kind)
    own = set().union(*(kinds.get(subject, set()) for subject in subjects))
    others = sorted(
        (name for name in kinds if name and name not in subjects),
        key=lambda name: (-len(own & kinds[name]), name),
    )
    years = {
        holding.info.published.year
        for holding in holdings
        if holding.info.published and len(subjects) == 1 and holding.info.subject == subjects[0]
    }
    listed = tuple(sorted(years, reverse=True)) if len(years) > 1 else ()
    return Sides(subjects, tuple(others[:LISTED]), len(others[LISTED:]), listed)
