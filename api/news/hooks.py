"""Posts what is new to a hook, signed, so that who gets it knows whose it is and when it was sent."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping

import httpx

SIGNATURE = "X-Pincite-Signature"
TIMEOUT_S = 10.0
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
            answer = httpx.post(address, content=body, headers=headers, timeout=TIMEOUT_S)
        except httpx.HTTPError as error:
            fault = str(error)
            continue
        if answer.is_success:
            return
        fault = f"it answered {answer.status_code}"
        if answer.status_code < 500 and answer.status_code not in (408, 429):
            break  # the same again would be refused again
    raise NotPosted(f"{address} did not take it: {fault}.")
