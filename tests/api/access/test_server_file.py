"""The server's file is read whole, or refused with the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.access.rights import Rights
from api.access.server_file import BadServerFile, read_server_file
from api.settings import BadSetting, read_settings

WHOLE = """
[settings]
rate_per_minute = 600
json_logs = true
proxies = ["10.0.0.1", "::1"]
[proxy]
addresses = ["10.0.0.0/24"]
[collections.inspections]
library = "one"
read = ["everyone"]
manage = ["team"]
[collections.audits-2024]
title = "Audits of 2024"
library = "postgresql://db.example/two"
read = ["audit"]
"""


def test_it_names_collections_rights_and_settings(tmp_path: Path) -> None:
    file = tmp_path / "pincite-server.toml"
    file.write_text(WHOLE)
    settings = read_settings({"PINCITE_RATE_PER_MINUTE": "9"}, read_server_file(file))
    assert (settings.rate_per_minute, settings.json_logs) == (9, True)  # the environment goes first
    assert settings.proxies == ("10.0.0.1", "::1")
    assert settings.proxy is not None and settings.proxy.user == "X-Forwarded-User"
    one, two = settings.collections
    assert (one.name, one.title, one.library) == (
        "inspections",
        "Inspections",
        str(tmp_path / "one"),
    )
    assert one.rights == Rights(("everyone",), (), ("team",))
    assert (two.title, two.library) == ("Audits of 2024", "postgresql://db.example/two")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[colections.x]", "the file has no colections"),
        ('[collections.x]\nlibrary = "x"\nreads = ["a"]', "collections.x has no reads"),
        ('[collections.x]\nlibrary = "x"', "nobody may read it"),
        ('[collections.x]\nread = ["a"]', "collections.x: library is needed"),
        ('[collections.x]\nlibrary = "x"\nread = "a"', "read is a list of names"),
        ('[collections."../x"]\nlibrary = "x"\nread = ["a"]', "cannot be called '../x'"),
        (
            '[collections.x]\nlibrary = "x"\nread = ["a"]\n'
            '[collections.y]\nlibrary = "./x"\nread = ["b"]',
            "the same library",
        ),
        ("[proxy]\naddresses = []", "addresses are needed"),
        ('[proxy]\naddresses = ["*"]', "'\\*' is no address"),
        ('[proxy]\naddresses = ["::1"]', "Name a collection"),
        (
            '[sign_in]\nissuer = "http://login.example"\nclient_id = "x"\nclient_secret_file = "s"',
            "must be an https address",
        ),
        ("x = ", "Invalid value"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "pincite-server.toml"
    file.write_text(text)
    with pytest.raises(BadServerFile, match=said):
        read_server_file(file)


def test_an_unknown_setting_is_refused_in_the_file_too(tmp_path: Path) -> None:
    file = tmp_path / "pincite-server.toml"
    file.write_text("[settings]\nrate_a_minute = 3")
    with pytest.raises(BadSetting, match="PINCITE_RATE_A_MINUTE is not a setting"):
        read_settings({}, read_server_file(file))


def test_the_files_that_settings_name_are_from_its_folder_wherever_it_is_started(
    tmp_path: Path,
) -> None:
    file = tmp_path / "pincite-server.toml"
    file.write_text('[settings]\nkeys = "keys.json"\naudit = "/var/log/audit.jsonl"\n')
    settings = read_settings({}, read_server_file(file))
    assert settings.keys == tmp_path / "keys.json"
    assert settings.audit == Path("/var/log/audit.jsonl")
