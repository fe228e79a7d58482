"""Large initials: a letter that is set over several lines belongs to the word that it begins."""

from __future__ import annotations

import re
from statistics import median

from ingest.pdf.word import Word

CAPITAL = 0.72  # of the size of the type is the height of a capital letter
MAX_INITIALS = 20  # looked at on a page
INITIAL = 1.8  # times the size of the word that it begins
# After an "A" that is a word: what can begin a word, unless the two are one that English has.
_BEGINS = re.compile(
    r"(?:[bcdfghjklmnpqrstvwz]|[bcfgp][lr]|[dt]r|s[chklmnpqtw]|s[cpt]r|sch|[cstw]h|thr|tw|qu|y)[aeiou]"
    r"|uni|use|eu|one\b"
)
_ONE_WORD = re.compile(
    r"a(?:ban|bid|bil|ble|boar|bol|bou|bove|broad(?!-)|brup|cade|cid|coust|cross|cumen|cut|dap|deq|doles"
    r"|dop|dul|fraid|fric|ga[ir]|ged?\b|gen[cdt]|ges\b|gil|go\b|gree|head|larm|lert|liens?\b|lign"
    r"|like|live\b|lon[eg]|loud|mateu|maz|men[adi]|mid|mong|moun|nal[oy]|nim|noma|nony|nother|part(?!i|n|y)"
    r"|path|polog|pril|rab|rea|ris[ei]|rom|ros|round|sham|shor|side|sk(?:[eis]|\b)|sleep|spec|sph"
    r"|spir|stou|sylum|thle|tom|troc|vail|ver[ast]|viat|voc|void|wai|war[de]|way)"
)
_AFTER_I = frozenset(
    "am was have had will would can could do did think know feel like want".split()
)


def with_large_initials(words: list[Word]) -> list[Word]:
    """Gives a word its first letter, where that is set large over several lines."""
    single = [w for w in words if len(w.text) == 1 and w.text.isupper() and not w.turned]
    usual = median(word.size for word in words) if single else 0.0
    initials = [letter for letter in single if letter.size > INITIAL * usual]
    taken: set[int] = set()
    for initial in initials[:MAX_INITIALS]:
        begun = next((word for word in words if _begins(initial, word)), None)
        if begun is None:
            continue
        if _is_word(initial.text, begun.text.lower()):
            initial.y0, initial.y1 = begun.y0, begun.y1
            initial.base, initial.size = begun.base, begun.size
        else:
            begun.text, begun.x0 = initial.text + begun.text, initial.x0
            taken.add(id(initial))
    return [word for word in words if id(word) not in taken] if taken else words


def _is_word(initial: str, begun: str) -> bool:
    """Whether a large letter is a word of its own: "A number", but "About"."""
    if initial == "A":
        return bool(_BEGINS.match(begun)) and not _ONE_WORD.match("a" + begun)
    return initial == "I" and begun in _AFTER_I


def _begins(initial: Word, word: Word) -> bool:
    """Whether a large letter stands close before a small word, its head as high."""
    heads = (initial.base - CAPITAL * initial.size) - (word.base - CAPITAL * word.size)
    return (
        (word.text[0].islower() or word.text.isupper())
        and initial.size > INITIAL * word.size
        and -0.2 * word.size < word.x0 - initial.x1 < 0.9 * word.size
        and word.base < initial.base - 0.5 * word.size
        and abs(heads) < 0.8 * word.size
    )
