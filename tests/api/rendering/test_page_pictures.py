"""A page that is made to be drawn without end costs a process and ten seconds, and no more."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from api.rendering.drawing import Drawing, draw
from api.rendering.page_pictures import NoPicture, Pictures, TooMany
from ingest.report import Page, Report
from tests.builders import make_report
from tests.ingest.faulty import build_pdf, pdf_of, stream, written

A4 = (595, 842)


def report_of(width: int, height: int) -> Report:
    return make_report("A page.", pages=(Page(1, "1", 0, 7, width, height),))


def patterned(width: int, height: int, step: bytes) -> bytes:
    """A page that is filled with a pattern, which is filled with another one."""
    tile = (
        b"<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep %b"
        b" /YStep %b /Resources << /Pattern << /P %b >> >> /Length %d >>\nstream\n%b\nendstream"
    )
    fill = b"/Pattern cs /P scn 0 0 %d %d re f"
    inner = b"1 0 0 rg 0 0 1 1 re f"
    page = fill % (width, height)
    return build_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R"
            b" /Resources << /Pattern << /P 5 0 R >> >> >>" % (width, height),
            stream(page),
            tile % (step, step, b"6 0 R", len(fill % (9, 9)), fill % (9, 9)),
            tile % (step, step, b"6 0 R", len(inner), inner),
        ]
    )


def test_a_page_that_is_never_drawn_is_given_up_and_not_tried_again() -> None:
    file = patterned(14_400, 14_400, b".01")
    pictures = Pictures(timeout_s=2.0)
    report = report_of(14_400, 14_400)
    assert len(file) < 2000

    began = time.monotonic()
    for _ in range(3):
        with pytest.raises(NoPicture, match="too long or too much memory to draw. Read its text"):
            pictures.page(report, lambda _: io.BytesIO(file), 1, (0, 0), 2)

    assert time.monotonic() - began < 6.0


def test_others_are_drawn_meanwhile_and_too_many_are_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.rendering.page_pictures.WAIT_S", 0.2)
    slow, sound = patterned(14_400, 14_400, b".01"), pdf_of([written(b"Sound.")])
    pictures = Pictures(timeout_s=4.0)
    found: list[str] = []

    def draw() -> None:
        with pytest.raises((NoPicture, TooMany)) as refused:
            pictures.page(report_of(14_400, 14_400), lambda _: io.BytesIO(slow), 1, (0, 0), 2)
        found.append(refused.type.__name__)

    threads = [threading.Thread(target=draw) for _ in range(2)]
    threads[0].start()
    time.sleep(0.5)
    drawn = pictures.page(report_of(*A4), lambda _: io.BytesIO(sound), 1, (0, 0), 1)
    threads[1].start()
    time.sleep(0.5)
    with pytest.raises(TooMany):
        pictures.page(report_of(*A4), lambda _: io.BytesIO(sound), 1, (0, 0), 3)
    for thread in threads:
        thread.join()

    assert drawn.startswith(b"\x89PNG")
    assert found == ["NoPicture", "NoPicture"]


def test_pictures_are_kept_in_files_within_a_bound(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf_of([written(b"Finding %d" % number) for number in range(6)]))
    report = report_of(*A4)
    size = len(Pictures().page(report, lambda _: file.open("rb"), 1, (0, 0), 1))
    pictures = Pictures(max_bytes=3 * size)

    for number in range(1, 7):
        pictures.page(report, lambda _: file.open("rb"), number, (0, 0), 1)

    kept = list(Path(pictures._kept._folder).iterdir())
    assert 2 <= len(kept) <= 3 and sum(one.stat().st_size for one in kept) <= 3 * size


def test_a_page_whose_crop_box_lies_off_it_is_drawn_whole() -> None:
    page = stream(b"0 g 100 600 200 100 re f")
    data = build_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /CropBox [1000 1000 1500 1500] >>",
            page,
        ]
    )

    drawn = draw(Drawing(data, 1, (), 1))

    assert isinstance(drawn, bytes)
    picture = Image.open(io.BytesIO(drawn)).convert("L")
    assert picture.size == (595, 842)
    assert picture.crop((110, 150, 290, 230)).getextrema() == (0, 0)
