"""Who a request says it is from, and what it calls the server, is believed where it may be."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from api.listening import own_names
from api.settings import BadSetting, Settings, read_settings
from tests.api.asking import client_of
from tests.conftest import serving


@pytest.mark.parametrize(
    ("proxies", "last"), [("", 429), ("127.0.0.1", 200), ("192.0.2.0/24", 429)]
)
def test_forwarded_addresses_are_believed_from_named_proxies_alone(
    demo_library: Path, proxies: str, last: int
) -> None:
    settings = {"PINCITE_RATE_PER_MINUTE": "2", "PINCITE_PROXIES": proxies}
    with serving(demo_library, **settings) as address:
        asked = [
            httpx.get(
                f"{address}/v1/kinds", headers={"X-Forwarded-For": f"198.51.100.{n}"}, timeout=60
            )
            for n in range(3)
        ]
        assert [one.status_code for one in asked] == [200, 200, last]


def test_a_proxy_is_an_address_or_a_network() -> None:
    assert read_settings({"PINCITE_PROXIES": "::1, 10.0.0.0/8"}).proxies == ("::1", "10.0.0.0/8")
    with pytest.raises(BadSetting, match="PINCITE_PROXIES"):
        read_settings({"PINCITE_PROXIES": "*"})


def test_no_link_has_a_name_that_the_server_does_not_go_by(demo_library: Path) -> None:
    for listens in ("0.0.0.0", "192.0.2.7", "127.0.0.1"):
        with client_of(demo_library, Settings(hosts=own_names(listens))) as client:
            for name in (
                "evil.example", "evil.example:8000", "127.0.0.1.evil.example",
                "localhost:8000@evil.example", "localhost:8000/evil", "[::1]@evil.example",
            ):  # fmt: skip
                answer = client.get("/answer.md?q=knife+crime", headers={"Host": name})
                assert answer.status_code == 421 and "](http://evil" not in answer.text
            for name in ("localhost:8000", "localhost", "[::1]:8000"):
                assert client.get("/v1/kinds", headers={"Host": name}).status_code == 200
    assert "pincite.example" in own_names("pincite.example")
