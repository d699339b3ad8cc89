"""Hostile documents, mails, web archives and news agencies' files; each is made anew, as those of hostile.py."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable

import brotli

from tests.corpus.formats.documents import answer, packed, page, pdf, record, word
from tests.faults.site import rounds

MEBIBYTE = 1024**2


def good_pages(archive: str) -> tuple[bytes, bytes]:
    """Return two good pages that no other archive has."""
    first, second = (f"https://courier.example/{archive}/{number}" for number in (1, 2))
    return record(answer(page(f"First of {archive}")), url=first), record(
        answer(page(f"Second of {archive}")), url=second
    )


def warc_of_bombs() -> bytes:
    """Pages that unpack to far more than they are, by each packing, between good ones."""
    spaces = b" " * (rounds(64, 512) * MEBIBYTE)
    bombs = [
        record(answer(gzip.compress(spaces), Content_Encoding="gzip")),
        record(answer(brotli.compress(spaces, quality=4), Content_Encoding="br")),
        record(answer(zlib.compress(spaces), Content_Encoding="deflate")),
    ]
    first, second = good_pages("bombs")
    return packed(first, *bombs, second)


def warc_of_lies() -> bytes:
    """Records whose heads lie about their length in each direction, and revisits of themselves."""
    body = answer(page("A lie"))
    lies = [record(body, length=length) for length in (0, 5, len(body) - 1, len(body) + 1, 10**6, 10**12)]
    loop = record(b"", kind="revisit", head={"WARC-Refers-To-Target-URI": "https://courier.example/a"})
    chunks = record(answer(b"ffffffff\r\n" + page("Chunks that lie"), Transfer_Encoding="chunked"))
    first, second = good_pages("lies")
    return first + b"".join(lies) + loop * 10 + chunks + b"WARC/1.0\r\n\r\n" + second


def warc_of_many() -> bytes:
    """Very many records that are no articles."""
    picture = gzip.compress(record(answer(b"GIF89a", Content_Type="image/gif")))
    first, second = good_pages("many")
    return packed(first) + picture * rounds(2_000, 100_000) + packed(second) + b"\x1f\x8b cut off"


def pdf_bomb() -> bytes:
    """A page that unpacks to far more than it is, beside a good one."""
    return pdf(["A good page of a paper", "x"], content=b"BT (" + b" " * (rounds(64, 512) * MEBIBYTE) + b") Tj ET")


def pdf_of_loops() -> bytes:
    """Pages that contain themselves."""
    return pdf(["A page"]).replace(b"/Kids[6 0 R]", b"/Kids[2 0 R]")


def word_with(name: str, body: bytes) -> bytes:
    """Return a Word document with one of its parts replaced."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word("A paragraph."))) as source,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            target.writestr(info.filename, body if info.filename == name else source.read(info))
    return held.getvalue()


def mailbox() -> bytes:
    """A mail without an end between good ones, and one of very many parts."""

    def mail(number: int, body: bytes, kind: bytes = b"text/plain") -> bytes:
        head = b"From a@a.example Sun Sep  5 07:00:00 2021\nFrom: a@a.example\nDate: Sun, 5 Sep 2021 07:00:00 +0000\n"
        return head + b"Subject: Mail %d of the box\nContent-Type: %s\n\n%s\n\n" % (number, kind, body)

    parts = b"".join(b'--b%d\nContent-Type: multipart/mixed; boundary="b%d"\n\n' % (n, n + 1) for n in range(2_000))
    return (
        mail(1, b"Text of the first mail.")
        + mail(2, b"a" * (100 * MEBIBYTE))
        + mail(3, parts, b'multipart/mixed; boundary="b0"')
        + mail(4, b"Text of the last mail.")
    )


def stories() -> bytes:
    """A story without an end, of very many lines, between good ones."""
    first = b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n'
    first += b'<REUTERS NEWID="77001"><TEXT><TITLE>FIRST STORY</TITLE></TEXT></REUTERS>\n'
    endless = b'<REUTERS NEWID="77002">\n<TEXT><BODY>' + b"and so on\n" * 3_000_000
    return first + endless + b'<REUTERS NEWID="77003"><TEXT><TITLE>LAST STORY</TITLE></TEXT></REUTERS>\n'


# name -> the file, and how many articles of it are certainly good
HOSTILE: dict[str, tuple[Callable[[], bytes], int]] = {
    "bombs.warc.gz": (warc_of_bombs, 2),
    "lies.warc": (warc_of_lies, 2),
    "many.warc.gz": (warc_of_many, 2),
    "bomb.pdf": (pdf_bomb, 1),
    "loops.pdf": (pdf_of_loops, 0),
    "cut.pdf": (lambda: pdf(["A page"] * 50)[:-3_000].replace(b"/Kids", b"/Kid_"), 0),
    "spaces.docx": (lambda: word_with("word/document.xml", b" " * (rounds(64, 512) * MEBIBYTE)), 0),
    "deep.docx": (lambda: word_with("word/document.xml", b"<a>" * 100_000), 0),
    "laughs.docx": (lambda: word_with("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'), 0),
    "letters.mbox": (mailbox, 2),
    "stories.sgm": (stories, 2),
    "deep.xml": (lambda: b"<nitf><body>" + b"<block>" * 100_000, 0),
    "wide.xml": (lambda: b"<newsItem><contentMeta>" + b"<subject/>" * 300_000 + b"</contentMeta></newsItem>", 0),
}
