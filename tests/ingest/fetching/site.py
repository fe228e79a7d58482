"""A web site of the tests' own, on loopback, that writes down what it was asked."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    gzipped: bool = False


@dataclass
class Site:
    pages: dict[str, Page]
    address: str = ""  # set when it serves
    asked: list[tuple[str, dict[str, str], float]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]


@contextmanager
def serve(pages: dict[str, Page]) -> Iterator[Site]:
    site = Site(pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append((self.path, headers, time.monotonic()))
            page = site.pages.get(self.path, Page(status=404))
            etag = page.headers.get("ETag")
            if etag is not None and headers.get("if-none-match") == etag:
                page = Page(status=304)
            body = gzip.compress(page.body) if page.gzipped else page.body
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.gzipped:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if page.status != 304:
                try:
                    self.wfile.write(body)
                except ConnectionError:
                    return  # the reader has had enough

        def log_message(self, *parts: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
