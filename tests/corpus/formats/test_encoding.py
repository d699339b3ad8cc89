"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest

from corpus.formats.encoding import decode

LATIN = "Zoë paid 5 € – “really”?\n" * 3
CYRILLIC = "Снег в горах, дороги закрыты до вторника.\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [LATIN, CYRILLIC], ids=["latin", "cyrillic"])
@pytest.mark.parametrize("marked", [True, False])
def test_unicode_with_and_without_mark(encoding: str, text: str, marked: bool) -> None:
    mark = getattr(codecs, f"BOM_{encoding.replace('-', '_').upper().replace('F_', 'F')}") if marked else b""
    decoded = decode(mark + text.encode(encoding))
    assert decoded.text == text
    assert decoded.encoding == encoding
    assert bool(decoded.warnings) == (encoding != "utf-8")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("koi8-r", CYRILLIC),
        ("windows-1251", CYRILLIC),
        ("iso-8859-5", CYRILLIC),
        ("shift_jis", "雪が降る"),
        ("euc-kr", "눈이 온다"),
        ("gb2312", "山上下雪"),
        ("big5", "山上下雪"),
        ("iso-8859-1", "Zoë"),
        ("windows-1256", "الثلج في الجبال"),
    ],
)
def test_declared_encoding_is_used(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding), declared=encoding)
    assert decoded.text == text
    assert decoded.warnings


@pytest.mark.parametrize("declared", ["utf-16", "idna", "unicode_escape", "zip", "no-such", "x" * 999, "\0", "UTF-8"])
def test_wrong_declarations_do_no_harm(declared: str) -> None:
    assert decode("Zoë".encode(), declared=declared).text == "Zoë"


def test_mark_goes_before_declaration() -> None:
    assert decode(codecs.BOM_UTF8 + "Zoë".encode(), declared="iso-8859-1").text == "Zoë"


def test_cp1252_when_it_is_not_utf8() -> None:
    decoded = decode(LATIN.encode("cp1252"))
    assert decoded.text == LATIN
    assert [warning.message for warning in decoded.warnings] == ["read as cp1252"]


def test_undefined_bytes_are_replaced_and_named() -> None:
    decoded = decode(b"caf\xe9 \x81\x9d")
    assert decoded.text == "café \ufffd\ufffd"
    assert "0x81, 0x9d" in decoded.warnings[0].message


def test_stray_bytes_do_not_spoil_utf8() -> None:
    decoded = decode("Łódź ".encode() + b"\x80")
    assert decoded.text == "Łódź €"
    assert decoded.encoding == "utf-8"


def test_damaged_utf16_is_read_with_a_warning() -> None:
    decoded = decode(codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"x")
    assert decoded.text.startswith("ab")
    assert "U+FFFD" in decoded.warnings[0].message


@pytest.mark.parametrize("text", ['{"a":"\0"}', "One stray \0 in a text of some length", "a\0b\0, not wide: \0\0 text"])
def test_stray_nul_is_no_utf16(text: str) -> None:
    assert decode(text.encode()).text == text.replace("\0", "")
