"""Whatever the bytes and the name: records or errors, never an exception, never nothing."""

from __future__ import annotations

import gzip
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.formats import Position, RawArticle, RecordError, map_record
from tests.corpus.formats.sending import lines, read, zipped

IN = Path(__file__).parents[2] / "data" / "formats" / "in"
SEEDS = [path.read_bytes() for path in sorted(IN.iterdir()) if path.stat().st_size < 5_000]
SEEDS += [gzip.compress(lines(1, 2), mtime=0), zipped({"a.jsonl": lines(1), "b.txt": b"Title\n\nText"})]
NAMES = st.sampled_from(
    ["a", "a.txt", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.html", "a.xml", "a.zip", "a.jsonl.gz", "\ud800\0.txt"]
)
SPLICES = st.sampled_from([bytes([code]) for code in b'"{[}],\n\r\0<&\\']) | st.sampled_from(
    [
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"PK\3\4",
        b"\\ud800",
        b"NaN",
        b"1e999",
        b"9" * 5_000,
        b"[" * 5_000,
        b"<a>" * 500,
        b"]]>",
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw one of the sample files with pieces cut out, put in and changed."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 20)))
        data = data[:start] + draw(SPLICES | st.binary(max_size=4)) + data[end:]
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


def check(records: list[RawArticle | RecordError]) -> None:
    assert records
    for record in records:
        texts = [record.id, record.title, record.position.file, record.position.member]
        if isinstance(record, RecordError):
            assert record.reason
            texts += [record.reason, record.field]
        else:
            assert record.title or record.text or record.html
            texts += [record.text, record.html, record.url, record.source, record.author, record.published]
            texts += [supplied.name for supplied in record.actors + record.locations]
            texts += [warning.message for warning in record.warnings]
        for text in texts:
            assert "\0" not in text
            text.encode("utf-8")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=400), name=NAMES)
def test_any_bytes(data: bytes, name: str) -> None:
    check(read(data, name))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=damaged(), name=NAMES)
def test_damaged_files(data: bytes, name: str) -> None:
    check(read(data, name))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["id", "title", "text", "body", "html", "url", "source", "author", "published", "thread"]) | (
    st.sampled_from(["actors", "locations", "persons", "entities", "content", "_id", "description", "collected"])
    | st.text()
)


@settings(max_examples=300, deadline=None)
@given(data=st.dictionaries(KEYS, VALUES, max_size=8))
def test_any_record(data: dict[str, object]) -> None:
    check([map_record(data, Position("test"))])
