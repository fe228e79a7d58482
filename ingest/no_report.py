"""Pages that stand where a report should: "not found", "sign in", "we use cookies", search results."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.errors import NotAReport
from ingest.lines import Line
from ingest.markup import Element

ABSENT = re.compile(
    r"""\b(?:
      (?:report|page|document|file|resource|content|url|link|item|publication)\b.{0,40}\b(?:not\sfound|no\slonger\s(?:exists|available)
        |(?:cannot|can['’]t|could\snot|couldn['’]t)\sbe\sfound|does\s?n['o’]t\sexist|does\snot\sexist|has\s(?:been\s)?(?:moved|removed|deleted)
        |(?:is\s)?(?:not|un)\s?available|you\s(?:are|were)\slooking\sfor|you\srequested)
    | not\sfound | nothing\sfound | no\sresults | error\s?[45]\d\d | [45]\d\d\s(?:error|not|forbidden|-|–|\|) | forbidden
    | access\s(?:is\s|has\sbeen\s)?denied | not\sauthori[sz]ed | unauthori[sz]ed | permission\sdenied
    | sign\s?in | log\s?in | log\son | session\s(?:has\s)?(?:expired|timed\sout) | password
    | just\sa\smoment | attention\srequired | verify(?:ing)?\s(?:that\s)?you\s(?:are|'re)\s(?:a\s)?human | captcha | are\syou\sa\srobot
    | checking\syour\sbrowser | (?:enable|requires?|need)\sjavascript | before\syou\scontinue
    | (?:we|site|website)\suses?\scookies | cookie\s(?:settings|preferences|policy) | cookies\son | accept\s(?:all\s)?cookies
    | (?:service|site|website|page)\s(?:is\s)?(?:temporarily\s)?(?:unavailable|down) | under\smaintenance | bad\sgateway
    | internal\sserver\serror | something\s(?:has\s)?(?:went|gone)\swrong | sorry,\sthere\s(?:is|was)\sa\sproblem
    | search\sresults? | redirecting | moved\spermanently | object\smoved | index\sof\s/
    )""",
    re.I | re.X,
)
SEARCH = re.compile(r"search(?: results?)?\b|results for\b|[\d,]+ results?\b|index of /|site ?map\b", re.I)
SHORT = 2500  # characters; such a page says little else
FEW_WORDS = 12  # fewer than this say nothing that could be cited
SHOWN = 200  # characters of the page's own words in the reason


def refuse_no_report(page: Element, properties: dict[str, str], lines: Sequence[Line]) -> None:
    """Raises NotAReport with the page's own words where it has no report in it."""
    text = " ".join(line.text for line in lines)
    titles = [properties.get(key, "") for key in ("heading", "shown", "title")]
    if not text:
        if any(element.tag == "script" for element in page.walk()):
            raise NotAReport(
                "The web page is empty until a browser runs its scripts. Save it from the browser, or find its PDF."
            )
        raise NotAReport("The web page has no words in its main part, so there is no report in it.")
    short = len(text) < SHORT
    opening = " ".join(line.text for line in lines[:4])[:300]
    if short and any(ABSENT.search(words) for words in (*titles, opening)):
        raise NotAReport(_reason(titles, text))
    if any(SEARCH.match(title) for title in titles[:2]) and _mostly_links(lines):
        raise NotAReport(_reason(titles, text))
    if len(text.split()) < FEW_WORDS:
        raise NotAReport(_reason(titles, text))


def _mostly_links(lines: Sequence[Line]) -> bool:
    return sum(line.links for line in lines) * 3 >= sum(len(line.text) for line in lines)


def _reason(titles: Sequence[str], text: str) -> str:
    title = next((title for title in titles if title), "")
    words = text if not title or text.startswith(title) else f"{title}. {text}"
    if len(words) > SHOWN:
        words = words[:SHOWN].rsplit(" ", 1)[0] + " …"
    return f"It is a web page without a report. It says: “{words}”"
