"""No expression and no splitter costs the square of a text: one paragraph must not stop a server."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import FrameType, ModuleType

import pytest

from ingest.field.field import load_field
from ingest.sentences import split_sentences
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no timer that interrupts"
)

LETTERS = 100_000
FIRST = 3_000  # letters that each is tried with first: what costs their square shows already
LATE_S = 0.01  # from here on a text of FIRST letters is followed by one of LETTERS
MOST_S = 3.0  # of this process, for LETTERS, on a slow machine; the square of them takes minutes
UNITS = (
    '. | |.. |0|1.|1 |1,|"|”|(|[|)|A|A.|A |Aa |a|a.|a |-|\n|\n\n|\t| \t|• |\n |, |/|<!--|a@|a-|'
    "1 January 2020 |January |the |of |and |St |(a) |“a” |Recommendation 1 |https://a.|a’s |é|:|; "
    "|\"\\|'\\|url(|{|}|[|<|=|&|#|\\|var(--a,|rgb(|+1px"
).split("|")
OPERATIONS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")
FLAGS = {"I", "IGNORECASE", "M", "MULTILINE", "S", "DOTALL", "X", "VERBOSE"}

Found = dict[tuple[str, str], re.Pattern[str]]  # by where it is and what is done with it


def test_every_expression_is_linear_in_a_text_of_100_000_letters() -> None:
    slow = []
    for (where, operation), pattern in expressions().items():
        for unit in UNITS:
            first = run_s(pattern, operation, unit, FIRST)
            if first > LATE_S and run_s(pattern, operation, unit, LETTERS) >= MOST_S:
                slow.append(f"{where}.{operation} of {unit!r}")
                break
    if slow:
        pytest.fail("\n".join(slow))


@pytest.mark.parametrize("unit", UNITS)
def test_sentences_of_any_paragraph_are_split_in_linear_time(unit: str) -> None:
    text = made_of(unit, LETTERS)

    with at_most(MOST_S):
        spans = split_sentences(text)

    assert all(start < end <= start + 5000 for start, end in spans)


def expressions() -> Found:
    """What the modules hold and compile, with each operation that they use it for."""
    found: Found = {}
    held: list[tuple[str, str, set[str], re.Pattern[str]]] = []
    called: dict[str, set[str]] = {}
    for package in ("ingest", "search", "api"):
        for info in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            here = dict(inline(module, found))
            for name, operations in here.items():
                called.setdefault(name, set()).update(operations)
            for name, value in list(vars(module).items()):
                own = here.get(name, set())
                held += [(info.name, name, own, pattern) for pattern in patterns_in(value)]
    for where, name, own, pattern in held:
        for operation in own or called.get(name, {"search"}):
            found[f"{where}.{name} {pattern.pattern[:60]}", operation] = pattern
    for pattern in patterns_in(load_field()):
        found[f"the field: {pattern.pattern[:60]}", "search"] = pattern
    return found


def inline(module: ModuleType, found: Found) -> Iterator[tuple[str, set[str]]]:
    """The operations called on each name; `re.search("...", x)` goes straight into `found`."""
    called: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        operation, of = node.func.attr, node.func.value
        if operation not in OPERATIONS or not isinstance(of, ast.Name):
            continue
        if of.id != "re":
            called.setdefault(of.id, set()).add(operation)
        elif isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            named = (
                at.attr for part in ast.walk(node) for at in [part] if isinstance(at, ast.Attribute)
            )
            flags = sum({getattr(re, name) for name in named if name in FLAGS})
            where = f"{module.__name__}:{node.lineno}"
            found[where, operation] = re.compile(node.args[0].value, flags)
    yield from called.items()


def patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The expressions over text in a value, in what it holds and in its fields."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth > 5 or isinstance(value, str | bytes | type):
        return
    elif isinstance(value, dict):
        for part in (*value.keys(), *value.values()):
            yield from patterns_in(part, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from patterns_in(part, depth + 1)
    elif is_dataclass(value):
        for each in fields(value):
            yield from patterns_in(getattr(value, each.name, None), depth + 1)


def made_of(unit: str, letters: int) -> str:
    return (unit * (letters // len(unit) + 1))[:letters] + "!"


def run_s(pattern: re.Pattern[str], operation: str, unit: str, letters: int) -> float:
    """Seconds of this process that it takes, or MOST_S where it takes longer."""
    text = made_of(unit, letters)
    started = time.process_time()
    try:
        with at_most(MOST_S):
            if operation == "finditer":
                for _ in pattern.finditer(text):
                    pass
            elif operation == "sub":
                pattern.sub("", text)
            else:
                getattr(pattern, operation)(text)
    except TimeoutError:
        return MOST_S
    return time.process_time() - started


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"It took more than {seconds} s.")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
