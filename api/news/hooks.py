"""Posts what is new to a hook, signed, so that who gets it knows whose it is and when it was sent."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import httpx

SIGNATURE = "X-Pincite-Signature"
TIMEOUT_S = 10.0  # of silence
WHOLE_S = 30.0  # of one try, for who answers a letter at a time
WAITS_S = (1.0, 5.0, 25.0)  # before each further try


class NotPosted(Exception):
    """The hook did not take it, however often it was tried."""


def sign(secret: bytes, body: bytes, at: int) -> str:
    """ "t=1767603600,sha256=9f2c...": the HMAC of the time, a full stop and the body."""
    made = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},sha256={made.hexdigest()}"


def post(
    address: str,
    message: Mapping[str, object],
    secret: bytes,
    *,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Once it is taken; follows no redirect, for where it leads nobody allowed. Raises NotPosted."""
    body = json.dumps(message, ensure_ascii=False).encode()
    fault = ""
    for wait_s in (0.0, *WAITS_S):
        wait(wait_s)
        headers = {"Content-Type": "application/json"}
        headers[SIGNATURE] = sign(secret, body, int(time.time()))
        try:
            status = asyncio.run(_send(address, body, headers))
        except httpx.HTTPError as error:
            fault = str(error)
            continue
        except TimeoutError:
            fault = f"it had not answered after {WHOLE_S:.0f} s"
            continue
        if 200 <= status < 300:
            return
        fault = f"it answered {status}"
        if status < 500 and status not in (408, 429):
            break  # the same again would be refused again
    # An address may hold what opens it: only its host is said.
    raise NotPosted(f"The hook at {urlsplit(address).hostname} did not take it: {fault}.")


async def _send(address: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer, whose body is nobody's. Raises TimeoutError."""
    async with (
        asyncio.timeout(WHOLE_S),
        httpx.AsyncClient(timeout=TIMEOUT_S) as client,
        client.stream("POST", address, content=body, headers=headers) as answer,
    ):
        return answer.status_code
