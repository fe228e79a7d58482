"""What in a sentence gives a figure, a date or a name, told by its form; it knows no question."""

from __future__ import annotations

import re

WORDED = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?"
    r"|hundreds?|dozens?|thousands?|millions?)"
)
FIGURE = rf"(?:\d[\d,]{{0,20}}(?:\.\d+)?|{WORDED})"
ORDINAL = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
TENS = r"(?:twen|thir|for|fif|six|seven|eigh|nine)ties"  # "in the high seventies"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
UNIT = (
    r"(?:seconds?|minutes?|mins?|hours?|days?|nights?|weeks?|fortnights?|months?|terms?|quarters?"
    r"|years?|decades?|century|centuries)"
)
YEAR = r"(?:1\d|20)\d\d"


def _pattern(words: str, flags: re.RegexFlag = re.I) -> re.Pattern[str]:
    return re.compile(words, flags | re.X)


# A row of a table that has figures: what they are of stands in its head.
ROW = re.compile(r"\t[^\t\n\d]*\d")
ANY_FIGURE = _pattern(rf"\d|\b{WORDED}\b|\b(?:half|third|quarter|none)\b")
PER_CENT = rf"\d\s*(?:%|per\ ?cent\b)|\b{WORDED}\ per\ ?cent\b"
PERCENTAGE = _pattern(
    rf"""{PER_CENT}
    |\b(?:{FIGURE}|half)[-\ ](?:half|third|quarter|fifth|eighth|tenth)s?\b
    |\ba\ (?:third|quarter|fifth|tenth)\b|\bhalf\b
    |\b\d+\ (?:out\ )?of\ (?:the\ |all\ )?\d+\b
    |\b{FIGURE}\ (?:out\ of|in)\ (?:every\ )?{FIGURE}\b|(?<!\d)\d+\ per\ [\d,]+"""
)
SHARE = _pattern(rf"{PERCENTAGE.pattern}|\b(?:majority|minority|most)\b")
MONEY = _pattern(
    r"""[£$€]\s*\d|\b\d[\d,.]{0,20}\s*(?:m|k|bn|million|billion|pounds|pence|p|dollars|euros?)\b
    |\bfree\b|\b(?:no|without)\ (?:cost|charge)\b|\b(?:twice|half)\ as\ much\b"""
)
STRETCH = rf"""\b(?:{FIGURE}|a\ few|several|many|a\ couple\ of|a\ number\ of)
        (?:\s*(?:[-–]|to|and|or)\s*{FIGURE})?[-\s]+(?:(?:working|calendar|school)[-\s]+)?{UNIT}\b
    |\ban?\ {UNIT}\b|\b(?:half|quarter)\ (?:an?\ )?{UNIT}\b|\b(?:same|next|working)\ day\b
    |\bfor\ (?:some\ )?(?:hours|days|weeks|months|years|decades|centuries)\b
    |\b(?:since|until|from)\ (?:the\ )?(?:{MONTH}\ )?{YEAR}"""
