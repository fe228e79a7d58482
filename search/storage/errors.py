"""What may be wrong with a library, or with where it is kept.

LibraryError
├── NoLibrary      there is none in that place
├── WrongFormat    another version of Pincite made it
├── LibraryHeld    another process is writing to it
├── Unreachable    the server that it is kept on does not answer
└── CannotWrite    the disk is full, or the place may only be read; what was published stands
"""

from __future__ import annotations


class LibraryError(Exception):
    """A library that cannot be used as it was meant to be."""


class NoLibrary(LibraryError):
    """There is no library in the place."""


class WrongFormat(LibraryError):
    """The place holds a library of another format."""


class LibraryHeld(LibraryError):
    """Another process is writing to the library."""


class Unreachable(LibraryError):
    """The server that the library is kept on does not answer."""


class CannotWrite(LibraryError):
    """The disk is full, or the place may only be read; what was published stands."""


class Changed(Exception):
    """A file is not what was read of it a moment ago."""
