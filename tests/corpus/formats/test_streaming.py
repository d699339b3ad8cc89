"""Files larger than memory, lines larger than the limit, and how far the reading is."""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path

import pytest

from corpus.formats import Limits, RawArticle, read_file, read_stream
from tests.corpus.formats.sending import Endless, errors, lines, read, titles, zipped

ARTICLE = b'{"title": "Title", "text": "' + b"word " * 40 + b'"}'
ENDLESS = {
    "news.jsonl": (b"", ARTICLE + b"\n"),
    "news.json": (b"[", ARTICLE + b",\n"),
    "wrapped.json": (b'{"total": 1, "articles": [', ARTICLE + b","),
    "news.csv": (b"title,text\n", b'Title,"one\ntwo"\n'),
    "feed.xml": (b"<rss><channel><title>F</title>", b"<item><title>Title</title></item>"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_records_come_before_the_end_of_the_file(name: str) -> None:
    stream = Endless(*ENDLESS[name])
    records = list(itertools.islice(read_stream(stream, name=name), 5_000))
    assert titles(records) == ["Title"] * 5_000
    assert stream.given < 5_000 * 300 + 2 * 1024**2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", lines(1) + b'{"title": "' + b"x" * 5_000 + b'"}\n' + lines(2)),
        ("a.json", b"[" + lines(1) + b',{"title": "' + b'\\"{[x' * 1_000 + b'"},' + lines(2) + b"]"),
        ("b.json", b"[" + lines(1) + b',{"title": [' + b'"x\\\\", {},' * 1_000 + b"1]}," + lines(2) + b"]"),
        ("c.json", b"[" + lines(1) + b',"' + b"x" * 5_000 + b'",' + lines(2) + b"]"),
        ("a.csv", b"id,title\n1,Title 1\n3," + b"x" * 5_000 + b"\n2,Title 2\n"),
    ],
)
def test_record_over_the_limit_is_refused_and_the_rest_read(name: str, data: bytes) -> None:
    records = read(data, name, max_record_bytes=1_000)
    assert titles(records) == ["Title 1", "Title 2"]
    assert len(errors(records)) == 1
    assert "1e+03 bytes" not in errors(records)[0].reason
    assert "1000 bytes" in errors(records)[0].reason


def test_object_over_the_limit_is_refused() -> None:
    data = json.dumps({"title": "T", **{f"k{number}": "x" * 100 for number in range(50)}}, indent=1).encode()
    assert "1000 bytes" in errors(read(data, "a.json", max_record_bytes=1_000))[0].reason


def test_element_over_the_limit_is_refused() -> None:
    data = (
        b"<rss><channel><item><title>Title 1</title></item><item><title>"
        + b"x" * 2**21
        + b"</title></item></channel></rss>"
    )
    records = read(data, "a.xml", max_record_bytes=1_000)
    assert titles(records) == ["Title 1"]
    assert "1000 bytes" in errors(records)[0].reason


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_text_over_the_limit_is_refused(name: str) -> None:
    assert "1000 bytes" in errors(read(b"word " * 500, name, max_plain_bytes=1_000))[0].reason


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: zipped({"a.jsonl": data, "b.jsonl": lines(1)})])
def test_progress_grows_to_the_size_of_the_file(pack: object, tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(pack(lines(*range(20_000))))  # type: ignore[operator]
    heard: list[int] = []
    assert all(isinstance(record, RawArticle) for record in read_file(path, name="sent", on_bytes=heard.append))
    assert heard == sorted(heard)
    assert heard[-1] == path.stat().st_size


def test_missing_file_is_an_error_and_no_exception(tmp_path: Path) -> None:
    records = list(read_file(tmp_path / "gone", name="gone.txt"))
    assert "cannot be opened" in errors(records)[0].reason
    assert "cannot be" in errors(list(read_file(tmp_path, name="folder")))[0].reason


def test_limits_are_those_of_the_settings() -> None:
    from django.conf import settings

    limits = Limits()
    shared = {name: getattr(limits, name) for name in Limits.__dataclass_fields__ if name in settings.DATELINE}
    assert len(shared) >= 5
    assert shared == {name: settings.DATELINE[name] for name in shared}
