"""Files as no publisher should make them, and as some do: made here, byte by byte."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO

from PIL import Image
from pypdf import PdfReader, PdfWriter

SAID = b"The force is good at investigating crime and leaders plan well for what comes next."


def build_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    out = BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def stream(data: bytes, *filters: bytes) -> bytes:
    found = b" ".join(b"/" + name for name in filters)
    return b"<< /Length %d /Filter [%b] >>\nstream\n%b\nendstream" % (len(data), found, data)


def pdf_of(contents: Sequence[bytes]) -> bytes:
    """A PDF whose pages have these content streams."""
    count = len(contents)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(content)
    return build_pdf(objects)


def written(line: bytes) -> bytes:
    return stream(b"BT /F1 11 Tf 60 700 Td (%b) Tj ET" % line)


def long_report(pages: int) -> bytes:
    return pdf_of([written(b"Finding %d. %b" % (number, SAID)) for number in range(pages)])


def bomb() -> bytes:
    """A page whose text unpacks, twice over, to 256 MB of nothing."""
    packed = zlib.compress(zlib.compress(b" " * 2**28, 9), 9)
    return pdf_of([stream(packed, b"FlateDecode", b"FlateDecode")])


def encrypted(report: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(report)))
    writer.encrypt("secret", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def pictures(pages: int) -> bytes:
    """A scan: pages that are pictures, here of nothing that could be read."""
    grey = [Image.new("L", (620, 877), 200 + page) for page in range(pages)]
    out = BytesIO()
    grey[0].save(out, "PDF", save_all=True, append_images=grey[1:])
    return out.getvalue()


def round_and_round() -> bytes:
    """A PDF whose tree of pages holds itself."""
    return build_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>",
        ]
    )


def nested_pdf() -> bytes:
    """A PDF with arrays in arrays, a hundred thousand deep."""
    deep = b"[" * 100_000 + b"]" * 100_000
    return build_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Kids %b >>" % deep])


def page_of(inside: bytes, *, charset: bytes = b"utf-8") -> bytes:
    return (
        b"<!doctype html><html lang=en><head><meta charset=%b><title>Salford: inspection report"
        b"</title></head><body><main><h1>Salford: inspection report</h1>"
        b"<p>Published 3 May 2024</p><p>%b</p>%b</main></body></html>" % (charset, SAID * 4, inside)
    )
