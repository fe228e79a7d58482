"""What on a web page is content, and what is menus, banners, buttons and footers around it."""

from __future__ import annotations

import re
from itertools import islice

from ingest.html.lines import Line
from ingest.html.markup import Element
from ingest.html.toggles import OPENED

ROLES = frozenset(
    (
        "navigation banner contentinfo search dialog alertdialog menu menubar toolbar tooltip "
        "tablist"
    ).split()
)
# Parts of classes and ids, as sites of many makers name what is not content. Reports have parts of
# the same names, "adult-social-care" and "staff-survey": its words must say it too.
NAMES = re.compile(
    r"(?:^|[-_\s])(?:"
    r"[a-z]{0,30}cookies?[a-z]{0,30}|ccc|onetrust|iubenda|usercentrics|osano|consent|gdpr|breadcrumbs?|crumbs?|skip|skiplinks?|skip-?(?:link|nav|to)|share"
    r"|sharing|social|addthis|sharethis|related|(?:side|nav)bar|(?:site|main|global|super|side|top|sub)?nav"
    r"|navigation|menu|pagination|pager|footer|masthead|newsletter|subscribe|subscription|sign-?up"
    r"|feedback|survey|advert(?:isement)?s?|promo|popup|modal|overlay|lightbox|back-to-top"
    r"|print-link|print-button|toc|table-of-contents|contents-list|language-switcher|search-form"
    r"|noprint|no-print|(?:phase|beta|alpha)-?banner"
    r")(?:$|[-_\s])",
    re.I,
)
NEVER = frozenset("root html body main article h1 h2 h3 h4 h5 h6 table tbody tr td th".split())
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
LEFT_OUT = HEADINGS | {"a", "button", "script", "style", "nav", "form"}  # of what a part says
NEARLY_ALL = 0.95  # of a page's words: what is beside it are slogans and addresses
MIN_TITLE, MAX_TITLE = 8, 250  # letters of a button that opens a panel
NESTED = 4  # elements between a button and its panel
MAX_ITEMS = 50  # elements and texts in a button or a note's mark
PANEL = 60  # letters out of links in what it opens
PROSE = 1200  # letters out of links that no menu and no banner has
MAX_READ = 400  # elements and texts of what is named as furniture
MAX_SAID = 300  # letters before the words that say that it is furniture
PRESSED = frozenset(["button", "input", "select", "a", "svg"])
FILLED = frozenset(["input", "select", "textarea", "button"])
PARTS = frozenset(["main", "article", "section", "blockquote", "figure", "td", "li"])
WRAPPERS = frozenset(["html", "body", "div", "section", "article", "form", "center", "span"])

