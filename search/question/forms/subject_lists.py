"""Questions for every subject of which something is said: "which councils ...", "places without ..."."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.field.questions import QuestionWords
from search.holdings import Holdings
from search.question.forms.exact_words import MENTION, REPORTS
from search.question.idle_words import idle_words
from search.question.scope import Scope
from search.question.vocabulary import Vocabulary

# What a report may be about, in any field, beside what the field calls it.
ABOUT = (
    r"(?:<subjects>|agencies|organi[sz]ations|companies|bodies|providers|schools|hospitals|trusts|boards"
    r"|cities|counties|boroughs|regions|departments|subjects|cases|accidents|incidents)"
)
ABOUT = rf"{ABOUT}(?:(?:,| and| or|/) {ABOUT})*"
ONE = r"(?:area|council|force|authority|subject|place|agency|provider)"  # of them
SOME = r"(?:(?:local|police|other|fire|health|transit|public|of the) )*"
# How well they do something, of which a list tells both sides.
HOW = r"(?:good|great|strong|bad|poor|weak|failing|struggling|slow|quick|late|excellent|brilliant|rubbish|useless|terrible|awful|doing \w+|short of)"
# Each with what is said of them in `what`.
LISTS = (
    rf"^\W*(?:and )?(?:which|what) {SOME}{ABOUT} (?P<what>.+)",
    rf"^\W*(?:(?:please )?(?:list|show(?: me)?|find(?: me)?|give me|name) )?(?:all |any |the )*{SOME}{ABOUT}"
    r" (?:that |which |where |who )?(?P<what>(?:(?<=that )|(?<=which )|(?<=where )|(?<=who )|with\b|without\b|[a-z]{2,}ing\b).+)",
    rf"^\W*(?:how many|(?:what is )?the number of|number of) {SOME}<subjects> (?:that |which |where |who )?(?!(?:do|does|did)\b(?! not|n)|(?:is|are|were) there\b)(?P<what>.+)",
    r"^\W*where (?:have|has|did|do) (?:<inspectors>|inspectors|they|the reports?) (?:find|found|see|seen|saw|say|said|report|reported) (?P<what>.+)",
    rf"^\W*(?:is|are) there (?:any |some )?{SOME}{ABOUT} (?:that |which |where |who |with )?(?P<what>.+)",
    rf"^\W*(?:(?:is|are) there (?:an?|any|some)|any) {SOME}(?:{ONE}|{ABOUT}) (?:that |which |where |who |w(?:ith)?/? |(?=without\b|[a-z]{{2,}}ing\b))(?P<what>.+)",
    rf"^\W*(?:which|what) {REPORTS}(?: {REPORTS})* (?:looked at|found|said|say|criticis\w+|praised|raised|are (?:on|about)|were (?:on|about)) (?P<what>.+)",
    r"^\W*who (?!is\b|was\b|are\b|were\b|led\b|leads\b|do\b|does\b|did\b|should\b|can\b|could\b|else\b|will\b|would\b)"
    r"(?P<what>(?:praised|criticis\w+|uses?|used|has|have|had|lacks?|lacked|needs?|needed|struggles?|fail(?:s|ed)?|fell|falls|miss(?:es|ed)|improved) .+)",
    rf"^\W*who(?:[’']?s| is| are| was| were)? (?P<what>(?:(?:any|really|very|not(?: so| very)?) )?{HOW} .+)",
    rf"^\W*(?:please )?compare (?:all|every|each)(?: of)?(?: the)? {SOME}(?:{ABOUT}|{ONE}) (?:on|for|about|in terms of|by) (?P<what>.+)",
    rf"^\W*(?P<what>.+?) (?:by|for each|in each|per|across all) (?:local )?(?:{ONE}|{ABOUT})\W*$",
)
# What stands between reports that are listed and what they say.
LOOKED = r"\W*(?:reports? |inspections? )?(?:(?:looked (?:at|into)|are (?:on|about)|were (?:on|about)|say|said|found|raised) )?"
TAIL = re.compile(r"[\s?.!]+$")


@dataclass(frozen=True, slots=True)
class ListQuestion:
    topic: str  # what is said of those that are listed
    called: str = ""  # what those are called: "accidents"


def read_list_question(text: str, scope: Scope, words: QuestionWords) -> ListQuestion | None:
    """What a question wants said of each subject; None where it asks of one, or otherwise."""
    if scope.absent or scope.sides or any(named.field == "subject" for named in scope.named):
        return None
    for way in LISTS:
        if match := words.pattern(way).search(text):
            about = _about(text, match.start("what"), match.end("what"), scope, words)
            listed = words.pattern(ABOUT).search(text, 0, match.start("what"))
            return replace(about, called=listed.group()) if about and listed else about
    # A kind may be what is listed: "which JTAIs looked at domestic abuse".
    for kind in (named for named in scope.named if named.field == "kind"):
        if re.fullmatch(r"\W*(?:which|what)\W+", text[: kind.start], re.IGNORECASE):
            looked = re.match(LOOKED, text[kind.end :], re.IGNORECASE)
            start = kind.end + (looked.end() if looked else 0)
            return _about(text, start, len(text), scope, words)
    return None


def narrow_to_listed(
    wanted: ListQuestion, scope: Scope, holdings: Holdings, vocabulary: Vocabulary
) -> Scope:
    """The reports of the library's own kinds that are called so, if any: accidents are told of in theirs."""
    terms = set(vocabulary.analyze(wanted.called))
    own = frozenset(
        holding.number
        for holding in holdings.of(sorted(scope.reports))
        if holdings.field.kinds.named(holding.info.kind) is None
        and terms & set(vocabulary.analyze(holding.info.kind))
    )
    return replace(scope, reports=own) if own else scope


def _about(
    text: str, start: int, end: int, scope: Scope, words: QuestionWords
) -> ListQuestion | None:
    """What is said, without the words that name the scope; None where that is nothing."""
    kept = list(text)
    for named in scope.named:
        kept[named.start : named.end] = " " * (named.end - named.start)
    topic = " ".join(TAIL.sub("", "".join(kept[start:end])).split())
    topic = re.sub(rf"^{MENTION} ", "", topic, flags=re.IGNORECASE)
    own = re.findall(r"\w+(?:[’'-]\w+)*", topic.casefold())
    return ListQuestion(topic) if set(own) - idle_words("any", words) else None
