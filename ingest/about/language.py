"""Which language a report is written in, told by its own sentences."""

from __future__ import annotations

from collections import Counter

SLICE = 3000  # characters from the start, the middle and the end: a foreword may be in another
PROSE = 60  # characters; a shorter line is a name, a label or a row of figures
FEWEST = 200  # characters of prose that tell a language


def find_language(text: str) -> str:
    """Its ISO 639-1 code, as "en" or "cy"; "" where too little is said to tell."""
    from py3langid.langid import classify  # its table of letters takes half a second to load

    prose = "\n".join(line for line in text.splitlines() if len(line) > PROSE and "\t" not in line)
    if len(prose) < FEWEST:
        return ""
    starts = (0, max(0, len(prose) - SLICE) // 2, max(0, len(prose) - SLICE))
    languages = Counter(classify(prose[start : start + SLICE])[0] for start in starts)
    return str(languages.most_common(1)[0][0])
