"""Where a text names a place and means it: not a person, a street, a longer name or one abroad."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.field.places import TITLES, Mention, Place, Places

STREET = re.compile(
    r"[ ](?:road|street|avenue|lane|way|close|square|park|house|estate|station|bridge|hill|green"
    r"|gate|wharf|court|place|terrace|crescent)\b",
    re.I,
)
CITED = re.compile(r",? (?:et al|\((?:19|20)\d\d)|, [A-Z]\.|(?: and| &) [A-Z]\w+ \((?:19|20)\d\d")
ABROAD = re.compile(r",[ ](?!UK\b|GB\b)(?:[A-Z]{2}\b|[A-Z][a-z]+)")
# "Durham, NC": what a text says once of a name holds for it throughout.
STATE = (
    r",[ \n](?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI"
    r"|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut"
    r"|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine"
    r"|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada"
    r"|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon"
    r"|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia"
    r"|West Virginia|Wisconsin|Wyoming|Ontario|Nova Scotia|New South Wales|Queensland"
    r"|Tasmania)\b"
)
PERSONS = [title.capitalize() for title in TITLES]
OTHERWISE = 5  # a name that means another one time in so many is not the place's
BEFORE = re.compile(r"(?<![\w’'-])([A-Z][\w’'-]*)[ ]$")
# Words that a name may follow without being part of a longer one.
FREE = frozenset(
    "the a an in at for from of and to by on with within across near as is but or both while"
    " although since when where if dear report reports inspection review re jtai send hmp nhs"
    " royal london borough city county council metropolitan district services service visit"
    " partnership children’s".split()
)


@lru_cache(4)  # a long text is asked for several times over
def named_places(text: str, places: Places, whole: str = "") -> tuple[Mention, ...]:
    """The mentions of a text that mean the place itself; `whole` is the text that it is from."""
    whole = whole or text
    in_full = _in_full(whole, places)
    others: dict[str, bool] = {}  # what names another, by how it is written
    named = []
    for mention in places.find(text):
        written = text[mention.start : mention.end]
        # What people call it for short is much else too: it counts beside the full name.
        meant = tuple(p for p in mention.places if p in in_full or not _is_alias(p, written))
        at = mention.end
        if not meant or STREET.match(text, at) or CITED.match(text, at):
            continue
        if _is_abroad(text, mention, places):
            continue
        if written not in others:
            others[written] = _is_of_another(written, whole) or (
                written.casefold() in places.everyday and _is_word(written, whole)
            )
        longer = _longer_name(text, mention)
        if longer and longer not in others:
            others[longer] = len(re.findall(rf"\b{re.escape(longer)}\b", text, re.I)) > 1
        if not others[written] and not (longer and others[longer]):
            named.append(Mention(mention.start, mention.end, meant))
    return tuple(named)


@lru_cache(4)
def _in_full(text: str, places: Places) -> set[Place]:
    """The places that a text names by more than what they are called for short."""
    return {
        place
        for mention in places.find(text)
        for place in mention.places
        if not _is_alias(place, text[mention.start : mention.end])
    }


def _is_alias(place: Place, written: str) -> bool:
    """ "Met", "GLOS" and "Conway" are; "Sussex" is the area that Sussex Police is called after."""
    return " " not in written and any(
        written.casefold() == alias.casefold()
        for alias in place.aliases
        if not place.name.startswith(f"{alias} ")
    )


def _is_abroad(text: str, mention: Mention, places: Places) -> bool:
    """ "Richmond, VA" is no borough of London."""
    abroad = ABROAD.match(text, mention.end)
    return abroad is not None and not places.find(abroad[0])


def _is_of_another(name: str, text: str) -> bool:
    """Whether a text means by a name, often enough, a person or a place in another country."""
    name = re.escape(name)
    persons = rf"\b(?:{'|'.join(PERSONS)})\.? (?:[A-Z][\w.]* )?{name}\b"
    often = len(re.findall(rf"\b{name}\b", text)) / OTHERWISE
    return any(
        0 < count >= often
        for count in (len(re.findall(persons, text)), len(re.findall(rf"\b{name}{STATE}", text)))
    )


def _is_word(name: str, text: str) -> bool:
    """Whether a text has an everyday word, "Reading", more often than the name within a sentence."""
    within = len(re.findall(rf"[a-z,] {re.escape(name)}\b", text))
    return len(re.findall(rf"\b{re.escape(name.lower())}\b", text)) > within


def _longer_name(text: str, mention: Mention) -> str:
    """ "William Sutton", where that is what stands there: another's, if the text has it again."""
    before = BEFORE.search(text, max(0, mention.start - 30), mention.start)
    if before is None or before[1].casefold() in FREE:
        return ""
    return f"{before[1]} {text[mention.start : mention.end]}"
