"""A Word file of an answer, whatever was asked."""

from __future__ import annotations

import io

from docx import Document

from api.pages.downloads import Sheet, write_word


def test_a_long_question_is_the_heading_whole_and_the_files_title_as_far_as_it_fits() -> None:
    question = "Is it good?\x00 " * 60

    document = Document(io.BytesIO(write_word(Sheet(question, (), (), "http://here"))))

    shown = question.replace("\x00", "")
    assert document.paragraphs[0].text == shown
    assert document.core_properties.title == shown[:255]
