"""The words of a question that say nothing of what it is about: those of English, and the field's."""

from __future__ import annotations

from functools import cache

from ingest.field.questions import QuestionWords

ENGLISH = {
    # Beside the words that ask for a grade: what is left may name an area.
    "grades": """
    a about across after all an and any are as at back be been before best by came come currently
    date dates days did do does due each early end every everything final find first for found from
    full gave get given go got had has have her highest his hold how i in is it its just kind last
    late latest list local lowest many me moment most much my name next no now number of on one or
    other our out over overall own part parts per percentage performers performing please poorest
    present previous proportion rank ranked recent report reports review reviewed right said say second
    separate share show since single slip so something still tell than that the their them there
    these they thing things this three time times to today top two under up us was way we well went
    were what what's whats when where which who whole whose why will with work worst would year
    years you your
    """,
    # Beside those, and the words that ask what must improve: what is left is a topic.
    "recommendations": """
    action actions actually against anything around ask asked better can cause causes concern
    concerning concerns could current currently doing done exactly far fix fixing further going
    highlighted identified identify immediate immediately improve improved improvement improvements
    improving issued key know list listed made main make mention mentioned mentions more must need
    needed needs number open ought particular point points priorities priority put putting raised
    really recommend recommendation recommendations recommended regarding relate related relates
    relating relation required respect right say says see should sort sorted specific take taken terms there
    thing things told want would you
    """,
    # Every question may have them, whatever it is about.
    "any": """
    a about actually after all also am an and any anyone anything are as at be been before being between but by
    can come could did do does doing done down each even ever every exact find finding for found
    from get gets getting given go going good got had happen happened happening happens has have having how
    hows i if in into is it its just know last latest like long made make many may me might more most
    much must my need new no not nothing now number numbers of off often on one only or other our
    out over own people person please properly quite really recent report reports s said same say says should since so
    some someone something still t tell than that the their them then there these they thing things this
    those through time to too total under up us use used using v very vs was way ways we well went
    were what whats when whens where wheres which who whom whos whose why will with work works would
    year years yet you your
    """,
}


@cache
def idle_words(where: str, words: QuestionWords) -> frozenset[str]:
    """Those beside the words that ask for "grades", for "recommendations" or for "any" thing."""
    return words.idle[where].union(ENGLISH[where].split())
