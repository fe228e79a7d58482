"""What a report says of itself in short: its summary, its strengths, told by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.report import Report, Section
from ingest.sentences import split_sentences
from search.answers.boilerplate import APPARATUS, is_boilerplate
from search.answers.sentences import LEANING
from search.storage.contract import Generation

NUMBERING = re.compile(
    r"^\W*(?:(?:section|chapter|part|annex)\s+)?(?:(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[A-H])[.):]?\s+)?\W*",
    re.IGNORECASE,
)
# Headings of what says the whole in short, the surest first.
SUMMARIES = (
    r"(?:(?:executive|management|plain[- ]english|report|overall) )?summary(?: of (?:the )?(?:(?:key |main )?findings"
    r"|report|inspection|review|audit|conclusions))?(?: (?:and|&) .*)?|<summaries>",
    r"(?:key|main|headline|principal|overall|our) (?:findings|points|messages|facts|conclusions?|judge?ments?)(?: .{0,30})?",
    r"probable cause(?: .{0,30})?|overall (?:conclusion|judge?ment|effectiveness)s?\b.{0,60}|at a glance|highlights|abstract"
    r"|synopsis|in brief|in summary|overview|conclusions?(?: (?:and|&) .{0,40})?|decision|findings",
)
STRENGTHS = (
    r"(?:key |main |the .{1,40} )?strengths?\b(?! and).{0,40}|(?:areas of )?good practice|what went well|achievements|successes"
    r"|what (?:is|are|was|were|does|do).{0,60}\b(?:working well|do(?:ing|es)? (?:that is )?(?:well|effective)|well)\b.{0,20}"
    r"|.{0,50}\b(?:is|are) (?:good|outstanding|effective) because\W*",
)
WEAKNESSES = (
    r"(?:key |main )?(?:weaknesses|shortcomings|deficiencies|concerns|challenges|areas of concern|what went wrong)\b.{0,40}"
    r"|(?:key |main |priority )?areas? for (?:improvement|development|priority action|further .{0,30}|action)\b.{0,20}"
    r"|what (?:needs to|must|should|do(?:es)? .{1,40} need to) (?:be )?(?:improve|do better|change).{0,20}"
    r"|.{0,50}\b(?:is|are) (?:inadequate|not .{1,20}|poor|requires? improvement) because\W*",
)
# What is asked for is no account of what was found.
ASKED = re.compile(rf"(?:.*\brecommend.*|(?:{WEAKNESSES[0]}))\W*$", re.IGNORECASE)
# Parts that say nothing of what was found.
APART = re.compile(
    r"\W*(?:acknowledge?ments?|contents|table of .*|list of .*|foreword|preface|about (?:this|the) .*|authors?\b.*|method\w*\b.*"
    r"|(?:inspection|review|project|auditing) team.*|information about .*|how (?:we|to) .*|introduction to .*|glossary.*|references"
    r"|previous .*|background.*|terms of reference.*|context.*|next steps.*|contact.*|appendi.*|annex.*|performed for.*|prepared by.*)",
    re.IGNORECASE,
)
# What tells how it was made, not what was found.
PROCESS = re.compile(
    r"^(?:•\s*)?(?:we make graded|(?:this|the|our|these) (?:\w+[- ]){0,3}(?:report|review|audit|letter|document|paper|page|summary|inspection|assessment"
    r"|project|survey|investigation|visit|analysis)s? (?:to (?:\w+ ){1,9})?(?:\w+ ){0,2}(?:documents?|describes?|sets? out|presents?|outlines?|provides?|covers?|gives?"
    r"|contains?|summaris\w+|looks?|focus\w+|aim\w*|assess\w*|examin\w+|was (?:performed|conducted|carried|undertaken|commissioned|led|published)|were)\b"
    r"|(?:between|from|during|on|in|over) [^,]{0,60}\d{4}, .{0,200}?\b(?:undertook|carried out|conducted|inspected|visited|completed)\b"
    r"|in (?:accordance with|addition, the|considering|preparing)\b|we (?:are|have) (?:grateful|pleased)|the [\w’' ]{2,30} (?:also )?(?:requested|asked)\b|i (?:am|write)\b|due to the\b)",
    re.IGNORECASE,
)
# What tells the outcome in so many words.
OUTCOME = re.compile(
    r"\b(?:(?:were|was|are|is|been) (?:found|identified|judged|concluded)|(?:we|inspectors?|auditors?|reviewers?|review|audit|board|commission"
    r"|inquiry|investigation|inspection) (?:has |have )?(?:found|conclude[sd]?|determine[sd]?|identified)|no (?:deficiencies|concerns|fault)"
    r"|deficienc(?:y|ies)|in (?:summary|conclusion)|overall,)",
    re.IGNORECASE,
)
LABEL = re.compile(r"^(?:•\s*)?[A-Z][\w’' /-]{2,45}:\s")  # "Lead inspector: Ada Byrne"
FOOTNOTE = re.compile(r"^\d{1,2} [A-Z]")
ENDS = re.compile(r"[.!?:;][\"”'’)\]]*$|\.\s*\d{1,2}$")  # a line that ends so is prose
SHORTEST, LEAST = 6, 18  # words of a sentence that is told; of a paragraph that opens a report
OPENING = 12_000  # characters in which a report without a summary opens
FEW = 2  # paragraphs with which a report has opened; sentences that are enough
WHOLE = 0.5  # of a report: a section of more is no chapter
ENOUGH = 12  # words: a section of fewer says nothing in short

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Sentences of one part of a report, by their paragraphs."""

    title: str  # of the part; "" of what opens the report
    text: str  # of the report
    paragraphs: tuple[tuple[Span, ...], ...]

    def first(self, most: int) -> list[Span]:
        """At most so many, in order: what opens each paragraph goes before what follows it.

        What tells only how the report was made is left out where there is else.
        """
        ranked = [
            (PROCESS.match(self.text[slice(*span)]) is not None, place, number, span)
            for number, paragraph in enumerate(self.paragraphs)
            for place, span in enumerate(paragraph)
        ]
        others = [each for each in ranked if not each[0]]
        chosen = others if len(others) >= FEW else sorted(ranked)
        return sorted(span for *_, span in sorted(chosen)[:most])


