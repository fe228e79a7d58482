"""Files that their owner alone may read: logs, and what readers say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO


def open_to_append(path: Path) -> TextIO:
    """One that is there already keeps the rights that it was given."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    return os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8")
