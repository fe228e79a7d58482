"""What became of the quotes of a briefing: the words that were cited, and what stands there now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from search.answers.resolving import TooManyCitations, UnknownCitation, resolve
from search.citations import BadCitation, Budget, State
from search.results import Citation, Part
from search.storage.contract import Generation


@dataclass(frozen=True, slots=True)
class Checked:
    """A citation as it is found again.

    `unknown`: no file that it could cite is here, or its words are no longer kept.
    """

    id: str
    state: State | Literal["unknown"]
    cited: Citation | None  # the words that were cited; None where nobody has them any more
    now: Citation | None  # where to look today, if that is another place or these are other words
    in_time: bool = True  # whether it was looked for: too many at once are not

    @property
    def told(self) -> str:
        """What became of it, in a sentence or two; "" where it is as it was."""
        match self.state:
            case "here":
                return ""
            case "moved":
                return "The same words stand elsewhere in the report now."
            case "changed" if self.now:
                return "The report was revised. It now says:"
            case "changed":
                return "The report was revised, and nothing like this is in it now."
            case "gone":
                return "The report is no longer in this library. This is what it said."
            case "erased":
                return "The report was erased, and its words with it."
            case _ if not self.in_time:
                return "There are too many quotes here to check them all, and this is left out."
            case _:
                return "This library does not have these words, so they could not be checked."


def budget_of_all() -> Budget:
    """For all quotes of a briefing: two seconds. Those that come after it are unknown."""
    return Budget(120_000_000)


def check_quote(generation: Generation, citation: str, budget: Budget) -> Checked:
    """Raises nothing: what is no citation is unknown."""
    try:
        resolved = resolve(generation, citation, budget)
    except TooManyCitations:
        return Checked(citation, "unknown", None, None, in_time=False)
    except (BadCitation, UnknownCitation):
        return Checked(citation, "unknown", None, None)
    if resolved.state == "here":
        return Checked(citation, "here", resolved.now, None)
    if resolved.state == "moved":
        return Checked(citation, "moved", resolved.now, resolved.now)
    if resolved.state == "erased":
        return Checked(citation, "erased", None, None)
    if resolved.was is None:
        return Checked(
            citation, "unknown" if resolved.now is None else resolved.state, None, resolved.now
        )
    return Checked(citation, resolved.state, resolved.was, resolved.now)


def part_of(lead: Citation) -> Part:
    """What a quote is to the next one that leans on it: its id does not say."""
    return "stem" if lead.quote.rstrip().endswith(":") else "lead-in"
