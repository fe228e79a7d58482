"""A provider of identities as it runs anywhere, and a browser that signs in at it."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from lxml import html

PROVIDER = "oidc-provider@9.13.3"


def install_provider(folder: Path) -> Path:
    """A folder with the provider; skips the test where Node or its registry is not there."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Signing in is not tested: there is no Node here (apt-get install nodejs npm).")
    if not (folder / "node_modules" / "oidc-provider").is_dir():
        command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", PROVIDER]
        got = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if got.returncode:
            pytest.skip(f"Signing in is not tested: npm cannot get {PROVIDER}: {got.stderr[-300:]}")
    shutil.copy(Path(__file__).with_name("provider.mjs"), folder)
    return folder


@contextmanager
def provider_at(folder: Path, port: int, redirect: str) -> Iterator[None]:
    """The provider, listening, until the end."""
    command = ["node", "provider.mjs", str(port), redirect]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as provider:
        try:
            assert provider.stdout is not None
            assert provider.stdout.readline() == "listening\n"
            yield
        finally:
            provider.terminate()


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


def browser() -> httpx.Client:
    return httpx.Client(follow_redirects=True, headers={"Accept": "text/html"}, timeout=60)


def sign_in(client: httpx.Client, address: str, name: str) -> httpx.Response:
    """Opens a page, fills in each form that the provider shows, and comes back."""
    page = client.get(address)
    while "/interaction/" in str(page.url):
        form = html.fromstring(page.text).forms[0]
        sent = dict(form.form_values()) | {"login": name, "password": "any"}
        page = client.post(urljoin(str(page.url), form.action), data=sent)
    return page
