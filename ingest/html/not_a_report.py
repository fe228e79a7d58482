"""Pages that stand where a report should: "not found", "sign in", search results, cookie walls."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.errors import NotAReport
from ingest.html.lines import Line
from ingest.html.markup import Element

ABSENT = re.compile(
    "|".join(
        (
            r"\b(?:report|page|document|file|resource|content|url|link|item|publication)\b.{0,40}\b"
            r"(?:not found|no longer (?:exists|available)"
            r"|(?:cannot|can['’]t|could not|couldn['’]t) be found|doesn['’]t exist|does not exist"
            r"|has (?:been )?(?:moved|removed|deleted)"
            r"|(?:is )?(?:not |un)available|you (?:are|were) looking for|you requested)",
            r"\bnot found\b|\bnothing found\b|\bno results\b|\bindex of /|\bsearch results?\b",
            r"\berror ?[45]\d\d\b|\b[45]\d\d (?:error|not|forbidden|-|–|\|)|^[45]\d\d$",
            r"\bforbidden\b|\baccess (?:is |has been )?denied\b|\bpermission denied\b",
            r"\bunauthori[sz]ed\b|\bsession (?:has )?(?:expired|timed out)\b",
            r"\bsign ?in\b|\blog ?in\b|\blog on\b|\bpassword\b",
            r"\bjust a moment\b|\battention required\b|\bcaptcha\b|\bare you a robot\b"
            r"|\bverify(?:ing)? (?:that )?you(?: are|['’]re) (?:a )?human\b",
            r"\bchecking your browser\b",
            r"\b(?:enable|requires?|needs?) javascript\b|\bbefore you continue\b",
            r"\b(?:we|site|website) uses? cookies\b|\bcookie (?:settings|preferences|policy)\b"
            r"|\bcookies on\b|\baccept (?:all )?cookies\b",
            r"\b(?:service|site|website|page) (?:is )?(?:temporarily )?(?:unavailable|down)\b",
            r"\bunder maintenance\b|\bbad gateway\b|\binternal server error\b"
            r"|\bsomething (?:has )?(?:went|gone) wrong\b|\bsorry, there (?:is|was) a problem\b",
            r"\bredirecting\b|\bmoved permanently\b|\bobject moved\b",
        )
    ),
    re.I,
)
SEARCH = re.compile(
    r"search(?: results?)?\b|results for\b|[\d,]+ results?\b|index of /|site ?map\b", re.I
)
REFRESH = re.compile(r"\s*(\d{1,4})[\d.]*\s*[;,]?\s*url\s*=\s*[\"']?\s*([^\"'\s]+)", re.I)
MAX_WAIT = 60  # seconds; a page that is read for longer has something to read
SHORT = 2500  # characters; such a page says little else
STUB = 1000  # characters; of such a page the first lines tell too
FEW_WORDS = 12  # fewer than this say nothing that could be cited
FRAMES = 5  # named in the reason
SHOWN = 200  # characters of the page's own words in the reason


def refuse_no_report(page: Element, properties: dict[str, str], lines: Sequence[Line]) -> None:
    """Raises NotAReport with the page's own words where it has no report in it."""
    text = " ".join(line.text for line in lines)
    titles = [properties.get(key, "") for key in ("heading", "shown", "title")]
    if not text and any(ABSENT.search(title) for title in titles):
        raise NotAReport(_reason(titles, text))
    if not text:
        if framed := _framed(page):
            raise NotAReport(
                f"The web page only frames other pages: {', '.join(framed)}. Add those instead."
            )
        if any(element.tag == "script" for element in page.walk()):
            raise NotAReport(
                "The web page is empty until a browser runs its scripts. "
                "Save it from the browser, or find its PDF."
            )
        raise NotAReport("The web page has no words in its main part, so there is no report in it.")
    says = [line.text for line in lines if 2 * line.links < len(line.text)]  # not its menu
    first_lines = [" ".join(says[:4])] if len(text) < STUB else []
    if len(text) < SHORT and any(ABSENT.search(words) for words in [*titles, *first_lines]):
        raise NotAReport(_reason(titles, text))
    if any(SEARCH.match(title) for title in titles[:2]) and _mostly_links(lines):
        raise NotAReport(_reason(titles, text))
    if len(text) < STUB and (onward := _leads_on(page)):
        raise NotAReport(f"The web page only leads on to {onward}. Add that instead.")
    if len(text.split()) < FEW_WORDS:
        raise NotAReport(_reason(titles, text))


def _framed(page: Element) -> list[str]:
    frames = (e.get("src") for e in page.walk() if e.tag in ("frame", "iframe"))
    return [src[:SHOWN] for src in frames if src][:FRAMES]


def _leads_on(page: Element) -> str:
    """Where it sends a browser after some seconds; "" where it does not."""
    for element in page.walk():
        if element.tag == "meta" and element.get("http-equiv").lower() == "refresh":
            match = REFRESH.match(element.get("content"))
            if match and int(match[1]) <= MAX_WAIT:
                return match[2][:SHOWN]
    return ""


def _mostly_links(lines: Sequence[Line]) -> bool:
    return sum(line.links for line in lines) * 3 >= sum(len(line.text) for line in lines)


def _reason(titles: Sequence[str], text: str) -> str:
    title = next((title for title in titles if title), "")
    words = text if text.startswith(title) else f"{title}. {text}".removesuffix(". ")
    if len(words) > SHOWN:
        words = words[:SHOWN].rsplit(" ", 1)[0] + " …"
    return f"It is a web page without a report. It says: “{words}”"
