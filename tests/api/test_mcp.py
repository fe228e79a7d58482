"""Assistants use the library over real processes, with the protocol's own client."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from getpass import getuser
from pathlib import Path

import anyio
import httpx
from mcp import Client, StdioServerParameters

from api.audit import verify
from api.keys import add_key
from api.records import find_record
from search.storage.opening import open_storage
from tests.api.asking import copy_library
from tests.conftest import ROOT

COMMAND = ["-m", "api.commands", "mcp", "--library"]


def test_an_assistant_asks_reads_and_checks_over_standard_input(demo_library: Path) -> None:
    server = StdioServerParameters(
        command=sys.executable, args=[*COMMAND, str(demo_library)], cwd=ROOT
    )
    anyio.run(use_all, server)


def test_an_assistant_asks_reads_and_checks_over_http(demo_library: Path) -> None:
    command = [sys.executable, *COMMAND, str(demo_library), "--http", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = re.search(r"http://\S+", server.stderr.readline())
        assert address is not None
        anyio.run(use_all, address[0])
        elsewhere = httpx.post(address[0], headers={"Host": "evil.example"}, json={})
        assert elsewhere.status_code == 421  # a page whose name was made to point here
        server.terminate()


def test_an_assistant_over_http_reads_what_its_key_may(demo_library: Path, tmp_path: Path) -> None:
    keys, config = tmp_path / "keys.json", tmp_path / "pincite-server.toml"
    _, team = add_key(keys, "team", "read")
    _, wiki = add_key(keys, "wiki", "read")
    copy_library(demo_library, tmp_path / "closed")
    copy_library(demo_library, tmp_path / "open")
    config.write_text(f"""
        settings = {{ keys = "{keys}", audit = "audit.jsonl", record = "answers" }}
        [collections.open]
        library = "open"
        read = ["everyone"]
        [collections.closed]
        library = "closed"
        read = ["key:team"]
    """)
    options = ["--http", "--port", "0", "--config", str(config)]
    command = [sys.executable, *COMMAND, str(demo_library), *options]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = re.search(r"http://[\w.:]+", server.stderr.readline())
        assert address is not None
        call = {"name": "ask", "arguments": {"question": "How is knife crime handled?"}}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}

        def ask(path: str, key: str) -> tuple[int, bool]:
            headers = {"Accept": "application/json, text/event-stream"}
            headers |= {"Authorization": f"Bearer {key}"} if key else {}
            answer = httpx.post(f"{address[0]}{path}", json=asked, headers=headers, timeout=60)
            return answer.status_code, '"statements"' in answer.text.replace("\\", "")

        assert [ask(path, team) for path in ("/mcp", "/in/open/mcp", "/in/closed/mcp")] == [
            (200, True)
        ] * 3
        assert ask("/in/open/mcp", wiki) == (200, True)
        lines = (tmp_path / "audit.jsonl").read_text("utf-8").splitlines()
        told = [json.loads(line) for line in lines]
        assert [(one["what"], one["who"], one["collection"], one["from"]) for one in told] == [
            ("question", "key:team", "open", "127.0.0.1"),
            ("question", "key:team", "open", "127.0.0.1"),
            ("question", "key:team", "closed", "127.0.0.1"),
            ("question", "key:wiki", "open", "127.0.0.1"),
        ]
        record = find_record(open_storage(tmp_path / "closed").beside, str(told[2]["record"]))
        assert record is not None and record["route"] == "mcp ask"
        assert ask("/in/closed/mcp", wiki) == (404, False)
        assert ask("/mcp", "") == ask("/mcp", "pincite_wrong_key") == (401, False)
        lines = (tmp_path / "audit.jsonl").read_text("utf-8").splitlines()
        refused = [json.loads(line) for line in lines[len(told) :]]
        assert {(one["what"], one["status"], one["from"]) for one in refused} == {
            ("refusal", 401, "127.0.0.1")
        }
        key = {"Authorization": f"Bearer {wiki}"}
        for path in ("/healthz", "/readyz", "/docs", "/openapi.json", "/static/x.css", "/metrics"):
            assert httpx.get(f"{address[0]}{path}", headers=key).status_code == 404
        assert httpx.get(f"{address[0]}/healthz").status_code == 404
        page = httpx.get(f"{address[0]}/mcp", headers={"Accept": "text/html"})
        assert page.status_code == 401
        server.terminate()


def test_one_assistant_that_floods_does_not_keep_another_waiting(
    demo_library: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    secrets = {name: add_key(keys, name, "read")[1] for name in ("greedy", "other")}
    command = [sys.executable, *COMMAND, str(demo_library), "--http", "--port", "0"]
    told = {**os.environ, "PINCITE_KEYS": str(keys)}
    with subprocess.Popen(command, cwd=ROOT, env=told, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = re.search(r"http://[\w.:/]+", server.stderr.readline())
        assert address is not None

        def ask(who: str, number: int) -> int:
            question = f"How does force number {number} handle knife crime in schools?"
            call = {"name": "ask", "arguments": {"question": question}}
            asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
            headers = {"Accept": "application/json, text/event-stream"}
            headers |= {"Authorization": f"Bearer {secrets[who]}"}
            return httpx.post(address[0], json=asked, headers=headers, timeout=120).status_code

        with ThreadPoolExecutor(60) as asking:
            flood = [asking.submit(ask, "greedy", number) for number in range(60)]
            while sum(one.done() for one in flood) < 2:
                time.sleep(0.01)
            before = sum(one.done() for one in flood)
            assert ask("other", 60) == 200
            assert sum(one.done() for one in flood) - before < 12
            assert {one.result() for one in flood} == {200}
        long = httpx.post(
            address[0],
            content=b" " * 2**21,
            headers={"Authorization": f"Bearer {secrets['greedy']}"},
        )
        assert long.status_code == 413
        server.terminate()


def test_what_an_assistant_asks_and_reads_is_told_as_whoever_runs_it(
    demo_library: Path, tmp_path: Path
) -> None:
    library, log = copy_library(demo_library, tmp_path / "library"), tmp_path / "audit.jsonl"
    kept = {"PINCITE_AUDIT": str(log), "PINCITE_RECORD": "answers"}
    command = [*COMMAND, str(library)]
    server = StdioServerParameters(
        command=sys.executable, args=command, cwd=ROOT, env=os.environ | kept
    )
    anyio.run(use_all, server)
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert verify(log).fault == ""
    assert {one["who"] for one in told} == {getuser()}
    assert [one["route"] for one in told] == [
        "mcp ask",
        "mcp ask",
        "mcp ask",
        "mcp search",
        "mcp read_report",
        "mcp resource",
    ]
    assert find_record(open_storage(library).beside, str(told[0]["record"])) is not None
    assert "question" not in told[0]


async def use_all(server: StdioServerParameters | str) -> None:
    async with Client(server) as client:
        tools = await client.list_tools()
        assert [tool.name for tool in tools.tools] == [
            "search",
            "ask",
            "read_report",
            "get_citation",
        ]
        question = {"question": "How does the force handle knife crime?", "limit": 2}

        answer = (await client.call_tool("ask", question)).structured_content
        assert answer is not None and answer["answered"]
        citation = answer["statements"][0]["citations"][0]

        improve = {"question": "what must Harrowdale improve", "limit": 2}
        first = (await client.call_tool("ask", improve)).structured_content
        assert first is not None and len(first["statements"]) == 2
        second = await client.call_tool("ask", {**improve, "cursor": first["next"]})
        assert second.structured_content is not None
        assert second.structured_content["statements"][0] != first["statements"][0]
        for wrong in ({"cursor": "2-2"}, {"subjects": ["Calderbi"]}):
            assert (await client.call_tool("ask", {**improve, **wrong})).is_error

        found = (await client.call_tool("search", question)).structured_content
        assert found is not None and len(found["hits"]) == 2

        place = {"start": citation["start"], "length": citation["end"] - citation["start"]}
        slice_of = {"report_id": citation["report"]["id"], **place}
        read = (await client.call_tool("read_report", slice_of)).structured_content
        assert read is not None and read["text"] == citation["quote"]

        resolved = await client.call_tool("get_citation", {"citation_id": citation["id"]})
        assert resolved.structured_content is not None
        assert resolved.structured_content["state"] == "here"
        assert resolved.structured_content["citation"]["quote"] == citation["quote"]

        missing = await client.call_tool("read_report", {"report_id": "../../etc/passwd"})
        assert missing.is_error

        held = await client.list_resources()
        assert [str(one.uri) for one in held.resources] == ["pincite://reports"]
        each = await client.list_resource_templates()
        assert [one.uri_template for one in each.resource_templates] == [
            "pincite://reports/{report_id}"
        ]
        listed = await client.read_resource("pincite://reports")
        assert citation["report"]["title"] in str(listed.contents[0])
        whole = await client.read_resource(f"pincite://reports/{citation['report']['id']}")
        assert citation["quote"] in str(whole.contents[0])
