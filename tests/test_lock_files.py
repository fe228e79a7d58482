"""The lock files: every package that is installed, at one version, known by its hashes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]  # "test" begins with pincite[postgres]
APART = "torch"  # another file on each system; make.py pins it
REQUIREMENT = re.compile(r"([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)")
AGAIN = "Run python3 make.py lock."


def packages(name: str) -> dict[str, tuple[str, int]]:
    """The version and the number of hashes of each package."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        match[1]: (match[2], one.count("--hash=sha256:"))
        for one in re.split(r"\n(?=\w)", text.strip())
        if (match := REQUIREMENT.match(one))
    }


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("requirements.lock", PROJECT["dependencies"]),
        (
            "requirements-test.lock",
            [*PROJECT["dependencies"], *EXTRAS["postgres"], *EXTRAS["test"][1:]],
        ),
    ],
)
def test_what_the_project_wants_is_locked_at_that_version(file: str, wanted: list[str]) -> None:
    locked = packages(file)
    for requirement in wanted:
        match = REQUIREMENT.match(requirement)
        assert match, f"{requirement} is not pinned"
        if match[1] != APART:
            assert locked.get(match[1], ("", 0))[0] == match[2], f"{requirement}: {AGAIN}"


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-test.lock"])
def test_each_package_is_known_by_its_hashes(file: str) -> None:
    locked = packages(file)
    assert len(locked) > len(PROJECT["dependencies"])  # what they want in turn is there too
    assert [name for name, (_, hashes) in locked.items() if not hashes] == []


def test_pytorch_has_one_version_in_both_places() -> None:
    version = next(one for one in PROJECT["dependencies"] if one.startswith(f"{APART}=="))
    assert f'TORCH = "{version}"' in (ROOT / "make.py").read_text(encoding="utf-8")
