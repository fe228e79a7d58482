"""Whether a page's letters are noise: fonts that do not say, or say wrongly, what they show."""

from __future__ import annotations

import re

MANY_LOST = 0.3  # of the letters
FEWEST_PAIRS = 200  # of letters, from which on they can be judged
MOST_LETTERS = 3000  # that are looked at

# English has these in 39 % of its pairs of letters or more, on each of 2,700 pages of reports;
# the same pages with their letters exchanged had them in 17 % at most.
PAIRS = (
    "th he in er an re nd on en at ou ed ha to or it is hi es ng "
    "ar te se st ve le me nt ti al of ce de ea ra ro ll li ri io"
)
FEW_PAIRS = 0.18
# Other languages have few of these pairs too, but nearly all their words have a vowel.
FEW_VOWELS = 0.9

_PAIR = re.compile(rf"(?=({'|'.join(PAIRS.split())}))")
_ANY_PAIR = re.compile(r"(?=[^\W\d_]{2})")
_LOST = re.compile("[\ufffd\ue000-\uf8ff]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_VOWEL = re.compile(r"[aeiouyáàâäãåāăąæéèêëēęěíìîïīóòôöõøōőœúùûüūůűýÿŵŷ]")


def is_garbled(text: str) -> bool:
    """Whether this is no writing at all; short texts are given the benefit of the doubt."""
    lost = 0 if text.isascii() else len(_LOST.findall(text))
    if lost > MANY_LOST * len(text):
        return True
    folded = text[:MOST_LETTERS].casefold()
    pairs = len(_ANY_PAIR.findall(folded))
    if pairs < FEWEST_PAIRS or len(_PAIR.findall(folded)) > FEW_PAIRS * pairs:
        return False
    if not folded.isascii() and sum(map(_is_other_script, folded)) > 0.5 * len(folded):
        return False
    words = _WORD.findall(folded)
    return sum(1 for word in words if _VOWEL.search(word)) < FEW_VOWELS * len(words)


def _is_other_script(letter: str) -> bool:
    return "\u0370" <= letter < "\ue000" and not "\u2000" <= letter < "\u2c00"
