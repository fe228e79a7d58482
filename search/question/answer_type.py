"""What type of thing a question asks for: a number, a date, a name; and whether a sentence gives one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from search.question import value_patterns

AUXILIARY = r"(?:did|do|does|is|was|were|are|will|would|has|have|had|can|could|should|must)"
# What stands between "how many" and the word for what is counted.
BETWEEN = rf"\W*(?:(?:of|in|for|to|the|an?|its|their|there|{AUXILIARY})\b\W*)*"
THING = re.compile(rf"{BETWEEN}([^\W\d_]\w*)", re.IGNORECASE)
COST = r"(?:costs?|prices?|bill|budget|fees?|fares?|fine|pay|rent|salary|spend|spending|turnover|income)"


@dataclass(frozen=True, slots=True)
class AnswerType:
    kind: str
    asked: re.Pattern[str]  # words of a question that want it
    given: re.Pattern[str]  # words of a sentence that give it
    apart: re.Pattern[str] | None  # words that look like it and do not
    in_tables: bool  # a figure: a row's may give it, its name standing in the table's head
    role: re.Pattern[str] | None = None  # of a person who is asked for by it, in the same words

    def gives(self, sentence: str) -> bool:
        """Whether a sentence has such a thing."""
        if self.role is not None and not self.role.search(sentence):
            return False
        if self.in_tables and value_patterns.ROW.search(sentence):
            return True
        if self.apart is not None and self.given.search(sentence):  # most have none: it takes long
            sentence = self.apart.sub(lambda match: " " * len(match.group()), sentence)
        return self.given.search(sentence) is not None

    def thing(self, question: str) -> str:
        """The word of what a figure is asked of, "officers" after "how many"; "" for no figure."""
        asked = self.asked.search(question) if self.in_tables else None
        match = THING.match(question, asked.end()) if asked else None
        return match[1] if match else ""


def _type(kind: str, asked: str, gives: re.Pattern[str]) -> AnswerType:
    return AnswerType(kind, re.compile(asked, re.IGNORECASE), gives, None, in_tables=False)


def _figure(
    kind: str, asked: str, gives: re.Pattern[str], apart: re.Pattern[str] | None = None
) -> AnswerType:
    return AnswerType(kind, re.compile(asked, re.IGNORECASE), gives, apart, in_tables=True)


# The first whose words the question has. Where and why are not among them: nearly any sentence has
# what could be a place or a reason, docs/experiments.md.
TYPES = (
    _type("days", r"\b(?:which|what) days?\b", value_patterns.DAYS),
    _figure("share", r"\bpercent\w*|\bper cent\b|%", value_patterns.PERCENTAGE),
    _figure(
        "share",
        r"\b(?:what|which) (?:share|proportion|fraction)\b"
        r"|\b(?:proportion|share|rate) of\b|\brate\s*\??$|\bwhat (?:is|was|are|were) the \w+ rate\b",
        value_patterns.SHARE,
    ),
    _figure(
        "velocity",
        rf"\bhow fast {AUXILIARY} .*\b(?:going|moving|flying|travelling|traveling|driving|driven|sailing"
        r"|fly|travel|drive|hit|crash)\b|\b(?:what|which) speed\b",
        value_patterns.VELOCITY,
    ),
    _figure("speed", r"\bhow (?:quick\w*|soon|fast|late)\b", value_patterns.SPEED),
    _figure(
        "time",
        r"\bhow long\b(?! ago)|\baverage (?:wait|time)\b"
        r"|\b(?:how many|number of|average(?: number of)?) (?:working )?(?:days|weeks|months|years|hours|minutes)\b"
        r"|\b(?:response|answering) times?\b|\b(?:what|which|typical|usual)\b.*\bwaiting times?\b",
        value_patterns.DURATION,
    ),
    _figure(
        "age", r"\bhow old\b|\bwhat ages?\b|\b(?:and|the|average) age of\b", value_patterns.AGE
    ),
    _figure(
        "money",
        r"\bhow much\b.*\b(?:money|spen[dt]|costs?|pay|paid|budget|fares?|fund\w*|pounds|charge\w*|worth"
        r"|fined?|cheaper|income|interest|raised?|rent|tickets?)\b|\bhow far over budget\b|\bin (?:pounds|dollars|euros)\b"
        rf"|\bhow many (?:pounds|dollars|euros)\b|^\W*(?:the )?{COST} (?:of|for)\b|\b(?:what|which) {COST}\b"
        rf"|\bwhat {AUXILIARY} .*\bcost\b|\bwhat (?:is|was|were|are) the (?:\w+ )*{COST}\b"
        rf"|\b(?:total|overall|average|weekly|annual) {COST}\b"
        rf"|\bwhat {AUXILIARY} .*\b(?:paid|spen[dt]|earn(?:ed|ing)?|rent for|sell for|sold for)\b(?!.*\bon\W*$)",
        value_patterns.MONEY,
    ),
    _figure(
        "frequency",
        r"\bhow (?:often|frequent\w*|regular\w*)\b|\bhow many times (?:a|per|each)\b",
        value_patterns.FREQUENCY,
    ),
    _figure(
        "times",
        r"\bhow many (?:times|occasions)\b|\bnumber of (?:times|occasions)\b",
        value_patterns.TIMES,
        value_patterns.NO_COUNT,
    ),
    _figure(
        "amount",
        rf"\b(?:how many|number of) (?:{value_patterns.MEASURE}|{value_patterns.SORT})\b",
        value_patterns.ANY_FIGURE,
    ),
    _figure(
        "count",
        r"\bhow many\b|\bnumbers? of\b|\bnumbers\b|\bno\.? of\b|\btotal (?:number|of)\b"
        r"|\bcount of\b|\bsize of\b",
        value_patterns.COUNT,
        value_patterns.NO_COUNT,
    ),
    _figure(
        "amount",
        r"\bhow (?:much|big|large|far|high|tall|deep|wide|heavy)\b",
        value_patterns.ANY_FIGURE,
    ),
    _type(
        "date",
        rf"\bwhen {AUXILIARY}\b|\bwhen\s*\?*$|\b(?:what|which) (?:dates?|year|month|century|day)\b"
        r"|\bdates? of\b|\bby what (?:date|time)\b|\bdeadline\b|\b(?:since|until) (?:what|when)\b",
        value_patterns.DATE,
    ),
    _type(
        "person",
        r"\bwho (?:is|was|were|are) (?:the|its|their|in charge)\b|\bwho's (?:the|in charge)\b"
        r"|\bwho (?:\w+ly )?(?:led|leads|heads?|headed|runs|ran|chairs?|chaired|manages|managed|founded"
        r"|wrote|won|invented|discovered|designed|composed|sang|plays|played|scored|commands?|commanded"
        r"|directed)\b|\bnames? of\b",
        value_patterns.PERSON,
    ),
    _type(
        "name",
        r"\b(?:which|what) (?:\w+ )?(?:firm|company|charity|hotel|hospital|organi\w+|agency|council|a&e"
        r"|university|school|supplier|provider|consult\w+|prison|force|team|operators?)\b",
        value_patterns.NAME,
    ),
)


WHO = re.compile(
    r"\bwho(?:[’']?s| is| was| are| were) (?:the|its|their) (?P<role>.+?)"
    r"(?:\s+(?:in|at|for|on|during|when)\b.*|\s+of(?:\s+(?:the\s+)?(?-i:[A-Z]).*)?)?[\s?.!]*$",
    re.IGNORECASE,
)
ABBREVIATED = re.compile(r"\((\w+)\)")
MOST_IN_ROLE = 5  # words: of more, it is described and not named


def read_answer_type(question: str, topic: str = "") -> AnswerType | None:
    """What the question asks for by its form; None where any sentence may answer.

    `topic` is the question without the names that it is about, in the reports' words.
    """
    answer_type = next((one for one in TYPES if one.asked.search(question)), None)
    if answer_type is None or answer_type.kind != "person":
        return answer_type
    return replace(answer_type, role=_role(topic or question))


def _role(topic: str) -> re.Pattern[str] | None:
    """Finds the words of a role: of "the chief constable" both, however they are bent."""
    asked = WHO.search(topic)
    if asked is None:
        return None
    short = ABBREVIATED.search(asked["role"])
    words = re.findall(r"[^\W_]{3,}", ABBREVIATED.sub(" ", asked["role"]))
    words = [word for word in words if word.casefold() not in ("the", "and")]
    if not 0 < len(words) <= MOST_IN_ROLE:
        return None
    together = "".join(rf"(?=.*\b{re.escape(word[: max(4, len(word) - 2)])})" for word in words)
    either = rf"|\b{re.escape(short[1])}\b" if short else ""
    return re.compile(rf"(?:^{together}){either}", re.IGNORECASE | re.DOTALL)
