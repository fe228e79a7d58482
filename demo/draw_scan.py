"""Draws the picture of a letter that one demo report holds as a scan.

Run by hand, once: what a font renderer and a JPEG coder make differs between versions,
so the picture is kept beside the sources. `python demo/draw_scan.py` writes it anew.
"""

from __future__ import annotations

import random
import textwrap
from pathlib import Path

import reportlab  # type: ignore[import-untyped]  # it has no types of its own
from PIL import Image, ImageDraw, ImageFilter, ImageFont

LETTER = """Eastmere Young People’s Forum
The Old Customs House
Eastmere

20 May 2022

Dear inspectors

You asked us what we would change. We talked about it for a whole evening and this is our list.

1. Do not close a referral because we missed one appointment. Buses from the islands stop at six.

2. Tell us what you wrote about us. 14 of the 17 of us have never seen our own plan.

3. Let us choose the worker. The harbour project does, and that is why people stay.

4. Ask about our friends as well as about us. They usually know first.

Thank you for listening. Please write back.

The members of the forum"""


def draw_scan(target: Path) -> None:
    page = Image.new("L", (1240, 1754), 246)
    pen = ImageDraw.Draw(page)
    fonts = Path(reportlab.__file__).parent / "fonts"
    letters = ImageFont.truetype(str(fonts / "Vera.ttf"), 26)
    y = 190
    for paragraph in LETTER.split("\n"):
        for line in textwrap.wrap(paragraph, 62) or [""]:
            pen.text((150, y), line, fill=45, font=letters)
            y += 44
    # A scanner's bed is never quite straight, and its glass never quite clean.
    page = page.rotate(0.7, fillcolor=246, resample=Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(page)
    specks = random.Random(7)
    for _ in range(160):
        x, y = specks.randrange(1240), specks.randrange(1754)
        pen.ellipse((x, y, x + 2, y + 2), fill=specks.randrange(120, 200))
    page = page.filter(ImageFilter.GaussianBlur(0.7))
    page.save(target, quality=35, dpi=(150, 150))


if __name__ == "__main__":
    draw_scan(Path(__file__).parent / "sources/eastmere/annex-a.jpg")
