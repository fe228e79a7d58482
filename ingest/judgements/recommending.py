"""How reports of any field recommend, in English: the headings, the labels and the sentences."""

from __future__ import annotations

import re

from ingest.field.scales import CORRECTIVE, NUMBER, RECOMMENDATION, Recommending, fold
from ingest.judgements.lines import Line

ASKS = re.compile(r"\b(?:should|must|needs?\s+to|ought\s+to|ensure|improve)\b", re.IGNORECASE)
MISSED = re.compile(
    r"\b(?:should|must|need|needs|ought to)(?: not| never| also| already| all| long)* have\b"
)
# "Publish the data", and of words that are nouns too "Review the rota"
ORDERS = re.compile(
    r"(?:Require|Ensure|Develop|Establish|Publish|Provide|Implement|Consider|Introduce|Improve|Create|Conduct|Revise"
    r"|Adopt|Appoint|Strengthen|Continue|Define|Clarify|Amend|Reduce|Undertake|Assess|Evaluate|Encourage|Promote"
    r"|Identify|Explore|Make|Keep|Install|Modify|Inform|Incorporate|Include|Complete|Recover|Agree|Allocate|Build"
    r"|Collect|Consult|Coordinate|Co-ordinate|Deliver|Design|Enable|Expand|Extend|Invest|Maintain|Prepare|Prioriti[sz]e"
    r"|Produce|Remove|Replace|Secure|Simplify|Specify|Take|Hire|Give|Stop|Close|Open)\b(?! (?:is|are|was|were)\b)"
    r"|(?:Review|Audit|Fund|Train|Increase|Share|Use|Monitor|Set|Update|Issue|Support|Work|Report|Inspect|Limit|Track"
    r"|Commission|Document|Record|Test|Name|Act|Plan|Contact|Address|Change) (?:an?|the|all|any|each|every|its|their|with"
    r"|to|on|out|up|that|whether|how|more|two|three|staff|data)\b"
)
LEADS_ON = re.compile(r"(?::[-–]?|\bfollowing(?:\s+\w+){0,3}\.)$")
MAX_TITLE = 70  # characters of a heading that is set like the text
FOOTNOTE = re.compile(r"(?<=[a-z?:])\s?\d{1,2}$")

