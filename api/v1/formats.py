"""Chooses a format by the header Accept (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping

from api.problems import NotAcceptable


def choose_format(header: str, offers: Mapping[str, str]) -> str:
    """What the header prefers of `offers`, media types with the name of each, the usual first.

    Raises NotAcceptable where it takes none of them.
    """
    preferences: list[tuple[float, int, str]] = []
    for order, part in enumerate(header.split(",")):
        name, *parameters = (piece.strip().casefold() for piece in part.split(";"))
        quality = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        try:
            weight = float(quality)
        except ValueError:
            weight = 1.0
        if weight > 0:
            preferences.append((-weight, order, name))
    for _, _, name in sorted(preferences):
        form = next((offers[offer] for offer in offers if _takes(name, offer)), None)
        if form is not None:
            return form
    raise NotAcceptable(f"There is no {header[:100]} here. There are {', '.join(offers)}.")


def _takes(name: str, offer: str) -> bool:
    whole_kind = name.endswith("/*") and offer.startswith(name.removesuffix("*"))
    return name in ("", "*/*", offer) or whole_kind
