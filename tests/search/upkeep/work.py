"""A worker of a library's queue, in a process of its own, that tests kill or stop.

    python -m tests.search.upkeep.work ADDRESS LEASE_S [HANG]

Says "working", and of each file what became of it. With HANG it says "has SOURCE" of a file whose
source holds that, when it is read and not published yet, and goes no further.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from search.storage.opening import open_storage
from search.storage.queue import WaitingFile
from search.upkeep.queueing import Reader, queue_of


def main(address: str, lease_s: float, hang: str = "") -> None:
    storage = open_storage(address)
    reader = Reader(storage, on_read=lambda source, what: print(f"{source}: {what}", flush=True))

    def read(waiting: WaitingFile, path: Path) -> None:
        if hang and hang in waiting.source:
            print(f"has {waiting.source}", flush=True)
            time.sleep(600)
        reader.read(waiting, path)

    print("working", flush=True)
    queue_of(storage).work(read, lease_s=lease_s)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
