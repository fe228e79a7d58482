"""A question that goes on from the one before: what it lacks is taken over, what it names is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from search.holdings import YEAR, Holdings
from search.question.idle_words import idle_words
from search.question.scope import Scope, without_spans
from search.question.titles import proper_names, reports_titled
from search.results import Filters, ScopePart

# How such a question begins.
LEAD = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks|so|then|and|but|or|also)\b[\s,]*)*"
    r"(?:(?:(?:what|how) about|what of|(?:the )?same (?:for|in|question for))\b[\s,]*)?",
    re.IGNORECASE,
)
# "Yes", "go on": the same again.
AGAIN = re.compile(
    r"\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|please|go on|do|continue|(?:tell|show) me more|more|what else|anything else"
    r"|more (?:details?|on (?:that|this|it))|(?:yes )?please)(?:[\s,]+(?:please|do|go on))?\W*",
    re.IGNORECASE,
)
# A question word alone asks that of what was asked before.
BARE = re.compile(
    r"\W*(?:(?:and|but|so|ok)\W+)*(?P<word>why|how come|how many|how much|how|when|where|who|since when)"
    r"(?: (?:is|was|are|were) (?:that|this|it|so|they))?(?: (?:that|so|not|then))?\W*",
    re.IGNORECASE,
)
# The same of the report before: "and before that?".
BEFORE_THAT = re.compile(
    r"\W*(?:(?:and|but|so|what about|how about|what of)\b\W*)*(?:before(?: (?:that|then))?|previously|earlier"
    r"|(?:in |at )?the (?:(?:one|time|year|report|inspection) before(?: (?:that|then))?|(?:previous|last but one) (?:one|time|report|inspection)))\W*",
    re.IGNORECASE,
)
# Words for what was asked about before, near the beginning or at the end.
POINTS = re.compile(
    r"^\W*+(?:[\w’']++\W++){0,3}(?:they|them|their|theirs|it|its|he|she|his|her)\b"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\W*$|\b(?:of|for|about|on|in|with|at|by) (?:it|them|that|this|these|those|the same)\W*$",
    re.IGNORECASE,
)
THERE = re.compile(
    r"(?<!\W)\W+(?:there|(?:in|for|about|on|with|at|by) (?:it|them))\b(?=\W*$)", re.I
)
OF_MANY = r"^\W*(?:which|who|list|name|how many reports)\b|\b<subjects>\b"
ASKING = re.compile(
    r"^\W*(?:(?:how|what|which|who|where|when)(?: (?:well|good|effective(?:ly)?|far|often|much|many))?)\b\s*",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
HOW_WELL = frozenset("well effective effectively good handle handles handled supported".split())
NAMELESS = frozenset("there here same yes why how they them their it its he she his her".split())


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is asked, whole, and what of it comes from the question before."""

    question: str
    filters: Filters
    carried: tuple[ScopePart, ...]  # "topic", "subject", "kind", "year"; never empty


@dataclass(frozen=True, slots=True)
class Earlier:
    """The question before, as it was read in the same library."""

    text: str
    compared: bool  # whether it set things side by side
    topic: str  # and on what; else ""
    given: Filters
    scope: Scope


def follow_up(
    text: str, given: Filters, scope: Scope, earlier: Earlier, holdings: Holdings
) -> FollowUp | None:
    """The question whole; None where it stands alone. `scope` is what it names itself."""
    filters = _filters_kept(given, scope, earlier)
    if AGAIN.fullmatch(text):
        return _follow(earlier.text, filters, earlier, holdings, topic=True)
    if bare := BARE.fullmatch(text):
        asked = f"{bare['word'].lower()} {_lower_first(ASKING.sub('', earlier.text))}"
        return _follow(asked, filters, earlier, holdings, topic=True)
    if BEFORE_THAT.fullmatch(text) and (year := _year_before(earlier, holdings)):
        edits = _put(_years_in(earlier.text, earlier.scope), str(year))
        asked = earlier.text if edits else _add(earlier.text, [f"in {year}"])
        for start, end, new in reversed(edits):
            asked = asked[:start] + new + asked[end:]
        return _follow(asked, filters, earlier, holdings, topic=True, new_years=True)
    names = _subjects_in(text, scope)
    lead = LEAD.match(text)
    begin = lead.end() if lead else 0
    if not names and not given.subjects and (titled := _titled_alone(text, begin, holdings)):
        names = [titled]
    years = _years_in(text, scope)
    kinds = [(n.start, n.end) for n in scope.named if n.field == "kind"]
    words = _own_words(text, begin, [*names, *years, *kinds], holdings)
    if not words and (names or years or kinds):
        changed = _change(text, earlier, names, years, kinds, holdings, given)
        return _follow(
            changed,
            filters,
            earlier,
            holdings,
            topic=True,
            new=scope,
            named=bool(names),
            new_years=bool(years),
        )
    leans = bool(text[:begin].strip()) or POINTS.search(text) is not None
    of_many = holdings.field.questions.pattern(OF_MANY).search(text[begin:]) is not None
    if not leans or of_many or names or given.subjects:
        return None
    if not kinds and not filters.kinds:
        before = (named.value for named in earlier.scope.named if named.field == "kind")
        filters = replace(filters, kinds=tuple(dict.fromkeys(before)))
    whole = _with_scope(text, begin, earlier, years, holdings)
    return _follow(whole, filters, earlier, holdings, topic=False, new=scope, new_years=bool(years))