# What the words of banners, forms and bars around a report say.
SAYS = re.compile(
    "|".join(
        (
            r"\b(?:we|(?:site|website|page|service)s?) (?:also |may |would like to )?(?:use|set|store)s? .{0,40}\bcookies\b",
            r"\b(?:accept|reject|allow|manage|essential|about|our|uses) (?:\w+ ){0,2}cookies\b",
            r"\bcookies? (?:on this|are (?:small|files)|help us|policy|settings|preferences|notice)\b",
            r"\b(?:we (?:value|respect)|about) your privacy\b|\bgdpr\b|\bprivacy (?:policy|notice)\b",
            r"\b(?:our|e-?mail|weekly|monthly) newsletters?\b|\bsubscribe (?:to|for|now|here)\b",
            r"\bsign up (?:to|for) (?:our|the|e-?mails?|news|updates|alerts)\b",
            r"\be-?mail (?:alerts|updates)\b|\bfollow us\b|\bfind us on\b",
            r"\bshare (?:this (?:page|article|report|story)|(?:on|via|by) (?:facebook|twitter|x|linkedin|e-?mail))\b",
            r"\b(?:is|was|did you find) this (?:page|information|article|content) (?:useful|helpful)",
            r"\b(?:of|to|on|about|with|using|use|visit|improve|make|rate) (?:this|our|the) (?:page|site|website)\b",
            r"\b(?:give|leave|send) (?:us )?(?:your )?feedback\b|\btake (?:our|this) .{0,20}survey\b",
            r"\bskip to (?:main )?content\b|\bback to top\b|\byou are here\b|\bprint this page\b",
            r"\ball rights reserved\b|\bcopyright\b|©|^(?:advert(?:isement)?s?|sponsored)\b(?! for\b)",
            r"\b(?:accept|agree to|consent to)\b.{0,40}\bcookies\b",
            r"\bthis is a (?:new|beta|trial) (?:service|site|website)\b",
            r"\bdownload (?:our|the) app\b|\bselect (?:a |your )?language\b|\bsearch (?:this|the) site\b",
        )
    ),
    re.I,
)
LEADING = re.compile(r"contact us|get in touch|navigation|more (?:on|from|about) .*", re.I)
SENTENCE = re.compile(r"(?<!\S)(?:\S++\s++){3}\S+[.!?][\"”’)]?(?:\s|$)")
# Lines that are a button's or a link's words and nothing else.
BUTTONS = re.compile(
    "|".join(
        (
            r"(?:back|return|go) to (?:the )?top(?: of (?:the |this )?page)?|top of page|top",
            r"print(?: this)?(?: page| document| report| section)?|share(?: this)?(?: page)?(?: on:?| via:?)?|copy link",
            r"tweet|facebook|twitter|linkedin|whatsapp|email this page|download as (?:a )?pdf",
            r"skip to (?:main )?(?:content|navigation)|(?:back|return) to contents",
            r"hide this message|accept(?: all)? cookies|cookie settings|loading\W*",
            r"show all sections|(?:open|close|show|hide|expand|collapse) all",
            r"is this page useful\?|was this page helpful\?",
        )
    ),
    re.I,
)
# Lines that are a link and nothing else, and lead elsewhere.
LEADS = re.compile(
    r"(?:read|find out|learn|see) more\b.{0,120}|(?:next|previous)(?: page| section)?\b.{0,120}"
    r"|(?:download|view|open) (?:the |this |full )*(?:report|document|pdf|file|publication)\b.{0,80}"
    r"|get (?:this|the) (?:report|document).{0,60}|all reports\b.{0,60}",
    re.I,
)
# Headings of sections that lead elsewhere, where they hold links.
AROUND = re.compile(
    "|".join(
        (
            r"related(?: (?:links?|content|pages|publications|documents|information|articles|items"
            r"|news|services|reports))?|see also|more like this|you (?:may|might) also like",
            r"share this(?: page)?|explore the topic|follow us|latest news|tags|recent posts",
            r"on this page|contents|in this section|in this report|page contents|table of contents",
            r"quick links|useful links|navigation|site ?map|support links|services and information",
            r"collection|footer(?: links)?|categories|archives|newsletter|leave a reply",
            r"is this page useful\??|get (?:e-?mails|updates)\b.*|sign up\b.*|help us improve.*",
            r"cookies on .*|tell us whether you accept cookies|departments and policy",
        )
    ),
    re.I,
)


def content_roots(page: Element) -> list[Element]:
    """The elements that hold the content: the main one, and before it the title that it lacks."""
    body = page
    titles = []
    mains = []
    for element in page.walk():
        if element.tag == "body" and element.letters >= NEARLY_ALL * body.letters:
            body = element  # a page glued to another has two
        elif element.tag == "main" or element.get("role") == "main":
            mains.append(element)
        elif element.tag == "h1" and element.letters:
            titles.append(element)
    prose = body.letters - body.linked
    best = max(mains, key=lambda main: main.letters, default=None)
    if best is None or best.letters - best.linked < prose / 5:
        best = _densest(body, next((title for title in titles if not _is_site_name(title)), None))
    inside = set(best.walk())
    if any(title in inside for title in titles):
        return [best]
    return [title for title in titles[:1] if not _is_site_name(title)] + [best]


