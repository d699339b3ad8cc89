"""Web archives: their pages are articles, and what is none is told in one line."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.formats import RawArticle, RecordError
from tests.corpus.formats.documents import answer, packed, page, pdf, record
from tests.corpus.formats.sending import errors, read, zipped

INFO = record(b"software: test\r\n", kind="warcinfo", url="")
FIRST = record(answer(page("First ferry")), url="https://courier.example/1")
SECOND = record(answer(page("Second ferry")), url="https://courier.example/2")


def urls(records: list[RawArticle | RecordError]) -> list[str]:
    """Return the last letters of the addresses of articles."""
    return [each.url.rpartition("/")[2] for each in records if isinstance(each, RawArticle)]


@pytest.mark.parametrize("archive", [INFO + FIRST + SECOND, packed(INFO, FIRST, SECOND)])
def test_pages_are_articles_of_their_site(archive: bytes) -> None:
    [first, _second] = read(archive, "crawl.warc")
    assert isinstance(first, RawArticle)
    assert first.whole_page
    assert "First ferry" in first.html
    assert (first.id, first.url, first.source) == (first.url, "https://courier.example/1", "courier.example")
    assert (first.collected, first.published) == ("2021-10-01T10:00:00Z", "")
    assert first.position.member == "https://courier.example/1"


def test_what_a_well_kept_writer_writes_is_read() -> None:
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=True)
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "test"}))
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
    body = page("Written by warcio")
    made = writer.create_warc_record(
        "https://courier.example/w", "response", payload=io.BytesIO(body), length=len(body), http_headers=head
    )
    writer.write_record(made)
    assert urls(read(held.getvalue())) == ["w"]


def test_a_page_that_names_its_site_keeps_that_name_for_cleaning() -> None:
    body = page("Ferry").replace(b"<title>", b'<meta property="og:site_name" content="Harbour Courier"><title>')
    [found] = read(record(answer(body)))
    assert isinstance(found, RawArticle)
    assert found.source == ""


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (gzip.compress(page("Ferry")), {"Content_Encoding": "gzip"}),
        (zlib.compress(page("Ferry")), {"Content_Encoding": "deflate"}),
        (zlib.compress(page("Ferry"))[2:-4], {"Content_Encoding": "deflate"}),
        (brotli.compress(page("Ferry")), {"Content_Encoding": "br"}),
        (page("Ferry"), {"Content_Encoding": "gzip"}),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(page("Ferry")), page("Ferry")), {"Transfer_Encoding": "chunked"}),
        (page("Ferry"), {"Transfer_Encoding": "chunked"}),
        (page("Fähre").decode().encode("latin-1"), {"Content_Type": "text/html; charset=ISO-8859-1"}),
        (page("Ferry"), {"Content_Type": ""}),
    ],
)
def test_pages_come_out_of_whatever_they_are_packed_in(body: bytes, head: dict[str, str]) -> None:
    [found] = read(record(answer(body, **head)))
    assert isinstance(found, RawArticle)
    assert "<h1>Ferry</h1>" in found.html or "<h1>Fähre</h1>" in found.html


def test_text_and_pdf_are_articles_too() -> None:
    text = record(b"A title\n\nThe text of it.", kind="conversion", url="https://courier.example/t")
    paper = record(answer(pdf(["A paper"]), Content_Type="application/pdf"), url="https://courier.example/p.pdf")
    [first, second] = read(text + paper)
    assert isinstance(first, RawArticle)
    assert isinstance(second, RawArticle)
    assert (first.title, second.title) == ("A title", "A paper")
    assert second.url == "https://courier.example/p.pdf"


def test_what_is_no_article_is_told_in_one_line_and_did_not_fail() -> None:
    others = [
        record(answer(b"GIF89a", Content_Type="image/gif")),
        record(answer(b"\x89PNG", Content_Type="image/png")),
        record(answer(b"p {}", Content_Type="text/css")),
        record(answer(page("Gone"), status="404 Not Found")),
        record(b"", kind="revisit"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record(answer(b"User-agent: *", Content_Type="text/plain"), url="https://courier.example/robots.txt"),
    ]
    [*_, told] = records = read(FIRST + b"".join(others))
    assert urls(records) == ["1"]
    assert isinstance(told, RecordError)
    assert told.skipped
    assert "2 × image" in told.reason
    for kind in ("text/css", "status 404", "unchanged", "note for robots"):
        assert f"1 × {kind}" in told.reason or f"1 × a {kind}" in told.reason or kind in told.reason


LONG = record(answer(page("A lie")), length=10_000_000)
SHORT = record(answer(page("A lie")), length=30)


@pytest.mark.parametrize(
    "bad", [LONG, SHORT, record(b"x", head={"Content-Length": "-5"}), b"no record\r\n" * 5, b"WARC/1.0\r\n\r\n"]
)
def test_a_record_that_lies_does_not_take_its_neighbours_with_it(bad: bytes) -> None:
    records = read(FIRST + bad + SECOND)
    assert urls(records) == ["1", "2"]
    assert errors(records)


def test_a_cut_off_archive_keeps_what_stood_before() -> None:
    records = read(packed(FIRST, SECOND)[:-30])
    assert urls(records) == ["1"]
    assert "damaged or cut off" in errors(records)[0].reason
    records = read(FIRST + SECOND[:-60])
    assert urls(records) == ["1"]
    assert "cut off" in errors(records)[0].reason


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_page_that_is_a_bomb_is_refused_alone(encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else brotli.compress
    bomb = record(answer(pack(b" " * 30_000_000), Content_Encoding=encoding), url="https://courier.example/bomb")
    records = read(FIRST + bomb + SECOND)
    assert urls(records) == ["1", "2"]
    [error] = errors(records)
    assert "unpacks to more than" in error.reason
    assert error.position.member == "https://courier.example/bomb"


def test_an_unknown_packing_is_named() -> None:
    [error] = errors(read(record(answer(b"xyz", Content_Encoding="zstd"))))
    assert "zstd" in error.reason


def test_a_record_larger_than_one_may_be_is_named_and_passed() -> None:
    records = read(FIRST + record(answer(b"<html>" + b"a" * 5_000)) + SECOND, max_record_bytes=2_000)
    assert urls(records) == ["1", "2"]
    assert "larger than" in errors(records)[0].reason


def test_an_archive_in_a_zip_names_member_and_page() -> None:
    [found] = read(zipped({"crawl.warc": FIRST}))
    assert isinstance(found, RawArticle)
    assert found.position.member == "crawl.warc https://courier.example/1"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([FIRST, SECOND, INFO, LONG, SHORT, b"junk\r\n", b"\r\n"]), max_size=6),
    st.binary(max_size=40),
    st.data(),
)
def test_any_bytes_at_all_raise_nothing(parts: list[bytes], noise: bytes, data: st.DataObject) -> None:
    archive = bytearray(b"WARC/1.0\r\n" + b"".join(parts))
    place = data.draw(st.integers(0, len(archive)))
    archive[place:place] = noise
    for found in read(bytes(archive)):
        assert isinstance(found, RecordError) or found.html or found.text


@pytest.mark.parametrize("place", [30, -30, -4])
def test_damage_to_one_packed_record_costs_that_record(place: int) -> None:
    records = [record(answer(page(f"Page {number}")), url=f"https://courier.example/{number}") for number in range(5)]
    parts = [bytearray(gzip.compress(each)) for each in records]
    parts[2][place] ^= 0x55
    found = read(b"".join(parts), "site.warc.gz")
    kept = "".join(each.id[-1] for each in found if isinstance(each, RawArticle))
    assert kept in ("0134", "01234")  # a wrong checksum alone is noticed behind the record
    assert len(errors(found)) == 1


def test_damage_behind_which_nothing_is_sound_is_told_once() -> None:
    data = packed(record(answer(page("One"))), record(answer(page("Two")), url="https://courier.example/two"))
    found = read(data[: len(data) - 40] + b"\x1f\x8b\x08" * 30_000, "site.warc.gz")
    assert len([each for each in found if isinstance(each, RawArticle)]) == 1
    assert [each.reason for each in errors(found)][-1].startswith("is damaged")


def test_what_a_program_notes_about_its_work_is_no_page() -> None:
    note = record(b"--warc-file=x", url="metadata://gnu.org/software/wget/warc/wget_arguments.txt", kind="resource")
    [error] = errors(read(note + record(answer(page("One"))), "site.warc"))
    assert error.skipped
    assert "a note of the program that made the archive" in error.reason


def test_a_page_may_be_packed_more_than_once() -> None:
    body = gzip.compress(gzip.compress(page("Twice")))
    [found] = read(record(answer(body, Content_Encoding="gzip, identity, gzip")), "site.warc")
    assert isinstance(found, RawArticle)
    assert "<h1>Twice</h1>" in found.html


def test_a_page_whose_packing_is_cut_off_is_named_so() -> None:
    [error] = errors(read(record(answer(gzip.compress(page("Cut"))[:-20], Content_Encoding="gzip")), "site.warc"))
    assert error.reason == "is damaged or cut off: what the page is packed in cannot be unpacked"


def test_of_a_wacz_file_the_archives_are_read() -> None:
    members = {
        "archive/a.warc.gz": packed(record(answer(page("One"))), record(answer(page("Two")))),
        "archive/b.warc": record(answer(page("Three"))),
        "indexes/index.cdx.gz": gzip.compress(b"x"),
        "pages/pages.jsonl": b'{"title": "A page", "text": "x"}\n',
        "datapackage.json": b'{"title": "My crawl"}',
    }
    found = read(zipped(members), "site.wacz")
    assert len([each for each in found if isinstance(each, RawArticle)]) == 3
    assert not errors(found)


def test_a_wacz_file_that_is_a_bomb_is_refused() -> None:
    bomb = gzip.compress(record(answer(page("One"))) + b"\r\n" * 5_000_000)
    found = read(zipped({"archive/a.warc.gz": bomb, "datapackage.json": b"{}"}, zipfile.ZIP_STORED), "site.wacz")
    assert "times its size" in errors(found)[-1].reason


@pytest.mark.parametrize(
    "data",
    [
        b" CDX N b a m s k r M S V g\ncom,example)/ 20210905000000 https://e.example text/html 200 X\n",
        b'com,example)/a?b=1 20210905000000 {"url": "https://e.example/a", "title": "x", "text": "y"}\n',
    ],
)
def test_the_index_of_an_archive_is_no_article(data: bytes) -> None:
    [error] = errors(read(data, "index.cdxj"))
    assert "the index of a web archive" in error.reason
