"""The letters of a PDF page, gathered into words: all that PDFium is asked about them."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from pypdfium2 import raw

from ingest.pdf.coordinates import Box, View, overlap
from ingest.pdf.drop_caps import INITIAL, with_large_initials
from ingest.pdf.letter_spacing import join_spaced, join_turned
from ingest.pdf.shown.clipping import Clips
from ingest.pdf.shown.digits import Digits
from ingest.pdf.shown.hiding_signs import CUT, FAINTEST, LAYER, TINY, UNPAINTED
from ingest.pdf.shown.objects import (
    Drawn,
    colour_of,
    is_layered,
    loose_box_of,
    origin_of,
    render_mode_of,
    run_at,
    stroke_colour_of,
    text_matrix_of,
)
from ingest.pdf.small_figures import (
    NOTE_MARK,
    POWERS,
    close_fraction,
    is_power,
    is_raised,
    joins,
    with_fraction,
)
from ingest.pdf.word import RIGHT_TO_LEFT, Ink, Word, clean_word

LINE_END_HYPHEN = "\ufffe"  # what PDFium puts where a word was parted at a line's end
SLANT = 0.2  # of the way; a scan lies less askew
STACKED = 1.9  # times the size of the type; the letters of one line are not so high
TINIEST = 1.5  # points; type of this size is no more than a line
MOST = 0.6  # of a word's box
APART = 0.12  # of the size of the type: letters of a word stand closer
SPACE = 0.2  # of the size of the type: in letters that are drawn together, no less is a space
LOOKED_AT = 600  # letters of a page
LETTERS = 3  # of a cell, at least, one with another
UNPAINTED_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_STOPS = ".,;:"  # may end a word after a note's mark
STROKED_MODES = (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
FAR = 20_000.0  # points; the largest page that PDF knows is 14,400 wide

_WORD = re.compile(rf"[^\s{LINE_END_HYPHEN}\x02\u00a0\u202f]+[{LINE_END_HYPHEN}\x02]?")
# Codes of ligatures in TeX's fonts (OT1, T1), where these do not say what they are.
_LIGATURES = dict(zip("\x0b\x0c\r\x0e\x0f\x1b\x1c\x1d\x1e\x1f", "ﬀﬁﬂﬃﬄﬀﬁﬂﬃﬄ", strict=True))
_CODE = r"(?:[\x0b\x0c\x0e\x0f\x1b-\x1f]|\r(?!\n))"
_TEX = re.compile(rf"(?<=[a-z]){_CODE}|{_CODE}(?=[a-z])")
_FRACTION = re.compile(r"(?<!\d)(\d{1,5})[/⁄](\d{1,3})")
_LAM_ALEF = re.compile("[\u0622\u0623\u0625\u0627]\u0644")
_UNCLOSED = re.compile(r"\([^()\r\n]*(?=\()")
_ENDS_CELL = re.compile(r"[\w%)](?:[\w(£$€+]|[-−–]\d)")  # and the first letter of the next
_HEAVY = re.compile(rb"(?i)bold|black|heavy|demi")


def read_words(
    page: object, objects: Sequence[Drawn], view: View, digits: Digits, *, has_layers: bool
) -> list[Word]:
    """The words of one page, in the order in which the file draws them."""
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        letters = _Letters(objects, text_page, view, has_layers=has_layers)
        shown = digits.as_shown(letters.all(), page, text_page, view)
        words = with_large_initials(letters.words(shown))
        words = join_spaced(words, letters.gaps_in, letters.is_after_space)
        return join_turned(words)
    finally:
        raw.FPDFText_ClosePage(text_page)


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    turned: int
    slanted: bool  # neither level nor plumb
    depth: float  # from where the letters stand down to the bottom of their boxes
    ink: Ink
    clip: Box | None = None  # nothing shows outside this box


class _Letters:
    """Asks PDFium about the letters of one page, seldom and cheaply: a call costs half a
    microsecond, and a page has thousands of letters."""

    def __init__(
        self, objects: Sequence[Drawn], text_page: object, view: View, *, has_layers: bool
    ) -> None:
        self._has_layers = has_layers
        self._clips = Clips(objects, view)
        self._page = text_page
        self._view = view
        self._width, self._height = view.size
        self._rect = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._rect_ref, self._matrix_ref = map(ctypes.addressof, (self._rect, self._matrix))
        self._x_ref, self._y_ref = ctypes.addressof(self._x), ctypes.addressof(self._y)
        self._edge, self._foot_at = ctypes.c_double(), ctypes.c_double()
        self._edge_ref, self._foot_ref = ctypes.byref(self._edge), ctypes.byref(self._foot_at)
        self._name = ctypes.create_string_buffer(128)
        self._styles: dict[int, _Style] = {}
        self._run_of: tuple[int, int | None] = (-1, None)  # a letter that was asked about, its run
        self._handle = ctypes.cast(text_page, ctypes.c_void_p)  # type: ignore[arg-type]

    def words(self, letters: str) -> list[Word]:
        """Of all letters, one a character."""
        words: list[Word] = []
        has_spaces = self._has_spaces(letters)
        for match in _WORD.finditer(letters):
            at, shown = match.start(), match.group()
            self._run_of = at, run_at(self._handle, at)
            if shown[:1] == shown[1:2] and len(once := self._once(shown, at)) < len(shown):
                self._add(words, once, at, match.end() - 1)
                continue
            is_one_run = self._run_of[1] == run_at(self._handle, match.end() - 1)
            if is_one_run and (has_spaces or len(shown) < 4):
                self._add_shown(words, shown, at, is_one_run=True)
                continue
            for part in self._parts(shown, at, within_runs=not has_spaces):
                self._add_shown(words, part, at)
                at += len(part)
        return words

    def _once(self, shown: str, start: int) -> str:
        """The letters of a word without those that are drawn again in their place one by one."""
        places = [(self._x_of(start + at), self._y.value) for at in range(len(shown))]
        near = APART * self._style(start).size
        return shown[0] + "".join(
            letter
            for letter, before, place, last in zip(
                shown[1:], shown, places[1:], places, strict=False
            )
            if letter != before or math.dist(place, last) > near
        )

    def gaps_in(self, word: Word) -> list[float]:
        """The white between the letters of a word, in points."""
        edges = map(self._edges, range(word.letter, word.letter + len(word.text)))
        return [begin - end for (_, end), (begin, _) in pairwise(edges)]

    def _edges(self, letter: int) -> tuple[float, float]:
        """Left and right of a letter's box, from a place that is the same for all of a page."""
        loose_box_of(self._handle, letter, self._rect_ref)
        rect = self._rect
        if not self._view.turns:  # almost always
            return rect.left, rect.right
        left, _, right, _ = self._view.box(rect.left, rect.bottom, rect.right, rect.top)
        return left, right

    def is_after_space(self, word: Word) -> bool:
        """Whether the file itself has a space before a word: PDFium adds spaces of its own."""
        before = word.letter - 1
        letter = raw.FPDFText_GetUnicode(self._page, before)
        return chr(letter) == " " and not raw.FPDFText_IsGenerated(self._page, before)

    def _has_spaces(self, letters: str) -> bool:
        """Whether the file has spaces of its own between words: of the white in one that has none
        PDFium makes a space mostly, but not always."""
        spaces = [at for at, letter in enumerate(letters[:LOOKED_AT]) if letter == " "]
        return not all(raw.FPDFText_IsGenerated(self._page, at) for at in spaces)

    def _parts(self, shown: str, start: int, *, within_runs: bool) -> list[str]:
        """What PDFium took for one word: cells of a table that little white parts, a large initial,
        words of a file without spaces."""
        if shown[0].isupper() and self._style(start).size > INITIAL * self._style(start + 1).size:
            return [shown[0], shown[1:]]
        run = run_at(self._handle, start)
        cuts = [0]
        for at in range(1, len(shown)):
            before, run = run, run_at(self._handle, start + at)
            least = APART if before != run else SPACE
            if before == run and not within_runs:
                continue
            if _ENDS_CELL.match(shown, at - 1) and self._is_apart(start + at, least):
                cuts.append(at)
        if len(cuts) > 1 + len(shown) / LETTERS:  # letter-spaced
            return [shown]
        return [shown[a:b] for a, b in zip(cuts, [*cuts[1:], None], strict=True)]

    def _is_apart(self, letter: int, least: float) -> bool:
        """Whether so much white is before a letter, and one of its size and height before that."""
        _, end = self._edges(letter - 1)
        begin, _ = self._edges(letter)
        if begin - end <= least:  # of type of a point: most letters touch
            return False
        size = self._style(letter).size
        return (
            begin - end > least * size
            and self._style(letter - 1).size == size
            and self._is_level(letter - 1, letter)
        )

    def _add_shown(
        self, words: list[Word], shown: str, start: int, *, is_one_run: bool = False
    ) -> None:
        end = start + len(shown) - 1
        parted = shown[-1] in (LINE_END_HYPHEN, "\x02")
        if parted:
            shown = shown[:-1] + "-"
            end = max(start, end - 1)
        over = _FRACTION.search(shown) if "/" in shown or "⁄" in shown else None
        whole = over and self._whole_before(over, start)
        if over and whole is not None:  # by a font that draws small figures itself
            self._add(words, with_fraction(over, whole), start, end)
            return
        cut = 0 if parted or is_one_run else self._raised_from(shown, start)
        if not cut:
            self._add(words, shown, start, end, parted=parted)
            close_fraction(words)
        elif is_power(shown[:cut], shown[cut:]):
            self._add(words, shown[:cut] + shown[cut:].translate(POWERS), start, end)
        else:
            stop = shown[-1] if shown[-1] in _STOPS and self._is_level(end, start) else ""
            self._add(words, shown[:cut] + stop, start, start + cut - 1)
            self._add(words, shown[cut:].removesuffix(stop), start + cut, end, raised=True)

    def _whole_before(self, fraction: re.Match[str], start: int) -> int | None:
        """How many figures before a fraction stand on the line; none where the fraction is not
        small, but "1/2" all in full."""
        stroke = fraction.end(1)
        size = self._style(start + stroke).size
        raised = stroke
        while raised > fraction.start() and self._foot(start + raised - 1) > 0.2 * size:
            raised -= 1
        is_low = self._foot(start + stroke + 1) < 0.1 * size
        return raised - fraction.start() if raised < stroke and is_low else None

    def _raised_from(self, shown: str, start: int) -> int:
        """Where in the word small raised figures or a note's mark begin, 0 where there are none."""
        mark = NOTE_MARK.search(shown, 1)
        if not mark:
            return 0
        before = start + mark.start() - 1
        run = run_at(self._handle, before)
        for cut in range(mark.start(), len(shown)):
            if shown[cut] not in _STOPS and run_at(self._handle, start + cut) != run:
                figure = next((at for at in range(cut, len(shown)) if shown[at].isdigit()), None)
                return cut if self._is_higher(start + cut, before, figure and start + figure) else 0
        return 0

    def _is_higher(self, letter: int, other: int, figure: int | None) -> bool:
        """Whether a letter stands high beside another of its line: CO2's does not. Some fonts
        have small figures of their own, which stand high in their box."""
        size, lift = self._style(other).size, self._base(other) - self._base(letter)
        if self._style(letter).size < 0.8 * size:
            return lift > 0.1 * size
        if figure is not None and abs(lift) < 0.05 * size:
            lift += self._foot(figure)
        return lift > 0.25 * size

    def _is_level(self, letter: int, other: int) -> bool:
        return abs(self._base(letter) - self._base(other)) < 0.05 * self._style(other).size

    def _foot(self, letter: int) -> float:
        """How high above where it stands a letter's ink begins, in points; of level ones alone."""
        if self._view.turns or self._style(letter).turned:
            return 0.0
        raw.FPDFText_GetCharBox(
            self._page, letter, self._edge_ref, self._edge_ref, self._foot_ref, self._edge_ref
        )
        origin_of(self._handle, letter, self._x_ref, self._y_ref)
        return self._foot_at.value - self._y.value

    def _falls_at(self, start: int, end: int, least: float) -> int:
        """The letter of a word that stands on another line than its first, counted from that one:
        PDFium may take a lone figure under another for its next."""
        base = self._base(start)
        return next(
            (at - start for at in range(start + 1, end + 1) if abs(self._base(at) - base) > least),
            0,
        )

    def _base(self, letter: int) -> float:
        origin_of(self._handle, letter, self._x_ref, self._y_ref)
        return self._view.point(self._x.value, self._y.value)[1]

    def all(self) -> str:
        """One Python character a letter, so that positions are PDFium's own."""
        count = max(raw.FPDFText_CountChars(self._page), 0)
        buffer = (ctypes.c_ushort * (2 * count + 2))()
        units = raw.FPDFText_GetText(self._page, 0, count, buffer)
        letters = bytes(memoryview(buffer)[: max(units - 1, 0)]).decode("utf-16-le", "replace")
        if len(letters) != count:
            codes = (raw.FPDFText_GetUnicode(self._page, index) for index in range(count))
            letters = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
        if _TEX.search(letters):
            letters = _TEX.sub(lambda code: _LIGATURES[code.group()], letters)
        return self._read_from_right(letters) if RIGHT_TO_LEFT.search(letters) else letters

    def _read_from_right(self, letters: str) -> str:
        """The letters, with what PDFium turns about beside writing that is read from its right: a
        bracket that closes it, and the two letters of a lam-alef that is drawn as one."""
        turned = list(letters)
        for match in _LAM_ALEF.finditer(letters):
            at = match.start()
            if self._x_of(at) == self._x_of(at + 1):
                turned[at : at + 2] = turned[at + 1], turned[at]
        for match in _UNCLOSED.finditer(letters):
            if RIGHT_TO_LEFT.search(match.group()):
                at = match.end()
                spaced = letters[at - 1] == " "
                turned[at - spaced : at + 1] = ") " if spaced else ")"
        return "".join(turned)

    def _x_of(self, letter: int) -> float:
        origin_of(self._handle, letter, self._x_ref, self._y_ref)
        return self._x.value

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
        loose_box_of(self._handle, start, self._rect_ref)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if end > start:
            loose_box_of(self._handle, end, self._rect_ref)
            left, bottom = min(left, rect.left), min(bottom, rect.bottom)
            right, top = max(right, rect.right), max(top, rect.top)
        x0, y0, x1, y1 = self._view.box(left, bottom, right, top)
        if end > start and y1 - y0 > STACKED * style.size and not parted and style.turned % 2 == 0:
            cut = self._falls_at(start, end, 0.7 * style.size)
            if cut and len(shown) > cut:
                self._add(words, shown[:cut], start, start + cut - 1, raised=raised)
                self._add(words, shown[cut:], start + cut, end)
                return
        base = y1 - style.depth
        if not (  # on the page; a box that is no number at all is not
            -FAR < x0 < self._width
            and -FAR < y0 < self._height
            and 0 < x1 < FAR
            and 0 < y1 < FAR
            and -FAR < base < FAR
        ):
            return
        clip = style.clip
        if clip and (x1 < clip[0] or x0 > clip[2] or y1 < clip[1] or y0 > clip[3]):
            return
        ink = style.ink
        if clip and not ink.doubt and _is_cut((x0, y0, x1, y1), clip):
            ink = replace(ink, doubt=CUT)
        size, bold, turned = style.size, style.bold, style.turned
        word = Word(text, x0, y0, x1, y1, base, size, bold, turned, parted, raised, ink, start)
        if words and len(text) < 4 and not raised:
            before = words[-1]
            if before.raised:
                before = next((one for one in reversed(words[-3:]) if not one.raised), before)
            if joins(before, words[-1], word):
                return
            word.raised = is_raised(word, before)
        words.append(word)

    def _style(self, index: int) -> _Style:
        at, run = self._run_of
        key = (run if at == index else run_at(self._handle, index)) or 0
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._read_style(index, key)
        return style

    def _read_style(self, index: int, run: int) -> _Style:
        text_matrix_of(self._handle, index, self._matrix_ref)
        matrix = self._matrix
        scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
        # A size below nothing turns letters about: some makers of reports turn them back with it.
        set_in = raw.FPDFText_GetFontSize(self._page, index)
        size = round(abs(set_in) * scale, 1)
        along = (matrix.a, matrix.b) if set_in >= 0 else (-matrix.a, -matrix.b)
        for _ in range(self._view.turns):
            along = (along[1], -along[0])
        raw.FPDFText_GetFontInfo(self._page, index, self._name, 128, None)
        bold = _is_heavy(self._name.value) or raw.FPDFText_GetFontWeight(self._page, index) >= 600
        loose_box_of(self._handle, index, self._rect_ref)
        rect = self._rect
        below = self._view.box(rect.left, rect.bottom, rect.right, rect.top)[3]
        depth = below - self._base(index)
        clip, is_odd = self._clips.clip_of(run) if run else (None, False)
        slanted = min(map(abs, along)) > SLANT * max(map(abs, along))
        wide = abs(set_in) * (matrix.a**2 + matrix.b**2) ** 0.5
        high = min(rect.top - rect.bottom, rect.right - rect.left)
        is_tiny = min(size, wide) < TINIEST and high < TINIEST
        ink = _ink(run, is_cut=is_odd, is_tiny=is_tiny, has_layers=self._has_layers)
        return _Style(size, bold, _quarters(*along), slanted, depth, ink, clip)


