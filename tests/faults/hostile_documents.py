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


def wacz_bomb() -> bytes:
    """A good web archive beside one that unpacks to far more than it is, and indexes that nobody reads."""
    first, second = good_pages("wacz")
    bomb = gzip.compress(first + b"\r\n" * (rounds(32, 256) * MEBIBYTE))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/good.warc.gz", packed(first, second))
        archive.writestr("archive/bomb.warc.gz", bomb)
        archive.writestr("indexes/index.cdx.gz", gzip.compress(b" " * 1_000_000))
    return held.getvalue()


def warc_of_damage() -> bytes:
    """Packed records, every other one damaged, and very many beginnings of records that are none."""
    records = [packed(record(answer(page("A page")), url=f"https://courier.example/damage/{n}")) for n in range(100)]
    spoilt = [
        bytes([*each[:60], each[60] ^ 0xFF, *each[61:]]) if number % 2 else each for number, each in enumerate(records)
    ]
    return b"".join(spoilt) + b"\x1f\x8b\x08" * (rounds(2, 60) * MEBIBYTE // 3)


def word_of_tables() -> bytes:
    """Tables within tables, text boxes within text boxes, as deep as XML may be, and a table of very many cells."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    table, box = (
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
    )
    deep = "".join(start * 80 + "<w:p><w:r><w:t>deep</w:t></w:r></w:p>" + end * 80 for start, end in (table, box))
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>" * 100 + "</w:tr>"
    rows = "<w:tbl>" + row * rounds(300, 2_500) + "</w:tbl>"
    return word_with("word/document.xml", f"<w:document {names}><w:body>{deep}{rows}</w:body></w:document>".encode())


def mails_in_mails() -> bytes:
    """A mail that forwards a mail that forwards a mail, and so on."""
    head = b"From: a@a.example\nSubject: Mail in a mail\nDate: Sun, 5 Sep 2021 07:00:00 +0000\nMIME-Version: 1.0\n"
    return b"".join(head + b"Message-ID: <%d@a>\nContent-Type: message/rfc822\n\n" % n for n in range(3_000)) + b"end\n"


def press_without_end() -> bytes:
    """Documents of a press database, and one of very many lines."""
    document = b"%s\nA Paper\nSeptember 5, 2021\nLength: 3 words\nBody\nThe text of the %s.\nEnd of Document\n"
    good = b"".join(document % (name, name) for name in (b"first of the press", b"second of the press"))
    return good + b"Length: 9\n" + b"\n" * 15_000_000


def feed_of_extensions() -> bytes:
    """An item of very many elements that are none of its own, beside a good one."""
    head = b'<rss xmlns:m="http://search.yahoo.com/mrss/" xmlns:o="urn:o"><channel><title>F</title>'
    good = b"<item><title>An item of a feed of extensions</title><description>Text.</description></item>"
    return (
        head
        + good
        + b"<item><title>Wide</title>"
        + b"<m:content/><o:title>x</o:title>" * 200_000
        + b"</item></channel></rss>"
    )


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
    "bomb.wacz": (wacz_bomb, 2),
    "damage.warc.gz": (warc_of_damage, 49),
    "tables.docx": (word_of_tables, 0),
    "mails.eml": (mails_in_mails, 0),
    "press.txt": (press_without_end, 2),
    "extensions.rss": (feed_of_extensions, 1),
    "report.csv": (lambda: b"Report;of;a;day\n" * 1_000_000, 0),
    "deep.xml": (lambda: b"<nitf><body>" + b"<block>" * 100_000, 0),
    "wide.xml": (lambda: b"<newsItem><contentMeta>" + b"<subject/>" * 300_000 + b"</contentMeta></newsItem>", 0),
}
