"""Files that a hostile or careless sender may hand over; each is made anew, so that no bomb lies in the repository."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from tests.faults.site import lines, record, rounds

GOOD = 3  # good records stand beside what is bad, in every file that can hold both
MEBIBYTE = 1024**2

_numbers = iter(range(1_000_000, 2_000_000))


def good(count: int = GOOD) -> list[dict[str, object]]:
    """Return good records that all differ."""
    return [record(next(_numbers)) for _ in range(count)]


def zipped(members: list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return held.getvalue()


def flat_bomb() -> bytes:
    return zipped([("good.jsonl", lines(*good())), ("bomb.txt", b"\0" * (rounds(64, 512) * MEBIBYTE))])


def spaces_bomb() -> bytes:
    return zipped([("bomb.txt", b" " * (rounds(64, 512) * MEBIBYTE)), ("good.jsonl", lines(*good()))])


def lying_header() -> bytes:
    """Declare 1,000 bytes for a member of many more."""
    data = bytearray(zipped([("bomb.txt", b"a" * (rounds(64, 512) * MEBIBYTE))]))
    directory = data.rfind(b"PK\x01\x02")
    for start in (22, directory + 24):
        data[start : start + 4] = struct.pack("<I", 1000)
    return bytes(data)


def nested() -> bytes:
    """Ten by ten by ten: small outside, large within."""
    inner = zipped([("bomb.txt", b"0" * (10 * MEBIBYTE))])
    for _ in range(3):
        inner = zipped([(f"{number}.zip", inner) for number in range(10)])
    return inner


def overlapping() -> bytes:
    """Let ten thousand entries of the directory share one packed body."""
    body = b"a" * MEBIBYTE
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(body) + packer.flush()
    crc, sizes = zlib.crc32(body), struct.pack("<II", len(packed), len(body))
    local = (
        b"PK\x03\x04" + struct.pack("<HHHHHI", 20, 0, 8, 0, 0, crc) + sizes + struct.pack("<HH", 1, 0) + b"a" + packed
    )
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHI", 20, 20, 0, 8, 0, 0, crc) + sizes
    entry += struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0)
    count = 9_000
    directory = b"".join(entry + b"%05d" % number for number in range(count))
    return local + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), len(local), 0)


def many_members() -> bytes:
    return zipped([(f"{number}.txt", b"") for number in range(rounds(11_000, 100_000))], zipfile.ZIP_STORED)


def quoted_nul() -> bytes:
    return zipped([("good.jsonl", lines(*good())), ("a.txtX.exe", b"A letter.\n\nText of it.")]).replace(
        b"txtX", b"txt\0"
    )


def wide() -> bytes:
    """A zip64 file, written as if to a pipe."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("good.jsonl", "w", force_zip64=True) as member:
            member.write(lines(*good()))
        with archive.open("bomb.txt", "w", force_zip64=True) as member:
            for _ in range(rounds(64, 512)):
                member.write(b"\0" * MEBIBYTE)
    return held.getvalue()


def packed_bomb(compress: Callable[[bytes], bytes]) -> bytes:
    return compress(lines(*good())) + compress(b" " * (rounds(64, 200) * MEBIBYTE))


def web_archive_bomb() -> bytes:
    """A page of a web archive that is longer than it says, and very well packed."""
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: 10\r\n\r\n"
    return gzip.compress(head + b"a" * (rounds(64, 200) * MEBIBYTE))


SLIPS = (
    *("../slipped.txt", "../../slipped.txt", "../" * 50 + "tmp/slipped.txt", "a/../../slipped.txt", "./../slipped.txt"),
    *("/slipped.txt", "//slipped.txt", "/tmp/slipped.txt", "/etc/slipped.txt", "~/slipped.txt"),
    *("C:\\slipped.txt", "C:slipped.txt", "..\\slipped.txt", "..\\..\\slipped.txt", "\\\\host\\share\\slipped.txt"),
    *(
        "slipped.txt/../../slipped.txt",
        "....//slipped.txt",
        "..%2fslipped.txt",
        "%2e%2e/slipped.txt",
        "..;/slipped.txt",
    ),
    *("a" * 5000 + ".txt", "con.txt", "nul", " ", ".", ".."),
    *("\u202egpj.slipped.txt", "a\nb.txt", "a\tb.txt", "$(touch slipped).txt"),
)


