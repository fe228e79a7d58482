"""A proxy that signs people in is believed from its own address, and nobody else is."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.conftest import serving

ANNA = {"X-Forwarded-User": "anna", "X-Forwarded-Groups": "others, team"}


@pytest.mark.parametrize(("addresses", "believed"), [("127.0.0.1", True), ("192.0.2.0/24", False)])
def test_its_headers_are_believed_from_its_address_alone(
    demo_library: Path, tmp_path: Path, addresses: str, believed: bool
) -> None:
    config = tmp_path / "pincite-server.toml"
    config.write_text(f"""
        [settings]
        proxies = ["127.0.0.1"]
        [proxy]
        addresses = ["{addresses}"]
        [collections.reports]
        library = "{demo_library}"
        read = ["team"]
    """)
    with serving(demo_library, PINCITE_CONFIG=str(config)) as address:

        def status(*headers: tuple[str, str]) -> int:
            return httpx.get(f"{address}/v1/reports", headers=list(headers)).status_code

        told = list(ANNA.items())
        assert status(*told) == (200 if believed else 401)
        # Another header cannot have the server think that the proxy is at the other end.
        assert status(*told, ("X-Forwarded-For", "192.0.2.7")) == (200 if believed else 401)
        assert status() == 401
        assert status(("X-Forwarded-Groups", "team")) == 401
        if believed:
            assert status(("X-Forwarded-User", "ben"), ("X-Forwarded-Groups", "x")) == 403
            # A reader sent one of the two, and the proxy did not take it away.
            assert status(("X-Forwarded-User", "ben"), *told) == 401
            assert status(("X-Forwarded-Groups", "team"), *told) == 401
