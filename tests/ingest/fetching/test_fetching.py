"""Pages of the web come in politely, within limits, and from public addresses only."""

from __future__ import annotations

import ipaddress
import socket
import socketserver
import threading
import time
from contextlib import suppress
from gzip import compress as packed
from pathlib import Path

import pytest

from ingest.fetching.addresses import Address
from ingest.fetching.client import AGENT
from ingest.fetching.guard import is_public
from ingest.fetching.limits import Limits
from ingest.fetching.pages import Unfetched, fetch
from tests.ingest.fetching.site import Page, Site, serve

HERE = Limits(delay_s=0.0, allow_private=True)
HTML = {"Content-Type": "text/html; charset=utf-8"}
PACKED = HTML | {"Content-Encoding": "gzip"}


def get(
    into: Path,
    *starts: str,
    follow: bool = False,
    limits: Limits = HERE,
    known: dict[str, Address] | None = None,
) -> list[Address | Unfetched]:
    return list(fetch(starts, into, known=(known or {}).get, follow=follow, limits=limits))


def html(*links: str) -> Page:
    anchors = "".join(f'<a href="{link}">report</a>' for link in links)
    return Page(f"<!doctype html><html><body>{anchors}</body></html>".encode(), headers=HTML)


def test_a_bad_link_or_redirect_loses_nothing_that_was_read_beside_it(tmp_path: Path) -> None:
    pages = {
        "/list": html("http://x:99999/", "http://[::1/", "/bad", "/good"),
        "/bad": Page(status=301, headers={"Location": "http://127.0.0.1:99999/"}),
        "/good": html(),
    }
    with serve(pages) as site:
        found = get(tmp_path, "http://y:99999/", f"{site.address}/list", follow=True)

    came = [isinstance(page, Address) for page in found]
    assert came == [False, True, False, True]


@pytest.mark.parametrize("dripped", ["headers", "body"])
def test_a_server_that_sends_a_letter_now_and_then_comes_to_its_end(
    tmp_path: Path, dripped: str
) -> None:
    letters = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n"
    letters += b"X-Long: " if dripped == "headers" else b"\r\n<html>"

    class Drip(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked = self.request.recv(4096)
            if asked.startswith(b"GET /robots"):
                self.request.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
                return
            with suppress(ConnectionError):
                self.request.sendall(letters)
                while True:
                    self.request.sendall(b"a")
                    time.sleep(0.02)

    limits = Limits(delay_s=0.0, allow_private=True, timeout_s=0.2)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Drip) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        began = time.monotonic()
        found = get(tmp_path, f"http://127.0.0.1:{server.server_address[1]}/a", limits=limits)
        took = time.monotonic() - began
        server.shutdown()

    assert "Its server is too slow." in reason_of(found)
    assert took < 8.0


def reason_of(found: list[Address | Unfetched]) -> str:
    assert len(found) == 1
    assert isinstance(found[0], Unfetched)
    return found[0].reason


def bodies(found: list[Address | Unfetched], site: Site) -> dict[str, bytes]:
    assert all(isinstance(page, Address) and page.path for page in found)
    return {
        page.address.removeprefix(site.address): page.path.read_bytes()
        for page in found
        if isinstance(page, Address) and page.path
    }


def test_a_page_comes_as_it_is_and_we_say_who_we_are(tmp_path: Path) -> None:
    with serve({"/a": Page(b"<html>caf\xc3\xa9", headers=HTML, gzipped=True)}) as site:
        found = get(tmp_path, f"{site.address}/a#part")

    assert bodies(found, site) == {"/a": b"<html>caf\xc3\xa9"}
    assert site.paths() == ["/robots.txt", "/a"]
    assert {headers["user-agent"] for _, headers, _ in site.asked} == {AGENT}


def test_links_of_the_same_site_are_followed_as_deep_and_as_many_as_told(tmp_path: Path) -> None:
    pages = {
        "/": html("/one", "two.pdf", "https://elsewhere.example/x", "mailto:a@b.example", "/one#x"),
        "/one": html("/three"),
        "/two.pdf": Page(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        "/three": html(),
    }
    with serve(pages) as site:
        near = get(tmp_path, site.address, follow=True)
        assert site.paths() == ["/robots.txt", "/", "/two.pdf", "/one"]
        site.asked.clear()
        far = get(
            tmp_path,
            site.address,
            follow=True,
            limits=Limits(2, 50, delay_s=0.0, allow_private=True),
        )
        few = get(
            tmp_path,
            site.address,
            follow=True,
            limits=Limits(2, 2, delay_s=0.0, allow_private=True),
        )

    assert list(bodies(near, site)) == ["/", "/two.pdf", "/one"]
    assert list(bodies(far, site)) == ["/", "/two.pdf", "/one", "/three"]
    assert list(bodies(few, site)) == ["/", "/two.pdf"]
    assert [isinstance(page, Address) and page.asked_for for page in near] == [True, False, False]


def test_robots_txt_is_obeyed_wildcards_too(tmp_path: Path) -> None:
    robots = b"User-agent: *\nDisallow: /*/print$\nDisallow: /private\n"
    pages = {"/robots.txt": Page(robots), "/a/print": html(), "/private/b": html(), "/a": html()}
    with serve(pages) as site:
        found = get(
            tmp_path, f"{site.address}/a/print", f"{site.address}/private/b", f"{site.address}/a"
        )

    assert [type(page) for page in found] == [Unfetched, Unfetched, Address]
    assert "robots.txt keeps programs out of it" in reason_of(found[:1])
    assert site.paths() == ["/robots.txt", "/a"]


def test_a_robots_txt_that_the_server_fails_to_give_keeps_us_out(tmp_path: Path) -> None:
    with serve({"/robots.txt": Page(status=503), "/a": html()}) as site:
        found = get(tmp_path, f"{site.address}/a")

    assert "/robots.txt cannot be read, so nothing may be." in reason_of(found)
    assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("robots", "pause"), [(b"", 0.15), (b"User-agent: *\nCrawl-delay: 0.3", 0.3)]
)
def test_requests_to_a_site_are_as_far_apart_as_told_or_as_it_asks(
    tmp_path: Path, robots: bytes, pause: float
) -> None:
    with serve({"/robots.txt": Page(robots), "/a": html(), "/b": html()}) as site:
        limits = Limits(delay_s=0.15, allow_private=True)
        get(tmp_path, f"{site.address}/a", f"{site.address}/b", limits=limits)

    times = [at for path, _, at in site.asked if path != "/robots.txt"]
    assert times[1] - times[0] >= pause - 0.02
    assert Limits().delay_s == 1.0


