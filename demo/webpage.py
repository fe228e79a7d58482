"""Writes a demo report as a web page, with the furniture that such pages have around it."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

from source import GRADES, Block, Source, judgements

STYLE = """
body { margin: 0; font: 1.05rem/1.55 Georgia, serif; color: #1d2733; background: #fff }
a { color: #174a7c }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem }
.cookies { background: #eef1f4; padding: .8rem 1.5rem; font: .9rem/1.5 sans-serif }
.cookies button { font: inherit; margin-right: .5rem }
.top { background: #1f3a52; padding: 1rem 1.5rem; font-family: sans-serif }
.top a { color: #fff; margin-right: 1.5rem; text-decoration: none }
.top .site { font-weight: bold; font-size: 1.2rem } .top ul { display: inline; padding: 0 }
.top li { display: inline }
.trail, .page-foot { font: .85rem/1.5 sans-serif; padding: .7rem 1.5rem }
.columns { display: flex; gap: 3rem; max-width: 66rem; margin: 0 auto; padding: 0 1.5rem 3rem }
.contents { flex: 0 0 15rem; font: .85rem/1.5 sans-serif; padding-top: 3rem }
.contents ol { padding-left: 1.1rem } .contents li { margin-bottom: .4rem }
main { flex: 1; min-width: 0 }
h1, h2, h3, h4 { line-height: 1.25; font-family: sans-serif; color: #1f3a52 }
h2 { border-top: 3px solid #1f3a52; padding-top: 1rem; margin-top: 2.5rem }
.updated { font: .85rem sans-serif; color: #51606e }
.grade { display: inline-block; margin: 0; padding: .25rem .8rem; font: bold 1rem sans-serif }
.outstanding { background: #1c5a33; color: #fff } .good { background: #d5ead9; color: #123f22 }
.adequate { background: #e9ebee } .requires-improvement { background: #fbe3c0 }
.inadequate { background: #8a1c1c; color: #fff }
.improve, .concern { border-left: 6px solid #d08a1d; background: #fdf7ec; padding: .3rem 1.2rem }
.concern { border-color: #8a1c1c; background: #fbf0f0 } .improve, .concern { margin: 1.2rem 0 }
table { border-collapse: collapse; font: .95rem/1.4 sans-serif; width: 100% }
th, td { text-align: left; padding: .45rem .6rem; border-bottom: 1px solid #c5ccd3 }
.page-foot { background: #eef1f4; border-top: 1px solid #c5ccd3 }
@media (max-width: 50rem) { .columns { display: block } }
"""


def write_page(source: Source) -> str:
    """The whole page as HTML."""
    title, force = source.fields["title"], source.fields["force"]
    published = source.fields["published"]
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>{title} - Police Inspections</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script>window.dataLayer = window.dataLayer || [];</script>
<style>{STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<div class="cookies" role="region" aria-label="Cookies">
<p>We use cookies to make this website work. We would also like to count visits.</p>
<button type="button">Accept cookies</button><button type="button">Reject cookies</button>
</div>
<header class="top">
<a class="site" href="/">Police Inspections</a>
<nav aria-label="Main"><ul>
<li><a href="/reports/">Reports</a></li><li><a href="/forces/">Find your force</a></li>
<li><a href="/news/">News</a></li><li><a href="/contact/">Contact us</a></li>
</ul></nav>
</header>
<p class="trail"><a href="/">Home</a> › <a href="/forces/">Forces</a> › {force} › {title}</p>
<div class="columns">
<nav class="contents" aria-label="On this page"><strong>On this page</strong>
<ol>
{contents(source)}
</ol>
</nav>
<main id="main">
<article>
<header>
<h1>{title}</h1>
<p>{source.fields["lead"].replace("'", "’")}</p>
<p class="updated">Published on <time datetime="{iso_date(published)}">{published}</time></p>
</header>
{body(source)}
</article>
<aside class="share"><h2>Share this page</h2><p><a href="#">Email</a> <a href="#">Print</a></p>
<h3>Was this page useful?</h3><p><a href="#">Yes</a> <a href="#">No</a></p></aside>
</main>
</div>
<footer class="page-foot">
<p><a href="/privacy/">Privacy</a> <a href="/accessibility/">Accessibility</a>
<a href="/cookies/">Cookies</a></p>
<p>A specimen page: the force, its people and every figure here are invented.</p>
</footer>
</body>
</html>
"""


def contents(source: Source) -> str:
    return "\n".join(
        f'<li><a href="#{anchor(block.text)}">{escape(block.text)}</a></li>'
        for block in source.blocks
        if block.kind == "heading" and block.level == 2
    )


def body(source: Source) -> str:
    runs = groupby(source.blocks, key=lambda block: block.kind == "item")
    lines: list[str] = []
    for are_items, blocks in runs:
        if are_items:
            items = (f"<li>{escape(block.text, quote=False)}</li>" for block in blocks)
            lines += ["<ul>", *items, "</ul>"]
        else:
            lines += [element(block, source) for block in blocks if block.kind != "recommend"]
    return "\n".join(lines)


def element(block: Block, source: Source) -> str:
    if block.kind == "heading":
        # Fourth-level headings have no anchor of their own, as on many sites.
        mark = f' id="{anchor(block.text)}"' if block.level < 4 and is_first(block, source) else ""
        return f"<h{block.level}{mark}>{escape(block.text, quote=False)}</h{block.level}>"
    if block.kind == "paragraph":
        return f"<p>{escape(block.text, quote=False)}</p>"
    if block.kind == "grade":
        return f'<p class="grade {anchor(block.text)}"><strong>{block.text}</strong></p>'
    if block.kind == "judgments":
        return summary_table(source)
    if block.kind == "box":
        look = "concern" if block.text == "cause of concern" else "improve"
        return f'<div class="{look}">\n<h4>{block.text.capitalize()}</h4>'
    if block.kind == "end":
        return "</div>"
    raise ValueError(f"{source.name}: a web page has no block @{block.kind}.")


def summary_table(source: Source) -> str:
    """The grades, best first, as one row a grade."""
    by_grade: dict[str, list[str]] = {}
    for area, grade in judgements(source):
        by_grade.setdefault(grade, []).append(area)
    rows = (
        f'<tr><th scope="row">{grade}</th><td>{"<br>".join(by_grade[grade.lower()])}</td></tr>'
        for grade in GRADES
        if grade.lower() in by_grade
    )
    return "<table>\n<tr><th>Grade</th><th>Areas</th></tr>\n" + "\n".join(rows) + "\n</table>"


def is_first(block: Block, source: Source) -> bool:
    """Whether no earlier heading has the same words: an anchor is on one place only."""
    return next(other for other in source.blocks if other.text == block.text) is block


def anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("’", "")).strip("-")


def iso_date(text: str) -> str:
    day, month, year = text.split()
    months = "January February March April May June July August September October November December"
    return f"{year}-{months.split().index(month) + 1:02}-{int(day):02}"
