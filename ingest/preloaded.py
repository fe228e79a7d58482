"""What a process that reads files has before its first: code, the usual field, tables of letters.

It is imported by the one process that the others are forked from.
"""

from __future__ import annotations

from py3langid.langid import classify

import ingest.reading  # noqa: F401  # imported for those that are forked
from ingest.field.field import load_field

load_field().places.find("")
classify("")
