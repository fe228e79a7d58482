"""A briefing as plain text, Markdown and Word; one's own words are marked in each of them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.shared import Pt

from api.briefing.paragraphs import Paragraph
from api.rendering.word_files import add_link, printable
from api.rendering.words import escape_markdown

UNTITLED = "Briefing"
OWN = "Author’s note: "  # before what no report says
REFERENCES = "References"


def write_text(title: str, paragraphs: Sequence[Paragraph]) -> str:
    """For a clipboard: quotes in quotation marks, each with its citation and link."""
    parts = [title or UNTITLED]
    for at, one in enumerate(paragraphs):
        if _opens_references(paragraphs, at):
            parts.append(REFERENCES)
        match one.kind:
            case "heading":
                parts.append(one.text)
            case "note":
                parts.append(f"{OWN}{one.text}")
            case "lead":
                parts.append(f"“{one.text}”")
            case "quote":
                words = f"“{one.text}”" if one.text else ""
                parts.append(_joined([words, _mark(one), _source(one), one.told]))
            case "reference":
                parts.append(f"[{one.number}] {one.cited} {one.href}")
    return "\n\n".join(parts) + "\n"


def write_markdown(title: str, paragraphs: Sequence[Paragraph]) -> str:
    """Quotes as blocks, each with its citation as a link below it."""
    parts = [f"# {escape_markdown(_line(title) or UNTITLED)}"]
    for at, one in enumerate(paragraphs):
        if _opens_references(paragraphs, at):
            parts.append(f"## {REFERENCES}")
        text = escape_markdown(one.text)
        match one.kind:
            case "heading":
                parts.append(f"## {_line(text)}")
            case "note":
                parts.append(f"*{OWN.strip()}* " + "  \n".join(map(str.strip, text.splitlines())))
            case "lead":
                parts.append(f"> {text}")
            case "quote":
                lines = [f"> {_joined([text, _mark(one)])}"] if text else []
                lines += [f"> — {_linked(one)}"] if one.cited else []
                lines += [f"*{one.told}*"] if one.told else []
                parts.append("\n>\n".join(lines[:2]) + "".join(f"\n\n{x}" for x in lines[2:]))
            case "reference":
                parts.append(f"{one.number}. {_linked(one)}")
    return "\n\n".join(parts) + "\n"


def write_word(title: str, paragraphs: Sequence[Paragraph]) -> bytes:
    """Headings as headings, so that Word makes contents of them; quotes in Word's own style."""
    document = Document()
    document.core_properties.title = printable(title or UNTITLED)
    document.core_properties.author = "Pincite"
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(printable(title or UNTITLED), 1)
    for at, one in enumerate(paragraphs):
        if _opens_references(paragraphs, at):
            document.add_heading(REFERENCES, 2)
        match one.kind:
            case "heading":
                document.add_heading(printable(one.text), 2)
            case "note":
                paragraph = document.add_paragraph()
                paragraph.add_run(OWN).italic = True
                paragraph.add_run(printable(one.text))
            case "lead" | "quote" if one.text:
                paragraph = document.add_paragraph(style="Quote")
                paragraph.paragraph_format.keep_with_next = one.kind == "lead"
                paragraph.add_run(printable(f"“{one.text}”"))
                if one.number is not None:
                    add_link(paragraph, f" [{one.number}]", one.href)
        if one.cited:
            paragraph = document.add_paragraph(f"[{one.number}] " if one.number else "")
            paragraph.add_run(printable(one.cited.before))
            add_link(paragraph, printable(one.cited.title), one.href)
            paragraph.hyperlinks[-1].runs[-1].italic = True
            paragraph.add_run(printable(one.cited.after))
        if one.told:
            document.add_paragraph().add_run(one.told).italic = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _opens_references(paragraphs: Sequence[Paragraph], at: int) -> bool:
    return paragraphs[at].kind == "reference" and paragraphs[at - 1].kind != "reference"


def _mark(one: Paragraph) -> str:
    return f"[{one.number}]" if one.number is not None else ""


def _source(one: Paragraph) -> str:
    return f"{one.cited} {one.href}" if one.cited else ""


def _linked(one: Paragraph) -> str:
    """The citation, whose title is a link."""
    assert one.cited is not None
    before, after = escape_markdown(one.cited.before), escape_markdown(one.cited.after)
    return f"{before}[*{escape_markdown(one.cited.title)}*]({one.href}){after}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _joined(parts: Sequence[str]) -> str:
    return " ".join(part for part in parts if part)
