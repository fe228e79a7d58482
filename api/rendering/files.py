"""Files of the library on their way to whoever asked for them, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BufferedIOBase
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

BLOCK = 2**16


def send_file(
    request: Request, file: BufferedIOBase, media_type: str, name: str, headers: Mapping[str, str]
) -> Response:
    """As a download: nothing of a stranger's opens as a page of ours. Closes the file.

    Of the ways to ask for a part (RFC 9110, 14.2) it knows the one that resumes a download: one
    range of bytes, of the file that `If-Range` names.
    """
    size = file.seek(0, 2)
    start, end, status = 0, size, 200
    part = re.fullmatch(r"bytes=(\d{1,18})-(\d{0,18})", request.headers.get("range", ""))
    about = {"Accept-Ranges": "bytes", "Content-Disposition": f"attachment; {_named(name)}"}
    if part and request.headers.get("if-range") in (None, headers.get("etag")):
        start, end, status = int(part[1]), min(int(part[2] or size) + 1, size), 206
        if start >= end:
            file.close()
            return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
        about["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    about["Content-Length"] = str(end - start)
    file.seek(start)
    return StreamingResponse(
        _blocks(file, end - start), status, media_type=media_type, headers={**headers, **about}
    )


def _named(name: str) -> str:
    return f'filename="{name}"' if quote(name) == name else f"filename*=utf-8''{quote(name)}"


def _blocks(file: BufferedIOBase, left: int) -> Iterator[bytes]:
    with file:
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