DURATION = _pattern(STRETCH)
SPEED = _pattern(
    rf"""{STRETCH}|\b(?:delay\w*|immediate(?:ly)?|late|lateness|overdue|prompt(?:ly)?|quick(?:ly|er)?
    |rapid(?:ly)?|slow(?:ly|er)?|soon|swift(?:ly)?|(?:un)?timely|timeliness)\b"""
)
VELOCITY = _pattern(
    r"\d\s*(?:mph|km/?h|kph|knots?|kts?)\b|\b(?:miles|kilomet\w+|feet)\ (?:an?|per)\ \w+"
)
AGE = _pattern(
    rf"""{STRETCH}|\baged?\s+(?:of\ |from\ |between\ )?\d+|\b(?:under|over)[-\ ]\d\d?s?\b
    |\b\d\d?(?:st|nd|rd|th)?\ birthday|\b(?:is|are|was|were|turned)\ \d\d?\b"""
)
FREQUENCY = _pattern(
    rf"""\b(?:daily|(?:\w+-?)?(?:weekly|monthly|yearly)|fortnightly|quarterly|annual(?:ly)?|termly)\b
    |\b(?:nightly|hourly|(?:ir)?regularly|rarely|(?:in)?frequently|routinely|usually|sometimes)\b
    |\b(?:occasional(?:ly)?|constantly|always|never|once|twice|each|every\w*|per|often)\b
    |\b{FIGURE}[-\s]+(?:times|{UNIT})\b"""
)
DAYS = _pattern(rf"\b{WEEKDAY}s?\b|\bweek(?:end|day)s?\b|\bdaily\b")
# Capitals tell "May" and "March" from what they are otherwise.
DATE = _pattern(
    rf"""\b{MONTH}\b|\b{WEEKDAY}\b|\b{YEAR}s?\b|\b\d\d?/\d\d?/\d\d|\b\d\d?\ ?[ap]m\b
    |\b(?:in|of|by|from|to|until|since|around|about|circa|dated)\ \d{{3,4}}s?\b
    |\b(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|[Cc]entur(?:y|ies)|Christmas|Easter)\b
    |\b{UNIT}\ (?:ago|later|earlier|before|after)\b|\bwithin\ (?:the\ )?{FIGURE}\ |\bage\ of\b
    |\b(?:beginning|start|middle|end)\ of\ (?:the\ |this\ |next\ |last\ )?\w*\ ?(?:{UNIT}|calendar)\b
    |\b(?:last|next|this)\ (?:day|week|month|term|year)\b""",
    re.NOFLAG,
)
# Words of the names of bodies, offices, plans and places, which two capitals in a row are as well.
OFFICIAL = (
    r"(?:(?:Act|Adoption|Adult|Advis[eo]r|Affair|Agency|Airport|Annual|Area|Asset|Assistant|Association"
    r"|Authorit|Award|Bank|Best|Black|Board|Borough|British|Bureau|Care|Central|Cent(?:re|er)|Chair"
    r"|Chief|Child|City|Civil|Code|College|Commission|Committee|Communit|Company|Constabular|Control"
    r"|Corporate|Council|Count(?:y|ies)|Court|Crime|Data|Decision|Department|Deputy|Designated|Director"
    r"|Domestic|Early|East|Education|Estate|Executive|Famil|Federal|Financial|Fire|First|Force"
    r"|Foundation|Framework|General|Good|Government|Great|Group|Head|Health|Help|Home|Hospital|House"
    r"|Hub|Human|Improvement|Independent|Information|Inspect|Institut|Integrated|Joint|Justice|Key|Law"
    r"|Lead|Learning|Limited|Link|Local|London|Looked|Majest|Manager|Member|Mental|Metropolitan"
    r"|Ministry|Model|Multi|National|Needs?\b|New\b|Next|North|Nurse|Office|Officer|Operation|Order"
    r"|Panel|Parent|Parliament|Partner|People|Permanence|Person|Placement|Plan|Police|Policy|Practice"
    r"|Principal|Prison|Probation|Program|Project|Public|Quality|Raise|Referral|Regional|Register"
    r"|Report|Rescue|Response|Review|Rights|Risk|Road|Royal|Safe|School|Secretary|Section|Senior"
    r"|Serious|Service|Sexual|Skill|Social|Societ|South|Special|Stage|Staying|Standard|State|Strateg"
    r"|Street|Summary|Support|Table|Team|Technical|Third|Transit|Trust|Union|United|Universit|Virtual"
    rf"|West|White|Work|Young|Youth)\w*|{MONTH}|{WEEKDAY})\b"
)
# What opens a sentence in a capital and is no name.
OPENING = r"(?:An?|All|At|By|Each|For|His|Her|In|It|Its|Most|No|On|Other|Our|Previous|Some|That|The|Their|This|To|We)"
PERSON = _pattern(
    rf"""\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Professor|Councillor|Cllr|Judge|President)\.?\ [A-Z]
    |\b(?!{OFFICIAL}|{OPENING}\b)[A-Z][a-z’'-]+(?:\ [A-Z]\.?|\ (?:de|van|von|al|of))?
        \ (?!{OFFICIAL})[A-Z][a-z’'][\w’'-]*""",
    re.NOFLAG,
)
NAME = _pattern(
    r"(?<=[a-z,;:)(]\ )[A-Z][\w’'&-]+\ (?:(?:of|and|the|&)\ )*[A-Z][\w’'&-]+|[“‘\"][A-Z]\w+",
    re.NOFLAG,
)