def _year_before(earlier: Earlier, holdings: Holdings) -> int | None:
    """That of the report before the one that was asked of, on its subject and of its kind."""
    asked_of = holdings.of(sorted(earlier.scope.reports))
    if not holdings.are_on_few(earlier.scope.reports, most=1) or not asked_of:
        return None
    years = bool(_years_in(earlier.text, earlier.scope))
    one = (min if years else max)(asked_of, key=lambda holding: holding.day)
    days = [
        holding.day
        for holding in holdings.of(sorted(earlier.scope.subject_reports))
        if holding.info.kind == one.info.kind and date.min < holding.day < one.day
    ]
    return max(days).year if days else None


def _follow(
    question: str,
    filters: Filters,
    earlier: Earlier,
    holdings: Holdings,
    *,
    topic: bool,
    new: Scope | None = None,
    named: bool = False,
    new_years: bool = False,
) -> FollowUp | None:
    """With what was carried over, which `new` and `named` took the place of."""
    carried: list[ScopePart] = []
    rest = without_spans(earlier.text, _named_spans(earlier, holdings))
    if topic and (about := _trim(earlier.topic or rest, holdings)):
        carried.append(ScopePart("topic", about, about))
    fields = {n.field for n in new.named} if new else set()
    fields |= {"subject"} if named or (new and new.missing) else set()
    fields |= {"year"} if new_years else set()
    for part in _parts(earlier, holdings):
        if part.field not in fields:
            carried.append(part)
    return FollowUp(question, filters, tuple(dict.fromkeys(carried))) if carried else None


def _parts(earlier: Earlier, holdings: Holdings) -> Iterator[ScopePart]:
    given = earlier.given
    yield from (ScopePart("subject", name, "") for name in given.subjects)
    yield from (ScopePart("kind", name, "") for name in given.kinds)
    days = [day.year for day in (given.published_from, given.published_to) if day]
    if days:
        yield ScopePart("year", "–".join(map(str, dict.fromkeys(days))), "")
    for named in earlier.scope.named:
        yield ScopePart(named.field, named.value, earlier.text[named.start : named.end])
    if not any(named.field == "subject" for named in earlier.scope.named):
        for start, end in _bodies_in(earlier, holdings):
            yield ScopePart("subject", earlier.text[start:end], earlier.text[start:end])


def _filters_kept(given: Filters, scope: Scope, earlier: Earlier) -> Filters:
    """Those chosen now, else those chosen before where the question names nothing in their place."""
    fields = {named.field for named in scope.named} | ({"subject"} if scope.missing else set())
    kept, before = given, earlier.given
    if not given.subjects and "subject" not in fields:
        kept = replace(kept, subjects=before.subjects)
    if not given.kinds and "kind" not in fields:
        kept = replace(kept, kinds=before.kinds)
    if not (given.published_from or given.published_to) and "year" not in fields:
        kept = replace(kept, published_from=before.published_from, published_to=before.published_to)
    if not given.report_ids and "subject" not in fields:
        kept = replace(kept, report_ids=before.report_ids)
    return replace(kept, latest=given.latest or before.latest)


def _bodies_in(earlier: Earlier, holdings: Holdings) -> list[tuple[int, int]]:
    """Where the question before names subjects, else those that titles name."""
    return _subjects_in(earlier.text, earlier.scope) or proper_names(earlier.text, holdings)


def _named_spans(earlier: Earlier, holdings: Holdings) -> list[tuple[int, int]]:
    kinds = [(n.start, n.end) for n in earlier.scope.named if n.field == "kind"]
    years = _years_in(earlier.text, earlier.scope)
    return [*_bodies_in(earlier, holdings), *years, *kinds]


def _subjects_in(text: str, scope: Scope) -> list[tuple[int, int]]:
    """Where a question names subjects, those too that no report is about."""
    spans = [(n.start, n.end) for n in scope.named if n.field == "subject"]
    for name in scope.places:
        for match in re.finditer(rf"\b{re.escape(name)}\b", text):
            if not any(start < match.end() and match.start() < end for start, end in spans):
                spans.append(match.span())
    return sorted(spans)


