"""How the words of a printed demo report look: fonts, styles, broken words and ligatures."""

from __future__ import annotations

import re
from html import escape

# reportlab has no types of its own and none are published for this version
from reportlab.lib.colors import HexColor, grey  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

BOLD = {"Vera": "VeraBd", "Helvetica": "Helvetica-Bold", "Times": "Times-Bold"}
REGULAR = {"Vera": "Vera", "Helvetica": "Helvetica", "Times": "Times-Roman"}
SIZE = {"Vera": 10, "Helvetica": 11, "Times": 12}
INK = HexColor("#1f3a52")
# Print breaks long words at the end of a line; these may break at their hyphens.
BREAKS = """
accommo-dation arrange-ments assess-ment assess-ments author-ity avail-able chil-dren chil-dren’s
commission-ing consist-ently coun-cil deci-sions develop-ment disabil-ities edu-cation experi-ence
experi-ences fam-ilies feel-ing har-bour im-prove im-proved im-prove-ment inspec-tion inspec-tors
inter-views lead-er-ship lead-ers learn-ing manage-ment manage-ment’s par-ents part-ner-ship
plan-ning pro-fes-sional pro-fes-sionals pro-tec-tion resi-den-tial respon-sible ser-vices
signifi-cant special-ist special-ists super-vision sup-port sup-ported Thorn-borough time-li-ness
un-der-stand work-ers young-er
"""
BROKEN = {word.replace("-", ""): word.replace("-", "\u00ad") for word in BREAKS.split()}

for face in ("Vera", "VeraBd", "VeraIt", "VeraBI"):
    pdfmetrics.registerFont(TTFont(face, f"{face}.ttf"))
pdfmetrics.registerFontFamily("Vera", "Vera", "VeraBd", "VeraIt", "VeraBI")


def make_styles(fields: dict[str, str]) -> dict[str, ParagraphStyle]:
    size, regular, bold = SIZE[fields["font"]], font(fields), BOLD[fields["font"]]
    body = ParagraphStyle(
        "body",
        fontName=regular,
        fontSize=size,
        leading=size * 1.35,
        spaceAfter=size * 0.8,
        embeddedHyphenation=1 if fields.get("hyphens") else 0,
        alignment=4 if fields.get("hyphens") else 0,
    )

    heading = ParagraphStyle(
        "heading", body, fontName=bold, alignment=0, spaceBefore=size, keepWithNext=1, textColor=INK
    )
    all_styles = [
        body,
        ParagraphStyle(
            "title", heading, fontSize=size * 2, leading=size * 2.4, spaceAfter=size * 1.4
        ),
        ParagraphStyle("heading1", heading, fontSize=size + 6, leading=size + 9),
        ParagraphStyle("heading2", heading, fontSize=size + 3, leading=size + 6),
        ParagraphStyle("heading3", heading, fontSize=size + 1, leading=size + 4),
        ParagraphStyle("item", body, leftIndent=7 * mm, bulletIndent=2 * mm),
        ParagraphStyle(
            "numbered", body, leftIndent=10 * mm, bulletIndent=0, bulletFontName=regular
        ),
        ParagraphStyle(
            "cell", body, fontSize=size - 1, leading=size * 1.2, spaceAfter=0, alignment=0
        ),
        ParagraphStyle(
            "head", body, fontSize=size - 1, leading=size * 1.2, spaceAfter=0, fontName=bold
        ),
        ParagraphStyle(
            "small", body, fontSize=8, leading=10, textColor=grey, spaceBefore=6, alignment=0
        ),
        ParagraphStyle("contents1", body, fontName=bold, spaceBefore=6, spaceAfter=2),
        ParagraphStyle("contents2", body, leftIndent=6 * mm, spaceAfter=2),
    ]
    return {style.name: style for style in all_styles}


def font(fields: dict[str, str]) -> str:
    return REGULAR[fields["font"]]


def marked_up(text: str, fields: dict[str, str]) -> str:
    """As reportlab wants it, with the soft hyphens or the ligatures that the report has."""
    if fields.get("hyphens"):
        text = re.sub(r"[\w’]+", lambda match: BROKEN.get(match[0], match[0]), text)
    if fields.get("ligatures"):
        text = text.replace("fi", "ﬁ").replace("fl", "ﬂ")
    text = escape(text, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"&lt;(\d+)&gt;", r"<super size=8>\1</super>", text)


def typeset(text: str) -> str:
    return escape(text.replace("'", "’"), quote=False)