COUNT = _pattern(
    rf"(?<![\w£$€.])(?:\d[\d,]{{0,20}}(?:\.\d+)?(?!\d)(?!\w)|{WORDED}\b)|{PER_CENT}|\b{TENS}\b"
)
TIMES = _pattern(rf"{COUNT.pattern}|\b(?:once|twice|{ORDINAL}\ (?:time|occasion|attempt))\b")
# What a figure measures or parts things into, and does not count.
MEASURE = (
    r"(?:inch(?:es)?|feet|ft|yards?|miles?|(?:kilo|centi|milli)?met(?:re|er)s?|km|cm|mm|knots?"
    r"|acres?|hectares?|sq(?:uare)?\.?|tonnes?|tons?|kg|lbs?|litres?|gallons?)"
)
SORT = r"(?:types?|kinds?|sorts?|categor(?:y|ies))"
# Figures that count nothing: dates, ages, stretches of time, sums, measures, the numbers of things
# and paragraphs, and how many sorts of them there are.
NO_COUNT = _pattern(
    rf"""\b\d\d?(?:st|nd|rd|th)?\s+(?:(?:to|and|[-–])\s*\d\d?(?:st|nd|rd|th)?\s+)?{MONTH}\b(?:\s+\d{{4}})?
    |\b{MONTH}\s+(?:\d{{4}}|\d\d?(?:st|nd|rd|th)?(?:,\s*\d{{4}})?)\b
    |\b{YEAR}\s*[-–/]\s*\d\d(?:\d\d)?\b|\b{YEAR}s?\b(?!\s+(?:people|children|men|women))
    |\b(?:aged?|ages?(?:\ of)?|(?:turn|reach)\w*|beyond|sections?|outcome|goal|objective|theme
        |priority|levels?|tier|band|phase|pages?|para(?:graph)?s?|regulation|schedule|clause|items?
        |question|annexe?|article|part|chapter|figure|table|appendix|stage|grade|step|year|rule|room|route|act|operation)\s+{FIGURE}(?:\s*(?:[-–]|to|and|or)\s*{FIGURE})?
    |\b(?:under|over)[-\s]\d\ds?\b(?!\s*%|\s+(?!(?:who|are|were|and|or|in|at|with|that|to|have|is|was)\b)[a-z])
    |\b{FIGURE}(?:\s*(?:[-–]|to|and|or)\s*{FIGURE})?
        (?:[-\s]+(?:(?:working|calendar|school)\s+)?{UNIT}\b(?:[-\s]olds?)?|[-\s]?{MEASURE}\b|\s{SORT}\ of\b)
    |\b\d+[-–]?\s*(?:(?:and|to|or)\s+\d+[-–]?\s*)?(?:year|yr)[-\s]*olds?
    |[£$€]\s?\d[\d,.]{{0,20}}(?:\s?(?:m|k|bn|(?:m|b|tr)illion)\b)?
    |\b(?<!only\ )(?<!just\ )(?<!least\ )one\b(?!\s+in\ )
    |^\W*\d+(?:\.\d+)*\.?\s+(?=(?-i:[A-Z]))
    |\b(?:tel|fax|phone|telephone|freephone|locall|mobile)\b\.?:?[\s+()\d-]+|\(0\d+\)[\s\d]+
    |\b\d\d?[:.]\d\d\s*[ap]m\b|\b\d\d?\s*[ap]m\b|\b24/7\b"""
)
