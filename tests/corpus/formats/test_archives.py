"""Archives: members counted as they are unpacked, only the offending one refused, nothing written anywhere."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from corpus.formats import RecordError, read_file
from tests.corpus.formats.sending import errors, lines, read, titles, with_directory_field, zipped

PACKERS = {"gz": gzip.compress, "xz": lambda data: lzma.compress(data, preset=0), "bz2": bz2.compress}
MEBIBYTE = 1024**2


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("name", ["news.jsonl.{}", "no-ending", "lies.pdf"])
def test_packed_file_is_read_whatever_its_name(ending: str, name: str) -> None:
    assert titles(read(PACKERS[ending](lines(1, 2)), name.format(ending))) == ["Title 1", "Title 2"]


@pytest.mark.parametrize("ending", PACKERS)
def test_streams_one_after_the_other_are_one_file(ending: str) -> None:
    data = PACKERS[ending](lines(1)) + PACKERS[ending](lines(2)) + b"\0" * 512
    assert titles(read(data)) == ["Title 1", "Title 2"]


@pytest.mark.parametrize("ending", PACKERS)
def test_cut_off_archive_keeps_what_stood_before(ending: str) -> None:
    # Random ids keep it from being packed into next to nothing.
    whole = b"".join(b'{"title":"Title %d","id":"%s"}\n' % (n, os.urandom(60).hex().encode()) for n in range(20_000))
    packed = PACKERS[ending](whole)
    records = read(packed[: len(packed) * 2 // 3])
    assert len(titles(records)) > 1_000
    assert titles(records)[:3] == ["Title 0", "Title 1", "Title 2"]
    assert len(errors(records)) == 1
    assert "damaged or cut off" in errors(records)[0].reason
    assert records[-1] == errors(records)[0]


def test_flipped_byte_keeps_what_stood_before() -> None:
    packed = bytearray(gzip.compress(lines(*range(5_000)), mtime=0))
    packed[len(packed) // 2] ^= 0xFF
    records = read(bytes(packed))
    assert titles(records)[:1_000] == [f"Title {number}" for number in range(1_000)]
    assert "damaged" in records[-1].reason if isinstance(records[-1], RecordError) else False


def test_members_of_many_formats() -> None:
    records = read(
        zipped(
            {
                "a/lines.jsonl": lines(1),
                "b.txt": b"Title 2\n\nText.",
                "c.csv": b"title,text\nTitle 3,x\n",
                "d.xml": b"<rss><channel><item><title>Title 4</title></item></channel></rss>",
            }
        )
    )
    assert titles(records) == ["Title 1", "Title 2", "Title 3", "Title 4"]
    assert [record.position.member for record in records] == ["a/lines.jsonl", "b.txt", "c.csv", "d.xml"]


def test_clutter_of_operating_systems_is_passed_over() -> None:
    members = {
        "folder/": b"",
        "__MACOSX/._a.txt": b"\0\5",
        "x/.DS_Store": b"\0",
        "Thumbs.db": b"\0",
        "a.jsonl": lines(1),
    }
    records = read(zipped(members))
    assert titles(records) == ["Title 1"]
    assert not errors(records)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\windows\\x", "a\u202etxt.exe", "x" * 5_000, "..", "a/../../b"]
)
def test_unsafe_names_are_only_names(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "sent.zip"
    path.write_bytes(zipped({name: lines(1)}))
    records = list(read_file(path, name="../sent.zip"))
    assert titles(records) == ["Title 1"]
    assert records[0].position.file == "../sent.zip"
    assert len(records[0].position.member) <= 500
    assert [entry.name for entry in tmp_path.iterdir()] == ["sent.zip"]


def test_two_members_of_one_name_are_both_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.jsonl", lines(1))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.jsonl", lines(2))
    assert titles(read(buffer.getvalue())) == ["Title 1", "Title 2"]


@pytest.mark.parametrize(
    "inner",
    [zipped({"a.jsonl": lines(1)}), gzip.compress(lines(1)), lzma.compress(lines(1))],
    ids=["zip", "gzip", "xz"],
)
def test_archive_in_archive_is_refused_and_the_rest_read(inner: bytes) -> None:
    records = read(zipped({"inner": inner, "b.jsonl": lines(2)}))
    assert titles(records) == ["Title 2"]
    assert [error.position.member for error in errors(records)] == ["inner"]
    assert "archive within an archive" in errors(records)[0].reason
    assert "archive within an archive" in errors(read(gzip.compress(inner)))[0].reason


def test_symbolic_link_is_refused() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("b.jsonl", lines(2))
    records = read(buffer.getvalue())
    assert titles(records) == ["Title 2"]
    assert "symbolic link" in errors(records)[0].reason


def test_encrypted_member_is_refused() -> None:
    archive = with_directory_field(zipped({"a.jsonl": lines(1), "b.jsonl": lines(2)}), 8, "<H", 1)
    records = read(archive)
    assert titles(records) == ["Title 2"]
    assert "encrypted" in errors(records)[0].reason


def test_unknown_method_is_refused() -> None:
    records = read(with_directory_field(zipped({"a.jsonl": lines(1), "b.jsonl": lines(2)}), 10, "<H", 99))
    assert titles(records) == ["Title 2"]
    assert "Deflate" in errors(records)[0].reason


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_methods_of_packing(method: int) -> None:
    assert titles(read(zipped({"a.jsonl": lines(1, 2)}, method))) == ["Title 1", "Title 2"]


@pytest.mark.parametrize(
    ("folder", "kind"), [("word/document.xml", "Word"), ("xl/workbook.xml", "Excel"), ("ppt/a.xml", "PowerPoint")]
)
def test_office_files_are_named(folder: str, kind: str) -> None:
    records = read(zipped({"[Content_Types].xml": b"<Types/>", folder: b"<x/>"}), "report.zip")
    assert len(records) == 1
    assert kind in errors(records)[0].reason


def test_bomb_is_refused_and_the_rest_read() -> None:
    bomb = b"a" * (30 * MEBIBYTE)
    noise = os.urandom(MEBIBYTE)
    records = read(zipped({"bomb.txt": bomb, "b.jsonl": lines(2), "noise.bin": noise}))
    assert titles(records) == ["Title 2"]
    assert "100 times" in errors(records)[0].reason


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_bomb_is_refused(ending: str) -> None:
    records = read(PACKERS[ending](b"\n" * (30 * MEBIBYTE)))
    assert len(records) == 1
    assert "100 times" in errors(records)[0].reason


def test_archive_that_uses_the_same_bytes_again_and_again_is_refused() -> None:
    member = lines(1)
    records = read(_overlapping(zlib.compress(member)[2:-4], zlib.crc32(member), len(member), count=3_000))
    # All entries are equal, so that none of them can be told to be the true one.
    assert titles(records) == []
    assert {error.reason.split(":")[0] for error in errors(records)} == {
        "shares its bytes with another file of the archive"
    }


def test_many_members_that_each_keep_the_ratio_do_not_pass_it_together() -> None:
    member = b"Title\n\n" + b"a" * 900_000
    records = read(zipped({f"{number}.txt": member for number in range(20)}))
    assert "100 times" in errors(records)[-1].reason
    assert errors(records)[-1].position.member == ""
    assert len(titles(records)) < 5


def _overlapping(packed: bytes, crc: int, size: int, count: int) -> bytes:
    """Return a zip whose directory names one member many times."""
    local = struct.pack("<4s2B4H3L2H", b"PK\3\4", 20, 0, 0, 8, 0, 0, crc, len(packed), size, 1, 0) + b"a" + packed
    entry = struct.pack(
        "<4s4B4H3L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 8, 0, 0, crc, len(packed), size, 1, 0, 0, 0, 0, 0, 0
    )
    directory = (entry + b"a") * count
    return local + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(local), 0)


def test_declared_size_is_not_trusted() -> None:
    archive = zipped({"a.txt": b"Title\n\n" + os.urandom(MEBIBYTE).hex().encode(), "b.jsonl": lines(2)})
    lying = with_directory_field(archive, 24, "<L", 10)
    records = read(lying, max_member_bytes=MEBIBYTE)
    assert titles(records) == ["Title 2"]
    assert "more than 1 MB" in errors(records)[0].reason


def test_member_over_its_limit_keeps_the_others() -> None:
    records = read(zipped({"a.txt": os.urandom(20_000).hex().encode(), "b.jsonl": lines(2)}), max_member_bytes=10_000)
    assert titles(records) == ["Title 2"]
    assert len(errors(records)) == 1


def test_archive_over_its_limit_stops() -> None:
    members = {f"{number}.txt": f"Title {number}\n\n{os.urandom(5_000).hex()}".encode() for number in range(5)}
    records = read(zipped(members), max_archive_bytes=35_000)
    assert titles(records) == ["Title 0", "Title 1", "Title 2"]
    assert "the rest of it was not read" in errors(records)[0].reason


def test_too_many_members_are_refused_before_any_is_read() -> None:
    records = read(zipped({f"{number}.jsonl": lines(number) for number in range(11)}), max_archive_members=10)
    assert len(records) == 1
    assert "more than 10 files" in errors(records)[0].reason


def test_lying_member_count_is_found_out() -> None:
    archive = zipped({f"{number}.jsonl": lines(number) for number in range(11)})
    end = archive.rindex(b"PK\x05\x06")
    lying = archive[: end + 8] + struct.pack("<2H", 2, 2) + archive[end + 12 :]
    assert "more than 10 files" in errors(read(lying, max_archive_members=10))[0].reason


def test_zip_without_its_end_gives_the_members_that_are_there() -> None:
    archive = zipped({f"{number}.jsonl": lines(number) for number in range(5)})
    cut = archive[: archive.index(b"PK\x01\x02") - 10]
    records = read(cut, "cut.zip")
    assert titles(records)[:4] == ["Title 0", "Title 1", "Title 2", "Title 3"]
    assert "damaged or cut off" in errors(records)[-1].reason


def test_damaged_member_keeps_the_others() -> None:
    archive = bytearray(zipped({"a.jsonl": lines(*range(100)), "b.jsonl": lines(200)}))
    archive[120] ^= 0xFF
    records = read(bytes(archive))
    assert "Title 200" in titles(records)
    assert errors(records)[-1].position.member == "a.jsonl"


def test_wrong_checksum_is_reported() -> None:
    records = read(with_directory_field(zipped({"a.jsonl": lines(1)}), 16, "<L", 1))
    assert titles(records) == ["Title 1"]
    assert "checksum" in errors(records)[0].reason


def test_zip_behind_other_bytes_and_with_a_comment() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = b"made by hand"
        archive.writestr("a.jsonl", lines(1))
    assert titles(read(buffer.getvalue())) == ["Title 1"]


def test_zip64_written_to_a_stream() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.jsonl", "w", force_zip64=True) as member:
        member.write(lines(1))
    assert titles(read(buffer.getvalue())) == ["Title 1"]


def test_empty_archives_say_so() -> None:
    assert errors(read(zipped({})))[0].reason == "holds no files"
    assert errors(read(gzip.compress(b"")))[0].reason == "is empty"
    assert errors(read(zipped({"a.txt": b""})))[0].reason == "is empty"


def test_bytes_after_the_end_are_reported() -> None:
    records = read(gzip.compress(lines(1)) + b"more")
    assert titles(records) == ["Title 1"]
    assert "bytes after its end" in errors(records)[0].reason


def test_streams_in_one_gzip_file_may_begin_anywhere() -> None:
    """Each record of a .warc.gz is a stream; now and then one begins on the last byte of a block that was read."""
    size = 65_536
    for short in range(3):
        # The name in a gzip head is as long as we like, so that the second stream begins where we like.
        head = b"\x1f\x8b\x08\x08" + bytes(6)
        bare = gzip.compress(lines(1), mtime=0)[10:]
        first = head + b"n" * (size - short - len(head) - 1 - len(bare)) + b"\0" + bare
        assert len(first) == size - short
        assert titles(read(first + gzip.compress(lines(2)), "a.jsonl.gz")) == ["Title 1", "Title 2"]
