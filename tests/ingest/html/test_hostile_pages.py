"""A page that is made to be hard to read is read or refused in good time."""

import time

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


def test_words_below_a_hundred_thousand_elements_are_read() -> None:
    page = (
        b"<div>" * 100_000 + f"<p>{PROSE}</p>".encode() + b"</div>" * 100_000 + b"<p>After all.</p>"
    )
    assert read_html(page).text == f"{PROSE}\nAfter all."
