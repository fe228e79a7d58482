"""Fills a library in processes that are killed on the way.

    python -m tests.search.upkeep.fill LIBRARY IN

Reads seconds from standard input, a line a process; each is killed after so long, unless it has
ended. Answers "killed" or "ended". The model is loaded once, before the processes part.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest


def main(library: Path, folder: Path) -> None:
    model = Embedder(threads=1)  # threads do not outlive a fork
    model.load_for_passages()
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            ingest(open_storage(library), [folder], embedder=model, publish_s=0.0)
            os._exit(0)
        until = time.monotonic() + float(line)
        ended = 0
        while not ended and time.monotonic() < until:
            time.sleep(0.002)
            ended, status = os.waitpid(child, os.WNOHANG)
        if not ended:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        print("ended" if ended and status == 0 else "killed", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
