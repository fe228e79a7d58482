"""The colours that styles name, as far as they tell whether words differ from what is behind them."""

from __future__ import annotations

import colorsys
import re
from typing import TypeAlias

from PIL.ImageColor import colormap

CALLED = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")
HEX = re.compile(r"#([\da-f]{3,8})\b")
NAMES: dict[str, str] = {name: str(value) for name, value in colormap.items()}
Colour: TypeAlias = "tuple[int, int, int] | None"  # None: not known


def is_clear(colour: str) -> bool:
    """Whether nothing shows of it."""
    if match := HEX.fullmatch(colour):
        return (len(match[1]) == 4 and match[1][3] == "0") or match[1][6:] == "00"
    called = CALLED.fullmatch(colour)
    parts = re.split(r"[\s,/]+", called[2].strip()) if called else []
    return colour == "transparent" or (len(parts) == 4 and _number(parts[3]) == 0)


def read_colour(text: str) -> Colour:
    """None where it lets through what is behind it, or is none that is known here."""
    if "url(" in text or "gradient" in text or "var(" in text:
        return None
    if match := HEX.search(text):
        digits = match[1] if len(match[1]) > 4 else "".join(digit * 2 for digit in match[1])
        if len(digits) < 6 or digits[6:] not in ("", "ff"):
            return None
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if match := CALLED.search(text):
        return _read_called(match[1], re.split(r"[\s,/]+", match[2].strip()))
    name = next((NAMES[word] for word in text.split() if word in NAMES), None)
    return read_colour(name) if name else None


def _read_called(kind: str, parts: list[str]) -> Colour:
    numbers = [_number(part) for part in parts]
    if len(numbers) not in (3, 4) or None in numbers[:3] or numbers[3:] not in ([], [1.0]):
        return None
    first, second, third = (number or 0.0 for number in numbers[:3])
    if kind == "rgb":
        scales = [255 if part.endswith("%") else 1 for part in parts]
        return round(first * scales[0]), round(second * scales[1]), round(third * scales[2])
    red, green, blue = colorsys.hls_to_rgb(first / 360, third, second)
    return round(red * 255), round(green * 255), round(blue * 255)


def _number(part: str) -> float | None:
    share = part.endswith("%")
    try:
        return float(part.removesuffix("%").removesuffix("deg")) / (100 if share else 1)
    except ValueError:
        return None
