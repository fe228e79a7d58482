"""Keys, limits, logs and uploads, each switched on by its setting."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.collections import only
from api.keys import BadKeys, Keyring, add_key, read_keys, revoke_key
from api.listening import Unprotected, is_loopback, serve
from api.middleware.rate_limit import RateLimit
from api.settings import BadSetting, Settings, read_settings
from search.library import Library
from search.storage.opening import open_storage
from tests.api.asking import client_of, copy_library
from tests.conftest import ROOT

REPORT = ROOT / "demo" / "reports" / "westmarch" / "peel-2022-10-14.html"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_key_is_kept_as_a_hash_that_its_owner_alone_may_read(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key, secret = add_key(path, "intranet", "read")
    assert secret not in path.read_text() and secret.split("_", 2)[2] not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    assert Keyring(path).find(secret) == key
    assert Keyring(path).find(secret[:-1] + ("B" if secret.endswith("A") else "A")) is None
    assert Keyring(path).find("pincite_") is None


def test_a_name_is_given_once_and_a_revoked_key_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    _, secret = add_key(path, "intranet", "read")
    ring = Keyring(path)
    assert ring.find(secret) is not None
    with pytest.raises(BadKeys, match="already"):
        add_key(path, "intranet", "manage")
    revoke_key(path, "intranet")
    assert read_keys(path) == [] and ring.find(secret) is None
    with pytest.raises(BadKeys, match="no key intranet"):
        revoke_key(path, "intranet")


def test_every_path_asks_for_a_key_but_those_for_watchers(
    demo_library: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    _, secret = add_key(keys, "reader", "read")
    with client_of(demo_library, Settings(keys=keys)) as client:
        paths = ("/", "/v1/status", "/docs", "/metrics", "/openapi.json", "/static/pincite.css")
        for path in paths:
            assert client.get(path).status_code == 401, path
            assert client.get(path, headers=bearer("pincite_x_y")).status_code == 401
            assert client.get(path, headers=bearer(secret)).status_code == 200, path
        assert client.get("/healthz").status_code == 200
        by_password = base64.b64encode(f"me:{secret}".encode()).decode()
        assert client.get("/", headers={"Authorization": f"Basic {by_password}"}).status_code == 200
        refused = client.post("/v1/reports", headers=bearer(secret), files={"file": b"x"})
        assert refused.status_code == 403
        described = client.get("/openapi.json", headers=bearer(secret)).json()
        assert described["security"] == [{"key": []}]


def test_a_file_that_is_sent_is_read_in_the_background_and_answers(
    demo_library: Path, tmp_path: Path
) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    keys = tmp_path / "keys.json"
    _, secret = add_key(keys, "editor", "manage")
    page = REPORT.read_text(encoding="utf-8").replace("Westmarch", "Lowmoor")
    name = hashlib.sha256(page.encode()).hexdigest()[:12]
    with client_of(library, Settings(keys=keys, max_upload_mb=1)) as client:
        sent = client.post(
            "/v1/reports",
            headers=bearer(secret),
            files={"file": ("../../lowmoor peel.html", page.encode())},
        )
        assert sent.status_code == 202, sent.text
        job = sent.json()
        until = time.monotonic() + 60
        while job["state"] in ("waiting", "reading") and time.monotonic() < until:
            time.sleep(0.2)
            job = client.get(job["url"], headers=bearer(secret)).json()
        assert (job["state"], job["reason"], job["source"]) == (
            "done",
            "",
            f"lowmoor-peel-{name}.html",
        )
        asked = {"question": "How does Lowmoor handle knife crime?"}
        answer = client.post("/v1/ask", json=asked, headers=bearer(secret)).json()
        sources = {c["report"]["source"] for s in answer["statements"] for c in s["citations"]}
        assert f"lowmoor-peel-{name}.html" in sources
        assert client.get("/healthz").json()["generation"] == job["generation"]

        odd = client.post("/v1/reports", headers=bearer(secret), files={"file": b"\x7fELF"})
        assert (odd.status_code, odd.json()["type"]) == (415, "urn:pincite:not-taken")
        big = {"file": b"%PDF-" + b"x" * 2**20}
        assert client.post("/v1/reports", headers=bearer(secret), files=big).status_code == 413
        basic = base64.b64encode(f"me:{secret}".encode()).decode()
        forged = client.post(
            "/v1/reports", headers={"Authorization": f"Basic {basic}"}, files={"file": b"<html>"}
        )
        assert forged.status_code == 403  # a browser sends it along for any page that asks


def test_a_caller_waits_once_its_minute_is_used_up() -> None:
    limit = RateLimit(60)
    assert [limit.wait_s("a", now=0.0) for _ in range(60)] == [0.0] * 60
    assert limit.wait_s("a", now=0.0) == 1.0
    assert limit.wait_s("b", now=0.0) == 0.0
    assert limit.wait_s("a", now=1.0) == 0.0


def test_too_many_requests_are_told_when_to_come_again(demo_library: Path) -> None:
    with client_of(demo_library, Settings(rate_per_minute=2)) as client:
        found = [client.get("/v1/kinds") for _ in range(3)]
        assert [answer.status_code for answer in found] == [200, 200, 429]
        assert int(found[2].headers["retry-after"]) >= 1


def test_each_key_has_a_minute_of_its_own(demo_library: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    secrets = [add_key(keys, name, "read")[1] for name in ("one", "other")]
    with client_of(demo_library, Settings(keys=keys, rate_per_minute=2)) as client:
        for secret in secrets:
            found = [client.get("/v1/kinds", headers=bearer(secret)) for _ in range(3)]
            assert [answer.status_code for answer in found] == [200, 200, 429]
        assert client.get("/healthz").status_code == 200  # watchers are not counted


@pytest.mark.parametrize("with_text", [True, False])
def test_the_query_log_holds_the_question_only_where_it_may(
    demo_library: Path, tmp_path: Path, with_text: bool
) -> None:
    log = tmp_path / "queries.jsonl"
    with client_of(demo_library, Settings(query_log=log, query_log_text=with_text)) as client:
        answer = client.post("/v1/ask", json={"question": "Who is Jane Roe?"})
    (entry,) = [json.loads(line) for line in log.read_text().splitlines()]
    assert entry["request_id"] == answer.headers["x-request-id"]
    assert entry["answered"] == answer.json()["answered"]
    assert (entry.get("question") == "Who is Jane Roe?") == with_text
    assert ("Jane" in log.read_text()) == with_text


def test_an_allowed_origin_may_read(demo_library: Path) -> None:
    origin = "https://intranet.example"
    with client_of(demo_library, Settings(cors_origins=(origin,))) as client:
        answer = client.get("/v1/kinds", headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] == origin
        assert "X-Request-ID" in answer.headers["access-control-expose-headers"]
        other = client.get("/v1/kinds", headers={"Origin": "https://elsewhere.example"})
        assert "access-control-allow-origin" not in other.headers
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,if-none-match",
        }
        assert client.options("/v1/ask", headers=asked).status_code == 200
        asked["Origin"] = "https://elsewhere.example"
        assert client.options("/v1/ask", headers=asked).status_code == 400


def test_settings_are_read_and_unknown_ones_refused() -> None:
    given = {"PINCITE_RATE_PER_MINUTE": "60", "PINCITE_HOSTS": "a.example, b.example", "HOME": "/"}
    read = read_settings(given)
    assert (read.rate_per_minute, read.hosts) == (60, ("a.example", "b.example"))
    with pytest.raises(BadSetting, match="PINCITE_RATE is not a setting"):
        read_settings({"PINCITE_RATE": "60"})
    with pytest.raises(BadSetting, match="yes or no"):
        read_settings({"PINCITE_JSON_LOGS": "perhaps"})


def test_it_does_not_listen_for_others_without_keys(demo_library: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "api.commands",
        "serve",
        "--host",
        "0.0.0.0",
        "--port",
        "0",
    ]
    refused = subprocess.run(
        [*command, "--library", demo_library], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == 1
    assert "--insist" in refused.stderr and "pincite keys add" in refused.stderr


def test_a_file_without_a_key_in_it_protects_nothing(demo_library: Path, tmp_path: Path) -> None:
    library, keys = Library(open_storage(demo_library)), tmp_path / "keys.json"
    for host in ("0.0.0.0", "::", "192.0.2.1", "pincite.example"):
        with pytest.raises(Unprotected, match=re.escape(host)):
            serve(only(library), Settings(keys=keys), host, 0, on_listening=pytest.fail)
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost")))
    library.close()


def test_a_port_that_is_taken_is_named(demo_library: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "api.commands", "serve", "--port", port]
        refused = subprocess.run(
            [*command, "--library", demo_library],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert refused.returncode == 1
    assert f"127.0.0.1:{port}" in refused.stderr


def test_keys_are_made_listed_and_revoked_from_the_command_line(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "api.commands", "keys", *arguments]
        keys = ["--keys", str(tmp_path / "keys.json")]
        return subprocess.run([*command, *keys], cwd=ROOT, capture_output=True, text=True)

    made = run("add", "intranet", "--scope", "manage")
    assert made.returncode == 0 and made.stdout.startswith("pincite_")
    assert "intranet" in run("list").stdout and "manage" in run("list").stdout
    assert run("add", "other", "--scope", "everything").returncode == 1
    assert run("revoke", "intranet").returncode == 0
    assert run("list").stdout == ""
