"""The files for an administrator, each tried with the program that reads it."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from lxml import html

from api.access.server_file import read_server_file
from api.settings import read_settings
from tests.conftest import ROOT, serving

DEPLOY = ROOT / "deploy"
NAME = "pincite.example.org"


def program(name: str, package: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin")
    if found is None:
        pytest.skip(f"{name} is not on this machine. Install it: apt-get install {package}")
    return found


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "fullchain.pem", folder / "privkey.pem"
    subprocess.run(
        [program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
        + ["-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        + ["-keyout", str(key), "-out", str(made)],
        check=True,
        capture_output=True,
    )
    return made, key


@pytest.fixture(scope="module")
def server(demo_library: Path) -> Iterator[str]:
    settings = {"PINCITE_PROXIES": "127.0.0.1", "PINCITE_HOSTS": f"{NAME},127.0.0.1"}
    with serving(demo_library, **settings) as address:
        yield address


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as proxy:
        try:
            until = time.monotonic() + 20
            while time.monotonic() < until and proxy.poll() is None:
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            else:
                assert proxy.stdout is not None
                raise AssertionError(proxy.stdout.read().decode())
            yield
        finally:
            proxy.terminate()


@contextmanager
def asking(port: int, certificate: Path) -> Iterator[httpx.Client]:
    """As a browser would: by the server's name, and its certificate is looked at."""
    trusted = ssl.create_default_context(cafile=str(certificate))
    with httpx.Client(
        base_url=f"https://127.0.0.1:{port}", headers={"Host": NAME}, verify=trusted, timeout=30
    ) as client:
        yield client


def ask(client: httpx.Client, **headers: str) -> httpx.Response:
    return client.post(
        "/v1/ask",
        json={"question": "How does the force handle knife crime?", "limit": 1},
        headers=headers,
        extensions={"sni_hostname": NAME},
    )


def written(site: str, folder: Path) -> Path:
    """A whole configuration of nginx with a site, which writes into a folder alone."""
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body;"
        f" proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;"
        f" uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n{site}\n}}\n",
        encoding="utf-8",
    )
    return whole


def test_nginx_serves_by_its_name_over_tls_and_keeps_what_watches_inside(
    server: str, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    port, plain = free_port(), free_port()
    made, key = certificate
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "127.0.0.1:8000": server.removeprefix("http://"),
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "/etc/ssl/pincite/fullchain.pem": str(made),
        "/etc/ssl/pincite/privkey.pem": str(key),
    }.items():
        assert old in site
        site = site.replace(old, new)
    site = re.sub(r".*listen \[::\].*\n", "", site)
    whole = written(site, tmp_path)
    with running([program("nginx", "nginx"), "-c", str(whole)], port):
        with asking(port, made) as client:
            answer = ask(client)
            assert answer.status_code == 200
            url = answer.json()["statements"][0]["citations"][0]["url"]
            assert url.startswith(f"https://{NAME}/c/")
            assert client.get("/metrics", extensions={"sni_hostname": NAME}).status_code == 200
        moved = httpx.get(f"http://127.0.0.1:{plain}/library", headers={"Host": NAME})
        assert (moved.status_code, moved.headers["Location"]) == (308, f"https://{NAME}/library")


