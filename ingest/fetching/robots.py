"""What the robots.txt of each site allows, as RFC 9309 has it."""

from __future__ import annotations

from protego import Protego

from ingest.errors import CannotFetch
from ingest.fetching.addresses import origin_of
from ingest.fetching.client import MAX_REDIRECTS, Client

NAME = "Pincite"  # what a robots.txt may call us
MAX_BYTES = 512 * 2**10  # what RFC 9309 asks a reader to take
MAX_PAUSE_S = 30.0  # of a robots.txt that asks for longer ones


class Robots:
    """Reads each robots.txt once, and tells the client of the pauses that it asks for."""

    def __init__(self, client: Client, usual_pause_s: float) -> None:
        self._client = client
        self._usual_pause_s = usual_pause_s
        self._rules: dict[str, Protego | None] = {}  # None: they cannot be read

    def ask_leave(self, url: str) -> None:
        """Raises CannotFetch where the site's robots.txt keeps us out."""
        origin = origin_of(url)
        if origin not in self._rules:
            self._rules[origin] = self._read(origin)
        rules = self._rules[origin]
        if rules is None:
            raise CannotFetch(f"{origin}/robots.txt cannot be read, so nothing may be. Try later.")
        if not rules.can_fetch(url, NAME):
            raise CannotFetch(
                f"{origin}/robots.txt keeps programs out of it."
                " Save the page in a browser and ingest the file."
            )

    def _read(self, origin: str) -> Protego | None:
        """None there allows all; one that the server fails to give forbids all."""
        url = f"{origin}/robots.txt"
        text = ""
        for _ in range(MAX_REDIRECTS + 1):
            response = self._client.request(url, None, MAX_BYTES, cut=True)
            if response.redirect is not None:
                url = response.redirect
                continue
            if response.status >= 500:
                return None
            if response.status == 200:
                text = response.body.decode("utf-8", errors="replace")
            break
        rules = Protego.parse(text)
        pause_s = min(rules.crawl_delay(NAME) or 0.0, MAX_PAUSE_S)
        self._client.pauses[origin] = max(pause_s, self._usual_pause_s)
        return rules
