"""Reports and requests are hostile: nothing of theirs runs, leads out, or uses the machine up."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.keys import Keyring, add_key
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.api.asking import client_of

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)>"
WORDS = f"Officers answer {MARKUP} every call about stolen lorries within nine minutes."


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


PAGE = f"""<!doctype html><html lang=en><head><title>{_escaped(MARKUP)} PEEL 2023</title>
<meta name=author content='{_escaped(MARKUP).replace("'", "&#39;")}'></head><body><main>
<h1>Westmarch Police {_escaped(MARKUP)}</h1><p>Published on: 4 May 2023</p>
<h2 id='x"onclick="alert(4)'>Stolen lorries {_escaped(MARKUP)}</h2>
<p>{_escaped(WORDS)} It has ten lorries of its own, and a yard to keep them in.</p>
<p><a href="javascript:alert(5)">More on lorries</a></p>
</main></body></html>"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[TestClient]:
    """Over a library of one report, whose words, title, heading, id and file name are markup."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "reports" / "<img src=x onerror=alert(6)>.html"
    file.parent.mkdir()
    file.write_text(PAGE, encoding="utf-8")
    summary = ingest(open_storage(folder / "library"), [file.parent], embedder=embedder)
    assert summary.added == 1
    with client_of(folder / "library") as client:
        yield client


def test_no_words_of_a_report_become_markup_on_any_page(hostile: TestClient) -> None:
    asked = {"question": "How fast are calls about stolen lorries answered?", "limit": 3}
    answer = hostile.post("/v1/ask", json=asked).json()
    citation = answer["statements"][0]["citations"][0]
    assert MARKUP in citation["quote"]
    report = citation["report"]["id"]
    place = f"start={citation['start']}&end={citation['end']}"
    pages = [
        f"/?q={quote(asked['question'])}",
        f"/?q={quote(MARKUP)}",
        f"/?q=lorries&subject={quote(MARKUP)}&kind={quote(MARKUP)}&year=2023",
        "/library",
        f"/subjects/{quote(citation['report']['subject'])}",
        f"/reports/{report}",
        f"/reports/{report}?{place}",
        f"/basket?c={citation['id']}",
        f"/c/{citation['id']}",
        f"/{quote(MARKUP)}",
        "/docs",
    ]
    seen = 0
    for path in pages:
        page = hostile.get(path, headers={"Accept": "text/html"})
        assert page.headers["content-type"].startswith("text/html"), path
        seen += MARKUP in html.fromstring(page.text).text_content()
        assert list(_active(page.text)) == [], path
    assert seen >= 5


def _active(page: str) -> Iterator[str]:
    """What of a page runs though it is not one of our own files."""
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script" and not (element.get("src") or "").startswith(
            ("/static/", "/docs/", "docs/")
        ):
            yield "a script"
        for name, value in element.items():
            if name.startswith("on") or re.match(r"\s*(?:javascript|data|vbscript):", value, re.I):
                yield f"{element.tag} {name}={value}"
            if name in ("src", "href", "action", "formaction") and value == "x":
                yield f"{element.tag} {name}={value}"


def test_json_with_words_of_a_report_is_never_taken_for_a_page(hostile: TestClient) -> None:
    for path in (
        "/v1/ask?question=lorries",
        f"/suggest?q={quote('Stolen lorries <')}",
        "/v1/reports",
    ):
        answer = hostile.get(path, headers={"Accept": "text/html"})
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_original_never_opens_as_a_page_of_ours(hostile: TestClient) -> None:
    (report,) = hostile.get("/v1/reports").json()["reports"]
    file = hostile.get(f"/v1/reports/{report['id']}/file")
    assert "<script>" not in file.headers["content-disposition"]
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["content-security-policy"].startswith("sandbox")
    shown = hostile.get(f"/reports/{report['id']}/file")
    assert shown.status_code == 404  # pages offer PDFs alone


@pytest.mark.parametrize("path", ["/static/", "/docs/files/"])
@pytest.mark.parametrize(
    "name", ["../../pyproject.toml", "../templates/page.html", "%00", "/etc/passwd"]
)
def test_no_path_leaves_the_folders_that_are_served(demo_server: str, path: str, name: str) -> None:
    host, port = demo_server.removeprefix("http://").split(":")
    for written in (name, name.replace("/", "%2f"), name.replace("..", "%2e%2e")):
        # A client would tidy the path up before it sends it.
        answer = httpx.get(
            httpx.URL(scheme="http", host=host, port=int(port), raw_path=(path + written).encode())
        )
        assert answer.status_code in (404, 405, 422), (path, written, answer.text[:100])


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", b"NaN", rb'"\ud800"']
)
def test_no_body_makes_the_server_fail(demo_server: str, body: bytes) -> None:
    answer = httpx.post(
        f"{demo_server}/v1/ask", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_keys_are_compared_in_constant_time_whether_they_are_known_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, secret = add_key(tmp_path / "keys.json", "reader", "read")
    ring = Keyring(tmp_path / "keys.json")
    compared: list[tuple[str, str]] = []
    real = hmac.compare_digest

    def watch(one: str, other: str) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watch)
    wrong = f"pincite_{key.id}_wrong"
    assert [ring.find(s) for s in (secret, wrong, "pincite_other_x", "")] == [key, None, None, None]
    assert len(compared) == 4
    assert {len(part) for pair in compared for part in pair} == {64}  # hashes, not the keys
    kept = json.loads((tmp_path / "keys.json").read_text(encoding="utf-8"))
    assert secret not in json.dumps(kept)
