"""Questions that set things side by side: which these are, and on what they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from search.holdings import Holdings
from search.question.forms.grades import MOVED, PLAINLY
from search.question.idle_words import idle_words
from search.question.names import Named
from search.question.scope import Scope, Side, without_spans
from search.question.titles import name_after, name_before, report_after, report_before
from search.question.vocabulary import Vocabulary

COMPARES = re.compile(
    r"\b(?:compar(?:e[ds]?|ing|ison)|contrast(?:s|ed|ing)?|versus|vs?|as against|(?:stacks?|measures?) up|side by side|differen(?:ces?|tly|t)|differs?|similarit\w+"
    r"|(?:better|worse|stronger|weaker)\b.*\b(?:than|or)|(?:which|who|whose|is|are|does|do)\b.*\b(?:better|worse|best|worst|stronger|weaker))\b",
    re.IGNORECASE,
)
# What asks to compare and is no topic, in what is left when the names are out.
ASKING = [
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\b(?:and )?how (?:do|does|did|is|are|was|were) (?:(?:that|this|it|they|these|the two|each)\W+)?"
        r"(?:and |or )?(?:compared?|differ(?:ent)?)\b(?: (?:with|to|from))?",
        r"\b(?:what|where)(?:[’']?s| is| are| was| were)? (?:the )?(?:\w+ )?(?:differences?|similarities)\b(?: (?:between|in|from|of))?",
        r"\bhow (?:much )?(?:different(?:ly)?|similar(?:ly)?) (?:do|does|did|is|are|was|were)\b",
        r"\b(?:tell|show|give) me (?:the )?(?:difference|comparison)\b(?: between)?",
        r"\b(?:can|could|would) you\b|\bplease\b|\bpls\b",
        r"\b(?:differences?|similarities|comparisons?)\b(?: (?:between|in|from|of))?",
        r"\bcompar(?:e[ds]?|ing)\b(?: (?:with|to))?|\bversus\b|\bvs?\b\.?|\bas against\b",
        r"\bcontrast(?:s|ed|ing)?\b(?: (?:with|to))?|\b(?:(?:put|set|place|show) )?side by side\b",
        r"\b(?:how )?(?:do(?:es)?|did)? ?(?:stacks?|measures?) up\b(?: (?:against|to|with|beside))?",
        r"\bdiffer(?:s|ent|ently)?\b(?: (?:from|to))?",
        r"^\W*(?:which|who|whose)(?: (?:one|of|council|force|area))*(?: (?:is|was|are|were|does|do|did|has|have|of))*\b",
        r"\b(?:is|are|was|were|does|do|did)?\W*(?:much |any )?(?:better|worse|best|worst|stronger|weaker)\b(?: than)?",
    )
]
EDGE = r"(?:and|or|with|to|on|for|at|in|about|regarding|between|of|both|than|the|from|by|when it comes to|terms of|is|are|was|were|does|do|did|\W)"
EDGES = re.compile(rf"^(?:{EDGE}(?:\s+|$))+|(?:(?:^|\s+){EDGE})+$|^\W+|\W+$", re.IGNORECASE)
ARTICLE = re.compile(r"(?:the|its|their|our|a|an)\s+", re.IGNORECASE)
JOINS = re.compile(
    r",?(?<!\s)\s+(?:and|or|vs?\.?|versus|with|to|against|than|from)\s+", re.IGNORECASE
)

Titled = tuple[int, int, frozenset[int]]  # start, end, reports of a name


@dataclass(frozen=True, slots=True)
class Comparison:
    scope: Scope  # with the sides
    topic: str  # on what they are compared; "" where only they are named


def read_comparison(
    text: str, scope: Scope, holdings: Holdings, vocabulary: Vocabulary
) -> Comparison | None:
    """What a question sets side by side, and on what; None where it does not, or is unsure."""
    if not COMPARES.search(text):
        return None
    if not scope.sides:
        joined = _joined(text, scope, holdings, vocabulary)
        scope = _with_missing(text, scope) or _with_titled(text, scope, joined) or scope
    if not scope.sides or scope.absent:
        return None
    return Comparison(scope, _topic(scope.rest, holdings))


def _with_missing(text: str, scope: Scope) -> Scope | None:
    """With those that no report is about as silent sides, beside the one that is here."""
    missing = [name for name in scope.missing if name in scope.places]
    if not missing or len(scope.filters.subjects) != 1:
        return None
    here = Side(scope.filters.subjects[0], scope.reports)
    sides = [here, *(Side(name, frozenset()) for name in missing)]
    names = "|".join(map(re.escape, sorted(scope.places, key=len, reverse=True)))
    spans = [match.span() for match in re.finditer(rf"\b(?:{names})\b", text)]
    rest = without_spans(text, [*((n.start, n.end) for n in scope.named), *spans])
    return replace(scope, sides=tuple(sides), rest=rest)


def _with_titled(
    text: str,
    scope: Scope,
    joined: Iterable[tuple[Titled, Titled]],
) -> Scope | None:
    """With sides that the titles of reports name: "compare Lowell and Kanawha Valley"."""
    for left, right in joined:
        one, other = left[2] & scope.reports, right[2] & scope.reports
        if not one or not other or one == other:
            continue
        spans = [left[:2], right[:2]]
        labels = [_as_name(text[start:end]) for start, end in spans]
        named = [Named(*span, "subject", label) for span, label in zip(spans, labels, strict=True)]
        rest = without_spans(text, [(n.start, n.end) for n in (*scope.named, *named)])
        return replace(
            scope,
            named=tuple(sorted((*scope.named, *named), key=lambda each: each.start)),
            reports=one | other,
            sides=(Side(labels[0], one), Side(labels[1], other)),
            rest=rest,
        )
    return None


def _joined(
    text: str, scope: Scope, holdings: Holdings, vocabulary: Vocabulary
) -> Iterator[tuple[Titled, Titled]]:
    """The names on the two sides of each word that may join them: of bodies, else of reports."""
    joins = list(JOINS.finditer(text))
    if not (scope.places or scope.filters.subjects or scope.filters.report_ids):
        for join in joins:
            left = name_before(text, join.start(), holdings)
            right = name_after(text, join.end(), holdings)
            if left and right:
                yield left, right
    for join in joins:
        left = report_before(text, join.start(), holdings, vocabulary)
        right = report_after(text, _past_article(text, join.end()), holdings, vocabulary)
        if left and right:
            yield left, right


def _past_article(text: str, at: int) -> int:
    article = ARTICLE.match(text, at)
    return article.end() if article else at


def _as_name(words: str) -> str:
    return words.title() if words.islower() else words


def _topic(rest: str, holdings: Holdings) -> str:
    """What is left of a question when its names and the words that compare are out."""
    words = holdings.field.questions
    if words.pattern(PLAINLY).search(rest):
        return ""  # the grades are the topic
    for asking in ASKING:
        rest = asking.sub(" ", rest)
    rest = " ".join(rest.split())
    while (cut := EDGES.sub("", rest)) != rest:
        rest = cut
    idle = idle_words("any", words) | idle_words("grades", words)
    own: Sequence[str] = re.findall(r"[^\W\d_]+(?:[’'-]\w+)*", MOVED.sub(" ", rest).casefold())
    return rest if set(own) - idle else ""
