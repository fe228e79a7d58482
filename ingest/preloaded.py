"""What a process that reads files has before its first: code, the usual field, tables of letters.

It is imported by the one process that the others are forked from.
"""

from __future__ import annotations

from py3langid.langid import classify

from ingest import reading
from ingest.field.field import load_field

__all__ = ["reading"]

load_field().places.find("")
classify("")
