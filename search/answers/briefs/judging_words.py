"""Whether a sentence praises or finds fault, by its words alone; whatever is mixed does neither."""

from __future__ import annotations

import re

PRAISE = re.compile(
    r"\b(?:strong(?:ly|est)?|strengths?|effective(?:ly)?|excellent|outstanding|good|well|high[- ]quality|timely|swift(?:ly)?|prompt(?:ly)?"
    r"|success(?:es|ful|fully)?|impressive|exemplary|thorough(?:ly)?|robust(?:ly)?|benefit(?:s|ed)?|improv(?:ed|ing)|positive(?:ly)?"
    r"|ambitious|skilled|skilful(?:ly)?|committed|compliant|exceeded?|achieved?)\b",
    re.IGNORECASE,
)
FAULT = re.compile(
    r"\b(?:not|no|never|n[’']t|cannot|without|few|lack(?:s|ed|ing)?|too|weak(?:ness|nesses|er)?|poor(?:ly)?|inadequate(?:ly)?|insufficient(?:ly)?"
    r"|inconsisten\w+|variable|ineffective|fail(?:s|ed|ing|ings|ure|ures)?|delay(?:s|ed)?|drift|concern(?:s|ing)?|risks?|deteriorat\w+|declin\w+"
    r"|shortfalls?|deficienc\w+|deficits?|gaps?|missing|limited|slow(?:ly)?|unsafe|unmet|breach\w*|non-?complian\w+|needs? to|must|should|required?"
    r"|however|but|although|despite|yet|could|more|shortages?|vacanc\w+|backlogs?|serious|requires? improvement|misjudged|improper)\b",
    re.IGNORECASE,
)
GRAVE = re.compile(
    r"\b(?:inadequate|fail(?:s|ed|ing|ings|ure|ures)?|serious|widespread|systemic|weak(?:ness|nesses)?|poor(?:ly)?|insufficient(?:ly)?|ineffective"
    r"|deteriorat\w+|declin\w+|delay(?:s|ed)?|drift|harm|unsafe|unassessed|too (?:many|long|slow(?:ly)?|often|few|late)|not|lack(?:s|ed|ing)?"
    r"|inconsisten\w+|deficienc\w+|deficits?|breach\w*)\b",
    re.IGNORECASE,
)


def praises(words: str) -> bool:
    return PRAISE.search(words) is not None and FAULT.search(words) is None


def finds_fault(words: str) -> bool:
    """Whether it says what is wrong, whatever else it says."""
    return GRAVE.search(words) is not None
