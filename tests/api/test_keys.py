"""Keys end, are changed and counted on; wrong ones are slowed; none is lost."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.keys import BadKeys, Keyring, add_key, last_used, read_keys, rotate_key
from api.middleware.admission import WRONG_A_MINUTE
from api.settings import Settings
from tests.api.asking import client_of
from tests.conftest import ROOT, serving


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_six_keys_that_are_added_at_once_are_six(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    command = [sys.executable, "-m", "api.commands", "keys", "add", "--keys", str(keys)]
    adding = [
        subprocess.Popen(
            [*command, f"name-{n}"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for n in range(6)
    ]
    secrets = [each.communicate(timeout=120)[0].decode().strip() for each in adding]
    assert sorted(key.name for key in read_keys(keys)) == [f"name-{n}" for n in range(6)]
    assert all(Keyring(keys).find(secret) for secret in secrets)
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", " ", "guest\nboss\tmanage", "\u2028", "\ud800", "x" * 101])
def test_a_name_that_lists_and_logs_would_not_show_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadKeys, match="is no name for a key"):
        add_key(tmp_path / "keys.json", name, "read")
    assert not (tmp_path / "keys.json").exists()


def test_a_key_opens_nothing_after_its_days(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    key, secret = add_key(keys, "guest", "read", days=30)
    assert (datetime.fromisoformat(key.expires_at) - datetime.now(UTC)).days == 29
    ring = Keyring(keys)
    assert ring.find(secret) == key
    held = json.loads(keys.read_text())
    held[0]["expires_at"] = "2020-01-01T00:00:00+00:00"
    keys.write_text(json.dumps(held))
    assert ring.find(secret) is None
    add_key(keys, "guest", "read")  # the name is free again


def test_a_changed_key_keeps_its_scope_and_the_old_one_ends(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    _, first = add_key(keys, "editor", "manage")
    changed, second = rotate_key(keys, "editor")
    ring = Keyring(keys)
    assert (changed.name, changed.scope) == ("editor", "manage")
    assert ring.find(first) is None and ring.find(second) == changed
    _, third = rotate_key(keys, "editor", overlap_days=7)
    assert Keyring(keys).find(second) is not None and Keyring(keys).find(third) is not None
    rotate_key(keys, "editor")
    assert len(read_keys(keys)) == 1


def test_the_day_a_key_was_used_last_is_kept(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    key, secret = add_key(keys, "reader", "read")
    assert last_used(keys) == {}
    before = keys.read_bytes()
    Keyring(keys).find(secret)
    assert last_used(keys) == {key.id: datetime.now(UTC).date().isoformat()}
    assert keys.read_bytes() == before


def test_wrong_keys_are_slowed_and_keep_no_neighbour_out(
    demo_library: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    key, secret = add_key(keys, "reader", "read")
    _, other = add_key(keys, "other", "read")
    with client_of(demo_library, Settings(keys=keys)) as client:

        def waits(guess: str) -> bool:
            answer = client.get("/v1/kinds", headers=bearer(guess))
            assert answer.status_code == 401
            return "retry-after" in answer.headers

        for form in ("pincite_{}_wrong", f"pincite_{key.id}_wrong{{}}"):
            found = [waits(form.format(n)) for n in range(WRONG_A_MINUTE + 1)]
            assert found == [False] * WRONG_A_MINUTE + [True]
        assert waits(secret)  # not even looked at: a guess that is right is not told
        assert client.get("/v1/kinds", headers=bearer(other)).status_code == 200


def test_a_body_is_not_waited_for_where_the_key_does_not_open(
    demo_library: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    _, secret = add_key(keys, "reader", "read")
    with serving(demo_library, PINCITE_KEYS=str(keys)) as address:
        host, port = address.removeprefix("http://").split(":")
        for path, key, status in (
            ("/v1/ask", "wrong", 401),
            ("/v1/reports", "wrong", 401),
            ("/v1/reports", secret, 403),  # may read, not add
        ):
            with socket.create_connection((host, int(port)), timeout=10) as sock:
                sock.sendall(
                    f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\n"
                    "Content-Type: multipart/form-data; boundary=x\r\n"
                    "Content-Length: 50000000\r\n\r\n--x".encode()
                )
                assert sock.recv(1000).startswith(f"HTTP/1.1 {status} ".encode())
