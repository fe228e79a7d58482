"""A kind is what a report says it is, not what it speaks of."""

from __future__ import annotations

import pytest

from ingest.field.field import load_field

KINDS = load_field().kinds
PROSE = "The site is to have homes, shops, a pre-school and a primary school beside the river. " * 8


@pytest.mark.parametrize(
    ("titles", "opening", "path", "kind"),
    [
        (["JTAI of Kent"], "", "x.pdf", "JTAI"),
        (["Kent"], "Joint targeted area inspection\nof Kent\n", "x.pdf", "JTAI"),
        (["Kent"], "Kent\nAn inspection of\nyouth offending services in Kent\n", "x", "youth offending"),
        ([], "Nothing of use.", "kent/peel-2019.pdf", "PEEL"),
        (["Planning report: Riverside"], PROSE, "x.pdf", None),
        (["Suicides audit"], PROSE + "\nPEEL assessment\n" * 9 + PROSE, "x.pdf", None),
        (["Health needs of prisoners"], "Health needs of prisoners\n", "prison-needs.pdf", None),
        (["Drug related deaths"], "Drug related deaths\n", "deaths-audit-2019.pdf", None),
    ],
)  # fmt: skip
def test_a_kind_is_told_by_title_or_top_lines_and_by_the_path_of_what_has_neither(
    titles: list[str], opening: str, path: str, kind: str | None
) -> None:
    found = KINDS.find(titles, opening, path)
    assert (found.name if found else None) == kind