def _years_in(text: str, scope: Scope) -> list[tuple[int, int]]:
    """Where a question names years, those too of which there is no report."""
    spans = [(n.start, n.end) for n in scope.named if n.field == "year"]
    for match in YEAR.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in spans):
            spans.append(match.span())
    return sorted(spans)


def _titled_alone(text: str, begin: int, holdings: Holdings) -> tuple[int, int] | None:
    """A name of a title that is all that a question says: "and Wausau?"."""
    words = list(WORD.finditer(text, begin))
    while words and words[0].group().casefold() in ("in", "for", "at", "of", "on", "the"):
        del words[0]
    if not words or not reports_titled(text[words[0].start() : words[-1].end()], holdings):
        return None
    return words[0].start(), words[-1].end()


def _own_words(
    text: str, begin: int, named: Sequence[tuple[int, int]], holdings: Holdings
) -> list[str]:
    """What a question says beside names and words that lean."""
    idle = (idle_words("any", holdings.field.questions) | NAMELESS) - {"good", "like", "working"}
    return [
        match.group()
        for match in WORD.finditer(text, begin)
        if match.group().casefold() not in idle
        and not any(start < match.end() and match.start() < end for start, end in named)
    ]


def _change(
    text: str,
    earlier: Earlier,
    names: Sequence[tuple[int, int]],
    years: Sequence[tuple[int, int]],
    kinds: Sequence[tuple[int, int]],
    holdings: Holdings,
    given: Filters,
) -> str:
    """The question before with the new names in the place of its own."""
    asked, scope = earlier.text, earlier.scope
    own = _bodies_in(earlier, holdings) if names or given.subjects else []
    if earlier.topic and names:  # what was compared: the same of others
        others = " and ".join(text[start:end] for start, end in names)
        asked, own = f"{'compare ' if len(names) > 1 else ''}{earlier.topic} in {others}", []
        names, scope = (), replace(scope, named=())
    edits: list[tuple[int, int, str]] = []
    added = []
    if names or given.subjects:
        edits += _put(own, " and ".join(text[start:end] for start, end in names))
        added += [] if own or not names else ["in " + " and ".join(text[s:e] for s, e in names)]
    for field, spans in (("year", years), ("kind", kinds)):
        if not spans:
            continue
        old = (
            _years_in(asked, scope)
            if field == "year"
            else [(n.start, n.end) for n in scope.named if n.field == field]
        )
        new = " and ".join(text[start:end] for start, end in spans)
        edits += _put(old, new)
        if not old:
            added.append(f"in {new}" if field == "year" and new[:1].isdigit() else new)
    for start, end, new in sorted(edits, reverse=True):
        asked = asked[:start] + new + asked[end:]
    asked = " ".join(re.sub(r"\b(?:and|or|with|vs?|versus)\s*(?=[?.!]*$)", "", asked).split())
    return _add(asked, added)


def _put(old: Sequence[tuple[int, int]], new: str) -> list[tuple[int, int, str]]:
    """New words for the first of the old ones, and nothing for the others."""
    return [(start, end, new if at == 0 else "") for at, (start, end) in enumerate(old)]


def _with_scope(
    text: str, begin: int, earlier: Earlier, years: Sequence[tuple[int, int]], holdings: Holdings
) -> str:
    """A question with a topic of its own, in the scope of the one before."""
    asked = THERE.sub("", text[begin:])
    added = []
    if earlier.compared:
        asked = f"compare {asked}"
    subjects = [earlier.text[start:end] for start, end in _bodies_in(earlier, holdings)]
    if subjects:
        added.append("in " + " and ".join(subjects))
    before = [] if years else _years_in(earlier.text, earlier.scope)
    if words := " and ".join(earlier.text[start:end] for start, end in before):
        added.append(f"in {words}" if words[:1].isdigit() else words)
    return _add(asked, added)


def _add(question: str, added: Sequence[str]) -> str:
    asks = "?" if question.rstrip().endswith("?") else ""
    return " ".join([question.strip().rstrip("?.! "), *added]) + asks


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _trim(words: str, holdings: Holdings) -> str:
    """Without the idle words at both ends: "children who go missing", of "how well are ... in"."""
    spans = [match.span() for match in WORD.finditer(words)]
    idle = idle_words("any", holdings.field.questions) | HOW_WELL
    telling = [
        at for at, (start, end) in enumerate(spans) if words[start:end].casefold() not in idle
    ]
    return words[spans[telling[0]][0] : spans[telling[-1]][1]] if telling else ""
