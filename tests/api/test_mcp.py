"""Assistants use the library over real processes, with the protocol's own client."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import anyio
import httpx
from mcp import Client, StdioServerParameters

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
