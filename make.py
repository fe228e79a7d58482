"""Sets Pincite up in .venv and runs its main job, or its tests, on a fresh machine.

    python3 make.py demo     install, read the demo reports, open the web box on 127.0.0.1:8000
    python3 make.py test     install, then every check and test
    python3 make.py install  install only
    python3 make.py lock     write the lock files anew, after a change of pyproject.toml
    python3 make.py sbom     write sbom.cdx.json: every package installed, with its licence

Needs Python 3.11 or later with venv and pip, and nothing else.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
TORCH = "torch==2.13.0"
CUDA = ("nvidia", "cuda", "triton")
UV = "uv==0.13.9"  # locks for every system; knows where PyTorch keeps its CPU builds
SBOM = "cyclonedx-bom==7.5.0"
# Each package with its hashes but PyTorch, which is another file on each system, and its CUDA.
LOCKS = {"": ROOT / "requirements.lock", "[test]": ROOT / "requirements-test.lock"}
DEMO = ROOT / "indexes" / "demo"


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  # an older one can read this file
        print(f"Pincite needs Python 3.11 or later; this is {platform.python_version()}.")
        return 1
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    if wanted == "demo":
        install("")
        return demo()
    if wanted == "test":
        install("[test]")
        return test()
    if wanted in ("install", "lock", "sbom"):
        install("")
        if wanted == "lock":
            lock()
        if wanted == "sbom":
            write_sbom()
        return 0
    print(__doc__)
    return 2


def install(extra: str) -> None:
    """Into .venv; a second time it costs seconds."""
    if not PYTHON.exists():
        print("Making .venv …", flush=True)
        venv.create(ENVIRONMENT, with_pip=True)
    stamp = ENVIRONMENT / f"installed{extra}"
    wanted = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "pyproject.toml", LOCKS[extra])
    )
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print("Installing: 450 MB to download, 2 GB on disk, once.", flush=True)
    pip("install", "--no-deps", "--require-hashes", "--requirement", str(LOCKS[extra]))
    install_torch()
    pip("install", "--no-deps", "--editable", str(ROOT))
    stamp.write_text(wanted, encoding="utf-8")


def install_torch() -> None:
    """The CPU build: elsewhere than where pip looks by itself, lest it bring gigabytes of CUDA."""
    if installed("torch"):
        return
    if not any(name.startswith(CUDA) for name in would_install(TORCH)):
        pip("install", TORCH)
        return
    pip("install", UV)
    uv("install", "--python", str(PYTHON), "--torch-backend", "cpu", TORCH)


def would_install(requirement: str) -> list[str]:
    """The names of the packages that pip would bring for a requirement."""
    found = subprocess.run(
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--dry-run", "--report", "-", requirement],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    report = json.loads(found.stdout)
    return [item["metadata"]["name"].lower() for item in report["install"]]


def installed(name: str) -> bool:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is None)"
    return subprocess.run([str(PYTHON), "-c", code], check=False).returncode == 0


def lock() -> None:
    """Writes the lock files: what pyproject.toml wants and all that this wants in turn."""
    pip("install", UV)
    for extra, file in LOCKS.items():
        uv(
            "compile",
            str(ROOT / "pyproject.toml"),
            *(("--extra", extra.strip("[]")) if extra else ()),
            *("--universal", "--python-version", "3.11", "--generate-hashes"),
            *("--no-annotate", "--no-header", "--quiet", "--output-file", str(file)),
        )
        packages = re.split(r"\n(?=\w)", file.read_text(encoding="utf-8").strip())
        kept = [one for one in packages if not one.startswith((*CUDA, "torch=="))]
        file.write_text("\n".join(kept) + "\n", encoding="utf-8")


def write_sbom() -> None:
    """By a program in an environment of its own, so that it does not name itself."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / PYTHON.relative_to(ENVIRONMENT))
        run(python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", SBOM)
        run(
            *(python, "-m", "cyclonedx_py", "environment", str(PYTHON)),
            *("--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"),
            *("--output-file", str(ROOT / "sbom.cdx.json")),
        )


def demo() -> int:
    pincite = [str(PYTHON), "-m", "api.commands"]
    library = ["--library", str(DEMO)]
    read = subprocess.run(
        [*pincite, "ingest", str(ROOT / "demo" / "reports"), *library], cwd=ROOT, check=False
    )
    if read.returncode != 0:
        return read.returncode
    return subprocess.run([*pincite, "serve", *library], cwd=ROOT, check=False).returncode


def test() -> int:
    checks = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy", "--exclude", "^api/client/", "ingest", "search", "api", "make.py"),
        ("mypy", "-p", "pincite_client"),  # no part of the package api
        ("pytest", "-m", "not timed", "-n", "2", "--dist", "loadfile", "--durations", "20"),
        ("pytest", "-m", "timed"),
    )
    failed = []
    for check in checks:
        print("→", " ".join(check), flush=True)
        if subprocess.run([str(PYTHON), "-m", *check], cwd=ROOT, check=False).returncode != 0:
            failed.append(" ".join(check))
    for one in failed:
        print("Failed:", one)
    return 1 if failed else 0


def pip(*arguments: str) -> None:
    run(str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments, "--quiet")


def uv(*arguments: str) -> None:
    run(str(PYTHON), "-m", "uv", "pip", *arguments)


def run(*command: str) -> None:
    code = subprocess.run(command, check=False).returncode
    if code != 0:
        sys.exit(f"This did not work: {' '.join(command)}")


if __name__ == "__main__":
    sys.exit(main())
