"""How much the records of answers may take; what was kept stays, and no more comes where it is full."""

from __future__ import annotations

import errno
import threading

from cachetools import TTLCache, cached

from search.storage.beside import Beside
from search.upkeep.erasing import KEPT, RECORDS

MB = 2**20
COUNTED_EVERY_S = 5.0  # between which so much more may come than is said


class RecordsFull(OSError):
    """Another record would take more than the setting allows."""


def refuse_where_full(beside: Beside, most_mb: int) -> None:
    """Raises RecordsFull; 0 MB is no limit."""
    if is_full(beside, most_mb):
        raise RecordsFull(
            errno.ENOSPC,
            f"PINCITE_RECORD_MB is {most_mb} and the records take it up. Move old days away, or"
            " raise it",
            beside.named(RECORDS),
        )


def is_full(beside: Beside, most_mb: int) -> bool:
    return most_mb > 0 and taken_bytes(beside) >= most_mb * MB


@cached(TTLCache(1000, COUNTED_EVERY_S), lock=threading.Lock())
def taken_bytes(beside: Beside) -> int:
    """Of a library's records and kept generations, but for the files that these share with it."""
    records = sum(beside.log(name).bytes_taken() for name in beside.logs(RECORDS))
    stats = [file.stat() for file in beside.folder.glob(f"{KEPT}/**/*") if file.is_file()]
    return records + sum(stat.st_size for stat in stats if stat.st_nlink == 1)