def is_furniture(element: Element, prose: int = 0) -> bool:
    """Whether an element is no content: by its tag, its role, its names and its links.

    What holds most of the page's prose, so many letters out of links, is content whatever its
    names are.
    """
    tag = element.tag
    if tag in NEVER:
        return False
    words = element.letters - element.linked
    mostly_links = element.linked * 2 > element.letters
    if tag == "button":
        return (
            not _inside(element, HEADINGS | {"summary"})
            and not opens_panel(element)
            and not _is_in_a_sentence(element)
        )
    if tag == "footer":
        # A part's footer may hold its last words; the page's holds addresses.
        if words >= PROSE or _inside(element, {"blockquote", "figure"}):
            return False
        return (
            mostly_links
            or not _inside(element, PARTS)
            or not SENTENCE.search(" ".join(element.text(MAX_READ).split()))
            or _says_it(element)
        )
    if tag in ("aside", "header", "form") and mostly_links:
        return not (tag == "aside" and _says_more(element))
    if tag == "dialog":
        return "open" not in element.attributes or (
            words < PROSE and (mostly_links or _says_it(element))
        )
    if tag == "form":
        return words < 200 and any(
            inner.tag in FILLED and inner.get("type") != "hidden"
            for inner in islice(element.walk(), MAX_READ)
        )
    if tag in ("ul", "ol"):
        named = NAMES.search(element.get("class")) or NAMES.search(element.get("id"))
        if named and element.linked > NEARLY_ALL * element.letters > 0:
            return not SENTENCE.search(" ".join(element.text(MAX_READ).split()))
        return element.get("role") in ROLES or _is_contents_list(element)
    if words >= PROSE:
        return False
    if element.get("role") in ROLES:
        return True
    if not NAMES.search(element.get("class")) and not NAMES.search(element.get("id")):
        return False
    return (words < 400 or words * 2 <= prose) and (mostly_links or _says_it(element))


def _says_more(element: Element) -> bool:
    """Whether a part that is mostly links has a sentence of its own, and no heading that leads on."""
    own: list[str] = []
    stack: list[Element | str] = [element]
    while stack and len(own) < MAX_READ:
        item = stack.pop()
        if isinstance(item, str):
            own.append(item)
        elif item.tag not in LEFT_OUT:
            own.append(" ")
            stack.extend(reversed(item.content))
    said = " ".join("".join(own).split())
    return bool(SENTENCE.search(said)) and not SAYS.search(said) and not _is_headed_so(element)


def _says_it(element: Element) -> bool:
    """Whether an element that is named as furniture speaks of itself as furniture does.

    A part with a heading and sentences of its own does so in its heading or its first words.
    """
    text = " ".join(element.text(MAX_READ).split())
    if BUTTONS.fullmatch(text) or _is_headed_so(element):
        return True
    match = SAYS.search(text)
    if match is None:
        return not SENTENCE.search(text) and _is_list_of_names(element)
    return match.start() < MAX_SAID


def _is_headed_so(element: Element) -> bool:
    """Whether its first heading is one of a part that leads elsewhere."""
    inside = islice(element.walk(), MAX_READ)
    headings = (inner for inner in inside if inner.tag in HEADINGS)
    heading = next((inner for inner in headings if not _inside(inner, {"nav"})), None)
    if heading is None:
        return False
    title = " ".join(heading.text(MAX_ITEMS).split())
    return (AROUND.fullmatch(title) or LEADING.fullmatch(title)) is not None


def _is_list_of_names(element: Element) -> bool:
    """Whether it is words to press: one line each, without figures, table or heading."""
    pressed = 0
    for inner in islice(element.walk(), MAX_READ):
        if inner.tag in HEADINGS or inner.tag in ("table", "p", "dl", "img", "li"):
            return False
        pressed += inner.tag in PRESSED
    return pressed > 0


