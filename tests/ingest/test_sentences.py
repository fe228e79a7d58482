"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

import pytest

from ingest.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "marked",
    [
        "The rate rose to 3.5 per 1,000 children.| It has fallen since.",
        "Is the force good?| It is!| We saw why.",
        "“We were told.”| She had been.| ‘Good enough?’| No.",
        "They use tools (e.g. DASH) and plans, i.e. Written ones.| That works.",
        "Dr. Smith and Mr. Jones met J. R. Brown in St. Albans.| All agreed.",
        "See para. 12 and p. 4, fig. 3 and No. 7.| Then read on.",
        "It was sent on 3 Sept. 2019 by P.C. Brown.| Nobody answered.",
        "They chose plan B.| The costs fell.",
        "Costs fell in the U.S.| In France they rose.",
        "It closed in Dec.| Nobody knew.",
        "This works well ... but not always.| More is needed.",
        "Care is good.| 12 children said so.| (They wrote to us.)",
        "The vision is shared.| [It is clear.]",
    ],
)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    expected = [part.strip() for part in marked.split("|")]

    assert sentences(marked.replace("|", "")) == expected


def test_a_line_is_a_hard_boundary() -> None:
    assert sentences("Findings\nWe saw this\nand that. Then\tmore\n") == [
        "Findings",
        "We saw this",
        "and that. Then\tmore",
    ]


def test_bullets_and_numbers_are_left_out() -> None:
    text = "• tell victims\n12. The authority knows. It acts.\n(a) It leads well.\n3.2 Next\n7.\n"

    assert sentences(text) == [
        "tell victims",
        "The authority knows.",
        "It acts.",
        "It leads well.",
        "Next",
        "7.",
    ]


def test_a_year_or_an_initial_that_opens_a_line_is_kept() -> None:
    assert sentences("2019. The year was hard.\nI. Brown leads.") == [
        "2019.",
        "The year was hard.",
        "Brown leads.",
    ]


def test_a_table_row_is_one_sentence() -> None:
    assert sentences("Care leavers. All ages\tGood. Improving") == [
        "Care leavers. All ages\tGood. Improving"
    ]


def test_spans_are_of_the_whole_text_and_within_the_bounds() -> None:
    text = "One here. Two here. Three here."

    assert split_sentences(text, 10, 19) == [(10, 19)]
    assert split_sentences(text, 12) == [(12, 19), (20, 31)]
    assert split_sentences(" \n\t\n") == []
