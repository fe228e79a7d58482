"""What many reports ask to improve alike is told as themes, the commonest first."""

from __future__ import annotations

from search.answers.briefs.themes import answer_themes
from tests.search.fakes import Reports, ask

ASKED = {
    "Salford": ["Improve risk assessment in homes.", "Send the plan to plans@inspect.example."],
    "Luton": ["Risk assessment is late.", "Hold strategy meetings."],
    "Bolton": ["Strategy meetings lack a chair.", "Review risk assessment."],
    "Bury": ["Widen strategy meetings.", "Let risk assessment lead.", "Hire staff."],
}
REPORTS = Reports(
    {key: "\n".join(items) + "\n" for key, items in ASKED.items()}, kind="JTAI", recommended=ASKED
)


def test_each_theme_has_its_count_and_its_newest_quotes() -> None:
    asked = ask(REPORTS, "what are the common themes across JTAIs")
    assert asked.form == "brief" and asked.brief is not None
    found = answer_themes(REPORTS.as_generation(), asked.brief)
    assert found is not None
    assert [part.title for part in found.parts] == ["Risk assessment", "Strategy meetings"]
    assert found.parts[0].told == "4 of 4 reports ask for something on this."
    assert all(len(part.choices) == 2 for part in found.parts)


def test_of_one_subject_no_common_themes_are_told() -> None:
    asked = ask(REPORTS, "main issues in Salford")
    assert asked.brief is None or not asked.brief.themes


def test_themes_of_something_are_no_themes_of_all() -> None:
    asked = ask(REPORTS, "common themes in fostering across JTAIs")
    assert asked.brief is None or not asked.brief.themes
