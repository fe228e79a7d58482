"""Why a file is not in the library: one class a cause.

ReadError
    Encrypted     it opens only with a password
    Damaged       its bytes are not what its type needs
    NoText        its pages are pictures
    Empty         it has no bytes
    NotAReport    it can be read, but there is no report in it
    UnknownType   it is neither a PDF nor a web page

The message is the reason that follows the file's name, a sentence with the way out.
"""

from __future__ import annotations


class ReadError(Exception):
    pass


class Encrypted(ReadError):
    pass


class Damaged(ReadError):
    pass


class NoText(ReadError):
    pass


class Empty(ReadError):
    pass


class NotAReport(ReadError):
    pass


class UnknownType(ReadError):
    pass
