"""A full disk, a folder that may only be read and a second writer are said so, and harm nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.library import Library
from search.storage.errors import CannotWrite, LibraryHeld
from search.storage.folder.lock import hold_folder
from search.storage.folder.store_writing import StoreWriting
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.checking import check
from search.upkeep.exporting import export
from search.upkeep.status import read_status
from tests.search.upkeep.pages import model, write_page

NO_ROOM = "There is no room left on the disk for {}. What was in it before stands"
INGEST = (
    "import sys; from pathlib import Path; from search.upkeep.adding import ingest\n"
    "from search.storage.errors import CannotWrite\n"
    "from search.storage.opening import open_storage\n"
    "try: ingest(open_storage(sys.argv[1]), [Path(sys.argv[2])])\n"
    "except CannotWrite as error: print(error)"
)
# All is loaded before the process becomes nobody, who may not be let to where Python is.
ASK = """
import os, sys
from pathlib import Path
from search.upkeep.adding import ingest
from search.models.sentence_model import Embedder
from search.library import Library
from search.storage.errors import CannotWrite
from search.storage.opening import open_storage

held, model = Path(sys.argv[1]), Embedder()
def ask():
    return Library(open_storage(held), embedder=model).ask("has knife crime fallen").nearest[0].report.source
ask()
os.setuid(65534)
print(ask())
try:
    ingest(open_storage(held), [held / "library.sqlite"], embedder=model)
except CannotWrite:
    print("CannotWrite")
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and mounts are Linux's")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """One report, published."""
    write_page(tmp_path / "in/a.html", "Salford", "Knife crime has fallen.")
    ingest(open_storage(tmp_path / "library"), [tmp_path / "in"], embedder=model())
    return tmp_path / "library"


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small disk of its own with given options, where the tests may."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("only root may mount a disk")
        return disk

    yield mount
    if os.path.ismount(disk):
        subprocess.run(["umount", disk], check=True)


def test_a_second_writer_is_told_who_holds_the_library(library: Path, tmp_path: Path) -> None:
    with (
        open_storage(library).hold(),
        pytest.raises(LibraryHeld, match=rf"is being written by process {os.getpid()} on .+ since"),
    ):
        ingest(open_storage(library), [tmp_path / "in"], embedder=model())

    assert ingest(open_storage(library), [tmp_path / "in"], embedder=model()).unchanged == 1


def test_readers_do_not_wait_for_a_writer(library: Path) -> None:
    storage = open_storage(library)
    store = StoreWriting(library)
    with storage.hold(), store.transaction():
        store.set(generation="99")
        reader = storage.open()
        assert reader.number == 1
        reader.close()
        assert check(open_storage(library)).faults == ()
    store.close()


@linux
@pytest.mark.parametrize("kilobytes", [8, 30])
def test_no_room_for_a_file_is_said_and_harms_nothing(
    library: Path, tmp_path: Path, kilobytes: int
) -> None:
    for number in range(3):
        write_page(tmp_path / f"in/{number}.html", "Luton", f"Burglary has risen {number}-fold.")
    big = write_page(tmp_path / "in/big.html", "Derby", *["Fraud has risen."] * 60)
    assert big.stat().st_size > 8_000

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1000, kilobytes * 1000))

    said = subprocess.run(
        [sys.executable, "-c", INGEST, library, tmp_path / "in"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=limit,
    ).stdout

    assert said.startswith(NO_ROOM.format(library))
    found = check(open_storage(library))
    assert (found.reports, found.faults) == (1, ())
    assert ingest(open_storage(library), [tmp_path / "in"], embedder=model()).reports == 5
    assert check(open_storage(library)).faults == ()


@linux
def test_a_folder_that_finds_no_room_to_be_copied_is_said(library: Path) -> None:
    def copy(source: str, _: str) -> None:
        shutil.copyfile(source, "/dev/full")

    full = "There is no room left on the disk"
    with pytest.raises(CannotWrite, match=full), hold_folder(library):
        shutil.copytree(library / "words", library / "next", copy_function=copy)


@linux
@pytest.mark.parametrize("kilobytes", [260, 330])
def test_a_full_disk_is_said_and_what_was_published_stands(
    library: Path, tmp_path: Path, mounted: Callable[[str], Path], kilobytes: int
) -> None:
    disk = mounted(f"size={kilobytes}k")
    held = shutil.copytree(library, disk / "library")
    write_page(tmp_path / "in/b.html", "Derby", *["Fraud has risen."] * 60)

    with pytest.raises(CannotWrite, match="There is no room left on the disk"):
        ingest(open_storage(held), [tmp_path / "in"], embedder=model())

    found = check(open_storage(held))
    assert (found.reports, found.faults) == (1, ())
    subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
    assert ingest(open_storage(held), [tmp_path / "in"], embedder=model()).reports == 2
    assert check(open_storage(held)).faults == ()


@linux
def test_a_disk_that_may_only_be_read_answers_and_refuses_to_be_written(
    library: Path, tmp_path: Path, mounted: Callable[[str], Path]
) -> None:
    disk = mounted("size=20m")
    held = shutil.copytree(library, disk / "library")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)

    with pytest.raises(CannotWrite, match=r"library cannot be written: .*[Rr]ead-only.*Check who"):
        ingest(open_storage(held), [tmp_path / "in"], embedder=model())
    with pytest.raises(CannotWrite, match="cannot be written"):
        ingest(open_storage(disk / "another"), [tmp_path / "in"], embedder=model())

    reader = Library(open_storage(held), embedder=model())
    assert reader.search("has knife crime fallen").hits[0].report.source == "a.html"
    assert reader.ask("has knife crime fallen").statements
    reader.close()
    assert read_status(open_storage(held)).reports == 1
    assert check(open_storage(held)).faults == ()
    assert len(list(export(open_storage(held)))) > 2


@linux
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can be someone else")
def test_a_folder_of_someone_elses_answers_though_it_cannot_be_written(
    library: Path, tmp_path: Path
) -> None:
    held = Path("/tmp", f"pincite-of-root-{os.getpid()}")  # pytest's own folders are closed
    shutil.copytree(library, held)
    try:
        held.chmod(0o755)
        for path in held.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        done = subprocess.run(
            [sys.executable, "-c", ASK, held], capture_output=True, text=True, check=False
        )
    finally:
        shutil.rmtree(held)

    assert done.stdout.split() == ["a.html", "CannotWrite"], done.stderr


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root and Windows heed no such mode"
)
def test_a_folder_of_someone_elses_is_said(library: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    library.chmod(0o555)
    (library / "writer.lock").chmod(0o444)
    try:
        with pytest.raises(CannotWrite, match="cannot be written: Permission denied"):
            ingest(open_storage(library), [tmp_path / "in"], embedder=model())
    finally:
        tmp_path.chmod(0o755)
        library.chmod(0o755)
