"""Why a file could not be read or a page not fetched, one class a cause.

ReadError
├── UnknownType    neither a PDF nor a web page
├── Empty          no bytes, or no pages
├── Damaged        broken beyond repair
├── Encrypted      needs a password
├── NoText         pictures of pages only, a scan
├── NotAReport     a page that says "not found", a log-in page
└── TooLarge       more than the limits allow
CannotFetch        a page of the web that does not come

The message is a sentence with the way out. It does not name the file: the caller does.
"""

from __future__ import annotations


class ReadError(Exception):
    """A file that cannot become a report."""


class UnknownType(ReadError):
    """The bytes are neither a PDF nor a web page."""


class Empty(ReadError):
    """There are no bytes, no pages or no words."""


class Damaged(ReadError):
    """The file is cut short or broken beyond repair."""


class Encrypted(ReadError):
    """The file needs a password to open."""


class NoText(ReadError):
    """Every page is a picture, and there was nothing to read pictures with."""


class NotAReport(ReadError):
    """The file can be read, but what it says is not a report."""


class TooLarge(ReadError):
    """The file is larger than the limits allow."""


class CannotFetch(Exception):
    """A page of the web that does not come."""
