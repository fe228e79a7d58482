"""Boxes that are cut to nothing or lie where no screen reaches, by what styles say of them."""

from __future__ import annotations

import re

from ingest.html.css.sheets import Declared

LONG_WAY = 900  # pixels: no screen is moved so far to the left or up
LONGER_WAY = 5_000  # to the right, where slides of a carousel wait
UNITS = {"px": 1, "pt": 1.33, "": 1, "vw": 12.8, "vh": 8, "%": 10}  # others are about a letter
LENGTH = re.compile(r"(-?(?:\d+(?:\.\d*)?|\.\d+))(px|pt|r?em|vw|vh|%|ch|ex|)")
TERM = re.compile(r"([+-]\s*)?((?:\d+(?:\.\d*)?|\.\d+)[a-z%]*)")
EMPTY_PATH = re.compile(
    r"circle\(\s*0|polygon\(\s*0(?:px)? 0(?:px)?(?:\s*,\s*0(?:px)? 0(?:px)?)*\s*\)"
)
INSET = re.compile(r"inset\(\s*([\d.]+)%(?:\s+([\d.]+)%)?")
SHRUNK = re.compile(r"scale(?:[xy])?\(\s*0(?:\.0*)?\s*[,)]")
NUMBERS = re.compile(r"-?[\d.]+")
MOVES = re.compile(r"(?<![\d.])-?[\d.]+[a-z%]+")


def is_cut_away(style: Declared) -> bool:
    """Whether it is cut to nothing: by a clip, by its scale, or by a box of no height."""
    clip = NUMBERS.findall(style.get("clip", "")) if "rect" in style.get("clip", "") else []
    if len(clip) == 4 and style.get("position") in ("absolute", "fixed"):
        top, right, bottom, left = map(number, clip)
        if bottom - top <= 1 and right - left <= 1:
            return True
    path = style.get("clip-path", "")
    inset = INSET.match(path)
    if inset and (number(inset[1]) >= 50 or number(inset[2] or "0") >= 50):
        return True
    if EMPTY_PATH.match(path) or SHRUNK.search(style.get("transform", "")):
        return True
    if number((style.get("scale", "1").split() or ["1"])[0]) == 0:
        return True
    if 0 < number(style.get("zoom", "1")) < 0.1:
        return True
    if not re.search("hidden|clip", style.get("overflow", "") + style.get("overflow-y", "")):
        return False
    sizes = [
        pixels(style[name])
        for name in ("height", "max-height", "width", "max-width")
        if name in style
    ]
    return any(size is not None and 0 <= size <= 1 for size in sizes)


def is_far_off(style: Declared) -> bool:
    placed = style.get("position") in ("absolute", "fixed", "relative")
    names = ("left", "right", "top", "inset-inline-start") if placed else ()
    sides = [style[name] for name in names if name in style]
    sides += style.get("inset", "").split() if placed else []
    sides += [style.get(name, "") for name in ("text-indent", "margin-left", "margin-top")]
    sides += MOVES.findall(f"{style.get('transform', '')} {style.get('translate', '')}")
    lengths = [pixels(side) for side in sides]
    if any(length is not None and length <= -LONG_WAY for length in lengths):
        return True
    left = pixels(style.get("left", "")) if placed else None
    return left is not None and left >= LONGER_WAY


def pixels(length: str) -> float | None:
    """About how long it is; None where it is not told."""
    length = length.strip()
    if length.startswith("calc(") and length.endswith(")") and "*" not in length:
        terms = [
            -(pixels(term) or 0) if sign[:1] == "-" else pixels(term) or 0
            for sign, term in TERM.findall(length[5:-1])
        ]
        return sum(terms) if terms else None
    match = LENGTH.fullmatch(length)
    if match is None:
        return None
    size = float(match[1])
    return size * UNITS.get(match[2], 16) if size else 0.0


def number(text: str) -> float:
    """1 where it is none."""
    try:
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return 1.0
