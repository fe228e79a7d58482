"""A page that is made to be hard to read is read or refused in good time."""

import resource
import time
from contextlib import suppress

import pytest

from ingest.errors import NotAReport
from ingest.html.web_page import read_html

PROSE = "The force is good at preventing crime, and it should say so to more people more often."


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 40_000,
        b"<b>" * 40_000,
        b"<table><tr><td>" * 20_000,
        b"<ul><li>" * 30_000,
        b"<h2><span>" * 20_000,
        b"<blockquote class='nav'>" * 30_000,
        b"<footer>" * 30_000,
        b"<sup><a href='#a'>" * 20_000,
        b"<button>" * 30_000,
        b"<div id=a class=related><h2>x</h2>" * 20_000,
        b"<time>" * 20_000,
        b"<!-- " * 40_000,
        b"<p " + b"a=1 " * 40_000 + b">",
        b"&amp;" * 100_000,
        b"<script type='application/ld+json'>" + b"[" * 40_000 + b"</script>",
        b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><p>&b;&b;&b;</p>',
        b"<p>\x00\x01\x02\xff\xfe" * 20_000,
        bytes(range(256)) * 2_000,
        b"<style>" + b"#x>.b~.c{display:none}" * 4_000 + b"</style>" + b"<p class='b c'>" * 5_000,
        b"<style>" + b"{" * 100_000,
        b"<div class=mobile>x" * 5_000,
        b"<table>" + b"<tr><td rowspan=500 colspan=500>x" * 2_000,
        b"<math><mfrac><mi>" * 10_000,
        b"<pre>" + b"a    b\n" * 20_000,
        b"<div><p hidden>x</p>" * 10_000,
        b"<x-a><template shadowrootmode=open><slot></slot>" * 2_000,
        b"<dialog open>x" * 10_000,
    ],
    ids=lambda data: data[:24].decode("ascii", "replace"),
)
def test_a_hostile_page_is_read_or_refused_in_good_time(data: bytes) -> None:
    started = time.process_time()
    try:
        text = read_html(data + f"</script><main><p>{PROSE}</p></main>".encode()).text
    except NotAReport:
        text = ""
    assert time.process_time() - started < 5  # a quadratic one takes minutes
    assert "\x00" not in text


@pytest.mark.parametrize(
    ("css", "body"),
    [
        pytest.param("a{content:'" * 40_000, "", id="strings that are never closed"),
        pytest.param("a{background:url(" * 40_000, "", id="addresses that are never closed"),
        pytest.param(
            "p{--a:" + "x" * 900_000 + ";display:var(--a)}", "<p>x" * 3_000, id="a long value"
        ),
        pytest.param(
            "div:has(div:has(div:has(p.z))){display:none}",
            "<div>" * 2_000 + "<p>x" * 2_000,
            id=":has in :has",
        ),
        pytest.param(
            ".a{" + "& & & & & & & &{" * 11 + "display:none" + "}" * 12, "", id="& in & in &"
        ),
        pytest.param("@media " + "not " * 100_000 + "print{p{display:none}}", "", id="not not not"),
        pytest.param(
            "",
            ("<div><template shadowrootmode=open>" + "<style>p{display:none}</style>" * 30) * 100
            + "<p>x" * 2_000,
            id="sheets in shadows in shadows",
        ),
    ],
)
def test_a_hostile_sheet_is_read_in_good_time_and_space(css: str, body: str) -> None:
    page = f"<style>{css}</style>{body}<main><p>{PROSE}</p></main>".encode()
    used = peak_mb()
    started = time.process_time()
    with suppress(NotAReport):
        read_html(page)
    assert time.process_time() - started < 8  # each took minutes, or gigabytes
    assert peak_mb() - used < 500


def peak_mb() -> int:
    """What this process has taken at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def test_words_below_a_hundred_thousand_elements_are_read() -> None:
    page = (
        b"<div>" * 100_000 + f"<p>{PROSE}</p>".encode() + b"</div>" * 100_000 + b"<p>After all.</p>"
    )
    assert read_html(page).text == f"{PROSE}\nAfter all."
