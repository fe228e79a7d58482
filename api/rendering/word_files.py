"""What Word files are made of beyond python-docx's own calls: links, and text that fits its XML."""

from __future__ import annotations

import re

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

MOST_OF_PROPERTY = 255  # characters that Word holds of a file's title
# What Office files cannot hold in their XML.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    return UNPRINTABLE.sub("", text)


def property_of(text: str) -> str:
    """As much of a text as a file's title can be."""
    return printable(text)[:MOST_OF_PROPERTY]


def add_link(paragraph: Paragraph, text: str, href: str) -> Run:
    """python-docx has no call for links: the relation and its run are made by hand."""
    relation = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(text)
    run.font.underline = True
    element = paragraph._p
    element.replace(run._r, link)  # type: ignore[arg-type]  # a link may stand where a run does
    link.append(run._r)
    return run