def test_below_a_path_of_another_site_every_address_is_below_it(
    demo_library: Path, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    port = free_port()
    made, key = certificate
    settings = {"PINCITE_PROXIES": "127.0.0.1", "PINCITE_HOSTS": NAME, "PINCITE_UPLOADS": "yes"}
    with serving(demo_library, **settings, PINCITE_BASE_PATH="/pincite") as server:
        places = (DEPLOY / "nginx-below-a-path.conf").read_text(encoding="utf-8")
        places = places.replace("127.0.0.1:8000", server.removeprefix("http://"))
        site = (
            f"server {{ listen 127.0.0.1:{port} ssl; server_name {NAME};\n"
            f"ssl_certificate {made}; ssl_certificate_key {key};\n{places}}}"
        )
        whole = written(site, tmp_path)
        with (
            running([program("nginx", "nginx"), "-c", str(whole)], port),
            asking(port, made) as client,
        ):
            walk(client)


def walk(client: httpx.Client) -> None:
    """Follows the links of pages, and finds each below the path and there."""

    def get(path: str, **headers: str) -> httpx.Response:
        return client.get(path, headers=headers, extensions={"sni_hostname": NAME})

    moved = get("/pincite")
    assert moved.status_code == 308 and moved.headers["location"].endswith("/pincite/")
    assert get("/pincite/library/reports/").headers["location"] == "/pincite/library/reports"
    waiting, seen = ["/pincite/", "/pincite/?q=knife+crime", "/pincite/docs"], set[str]()
    kinds = set[str]()  # of addresses: one of each is followed
    while waiting and len(seen) < 60:
        path = waiting.pop(0)
        answer = get(path, Accept="text/html")
        assert answer.status_code in (200, 303, 307), (path, answer.status_code)
        seen.add(path)
        if "html" not in answer.headers["content-type"]:
            continue
        page = html.fromstring(answer.text)
        for name in ("href", "src", "action", "formaction", "data-paragraph", "data-matrix"):
            for told in page.xpath(f"//@{name}"):
                whole = urljoin(f"https://{NAME}{path}", told).partition("#")[0]
                assert whole.startswith(f"https://{NAME}/pincite/"), (path, name, told)
                kind = re.sub(r"[0-9]|=[^&]*", "", whole)
                if name in ("href", "src") and kind not in kinds:
                    kinds.add(kind)
                    waiting.append(whole.removeprefix(f"https://{NAME}"))
    assert {"/pincite/static/pincite.js", "/pincite/library", "/pincite/feeds/library"} <= seen
    answer = client.post(
        "/pincite/v1/ask", json={"question": "knife crime"}, extensions={"sni_hostname": NAME}
    ).json()
    url = answer["statements"][0]["citations"][0]["url"]
    assert url.startswith(f"https://{NAME}/pincite/c/")
    opened = get(url.removeprefix(f"https://{NAME}"), Accept="text/html")
    assert opened.headers["location"].startswith("/pincite/reports/")
    assert f"https://{NAME}/pincite/" in get("/pincite/feeds/library").text
    assert get("/pincite/openapi.json").json()["servers"] == [{"url": f"https://{NAME}/pincite"}]
    assert get("/pincite/readyz").status_code == 200


def test_caddy_serves_by_its_name_over_tls(
    server: str, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    port = free_port()
    made, key = certificate
    site = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    site = site.replace("127.0.0.1:8000", server.removeprefix("http://"))
    site = site.replace(f"{NAME} {{", f"{NAME}:{port} {{\n\ttls {made} {key}", 1)
    caddyfile = tmp_path / "Caddyfile"
    caddyfile.write_text(
        "{\n\tadmin off\n\tauto_https disable_redirects\n\tdefault_bind 127.0.0.1\n}\n" + site,
        encoding="utf-8",
    )
    command = [program("caddy", "caddy"), "run", "--config", str(caddyfile)]
    with running([*command, "--adapter", "caddyfile"], port), asking(port, made) as client:
        answer = ask(client)
        assert answer.status_code == 200
        url = answer.json()["statements"][0]["citations"][0]["url"]
        assert url.startswith(f"https://{NAME}/c/")


@pytest.mark.parametrize("unit", ["pincite.service", "pincite-backup.service"])
def test_other_accounts_of_the_machine_read_no_library(unit: str) -> None:
    lines = (ROOT / "deploy" / unit).read_text().splitlines()
    assert {"StateDirectoryMode=0700", "UMask=0077"} <= {*lines}


@pytest.mark.parametrize("unit", ["pincite.service", "pincite-backup.service"])
def test_systemd_takes_the_units(unit: str, tmp_path: Path) -> None:
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    assert "/opt/pincite/.venv/bin/pincite" in text
    copy = tmp_path / unit
    copy.write_text(text.replace("/opt/pincite/.venv/bin/pincite", "/bin/true"), encoding="utf-8")
    shutil.copy(DEPLOY / "pincite-backup.timer", tmp_path)
    checked = subprocess.run(
        [program("systemd-analyze", "systemd"), "verify", str(copy)]
        + ([str(tmp_path / "pincite-backup.timer")] if "backup" in unit else []),
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in checked.stderr.splitlines() if "pincite" in line] == []


@pytest.mark.parametrize("file", ["alerts.yml", "dashboard.json"])
def test_what_is_watched_is_what_the_server_tells(server: str, file: str) -> None:
    with httpx.Client(base_url=server, timeout=30) as client:
        ask(client)
        told = client.get("/metrics").text
    watched = set(re.findall(r"pincite_\w+", (DEPLOY / file).read_text(encoding="utf-8")))
    assert len(watched) > 3
    # A folder has no queue: of that the kind alone is told.
    told_of = r"^(?:# TYPE )?{}(?:{{| )"
    assert [name for name in watched if not re.search(told_of.format(name), told, re.M)] == []


def test_a_command_is_run_with_the_settings_of_the_server(tmp_path: Path) -> None:
    docs = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    told = re.search(r"```\n((?:PINCITE_\w+=.*\n)+)```", docs)
    assert told is not None
    (tmp_path / "pincite.env").write_text(told[1], encoding="utf-8")
    script = (DEPLOY / "pincite-here").read_text(encoding="utf-8")
    for old, new in {
        "/etc/pincite.env": f"{tmp_path}/pincite.env",
        "cd /var/lib/pincite": f"cd {tmp_path}",
        "setpriv --reuid=pincite --regid=pincite --init-groups /opt/pincite/.venv/bin/pincite": "env",
    }.items():
        assert old in script
        script = script.replace(old, new)
    done = subprocess.run(
        ["sh", "-c", script, "pincite-here"], capture_output=True, text=True, check=True
    )
    environment = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    settings = read_settings({n: v for n, v in environment.items() if n.startswith("PINCITE_")})
    assert settings.contact == "Ask the records team, records@example.org"
    assert settings.audit == Path("/var/log/pincite/audit.jsonl")


def test_the_server_file_of_the_docs_is_read_and_names_what_the_unit_lets_be_written(
    tmp_path: Path,
) -> None:
    docs = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    told = re.search(r"pincite-server.toml <<'END'\n(.*?)\nEND\n", docs, re.S)
    assert told is not None
    (tmp_path / "client-secret").write_text("a-secret\n")
    (tmp_path / "pincite-server.toml").write_text(told[1], encoding="utf-8")
    read = read_server_file(tmp_path / "pincite-server.toml")
    assert read.sign_in is not None and read.sign_in.client_secret == "a-secret"
    libraries = [one.library for one in read.collections]
    assert len(libraries) == 2
    for place in (*libraries, str(read.sign_in.sessions)):
        assert place.startswith("/var/lib/pincite/")
    backups = re.findall(r"^ExecStart=.* backup (\S+) --library (\S+)$", docs, re.M)
    assert [library for _, library in backups] == libraries
    assert len({into for into, _ in backups}) == 2
