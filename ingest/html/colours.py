"""The colours that styles name, as far as they tell whether words differ from what is behind them."""

from __future__ import annotations

import colorsys
import re
from typing import TypeAlias

COLOURS = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "yellow": (255, 255, 0),
    "blue": (0, 0, 255), "green": (0, 128, 0), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "silver": (192, 192, 192), "navy": (0, 0, 128), "whitesmoke": (245, 245, 245),
    "snow": (255, 250, 250), "ivory": (255, 255, 240), "lightgrey": (211, 211, 211),
    "lightgray": (211, 211, 211), "orange": (255, 165, 0), "lime": (0, 255, 0),
}  # fmt: skip
_HSL = re.compile(r"hsl\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%\s*\)")
Colour: TypeAlias = "tuple[int, int, int] | None"  # None: not known


def is_clear(colour: str) -> bool:
    return (
        colour == "transparent"
        or re.fullmatch(
            r"(?:rgb|hsl)a?\(.*[,/]\s*0?\.?0*%?\s*\)|#(?:[\da-f]{3}0|[\da-f]{6}00)", colour
        )
        is not None
        and not re.fullmatch(r"(?:rgb|hsl)\([^/]*,[^/]*,[^/,]*\)", colour)
    )


def read_colour(text: str) -> Colour:
    if "url(" in text or "gradient" in text or "var(" in text:
        return None
    if found := re.search(r"#([\da-f]{6}|[\da-f]{3})\b", text):
        digits = found[1] if len(found[1]) == 6 else "".join(d * 2 for d in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := re.search(r"rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)", text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _HSL.search(text):
        turn, strong, light = (float(part) for part in found.groups())
        red, green, blue = colorsys.hls_to_rgb(turn / 360, light / 100, strong / 100)
        return round(red * 255), round(green * 255), round(blue * 255)
    return next((COLOURS[word] for word in text.split() if word in COLOURS), None)
