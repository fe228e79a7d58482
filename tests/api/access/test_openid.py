"""People sign in at a real provider, and only as whom it says they are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.api.access.people import browser, free_port, install_provider, provider_at, sign_in
from tests.api.asking import copy_library
from tests.conftest import ROOT, serving


@dataclass(frozen=True)
class Served:
    address: str
    folder: Path

    def audit(self) -> list[dict[str, str]]:
        lines = (self.folder / "audit.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def served(
    demo_library: Path, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Served]:
    cache = pytestconfig.cache
    assert cache is not None
    provider = install_provider(cache.mkdir("oidc-provider"))
    folder = tmp_path_factory.mktemp("served")
    library = copy_library(demo_library, folder / "library")
    port = free_port()
    (folder / "client-secret").write_text("a-secret-of-the-test\n")
    config = folder / "pincite-server.toml"
    config.write_text(f"""
        [settings]
        audit = "{folder}/audit.jsonl"
        record = "answers"
        [sign_in]
        issuer = "http://127.0.0.1:{port}"
        client_id = "pincite"
        client_secret_file = "client-secret"
        [collections.reports]
        library = "library"
        read = ["team", "user:ben"]
        manage = ["team"]
    """)
    with (
        serving(library, PINCITE_CONFIG=str(config)) as address,
        provider_at(provider, port, f"{address}/sign-in/back"),
    ):
        yield Served(address, folder)


def test_who_signs_in_comes_back_to_the_page_they_asked_for(served: Served) -> None:
    with browser() as client:
        asked = f"{served.address}/?q=knife+crime&subject=Westmarch+Police"
        page = sign_in(client, asked, "anna")
        assert str(page.url) == asked and page.status_code == 200, page.text
        assert "anna" in page.text and "Sign out" in page.text
        cookie = next(one for one in client.cookies.jar if one.name == "pincite_session")
        assert cookie.has_nonstandard_attr("HttpOnly") and cookie.expires
        assert cookie.get_nonstandard_attr("SameSite") == "lax"
        assert (served.folder / "pincite-sessions.json").stat().st_mode & 0o77 == 0
    told = [one for one in served.audit() if one["what"] == "sign-in"]
    assert told[-1]["who"] == "user:anna"
    rights = next(one for one in served.audit() if one["what"] == "rights")
    assert rights["read"] == "team, user:ben" and rights["manage"] == "team"


def test_without_a_session_a_program_is_refused_and_nothing_is_told(served: Served) -> None:
    for path in ("/v1/reports", "/suggest?q=west", "/feeds/library", "/metrics", "/openapi.json"):
        refused = httpx.get(served.address + path)
        assert refused.status_code == 401, path
        assert "Westmarch" not in refused.text


def test_who_is_in_no_group_that_is_named_reads_nothing(served: Served) -> None:
    with browser() as client:
        page = sign_in(client, f"{served.address}/library", "carol")
        assert page.status_code == 403
        assert "Westmarch" not in page.text and "Sign out" in page.text


def test_signing_out_ends_the_sessions_of_every_browser_of_that_person_alone(
    served: Served,
) -> None:
    with browser() as desk, browser() as phone, browser() as other:
        home = f"{served.address}/library"
        for client, name in ((desk, "anna"), (phone, "anna"), (other, "ben")):
            assert sign_in(client, home, name).status_code == 200
        stolen = phone.cookies["pincite_session"]
        out = desk.post(f"{served.address}/sign-out")
        assert out.status_code == 200 and "You are signed out" in out.text
        for client, still in ((desk, False), (phone, False), (other, True)):
            reached = client.get(home, follow_redirects=False)
            assert (reached.status_code == 200) is still
        replayed = httpx.get(f"{served.address}/v1/reports", cookies={"pincite_session": stolen})
        assert replayed.status_code == 401
        assert sign_in(desk, home, "anna").status_code == 200  # and a new one begins


def test_what_was_answered_to_who_signed_in_is_made_again(served: Served) -> None:
    with browser() as client:
        page = sign_in(client, f"{served.address}/?q=knife+crime", "ben")
    config = os.environ | {"PINCITE_CONFIG": str(served.folder / "pincite-server.toml")}
    replay = [sys.executable, "-m", "api.commands", "replay", page.headers["x-request-id"]]
    again = subprocess.run(replay, cwd=ROOT, env=config, capture_output=True, text=True)
    assert again.returncode == 0 and "to the byte" in again.stderr, again.stderr
    kept = json.loads(
        next((served.folder / "library/records").iterdir()).read_text().splitlines()[-1]
    )
    assert (kept["who"], kept["request_id"]) == ("user:ben", page.headers["x-request-id"])


def test_who_may_manage_takes_the_audit_log_away_from_the_page(served: Served) -> None:
    with browser() as manager, browser() as other:
        page = sign_in(manager, f"{served.address}/library", "anna")
        assert 'action="/v1/audit"' in page.text
        taken = manager.get(f"{served.address}/v1/audit?from=2026-01-01&to=2999-12-31")
        told = [json.loads(line) for line in taken.text.split("\n") if line]
        assert {"sign-in", "rights"} <= {one["what"] for one in told}
        page = sign_in(other, f"{served.address}/library", "ben")
        assert "/v1/audit" not in page.text
        assert other.get(f"{served.address}/v1/audit").status_code == 403


def test_only_the_browser_that_began_it_can_end_a_sign_in(served: Served) -> None:
    with browser() as victim, browser() as thief:
        begun = thief.get(f"{served.address}/sign-in", follow_redirects=False)
        sent = parse_qs(urlsplit(begun.headers["location"]).query)
        assert sent["code_challenge_method"] == ["S256"] and sent["nonce"]
        lured = victim.get(
            f"{served.address}/sign-in/back",
            params={"state": sent["state"][0], "code": "a-code-of-the-thief"},
        )
        assert lured.status_code == 403 and "pincite_session" not in victim.cookies
        forged = thief.get(
            f"{served.address}/sign-in/back", params={"state": sent["state"][0], "code": "made-up"}
        )
        assert forged.status_code == 403 and "pincite_session" not in thief.cookies


@pytest.mark.parametrize("to", ["//evil.example/", "/\\evil.example", "https://evil.example/"])
def test_nobody_is_led_elsewhere_after_signing_in(served: Served, to: str) -> None:
    with browser() as client:
        page = sign_in(
            client, str(httpx.URL(f"{served.address}/sign-in", params={"to": to})), "ben"
        )
        assert str(page.url) == f"{served.address}/"


def test_a_page_elsewhere_cannot_add_in_the_name_of_who_is_signed_in(served: Served) -> None:
    with browser() as client:
        sign_in(client, f"{served.address}/library", "anna")
        file = {"file": ("report.html", b"<!doctype html><title>x</title><p>Nothing here.</p>")}
        for path in ("/upload", "/v1/reports"):
            for evil in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
                refused = client.post(served.address + path, files=file, headers=evil)
                assert refused.status_code == 403
        own = {"Origin": served.address, "Accept": "application/json"}
        assert client.post(f"{served.address}/upload", files=file, headers=own).status_code == 200


def test_who_may_only_read_can_neither_add_nor_correct(served: Served) -> None:
    with browser() as client:
        home = sign_in(client, f"{served.address}/library", "ben")
        assert ">Add<" not in home.text
        file = {"file": ("report.html", b"<!doctype html><title>x</title><p>Nothing here.</p>")}
        assert client.post(f"{served.address}/upload", files=file).status_code == 422
        assert client.post(f"{served.address}/v1/reports", files=file).status_code == 403
        report = client.get(f"{served.address}/v1/reports?limit=1").json()["reports"][0]["id"]
        correct = f"{served.address}/reports/{report}/correct"
        assert client.post(correct, data={"title": "Mine"}).status_code == 422


def test_below_a_path_one_is_led_back_there_and_no_cookie_goes_elsewhere(
    served: Served, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    port, told = free_port(), (served.folder / "pincite-server.toml").read_text()
    config = served.folder / "below.toml"
    config.write_text(re.sub(r"issuer = .*", f'issuer = "http://127.0.0.1:{port}"', told))
    assert pytestconfig.cache is not None
    provider = install_provider(pytestconfig.cache.mkdir("oidc-provider"))
    below = {"PINCITE_CONFIG": str(config), "PINCITE_BASE_PATH": "/pincite"}
    with (
        serving(served.folder / "library", **below) as address,
        provider_at(provider, port, f"{address}/pincite/sign-in/back"),
        browser() as client,
    ):
        asked = f"{address}/pincite/library"
        page = sign_in(client, asked, "anna")
        assert str(page.url) == asked and page.status_code == 200, page.text
        held = {one.name: one.path for one in client.cookies.jar if one.name.startswith("pincite")}
        assert held == {"pincite_session": "/pincite"}
        out = client.post(f"{address}/pincite/sign-out")
        assert str(out.url) == f"{address}/pincite/signed-out"
        assert "pincite_session" not in client.cookies
