"""The files of folders, and which of them may be reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ingest.control_characters import escape_controls
from ingest.overrides import FILE_NAME
from ingest.reading import looks_like_html


def walk(
    paths: Iterable[Path], fail: Callable[[str, str], None], *, allow_links: bool = False
) -> Iterator[tuple[Path, str, Path]]:
    """(file, its path below the folder that was given, that folder), in order.

    A link that leads out of the folder is refused unless links are allowed: whoever may write
    to it could have any file of this machine read.
    """

    def cannot_list(error: OSError) -> None:
        fail(
            printable(str(error.filename)),
            f"It cannot be listed: {error.strerror}. Check its permissions.",
        )

    for path in paths:
        if path.is_file():
            yield path, printable(path.name), path.parent
            continue
        for folder, folders, names in os.walk(path, onerror=cannot_list):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                file = Path(folder, name)
                # A pipe or a socket would be waited for without end.
                if name.startswith(".") or name == FILE_NAME or not file.is_file():
                    continue
                below = printable(file.relative_to(path).as_posix())
                if allow_links or not file.is_symlink() or _is_inside(file, path):
                    yield file, below, path
                else:
                    fail(below, "It is a link out of the folder. Allow that with --allow-links.")


def _is_inside(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def holds_reports(paths: Iterable[Path]) -> bool:
    """Whether there is any file that may be a report, or a folder that cannot be looked into."""
    unseen: list[str] = []
    has_report = any(
        may_be_report(file) for file, _, _ in walk(paths, lambda source, _: unseen.append(source))
    )
    return has_report or bool(unseen) or any(not path.exists() for path in paths)


def printable(path: str) -> str:
    """A path as it can be written and stored: "\\xe9" for what is no UTF-8 or acts on a screen."""
    return escape_controls(os.fsencode(path).decode("utf-8", "backslashreplace"))


def may_be_report(path: Path) -> bool:
    """Whether a file's name or its first bytes are a PDF's or a web page's."""
    if path.suffix.lower() in (".pdf", ".html", ".htm", ".xhtml"):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    return b"%PDF-" in head[:1024] or looks_like_html(head)
