"""Words of a question that tell what to do with its topic: "give me five quotes on", "pls"."""

from __future__ import annotations

import re

from ingest.field.questions import QuestionWords
from search.question.idle_words import idle_words

ABOUT = r"(?:on|about|of|for|regarding|concerning|around|in relation to|when it comes to)"
SOURCE = r"(?:(?:the|these|your|our|all|any) )*(?:<inspection>|<inspectors>|inspectors?|inspections?|reports?|they|it)"
NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|ten|some|several|a few|a couple of|all(?: the)?|any|the)"
)
PIECES = (
    r"(?:quotes?|quotations?|passages?|extracts?|sentences?|evidence|information|info|details?"
    r"|something|everything|anything|more|statements?)"
)
SUMMARY = r"(?:summary|overview|briefing|brief|note|paragraph|synopsis|outline)"
LEADS = (
    r"(?:tell|show) (?:me|us)(?= (?:how|what|whether|if|which|why|who|when|where|are|is|do|does)\b)",
    r"(?:please|pls|plz)",
    r"(?:can|could|would|will) you(?= (?:please|tell|show|give|find|get|list|name|write|explain|describe|summari[sz]e)\b)",
    rf"(?:i(?:[’']d like| (?:want|need|would like))(?: you)?(?: to (?:know|see|read|have|find|get))?"
    rf"|(?:i am|i[’']m)? ?looking for)(?: {PIECES})?(?: {ABOUT})?",
    rf"(?:tell|show|give|find|get|send|bring)(?: me| us)?(?: {NUMBER})?(?: {PIECES})? {ABOUT}",
    rf"(?:write|draft|prepare|give|provide|produce|do)(?: me| us)? (?:an? |the )?(?:short |quick |brief )?{SUMMARY} {ABOUT}",
    rf"(?:summari[sz]e|outline|sum up|describe|explain)(?: {NUMBER})? (?:(?:findings?|points?|evidence) {ABOUT}|what {SOURCE} (?:say|says|said) {ABOUT})",
    rf"what (?:do|does|did|have|has) {SOURCE} (?:say|said|find|found|think|thought|report|reported|conclude|concluded"
    rf"|note|noted|state|stated|write|written|tell us) {ABOUT}",
    rf"what (?:is|was|has been|have been|are|were) (?:said|found|reported|written|noted) {ABOUT}",
    rf"(?:the )?(?:main|key|overall|general) (?:findings?|messages?|points?) {ABOUT}",
)
TRAILS = r"[\s,]+(?:please|pls|plz|thanks|thank you|cheers|ta|in brief|briefly)\b[\s.!?]*$"


def without_instructions(text: str, words: QuestionWords) -> str:
    """The question without them; as it is where nothing else tells what it is about."""
    topic = re.sub(TRAILS, "", text, flags=re.IGNORECASE)
    lead = words.pattern(rf"^\W*(?:{'|'.join(LEADS)})\b\W*")
    while match := lead.match(topic):
        topic = topic[match.end() :]
    own = re.findall(r"\w+(?:[’'-]\w+)*", topic.casefold())
    return topic if set(own) - idle_words("any", words) else text