def _ink(run: int, *, is_cut: bool, is_tiny: bool, has_layers: bool) -> Ink:
    red, green, blue, opacity = colour_of(run) if run else (0, 0, 0, 255)
    mode = render_mode_of(run) if run else raw.FPDF_TEXTRENDERMODE_FILL
    if mode in STROKED_MODES:
        red, green, blue, opacity = stroke_colour_of(run)
    doubt = CUT if is_cut else ""
    if opacity < FAINTEST or mode in UNPAINTED_MODES:
        doubt = UNPAINTED
    if has_layers and run and is_layered(run):
        doubt = LAYER
    return Ink(run, (red, green, blue), TINY if is_tiny else doubt)


def _is_cut(box: Box, clip: Box) -> bool:
    """Whether a good part of a word lies outside what it is cut to."""
    x0, y0, x1, y1 = overlap(box, clip)
    area = (box[2] - box[0]) * (box[3] - box[1])
    return max(x1 - x0, 0.0) * max(y1 - y0, 0.0) < MOST * area


@lru_cache(maxsize=4096)  # a file may name as many fonts as it likes
def _is_heavy(font_name: bytes) -> bool:
    return _HEAVY.search(font_name) is not None


def _quarters(along: float, up: float) -> int:
    """How many clockwise quarter turns set text upright that runs in this direction."""
    if abs(along) >= abs(up):
        return 0 if along >= 0 else 2
    return 1 if up > 0 else 3
