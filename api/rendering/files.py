"""Files of the library on their way to whoever asked for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BufferedIOBase
from urllib.parse import quote

from fastapi.responses import StreamingResponse

BLOCK = 2**16


def send_file(
    file: BufferedIOBase, media_type: str, name: str, headers: Mapping[str, str]
) -> StreamingResponse:
    """As a download: nothing of a stranger's opens as a page of ours. Closes the file."""
    size = file.seek(0, 2)
    file.seek(0)
    plain = quote(name) == name
    named = f'filename="{name}"' if plain else f"filename*=utf-8''{quote(name)}"
    about = {"Content-Length": str(size), "Content-Disposition": f"attachment; {named}"}
    return StreamingResponse(_blocks(file), media_type=media_type, headers={**headers, **about})


def _blocks(file: BufferedIOBase) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block
