"""Files that their owner alone may read: logs, keys, sessions, and what readers say."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TextIO


def open_to_append(path: Path) -> TextIO:
    """One that is there already keeps the rights that it was given."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    return os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8")


def write_json(path: Path, value: object) -> None:
    """All or nothing."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
