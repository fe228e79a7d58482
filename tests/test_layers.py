"""The laws of the house: who may import whom, how much a folder holds, what a docstring is."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A room is a file or a folder. It imports from itself, from the lines above its own, and from
# the folders before its own: nothing else, be it in a function or under TYPE_CHECKING.
ROOMS = {
    "ingest": """
        errors  confinement  control_characters  dates  sentences
        report
        extract  field  passages  fetching  workers
        pdf  html  about  judgements
        overrides
        reading
        folders  preloaded
        attachments
        attached_jobs
    """,
    "search": """
        models  results  series  timings
        citations  holdings
        question
        storage
        passages  upkeep
        answers
        answering
        across
        library
        evaluation
    """,
    "api": """
        shapes  rendering
        audit  keys
        problems
        etags  access  record_space
        settings  connections  readiness  jobs  matrices
        collections
        permission  dependencies  records
        middleware
        v1
        pages
        briefing  news
        app
        listening  question_logs
        client  mcp
        commands
    """,
}
# Behind its contract a storage may be built in whatever way.
PRIVATE = {
    "search/storage/folder/": "search/storage/",
    "search/storage/postgres/": "search/storage/",
}
MAX_FILES = 20  # in a folder: its listing is a table of contents

RANKS = {
    f"{folder}/{room}": (place, line)
    for place, (folder, rooms) in enumerate(ROOMS.items())
    for line, names in enumerate(rooms.split("\n"))
    for room in ["__init__", *names.split()][line > 0 :]
}
OUTSIDE = (len(ROOMS), 0)  # the tests, benchmarks ...

folders = pytest.mark.parametrize("folder", ROOMS)


@folders
def test_the_rooms_are_those_of_the_design(folder: str) -> None:
    rooms = {room_of(file) for file in files(folder)}
    assert rooms == {room for room in RANKS if room.startswith(f"{folder}/")}


@folders
def test_a_room_imports_only_from_itself_and_from_those_to_its_left(folder: str) -> None:
    refuse(
        f"{file} imports {other}, and {room_of(other)} is not to its left"
        for file in files(folder)
        for other in imports(file)
        if room_of(other) != room_of(file)
        and RANKS.get(room_of(other), OUTSIDE) >= RANKS.get(room_of(file), OUTSIDE)
    )


@folders
def test_nobody_reaches_behind_a_contract(folder: str) -> None:
    refuse(
        f"{file} imports {other}, which is for {owner} alone"
        for file in files(folder)
        for other in imports(file)
        for private, owner in PRIVATE.items()
        if other.startswith(private) and not file.startswith(owner)
    )


def test_there_is_no_circle_of_imports() -> None:
    graph = {file: imports(file) for folder in ROOMS for file in files(folder)}
    circle: list[str] = []
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
    refuse([" imports ".join(reversed(circle))] if circle else [])


def test_a_folder_holds_about_twenty_files_at_most() -> None:
    counts = Counter(
        str(Path(file).parent)
        for folder in [*ROOMS, "tests", "benchmarks"]
        for file in files(folder)
        if not file.endswith("__init__.py")
    )
    refuse(f"{folder} holds {n} Python files" for folder, n in counts.items() if n > MAX_FILES)


@folders
def test_the_tests_mirror_the_rooms(folder: str) -> None:
    tested = {str(Path(file).parent) for file in files(f"tests/{folder}")}
    refuse(
        f"{place} tests no room: there is no {place.removeprefix('tests/')}"
        for place in tested
        if not (ROOT / place.removeprefix("tests/")).is_dir()
    )


@pytest.mark.parametrize("folder", [*ROOMS, "tests", "benchmarks"])
def test_a_file_says_what_it_is_and_no_docstring_is_cut_in_mid_sentence(folder: str) -> None:
    refuse(
        f"{file}, {name}: {fault}"
        for file in files(folder)
        for name, text in docstrings(file)
        if (fault := fault_of(text, is_module=name == "module"))
    )


def files(folder: str) -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.py"))


def room_of(file: str) -> str:
    """The first two steps of its path: "ingest/pdf" of ingest/pdf/file.py."""
    return "/".join(file.removesuffix(".py").split("/")[:2])


@cache
def tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


@cache
def imports(file: str) -> frozenset[str]:
    """The files of this repository that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file} has a relative import; write the whole name"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found for name in names if (found := file_of(name)))


@cache
def file_of(name: str) -> str | None:
    """The file that a dotted name is, or is in; None for what is not ours."""
    parts = name.split(".")
    for steps in (parts, parts[:-1]):
        for end in (".py", "/__init__.py"):
            if (ROOT / ("/".join(steps) + end)).is_file():
                return "/".join(steps) + end
    return None


def docstrings(file: str) -> Iterator[tuple[str, str]]:
    """Every docstring with the name of what it is on; "" for a module that lacks one."""
    module = tree(file)
    if module.body:
        yield "module", ast.get_docstring(module) or ""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text is not None:
                yield node.name, text


def fault_of(docstring: str, *, is_module: bool) -> str:
    if is_module and not docstring:
        return "it has no docstring"
    first = docstring.partition("\n\n")[0].rstrip()
    is_whole = re.search(r"""(?:[.:?!)]["”']?|https?://\S+)$""", first)
    return "" if is_whole else f"“{first}” is no whole sentence"


def refuse(faults: Iterable[str]) -> None:
    """Fails with the faults, a line each."""
    if lines := sorted(faults):
        pytest.fail("\n".join(lines), pytrace=False)
