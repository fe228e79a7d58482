"""What is drawn goes before what a PDF says is drawn instead: its marks of ActualText are taken
off, but where the letters that are drawn have no code of their own."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.pdf.shown.annotations import load_page
from ingest.pdf.shown.objects import Drawn, marks_of, objects_of, says_actual_text

MOST = 4000  # bytes of one text that are looked at
LIGATURE = 3  # letters at most
_OF_SIGNS = re.compile(rb"(?i)wingdings|webdings|symbol|dingbats|icon|awesome")
_UNKNOWN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufffd]")
_Buffer = ctypes.c_ushort * (MOST // 2)
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class _Said:
    at: int  # the place of what is drawn, in the painter's order
    run: object
    mark: object
    text: str

    def drop(self) -> None:
        raw.FPDFPageObj_RemoveMark(self.run, self.mark)


def drop_actual_text(document: pdfium.PdfDocument, index: int, objects: Sequence[Drawn]) -> None:
    """Takes the marks off the objects of a page, before its letters are read."""
    marks = _said_of(objects)
    if not marks:
        return
    drawn = _drawn_on(document, index)
    # A mark on several objects tells of them all.
    for _, one in groupby(enumerate(marks), lambda numbered: _group(*numbered)):
        group = [each for _, each in one]
        if _is_known("".join(drawn.get(each.at, "") for each in group), group[0]):
            for each in group:
                each.drop()


def _group(number: int, mark: _Said) -> tuple[int, str]:
    return mark.at - number, mark.text


def _said_of(objects: Sequence[Drawn]) -> list[_Said]:
    marks = []
    for at, drawn in enumerate(objects):
        if drawn.kind == raw.FPDF_PAGEOBJ_TEXT:
            for address in marks_of(drawn.address):
                if says_actual_text(address):
                    run = ctypes.cast(drawn.address, raw.FPDF_PAGEOBJECT)
                    mark = ctypes.cast(address, raw.FPDF_PAGEOBJECTMARK)
                    marks.append(_Said(at, run, mark, _text_of(mark)))
    return marks


def _text_of(mark: object) -> str:
    size = ctypes.c_ulong()
    buffer = _Buffer()
    raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", buffer, MOST, ctypes.byref(size))
    return _decoded(buffer, size.value)


def _decoded(buffer: ctypes.Array[ctypes.c_ushort], size: int) -> str:
    return bytes(buffer)[: max(min(size, MOST) - 2, 0)].decode("utf-16-le", "replace")


def _drawn_on(document: pdfium.PdfDocument, index: int) -> Mapping[int, str]:
    """What each marked object of a page draws, by the codes of its letters alone."""
    page = load_page(document, index)
    try:
        marks = _said_of(objects_of(page))
        for each in marks:
            each.drop()
        text_page = raw.FPDFText_LoadPage(page)
        try:
            return {each.at: _drawn_by(each.run, text_page) for each in marks}
        finally:
            raw.FPDFText_ClosePage(text_page)
    finally:
        raw.FPDF_ClosePage(page)


def _drawn_by(run: object, text_page: object) -> str:
    buffer = _Buffer()
    size = raw.FPDFTextObj_GetText(run, text_page, buffer, MOST)
    return _decoded(buffer, size)


def _is_known(drawn: str, mark: _Said) -> bool:
    """Whether the codes of what is drawn tell what it is; a ligature's may be a mere sign's."""
    name = ctypes.create_string_buffer(64)
    raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(mark.run), name, 64)
    if not drawn or _UNKNOWN.search(drawn) or _OF_SIGNS.search(name.value):
        return False
    return bool(_LETTER.search(drawn)) or len(_LETTER.findall(mark.text)) > LIGATURE