def opens_panel(element: Element) -> bool:
    """Whether a button or a summary is the heading of the text that it shows and hides."""
    if not 0 < element.letters <= MAX_TITLE:
        return False
    # What says that it opens something may be short, and so may what it opens.
    says_so = "aria-expanded" in element.attributes or (
        element.tag == "summary"
        or OPENED.search(_names(element)) is not None
        or "collapse" in (element.get("data-toggle"), element.get("data-bs-toggle"))
    )
    around, outer = element, element.parent
    for _ in range(NESTED):
        if outer is None or outer.letters > element.letters:
            break
        around, outer = outer, outer.parent
    if outer is None:
        return False
    beside = outer.content[around.place + 1 : around.place + NESTED]
    panel = next((i for i in beside if isinstance(i, Element) and i.tag != "unseen"), None)
    if element.tag == "summary":
        panel = outer
    if panel is not None and says_so and panel.tag in ("div", "section", "details"):
        words = panel.letters - panel.linked - (element.letters if panel is outer else 0)
        return words > panel.linked and not BUTTONS.fullmatch(
            " ".join(element.text(MAX_ITEMS).split())
        )
    return (
        panel is not None
        and element.letters >= MIN_TITLE
        and panel.paragraphs > 0
        and panel.letters - panel.linked >= max(PANEL, 2 * panel.linked)
        and not BUTTONS.fullmatch(" ".join(element.text(MAX_ITEMS).split()))
    )


def _names(element: Element) -> str:
    """Its classes and those of what is around it."""
    return f"{element.get('class')} {element.parent.get('class') if element.parent else ''}"


def _is_in_a_sentence(element: Element) -> bool:
    """Whether there are words before it and after it in its paragraph."""
    if element.parent is None or element.parent.tag not in ("p", "li", "td", "dd"):
        return False
    content, place = element.parent.content, element.place
    around = content[max(0, place - 1) : place] + content[place + 1 : place + 2]
    return len(around) == 2 and all(isinstance(item, str) and item.strip() for item in around)


def trim_furniture(lines: list[Line]) -> list[Line]:
    """The lines without buttons' words, and without sections that only lead elsewhere."""
    kept: list[Line] = []
    skip_above = 0  # the level of the section that is left out; 0: none is
    for at, line in enumerate(lines):
        if line.level and skip_above and line.level <= skip_above:
            skip_above = 0
        if (
            line.level
            and not skip_above
            and AROUND.fullmatch(line.text.rstrip(" :"))
            and _leads_elsewhere(lines, at)
        ):
            skip_above = line.level
        is_link = not line.level and line.links >= 0.9 * len(line.text.replace(" ", ""))
        if skip_above or BUTTONS.fullmatch(line.text) or (is_link and LEADS.fullmatch(line.text)):
            continue
        kept.append(line)
    return kept


def _leads_elsewhere(lines: list[Line], at: int) -> bool:
    letters = links = 0
    for line in lines[at + 1 : at + 200]:
        if line.level and line.level <= lines[at].level:
            break
        letters += len(line.text)
        links += line.links
    return links * 2 >= letters


def _densest(body: Element, title: Element | None) -> Element:
    """The innermost element that holds nearly all the prose of the page, and its title."""
    around_title = set() if title is None else set(title.ancestors())
    best = body
    while True:
        children = [child for child in best.content if isinstance(child, Element)]
        prose = best.letters - best.linked
        inner = [c for c in children if c.tag in NEVER or not is_furniture(c, prose)]
        words = sum(child.letters - child.linked for child in inner)
        largest = max(inner, key=lambda child: child.letters - child.linked, default=None)
        if largest is None or largest.tag not in WRAPPERS:
            return best
        if largest.letters - largest.linked < NEARLY_ALL * words:
            return best
        if best in around_title and largest not in around_title:
            return best
        best = largest


def _is_site_name(title: Element) -> bool:
    return title.linked == title.letters or _inside(title, {"nav", "footer", "dialog"})


def _inside(element: Element, tags: frozenset[str] | set[str]) -> bool:
    # As deep as a page that people write nests these, and no deeper: a bomb nests a million.
    return any(outer.tag in tags for outer in islice(element.ancestors(), 8))


def _is_contents_list(element: Element) -> bool:
    """A list of links into this same page."""
    if element.letters == 0 or element.linked < 0.9 * element.letters or element.letters > 20_000:
        return False
    links = [inner.get("href") for inner in element.walk() if inner.tag == "a"]
    return len(links) > 2 and all(link.startswith("#") for link in links)
