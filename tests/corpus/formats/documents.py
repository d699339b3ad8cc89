"""PDF files, Word documents and web archives, made anew for each test: none lies in the repository."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Mapping, Sequence

import docx


def pdf(pages: Sequence[str], *, properties: str = "", content: bytes | None = None) -> bytes:
    """Return a PDF file with these pages, a line of text for each line; `content` replaces that of the last page."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    objects.append(f"<<{properties}>>".encode("latin-1"))
    numbers = []
    for number, page in enumerate(pages):
        drawn = "".join(f"({_escaped(line)}) Tj T*\n" for line in page.split("\n"))
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td\n{drawn}ET".encode("cp1252")
        if content is not None and number == len(pages) - 1:
            stream = content
        packed = zlib.compress(stream)
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
        kids = b"<</Font<</F1 3 0 R>>>>"
        objects.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources %s>>" % (len(objects), kids))
        numbers.append(len(objects))
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects[1] = b"<</Type/Pages/Count %d/MediaBox[0 0 612 792]/Kids[%s]>>" % (len(numbers), kids)
    return _file(objects)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: Sequence[bytes]) -> bytes:
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, held in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R/Info 4 0 R>>\n" % (count, table, count)
    made += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(made)


def word(
    *paragraphs: str, title: str = "", author: str = "", table: Sequence[Sequence[str]] = (), picture: bytes = b""
) -> bytes:
    """Return a Word document with a title, paragraphs, and a table after the first of them."""
    document = docx.Document()
    document.core_properties.author = author
    if title:
        document.add_heading(title, 0)
    for number, paragraph in enumerate(paragraphs):
        document.add_paragraph(paragraph)
        if table and number == 0:
            made = document.add_table(rows=0, cols=len(table[0]))
            for row in table:
                for cell, text in zip(made.add_row().cells, row, strict=True):
                    cell.text = text
    if picture:
        document.add_picture(io.BytesIO(picture))
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def record(
    body: bytes,
    *,
    url: str = "https://courier.example/a",
    kind: str = "response",
    length: int | None = None,
    head: Mapping[str, str] | None = None,
) -> bytes:
    """Return a record of a web archive; `length` is what it says of itself, if that is a lie."""
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": "2021-10-01T10:00:00Z",
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000000>",
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "text/plain",
        "Content-Length": str(len(body) if length is None else length),
        **(head or {}),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + body + b"\r\n\r\n"


def answer(body: bytes, *, status: str = "200 OK", **head: str) -> bytes:
    """Return an answer of a web server; header names are written with "_" for "-"."""
    fields = {"Content-Type": "text/html; charset=utf-8", **{name.replace("_", "-"): head[name] for name in head}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def page(title: str, text: str = "The ferry sailed again on Sunday after a week in the yard.") -> bytes:
    """Return a web page."""
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>".encode()


def packed(*records: bytes) -> bytes:
    """Return records as a .warc.gz holds them: each packed by itself."""
    return b"".join(map(gzip.compress, records))
