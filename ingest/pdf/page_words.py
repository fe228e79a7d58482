"""The words of a PDF page with their boxes, and the ruled lines between them.

Places are points from the top left corner of the page as displayed: its crop box and its
rotation are undone here, and nobody else knows of them.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.pdf.clipping import Clips
from ingest.pdf.coordinates import Box, View, view_of
from ingest.pdf.drawings import Rule, find_drawings
from ingest.pdf.garbling import is_garbled

LINE_END_HYPHEN = "\ufffe"  # what PDFium puts where a word was parted at a line's end
SLANT = 0.2  # of the way; a scan lies less askew
CAPITAL = 0.72  # of the size of the type is the height of a capital letter
MAX_INITIALS = 20  # looked at on a page
INITIAL = 1.8  # times the size of the word that it begins
FAR = 20_000.0  # points; the largest page that PDF knows is 14,400 wide

_WORD = re.compile(rf"[^\s{LINE_END_HYPHEN}\x02\u00a0\u202f]+[{LINE_END_HYPHEN}\x02]?")
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡§])[.,;:]?$")  # may end a word: "Board1"
_UNITS = frozenset({"m", "km", "cm", "mm", "ft", "mi", "10"})  # what follows is a power
_HEAVY = re.compile(rb"(?i)bold|black|heavy|demi")
_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
}
# Where symbol fonts keep the signs that they share with others; pictographs stand alone.
_SYMBOLS = {0xF000 + ord(sign): sign for sign in "()+,-./0123456789:;<=>[]"}
_DROPPED = dict.fromkeys(
    [
        *(*range(0x20), *range(0x7F, 0xA0), 0xAD, 0xFEFF, 0xFFFE),
        *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
    ]
)
_CLEAN = str.maketrans(_LIGATURES) | _DROPPED
_CLEAN_WORD = _CLEAN | _SYMBOLS


@dataclass(slots=True)
class Word:
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float  # where the letters stand, from the top of the page
    size: float  # of the type, in points
    bold: bool
    turned: int = 0  # clockwise quarters that would set it upright
    parted: bool = False  # by a hyphen at the line's end; the next word is its other half
    raised: bool = False  # a note's mark, set small and high


@dataclass(slots=True)
class PageWords:
    """The words of a page in the frame in which they are read.

    That is the page as displayed but for a page whose text lies on its side: it is turned
    first, and `turned` says how often, in clockwise quarters.
    """

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    is_drawn: bool = False  # shows more than ruled lines: pictures, or letters without a code
    is_pictured: bool = False  # pictures cover most of it
    is_garbled: bool = False  # its fonts do not say what its letters are
    turned: int = 0

    @property
    def shape(self) -> tuple[float, float]:
        """Width and height as displayed."""
        return (self.height, self.width) if self.turned % 2 else (self.width, self.height)


def clean_word(text: str) -> str:
    """The word without ligatures, soft hyphens and control characters; otherwise as printed."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_CLEAN if len(text) == 1 else _CLEAN_WORD)


def read_page(document: pdfium.PdfDocument, index: int) -> PageWords:
    """The words of one page, in the order in which the file draws them."""
    page = raw.FPDF_LoadPage(document.raw, index)
    if not page:  # broken, in a file that is otherwise sound
        return PageWords(index + 1, 0.0, 0.0)
    try:
        view = view_of(page)
        words = _words_of(page, view)
        turned = _usual_turn(words)
        if turned:
            view = replace(view, turns=(view.turns + turned) % 4)
            words = _words_of(page, view)
        garbled = is_garbled(" ".join(word.text for word in words))
        if garbled:
            words = []
        drawings = find_drawings(page, view)
    finally:
        raw.FPDF_ClosePage(page)
    width, height = view.size
    return PageWords(
        index + 1,
        width,
        height,
        words,
        drawings.rules,
        drawings.is_more,
        drawings.picture_area > 0.5 * width * height,
        garbled,
        turned,
    )