def slips() -> bytes:
    """Thirty names that lead elsewhere, each with an article of its own."""
    return zipped([(name, f"Slip {number}\n\nArticle number {number}.".encode()) for number, name in enumerate(SLIPS)])


def links_and_devices() -> bytes:
    members: list[tuple[str | zipfile.ZipInfo, bytes]] = [("good.jsonl", lines(*good()))]
    for name, kind in (
        ("link", stat.S_IFLNK),
        ("pipe", stat.S_IFIFO),
        ("device", stat.S_IFCHR),
        ("disk", stat.S_IFBLK),
    ):
        info = zipfile.ZipInfo(f"{name}.txt")
        info.create_system, info.external_attr = 3, (kind | 0o777) << 16
        members.append((info, b"/etc/passwd"))
    return zipped(members)


def beside_good(bad: bytes) -> bytes:
    """Return JSON Lines with a bad line among good ones."""
    first, *rest = good()
    return lines(first) + bad + b"\n" + lines(*rest)


def long_line() -> bytes:
    return beside_good(b'{"title": "Long", "text": "' + b"a" * (100 * MEBIBYTE) + b'"}')


def many_lines() -> bytes:
    """A million lines, all but a few of them bad in the same way."""
    return b'{"id": 1}\n' * rounds(20_000, 1_000_000) + lines(*good())


def quoted_for_ever() -> bytes:
    return b"id,title,text\n1,First title,First text\n2,Second title," + b'"' + b"and so on\n" * 100_000


def long_field() -> bytes:
    return b"id,title,text\n" + b"".join(b"%d,Long field,%s\n" % (each, b"word%d " % each * 40_000) for each in (7, 8))


def same_keys() -> bytes:
    return beside_good(b'{"id": "a", "id": "b", "title": "Twice", "title": "Two keys", "text": "Text of two keys."}')


def both_zip_and_page() -> bytes:
    return b"<html><body><h1>Page</h1><p>A page before an archive.</p></body></html>" + zipped([("a.txt", b"Inner.")])


# name -> the file, and how many articles of it are certainly good
HOSTILE: dict[str, tuple[Callable[[], bytes], int]] = {
    "flat.zip": (flat_bomb, GOOD),
    "spaces.zip": (spaces_bomb, GOOD),
    "lying.zip": (lying_header, 0),
    "nested.zip": (nested, 0),
    "overlapping.zip": (overlapping, 0),
    "many members.zip": (many_members, 0),
    "quoted nul.zip": (quoted_nul, GOOD),
    "wide.zip": (wide, GOOD),
    "bomb.jsonl.gz": (lambda: packed_bomb(gzip.compress), GOOD),
    "bomb.jsonl.bz2": (lambda: packed_bomb(bz2.compress), 0),
    "bomb.jsonl.xz": (lambda: packed_bomb(lzma.compress), GOOD),
    "bomb.warc.gz": (web_archive_bomb, 0),
    "slips.zip": (slips, 20),
    "links.zip": (links_and_devices, GOOD),
    "long line.jsonl": (long_line, GOOD),
    "many lines.jsonl": (many_lines, GOOD),
    "nested.json": (lambda: b"[" * 100_000, 0),
    "nested.jsonl": (lambda: beside_good(b'{"a":' * 100_000), GOOD),
    "digits.jsonl": (lambda: beside_good(b'{"id": ' + b"9" * 5_000 + b', "title": "Digits", "text": "A text."}'), GOOD),
    "nan.jsonl": (lambda: beside_good(b'{"id": NaN, "title": "NaN", "text": -Infinity}'), GOOD),
    "bom.jsonl": (lambda: b"\xef\xbb\xbf" + lines(*good()), GOOD),
    "wide.jsonl": (lambda: lines(*good()).decode().encode("utf-16"), GOOD),
    "same keys.jsonl": (same_keys, GOOD),
    "open quote.csv": (quoted_for_ever, 1),
    "long field.csv": (long_field, 2),
    "program.txt": (lambda: b"MZ\x90\x00" + bytes(range(256)) * 100, 0),
    "elf.json": (lambda: b"\x7fELF" + bytes(range(256)) * 100, 0),
    "page.jsonl": (lambda: b"<html><body><h1>A page</h1><p>It is called lines.</p></body></html>", 0),
    "both.html": (both_zip_and_page, 0),
    "nothing.txt": (lambda: b"", 0),
    "picture.csv": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(1000), 0),
    "laughs.xml": (
        lambda: b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><rss><channel><item>&c;</item></channel></rss>',
        0,
    ),
}


