"""Names of schools, companies, authorities and the like, told by how such names are made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ingest.about.abbreviations import long_form
from ingest.field.places import Places

# No word has more letters, and a line of capitals and stops must not cost its square.
WORD = r"(?:[A-Z0-9][\w’'.&/-]{0,60}|&|of|the|and|for|in|upon)"
SCHOOL = re.compile(
    rf"(?:{WORD}[ \t]+){{1,8}}?"
    r"(?:School|Academy|College|Nursery|Pre-?[Ss]chool|Kindergarten|Playgroup)\b"
    r"(?:[ ](?:and|&)[ ](?:Nursery|Sixth Form(?: College)?|College|Pre-?[Ss]chool))?"
)
# What makes a name one of a body, whatever stands before it ...
FIRM = (
    r"plc|PLC|P\.L\.C\.|Inc|Incorporated|Ltd|Limited|LLP|LLC|Corporation|Corp|Company|Group|Holdings"
    r"|N\.V\.|S\.A\.|AG|SE|(?:NHS )?(?:Foundation )?Trust|Hospitals?|Infirmary|University|Hospice"
    r"|Surgery|Medical Practice|Clinic|Pharmacy|(?:Health|Medical) Centre|Care Home|Nursing Home"
    r"|Residential Home|Juvenile Hall|Association|Bank"
)
STRONG = (
    FIRM.replace("|Group", "")
    + r"|Authority|Commission|Inspectorate|Ombudsman|Administration|Agency|Ministry|Bureau|Institute"
    r"|Constabulary|(?:Transit|Transport|Water|School|Harbou?r|Port) (?:District|System|Board)"
    r"|Transit|Railway|Airport|CCG|Clinical Commissioning Group|Integrated Care Board"
)
# ... and what does where something else in it names one.
WEAK = (
    r"Group|Board|Service|Services|Programmes?|Program|Scheme|Centre|Center|Partnership|System"
    r"|District|Department|Office|Foundation|Society|Federation|Council|Prison|Project|Fund|Courts?"
    r"|Tribunals?|Committee|Assembly|Executive|Regulator|Museum|Library|Observatory|Laboratory"
)
ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Corp|Co|N\.V|S\.A|P\.L\.C)\.$")
COMPANY = re.compile(
    rf"\b[A-Z][\w’'.&-]{{0,60}}(?:,?[ \t]+{WORD}){{0,7}}?,?[ \t]+(?:{FIRM})\b(?:[ ](?:{FIRM})\b)*\.?"
)
BODY = re.compile(
    rf"\b(?:(?:City|Town|County|Borough|State) of [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"
    r"|(?:Office|Department|Ministry|Inspector|Bureau|Institute) (?:of|for)(?: (?:the|and|of|&)"
    r"| (?!Reports?\b|Reviews?\b|Audits?\b|Strategy\b|Plans?\b|Policy\b|Annual\b)[A-Z][\w-]+){1,7}"
    rf"|[A-Z][\w’'.&-]{{0,60}}(?:,?[ \t]+{WORD}){{0,8}}?[ \t]+(?:{STRONG}|{WEAK})\b\.?"
    rf"(?:[ ](?:{STRONG}|{WEAK})\b)*)"
)
STRONG_BODY = re.compile(
    rf"\b[A-Z][\w’'.&-]{{0,60}}(?:[ \t]+{WORD}){{0,8}}?[ \t]+(?:{STRONG})\b(?:[ ](?:{STRONG})\b)*"
)
LONG_BODY = re.compile(rf"\b[A-Z][\w’'.&-]{{0,60}}(?:[ \t]+{WORD}){{0,8}}[ \t]+(?:{STRONG})\b")
# A name as a title has it, initials and numbers too: "Barry J. Nidorf Hall", "Wing 3B".
CALLED = re.compile(
    r"(?:[A-Z][\w’'.-]*|&)(?:\s+(?:[A-Z0-9][\w’'.-]*|&|(?:of|for|on|upon|with|and|the|le|la|de)(?=(?:\s+the)?\s+[A-Z])))*"
)
NATIONAL = r"\w (?:England|Wales|Cymru|Scotland|Ireland|Canada|Australia)$"
# Who looks into others: seldom what its own report is about.
REPORTERS = re.compile(
    r"\b(?:Board|Bureau|Branch|Agency|Administration|Inspectorate|Organi[sz]ation|Commission(?:er)?"
    r"|Ombudsman|Auditor|Committee|Office|Parliament|Senedd)\b"
    rf"|{NATIONAL}"
)
# How the names of those end who have a site, or a logo on a cover.
PUBLISHER = re.compile(
    rf"(?:{STRONG}|{WEAK}|Commissioner|Auditor|Branch|Organi[sz]ation|Website"
    r"|Site|Portal|Blog|Parliament|Senedd Cymru|Police)s?$|^[A-Z]{2,8}(?: [A-Z][a-z]+)?$|\w\.\w"
    rf"|{NATIONAL}|Auditor General$"
    r"|^(?:The )?(?:[A-Z]\w+ )?(?:Office|Department|Ministry|Auditor General|Inspectorate) (?:of|for) "
)
ENDS = re.compile(rf"(?:{STRONG}|{WEAK})$")
OFFICE = re.compile(
    r"(?:the )?(?:(?:U\.?S\.?|United States|[A-Z]\w+) )?(?:Office|Department|Ministry|Inspector(?:ate)?"
    r"|Bureau|Ombudsman|Commission(?:er)?|Regulator|Registrar|Director|Authority|Agency|Court|Institute)"
    r" (?:of|for) ",
    re.I,
)
REGISTRANT = re.compile(
    r"^([^\n]+)\n\s{0,20}+(?:\(\s*)?Exact\s+name\s+of\s+(?:the\s+)?registrant", re.I | re.M
)
# What stands before a name in a title and is none of it.
BEFORE = "the report short full an a on of to for at by in dear accounts members governors".split()
# Words that many bodies have in their names: alone they name none.
COMMON = frozenset(
    "the of and for a in on local public national regional county city borough district town central"
    " clinical commissioning health care social mental children’s children young people adult youth"
    " community safety police fire rescue planning transport transit transportation school primary"
    " secondary housing strategic joint annual independent executive advisory legal financial drug"
    " alcohol environmental protection energy federal state government department office council"
    " authority agency service services group board trust programme program system centre center"
    " committee commission company corporation university college hospital partnership education"
    " early years help acquiring contracting managing parent holding nhs foundation integrated age"
    " crime commissioner commissioners monitoring inspection review area limited district association bank railway airport prison project fund scheme institute"
    " first new final other your our this these all each any no".split()
)
LONGEST_NAME = 9  # words


def find_institution(title: str, lines: Iterable[str], opening: str, places: Places) -> str:
    """The school, prison or company that a title or a line of its own names; "" where none does."""
    if registrant := REGISTRANT.search(opening):
        return folded(registrant[1]).strip("() ")
    texts = [title, *lines]
    for pattern in (places.institutions, SCHOOL, COMPANY):
        for words in texts:
            if (match := pattern.search(words)) and (name := clean(match[0], places)):
                return name
    return ""


def clean(text: str, places: Places) -> str:
    """A name without what leads it; "" where only words are left that many names have."""
    before = rf"^(?:(?:{'|'.join([*BEFORE, *places.before_institutions])})\s+)+"
    name = re.sub(before, "", folded(text), flags=re.I).strip(" ,")
    name = name if ABBREVIATED.search(name) else name.rstrip(".")
    words = name.split()
    return name if 1 < len(words) <= LONGEST_NAME and not is_common(name) else ""


def is_common(name: str) -> bool:
    """ "Local Authority" and "15. School" name no one."""
    words = re.findall(r"[^\W\d_]+(?:[’'][^\W\d_]+)?", name.casefold().replace("'", "’"))
    return all(word in COMMON for word in words)


def spelled_out(short: str, text: str) -> str:
    """The body that a report's abbreviation stands for: "DHS" in "Department of ... (DHS)"."""
    longs = Counter(
        long
        for match in re.finditer(rf"\({re.escape(short)}\)", text)
        if (long := long_form(short, text[max(0, match.start() - 120) : match.start()]))
    )
    name = longs.most_common(1)[0][0] if longs else ""
    return name if ENDS.search(name) or OFFICE.match(name) else ""


def in_its_case(name: str, text: str) -> str:
    """A name in capitals as the text writes it elsewhere: "HMP FORD" is HMP Ford."""
    if not name.isupper() and not re.search(r"[a-z][A-Z]", name):
        return name
    ways = Counter(
        match[0] for match in re.finditer(rf"\b{re.escape(name)}\b", text, re.I) if match[0] != name
    )
    best = next((way for way, _ in ways.most_common() if not way.isupper()), "")
    return folded(best) if best[:1].isupper() else name


def folded(text: str) -> str:
    return " ".join(text.split())