def _usual_turn(words: Sequence[Word]) -> int:
    turns = Counter(word.turned for word in words)
    return turns.most_common(1)[0][0] if turns else 0


def _words_of(page: object, view: View) -> list[Word]:
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        return _Letters(page, text_page, view).words()
    finally:
        raw.FPDFText_ClosePage(text_page)


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    turned: int
    slanted: bool  # neither level nor plumb
    depth: float  # from where the letters stand down to the bottom of their boxes
    clip: Box | None = None  # nothing shows outside this box


# The same function with its answer as a number: a ctypes pointer is slow to make and to compare.
_text_object = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(raw.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)


class _Letters:
    """Asks PDFium about the letters of one page, seldom and cheaply: a call costs half a
    microsecond, and a page has thousands of letters."""

    def __init__(self, sheet: object, text_page: object, view: View) -> None:
        self._clips = Clips(sheet, view)
        self._page = text_page
        self._view = view
        self._width, self._height = view.size
        self._rect = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._rect_ref, self._matrix_ref = ctypes.byref(self._rect), ctypes.byref(self._matrix)
        self._x_ref, self._y_ref = ctypes.byref(self._x), ctypes.byref(self._y)
        self._name = ctypes.create_string_buffer(128)
        self._styles: dict[int, _Style] = {}
        self._handle = ctypes.cast(text_page, ctypes.c_void_p)  # type: ignore[arg-type]

    def words(self) -> list[Word]:
        count = raw.FPDFText_CountChars(self._page)
        if count <= 0:
            return []
        letters = self._all_letters(count)
        words: list[Word] = []
        for match in _WORD.finditer(letters):
            start, end = match.start(), match.end() - 1
            shown = match.group()
            parted = shown[-1] in (LINE_END_HYPHEN, "\x02")
            if parted:
                shown = shown[:-1] + "-"
                end = max(start, end - 1)
            cut = 0 if parted else self._note_mark(shown, start)
            if cut and shown[:cut] not in _UNITS:
                self._add(words, shown[:cut], start, start + cut - 1)
                self._add(words, shown[cut:], start + cut, end, raised=True)
            else:
                self._add(words, shown, start, end, parted=parted)
        return _with_large_initials(words)

    def _note_mark(self, shown: str, start: int) -> int:
        """Where in the word a note's mark begins, 0 where there is none."""
        mark = _NOTE_MARK.search(shown, 1)
        if not mark:
            return 0
        size = self._style(start).size
        for cut in range(mark.start(), len(shown)):
            is_mark = shown[cut].isdigit() or shown[cut] in "*†‡§"
            if is_mark and self._style(start + cut).size < 0.8 * size:
                return cut
        return 0

    def _all_letters(self, count: int) -> str:
        """One Python character a letter, so that positions are PDFium's own."""
        buffer = (ctypes.c_ushort * (2 * count + 2))()
        units = raw.FPDFText_GetText(self._page, 0, count, buffer)
        letters = bytes(memoryview(buffer)[: max(units - 1, 0)]).decode("utf-16-le", "replace")
        if len(letters) == count:
            return letters
        codes = (raw.FPDFText_GetUnicode(self._page, index) for index in range(count))
        return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)

    def _add(
        self,
        words: list[Word],
        shown: str,
        start: int,
        end: int,
        *,
        parted: bool = False,
        raised: bool = False,
    ) -> None:
        text = clean_word(shown)
        if not text:
            return
        style = self._style(start)
        if style.slanted:  # a stamp across the page, or the names along a chart
            return
        rect = self._rect
        raw.FPDFText_GetLooseCharBox(self._page, start, self._rect_ref)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if end > start:
            raw.FPDFText_GetLooseCharBox(self._page, end, self._rect_ref)
            left, bottom = min(left, rect.left), min(bottom, rect.bottom)
            right, top = max(right, rect.right), max(top, rect.top)
        x0, y0, x1, y1 = self._view.box(left, bottom, right, top)
        base = y1 - style.depth
        if not self._is_seen(x0, y0, x1, y1, base):
            return
        clip = style.clip
        if clip and (x1 < clip[0] or x0 > clip[2] or y1 < clip[1] or y0 > clip[3]):
            return
        size, bold, turned = style.size, style.bold, style.turned
        if words and len(text) < 4 and size < 0.8 * words[-1].size:
            raised = raised or _is_raised(text, base, size, words[-1])
        words.append(Word(text, x0, y0, x1, y1, base, size, bold, turned, parted, raised))

    def _is_seen(self, x0: float, y0: float, x1: float, y1: float, base: float) -> bool:
        """Whether a box is on the page; one that is no number at all is not."""
        on_page = x1 > 0 and y1 > 0 and x0 < self._width and y0 < self._height
        return on_page and max(-x0, x1, -y0, y1, abs(base)) < FAR

    def _style(self, index: int) -> _Style:
        key = _text_object(self._handle, index) or 0
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._read_style(index)
        return style

    def _read_style(self, index: int) -> _Style:
        raw.FPDFText_GetMatrix(self._page, index, self._matrix_ref)
        matrix = self._matrix
        scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
        size = round(raw.FPDFText_GetFontSize(self._page, index) * scale, 1)
        along = (matrix.a, matrix.b)
        for _ in range(self._view.turns):
            along = (along[1], -along[0])
        raw.FPDFText_GetFontInfo(self._page, index, self._name, 128, None)
        bold = _is_heavy(self._name.value) or raw.FPDFText_GetFontWeight(self._page, index) >= 600
        raw.FPDFText_GetLooseCharBox(self._page, index, self._rect_ref)
        raw.FPDFText_GetCharOrigin(self._page, index, self._x_ref, self._y_ref)
        rect = self._rect
        below = self._view.box(rect.left, rect.bottom, rect.right, rect.top)[3]
        depth = below - self._view.point(self._x.value, self._y.value)[1]
        run = raw.FPDFText_GetTextObject(self._page, index)
        clip = self._clips.clip_of(run) if run else None
        slanted = min(map(abs, along)) > SLANT * max(map(abs, along))
        return _Style(size, bold, _quarters(*along), slanted, depth, clip)