def encodings() -> Iterator[tuple[str, bytes, str]]:
    """Yield name, bytes and text of forty files in different encodings."""
    for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
        for text in ("Café on the quay reopens", "Паром вернулся в порт", "港のフェリーが戻る"):
            yield f"{name} {text[:2]}.txt", _article(text).encode(name), text
    western = ("cp1252", "latin-1", "iso8859-15")
    for name in western:
        yield f"{name}.txt", _article("Café on the quay reopens").encode(name), "Café on the quay reopens"
    declared = {
        "koi8-r": "Паром вернулся в порт",
        "cp1251": "Паром вернулся в порт",
        "iso8859-5": "Паром вернулся в порт",
        "shift_jis": "港のフェリーが戻る",
        "euc-jp": "港のフェリーが戻る",
        "gb18030": "渡轮返回港口",
        "big5": "渡輪返回港口",
        "euc-kr": "여객선이 항구로 돌아왔다",
        "iso8859-2": "Přívoz se vrátil do přístavu",
        "iso8859-7": "Το πλοίο επέστρεψε",
        "cp1256": "عادت العبارة إلى الميناء",
    }
    for name, text in declared.items():
        head = f'<head><meta charset="{name}"><title>{text}</title></head>'
        page = f"<html>{head}<body><p>{text} – {text}.</p></body></html>"
        yield f"{name}.html", page.encode(name, "xmlcharrefreplace"), text
    yield "invalid.txt", b"A title with \xff\xfe\n\nand a text with \xc3\x28 in it.", "A title with"
    yield "nul.txt", b"A title and NUL\n\nand a text with \0 in it." + b" More of the text." * 20, "A title and NUL"


def _article(text: str) -> str:
    return f"{text}\n\n{text}, says the harbour office. {text}."


def dates() -> list[str]:
    """Return two hundred dates: good, bad, ambiguous, out of all calendars."""
    odd = ["2024-02-30", "2024-13-01T00:00", "0000-00-00", "0000-01-01", "9999-12-31", "10000-01-01", "-0005-01-01"]
    odd += ["2024-01-01T00:00:60Z", "2024-01-01T25:00", "2024-01-01T00:00+99:00", "2023-02-29", "1900-02-29", "now"]
    odd += ["today", "yesterday", "Monday", "never", "", " ", "\0", "٢٠٢٤-٠١-٠١", "2024年1月1日", "1/2/3", "01/02/2024"]
    odd += ["13/13/2013", "31/04/2024", "Q3 2024", "spring 2021", "1e9", "NaN", "inf", str(2**63), str(-(2**63))]
    odd += ["1700000000", "1700000000000", "1700000000.5", "20240101", "2024001", "2024-W01-1", "2024-1-1", "24-1-1"]
    odd += ["Mon, 32 Jan 2024", "Thu, 01 Jan 1970 00:00:00 GMT", "1 Brumaire VIII", "<script>", "2024-01-01' OR '1'='1"]
    odd += ["a" * 10_000, "1" * 10_000, "-" * 10_000, "2024-01-01 " * 1_000]
    odd += [
        f"{year:04d}-{month:02d}-{day:02d}"
        for year in (1, 1582, 2024)
        for month in (0, 2, 12, 13)
        for day in (0, 29, 31, 32)
    ]
    odd += [f"{day}.{month}.{year}" for year in (0, 99, 2024) for month in (1, 13) for day in range(28, 33)]
    odd += [
        f"2024-06-{day:02d}T{hour:02d}:00:00{zone}"
        for day in (1, 30)
        for hour in (0, 23)
        for zone in ("Z", "+14:00", "-12:00", " EST")
    ]
    while len(odd) < 200:
        odd.append(f"{len(odd)}th of {json.dumps(len(odd))} {len(odd) % 13}")
    return odd