# "Chapter 8: Conclusions and recommendations", "Annex B - List of recommendations"
_PART = re.compile(
    r"^(?:(?:chapter|part|section|appendix|annex|annexe|volume|box|table|schedule) (?:\d[\d.]*|[a-z]|[ivx]+)\b"
    r"|\d[\d.]*|[a-z]\.|[ivx]+\.)?\s*[:.)–—-]?\s*"
)
_HEADING = re.compile(
    r"(?P<before>(?:(?!\d)[\w'’&,-]+ ){0,6})(?:recommendations?|recommended actions?|what we recommend)"
    r"(?: made| arising| issued| reiterated| repeated)?"
    r"(?P<after>,? (?:and|for|to|on|in|of|by|from|about|with|that)\b.{0,60}|,? continued| \(continued\))?"
)
# Those of others, or of before, and what is told of recommendations
_OTHERS_BEFORE = re.compile(
    r"\b(?:previous|previously (?!issued)|prior|earlier|past|last|progress\w*|status|implement\w*|respon[sd]\w*|follow\w*"
    r"|against|updates?|outstanding|closed?|met|tracking|monitoring|accepted|rejected|how|why|understanding"
    r"|introduction|approach|background|methodology|developing|rationale|basis|reasons?|contents|index"
    r"|making|number of|about|whether|where|when)\b"
)
_OTHERS_AFTER = re.compile(
    r"\b(?:previous|prior|earlier|last)\b|^,? (?:and|in|of|by) (?:progress|status|implementation|practice)\b"
)
_MIXED = re.compile(
    r"\b(?:conclu\w+|findings?|lessons?|summary and|discussion|analysis|issues|observations|comments?|learning|commentary|decisions?|reasons)\b"
)
_CORRECTIVE = re.compile(
    r"(?:required |recommended )?corrective actions?(?:\(s\))?(?: required| plan)?|required actions?(?:\(s\))?"
)
_AUTHOR = (
    r"committee|inquiry|enquiry|commission|commissioner|panel|board|review|review team|inspectorate|inspectors?|auditors?|audit"
    r"|ombudsman|coroner|jury|tribunal|task ?force|working group|investigation"
)
# "We therefore recommend that", "It is recommended that", "The Safety Board recommends that"
OWN = re.compile(
    r"(?:\b(?:[Ww]e|I)(?: \w+ly| would| also| further| therefore| do| thus| again|,)*,? recommend(?=:| \w)"
    r"|\b[Ii]t is(?: \w+ly| also| further| therefore| thus)* recommended(?! (?:the|that the|that) readers?\b)"
    rf"|\b(?:[Tt]he|[Tt]his) (?:[A-Z][\w’'-]+ (?:of |for |and |the )*){{0,5}}(?:{_AUTHOR}|{_AUTHOR.title()})"
    r"(?: \w+ly| also| further| therefore| thus)*,? recommends?\b"
    r"|\b(?:[Tt]his report|(?:[A-Z]{2,5} )?OIG) recommends\b)(?! (?:you|reading|readers?)\b)"
)
# What those recommend who tell of it afterwards: "I recommended that the council apologise"
OWN_PAST = re.compile(r"\b(?:[Ww]e|I)(?: have| also)* recommended (?:that|the)\b")
# "It makes the following new safety recommendations:", "Our recommendations are:"
LEADS_TO_LIST = re.compile(
    r"\b(?:makes?|making|issues?|offers?|proposes?|to) (?:\w+ ){0,3}following (?:\w+ ){0,3}recommendations?\b"
    r"|\bfollowing (?:\w+ ){0,3}recommendations? (?:is|are|was|were) (?:made|proposed|offered|issued)\b"
    r"|\b(?:our|my|its|these) (?:\w+ )?recommendations? (?:is|are)\b"
    r"|\b(?:we|i) make (?:\w+ ){0,4}recommendations?\b"
)
# "(R-15-23)", "(Recommendation 4)", "(Paragraph 31)"
CODED = re.compile(
    r"[(\[](?:(?P<number>[A-Z]{1,3}-\d{2}-\d{1,3}|Recommendation \d{1,3})|[Pp]ara(?:graph|\.)? \d[\d.]*)[)\]]\s*(?:\([^()]*\))?\.?$"
)
# "Recommendation 12:", "Safety Recommendation 2019-005", "Recommendation No. 4.12 –", "Rec 3."
_NUMBER = (
    r"(?:[A-Z]{1,4}-?)?\d{1,4}(?:[./-]\d{1,3})*(?:\.?[a-z]\b)?|[IVX]{1,6}|[A-Z](?![\w’'])"
    r"|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten"
)
LABEL = re.compile(
    r"\[?(?:[A-Z]\w{1,40} )?(?:[Rr]ecommendation|RECOMMENDATION|Rec\b)\.?(?:\s+|\s*(?=#|:|[–—] ))(?:(?:[Nn]o\.?|NO\.?|[Nn]umber|#)\s*)?"
    rf"(?:(?P<number>{_NUMBER})\]?(?P<mark>\s*[:.)–—-]+\s*|\s+|$)|(?P<unnumbered>(?::|–|—)\s*(?=\S)))"
)
SHORT_LABEL = re.compile(r"\[?R(?P<number>\d{1,3}(?:\.\d{1,2})?)(?P<mark>[:.)]?(?:\s+|$))")
# "Accepted in part", "Paragraph 2.20", "(see page 12)": what stands beside a label and is none
ASIDE = re.compile(
    r"[(\[]?(?:(?:see |at )?(?:para(?:graph)?s?|pages?|section|chapter)\b[\d\s.,–-]*"
    r"|(?:not |partially |partly |fully )?(?:accepted|agreed|rejected|noted|closed|open|implemented|complete)"
    r"(?: in (?:part|full|principle))?|(?:high|medium|low) (?:priority|risk))[)\]]?[.:]?\s*",
    re.IGNORECASE,
)
# "This recommendation is for:", "Recommendation to the Board:"
ADDRESSED = re.compile(r"(?:This |The )?[Rr]ecommendation (?:is )?(?:for|to)\b.{0,80}?:")
# "Corrective Action(s) and Schedule:"
REQUIRED = re.compile(
    r"(?:Required )?[Cc]orrective [Aa]ctions?(?:\(s\))?(?: [Rr]equired)?(?: [Aa]nd [Ss]chedule)?\s*(?::|$)\s*"
)


def title_of(printed: str) -> str:
    """A heading without its number, its last mark or the number of a footnote."""
    return FOOTNOTE.sub("", NUMBER.sub("", fold(printed))).strip(" .:?")


def list_kind(title: str, words: Recommending) -> str:
    """The sort of what a heading lists; "" where it is not one of a list."""
    if title in words.lists or "recommend" not in title and "action" not in title:
        return words.lists.get(title, "")
    bare = _PART.sub("", title, count=1).strip()
    if _CORRECTIVE.fullmatch(bare):
        return CORRECTIVE
    parts = _HEADING.fullmatch(bare)
    if (
        not parts
        or _OTHERS_BEFORE.search(parts["before"])
        or _OTHERS_AFTER.search(parts["after"] or "")
    ):
        return ""
    return RECOMMENDATION


def headed_kind(line: Line, words: Recommending) -> str:
    """The sort of what a line of its own heads; "" where it is no heading of a list."""
    title = title_of(line.text)
    if title in words.lists or line.section is not None:
        return list_kind(title, words) if "\t" not in line.text else ""
    prose = line.sort == "bullet" or line.text.rstrip().endswith((".", ",", ";"))
    return "" if prose or "\t" in line.text or len(title) > MAX_TITLE else list_kind(title, words)


def is_mixed(title: str) -> bool:
    """Whether a heading is of conclusions too: of what is below it only what asks is an item."""
    return _MIXED.search(title) is not None


def is_of_others(title: str) -> bool:
    """Whether a heading is of recommendations that another or an earlier report made."""
    folded = fold(title)
    return (
        "recommend" in folded
        and re.search(r"\b(?:previous|prior|earlier|past|last)\b|\bprogress\b", folded) is not None
    )


def recommends(words: str) -> bool:
    """Whether some words ask for something: by "should", an order or a motion, "That it agrees"."""
    still = MISSED.sub("", words)  # "should have been inspected" asks for nothing
    return bool(
        ASKS.search(still) or OWN.search(words) or ORDERS.match(words) or words.startswith("That ")
    )


def leads_on(line: Line) -> bool:
    return LEADS_ON.search(line.text.rstrip()) is not None