def _with_large_initials(words: list[Word]) -> list[Word]:
    """Gives a word its first letter, where that is set large over several lines."""
    single = [w for w in words if len(w.text) == 1 and w.text.isupper() and not w.turned]
    usual = median(word.size for word in words) if single else 0.0
    initials = [letter for letter in single if letter.size > INITIAL * usual]
    taken: set[int] = set()
    for initial in initials[:MAX_INITIALS]:
        begun = next((word for word in words if _begins(initial, word)), None)
        if begun is not None:
            begun.text, begun.x0 = initial.text + begun.text, initial.x0
            taken.add(id(initial))
    return [word for word in words if id(word) not in taken] if taken else words


def _begins(initial: Word, word: Word) -> bool:
    """Whether a large letter stands close before a small word, its head as high."""
    heads = (initial.base - CAPITAL * initial.size) - (word.base - CAPITAL * word.size)
    return (
        word.text[0].islower()
        and initial.size > INITIAL * word.size
        and -0.2 * word.size < word.x0 - initial.x1 < 0.9 * word.size
        and word.base < initial.base - 0.5 * word.size
        and abs(heads) < 0.8 * word.size
    )


@lru_cache(maxsize=4096)  # a file may name as many fonts as it likes
def _is_heavy(font_name: bytes) -> bool:
    return _HEAVY.search(font_name) is not None


def _quarters(along: float, up: float) -> int:
    """How many clockwise quarter turns set text upright that runs in this direction."""
    if abs(along) >= abs(up):
        return 0 if along >= 0 else 2
    return 1 if up > 0 else 3


def _is_raised(text: str, base: float, size: float, before: Word) -> bool:
    """Whether a word of its own is a note's mark, high beside the word before."""
    return (
        (text.isdigit() or text in "*†‡§")
        and before.text not in _UNITS
        and 0.15 * before.size < before.base - base < before.size
    )