def own_summary(generation: Generation, number: int) -> OwnWords | None:
    """The part that says the whole in short, else what the report opens with.

    Before that part stands what the opening tells of the outcome: of a letter that sends it.
    """
    headed, opening = _headed(generation, number, SUMMARIES), _opening(generation, number)
    if headed is None or opening is None:
        return headed or opening
    outcome = tuple(
        (span,)
        for paragraph in opening.paragraphs
        for span in paragraph
        if OUTCOME.search(opening.text, *span)
        and not LEANING.match(opening.text[slice(*span)])
        and span < headed.paragraphs[0][0]
    )
    return replace(headed, paragraphs=(*outcome[:1], *headed.paragraphs))


def own_strengths(generation: Generation, number: int) -> OwnWords | None:
    return _headed(generation, number, STRENGTHS)


def own_weaknesses(generation: Generation, number: int) -> OwnWords | None:
    return _headed(generation, number, WEAKNESSES)


def _headed(generation: Generation, number: int, ways: Sequence[str]) -> OwnWords | None:
    """The first section below the surest of some headings that has sentences of its own."""
    report, words = generation.report(number), generation.field.questions
    for way in ways:
        pattern = words.pattern(rf"(?:{way})\W*")
        for section in _of_the_whole(report):
            title = NUMBERING.sub("", section.title, count=1)
            if not pattern.fullmatch(title) and not pattern.fullmatch(section.title):
                continue
            paragraphs = tuple(
                paragraphs_of(generation, report, number, section.start, section.end)
            )
            sentences = [report.text[a:b] for own in paragraphs for a, b in own]
            if len(" ".join(sentences).split()) >= ENOUGH:
                return OwnWords(section.title, report.text, paragraphs)
    return None


def _of_the_whole(report: Report) -> Iterator[Section]:
    """The sections that are no part of a chapter: what sums up a chapter is not of the whole."""
    for section in report.sections:
        around = (s for s in report.sections if s.start < section.start and section.end <= s.end)
        if all(s.end - s.start > WHOLE * len(report.text) for s in around):
            yield section


def _opening(generation: Generation, number: int) -> OwnWords | None:
    """The first paragraphs of prose that are no contents, thanks or account of the method."""
    report = generation.report(number)
    paragraphs: list[tuple[Span, ...]] = []
    for start, end in parts_of(report, OPENING):
        own = paragraphs_of(generation, report, number, start, end)
        paragraphs += [p for p in own if len(report.text[p[0][0] : p[-1][1]].split()) >= LEAST]
        if len(paragraphs) >= FEW:
            break
    return OwnWords("", report.text, tuple(paragraphs)) if paragraphs else None


def parts_of(report: Report, end: int) -> Iterator[Span]:
    """What stands between headings, but for the parts that say nothing of what was found."""
    end = min(end, len(report.text))
    starts = [section.start for section in report.sections]
    yield 0, min([*starts[:1], end])
    for section, after in zip(report.sections, [*starts, end][1:], strict=False):
        title = NUMBERING.sub("", section.title, count=1)
        apart = APART.fullmatch(title) or APPARATUS.fullmatch(title) or ASKED.match(title)
        if section.start < end and not apart:
            yield section.start, min(after, end)


def paragraphs_of(
    generation: Generation, report: Report, number: int, start: int, end: int
) -> Iterator[tuple[Span, ...]]:
    """The sentences of each line of prose in a part."""
    headings = {section.start for section in report.sections}
    at = start
    while at < end:
        stop = report.text.find("\n", at)
        stop = end if stop < 0 else min(stop, end)
        line = report.text[at:stop]
        if at not in headings and _is_prose(line):
            own = tuple(
                (a, b)
                for a, b in split_sentences(report.text, at, stop)
                if len(report.text[a:b].split()) >= SHORTEST
                and not report.text[a:b].endswith("?")
                and not report.text[a].islower()
                and not is_boilerplate(
                    generation, generation.passage_at(number, a), report.text[a:b]
                )
            )
            if own:
                yield own
        at = stop + 1


def _is_prose(line: str) -> bool:
    """Whether it is made of sentences: no row of a table, label, footnote or line of an address."""
    if "\t" in line or FOOTNOTE.match(line) or LABEL.match(line):
        return False
    return line.startswith("•") or ENDS.search(line.rstrip()) is not None