def test_a_page_that_has_not_changed_does_not_come_again(tmp_path: Path) -> None:
    page = html("/b")
    page.headers = HTML | {"ETag": '"v1"', "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}
    with serve({"/a": page, "/b": html()}) as site:
        first = get(tmp_path, f"{site.address}/a", follow=True)
        known = {one.address: one for one in first if isinstance(one, Address)}
        second = get(tmp_path, f"{site.address}/a", follow=True, known=known)

    unchanged, linked = second
    assert isinstance(unchanged, Address)
    assert unchanged.path is None
    assert isinstance(linked, Address)
    assert linked.address == f"{site.address}/b"
    headers = [headers for path, headers, _ in site.asked if path == "/a"][1]
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"


@pytest.mark.parametrize("gzipped", [False, True])
def test_a_file_larger_than_allowed_is_left_where_it_is(tmp_path: Path, gzipped: bool) -> None:
    bomb = Page(bytes(20 * 2**20), headers={"Content-Type": "application/pdf"}, gzipped=gzipped)
    limits = Limits(max_bytes=2**20, delay_s=0.0, allow_private=True)
    with serve({"/a.pdf": bomb}) as site:
        found = get(tmp_path, f"{site.address}/a.pdf", limits=limits)

    assert reason_of(found) == "It has more than 1 MB. Fetch it in a browser and ingest the file."
    assert list(tmp_path.iterdir()) == []


def test_redirects_are_followed_but_not_without_end(tmp_path: Path) -> None:
    pages = {
        "/old": Page(status=301, headers={"Location": "/new"}),
        "/new": html(),
        "/round": Page(status=302, headers={"Location": "/round"}),
    }
    with serve(pages) as site:
        there = get(tmp_path, f"{site.address}/old")
        round_ = get(tmp_path, f"{site.address}/round")

    assert isinstance(there[0], Address)
    assert (there[0].address, there[0].final) == (f"{site.address}/old", f"{site.address}/new")
    assert "redirects without end" in reason_of(round_)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (Page(status=404), "Its server answers 404."),
        (Page(b"x", headers={"Content-Type": "image/png"}), "It is image/png, neither a PDF"),
        (Page(b"x", headers=HTML | {"Content-Encoding": "br"}), "packs it as br"),
        (Page(b"no gzip", headers=HTML | {"Content-Encoding": "gzip"}), "It arrived damaged."),
        (Page(b"", headers=HTML | {"Content-Encoding": "gzip"}), "It ends before it should."),
        (Page(packed(b"a" * 99)[:-9], headers=PACKED), "It ends before it should."),
        (Page(status=302, headers={"Location": "file:///etc/passwd"}), "give http or https"),
        (Page(status=302, headers={"Location": "http://example.com:99999/"}), "is no address"),
        (Page(status=302, headers={"Location": "http://[::1/"}), "sends us to no address"),
        (
            Page(status=302, headers={"Location": f"http://{'a' * 80}.example/"}),
            "There is no server",
        ),
    ],
)
def test_what_cannot_be_taken_is_said(tmp_path: Path, page: Page, said: str) -> None:
    with serve({"/a": page}) as site:
        assert said in reason_of(get(tmp_path, f"{site.address}/a"))


def test_this_machine_and_private_networks_are_refused_unless_allowed(tmp_path: Path) -> None:
    with serve({"/a": html()}) as site:
        found = get(tmp_path, f"{site.address}/a", limits=Limits(delay_s=0.0))

    assert "is 127.0.0.1, on this machine or a private network" in reason_of(found)
    assert site.asked == []


def test_a_name_is_looked_up_once_and_what_was_checked_is_what_is_connected_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def change_its_mind(host: str, *rest: object, **more: object) -> object:
        """This machine at first, a network that leads nowhere from then on."""
        if host == "reports.example":
            looked_up.append(host)
            host = "127.0.0.1" if len(looked_up) == 1 else "192.0.2.1"
        return real(host, *rest, **more)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(socket, "getaddrinfo", change_its_mind)
    with serve({"/a": html()}) as site:
        port = site.address.rpartition(":")[2]
        found = get(tmp_path, f"http://reports.example:{port}/a")
        refused = get(tmp_path, f"http://reports.example:{port}/a", limits=Limits(delay_s=0.0))

    assert isinstance(found[0], Address)
    assert len(looked_up) == 2
    assert "reports.example is 192.0.2.1, on this machine or a private" in reason_of(refused)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # refused, not listened to
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
        "ff02::1",
    ],
)
def test_an_address_of_no_public_machine_is_known(address: str) -> None:
    assert not is_public(address)
    assert ipaddress.ip_address(address.partition("%")[0])


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "64:ff9b::5db8:d70e"])
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)
