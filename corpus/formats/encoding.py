"""Bytes to text: byte order mark, then what is declared, then UTF-8, then cp1252; never an exception."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from corpus.formats.record import Warning

REPLACEMENT = "\ufffd"
_SURROGATE = re.compile("[\ud800-\udfff]")

# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Encodings that a file may declare. Others that Python knows (idna, unicode_escape, …) are no encodings of articles.
_DECLARABLE = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}
    | {f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)}
    | {f"cp125{page}" for page in range(9)}
    | {"ascii", "cp437", "cp850", "cp866", "cp874", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "tis-620"}
    | {"shift_jis", "cp932", "euc_jp", "iso2022_jp", "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "hz"}
    | {"euc_kr", "cp949", "johab"}
)
# Browsers read these as the larger set that their writers in truth use.
_WIDENED = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_WIDENED |= {"iso8859-11": "cp874", "tis-620": "cp874", "shift_jis": "cp932", "euc_kr": "cp949"}
_CP1252_ERRORS = "dateline.cp1252"
_SAMPLE_BYTES = 64 * 1024
_MOST_STRAY_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read in, and warnings if that was not plain UTF-8."""

    text: str
    encoding: str
    warnings: tuple[Warning, ...] = ()


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """Decode a whole file or record; `declared` is the encoding it names itself, if any."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    wide = guess_wide(data)
    if wide:
        return _decode_marked(data, wide)
    encoding = known_encoding(declared)
    if encoding and not encoding.startswith(("utf-8", "utf-16", "utf-32")):
        try:
            return Decoded(mend(data.decode(encoding)), encoding, (read_as(encoding),))
        except UnicodeDecodeError:
            pass
    return decode_bare(data)


def decode_bare(data: bytes) -> Decoded:
    """Decode a part of a file whose byte order mark and declaration have been dealt with: UTF-8, else cp1252."""
    try:
        return Decoded(mend(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        return _decode_mixed(data)


def mend(text: str) -> str:
    """Remove NUL and replace lone surrogates by U+FFFD: no database stores them."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub(REPLACEMENT, text)
    return text


def known_encoding(name: str) -> str:
    """Return Python's name for a declared encoding, widened as browsers do, or "" if it is not one for articles."""
    if not name or not name.isascii() or len(name) > 40:
        return ""
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return ""
    return _WIDENED.get(found, found) if found in _DECLARABLE else ""


def guess_wide(data: bytes) -> str:
    """Return the UTF-16 or UTF-32 variant of data without a byte order mark, by where its NUL bytes stand, or ""."""
    sample = data[:_SAMPLE_BYTES]
    sample = sample[: len(sample) - len(sample) % 4] or sample[: len(sample) - len(sample) % 2]
    if b"\0" not in sample or len(sample) < 2:
        return ""
    if len(sample) >= 8:
        first, second, third, fourth = (sample[offset::4].count(0) * 4 / len(sample) for offset in range(4))
        if first > 0.9 and second > 0.7 and fourth < 0.1:
            return "utf-32-be"
        if fourth > 0.9 and third > 0.7 and first < 0.1:
            return "utf-32-le"
    for encoding, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if _are_high_bytes(high) and low.count(0) * 20 <= high.count(0):
            return encoding
    return ""


def _are_high_bytes(high: bytes) -> bool:
    """Tell whether these are the high bytes of UTF-16: NUL for spaces and Latin, and one other script for the rest."""
    share = high.count(0) / len(high)
    if share > 0.9:
        return True
    commonest = sum(count for _, count in Counter(high).most_common(2))
    return len(high) >= 8 and share > 0.05 and commonest > 0.8 * len(high)


def read_as(encoding: str) -> Warning:
    """Return the warning that a text was not UTF-8."""
    return Warning(field="", message=f"read as {encoding}")


def _decode_marked(data: bytes, encoding: str) -> Decoded:
    try:
        text, damage = data.decode(encoding), ""
    except UnicodeDecodeError:
        text, damage = data.decode(encoding, "replace"), "; undecodable bytes were replaced by U+FFFD"
    if encoding == "utf-8" and not damage:
        return Decoded(mend(text), encoding)
    return Decoded(mend(text), encoding, (Warning(field="", message=f"read as {encoding}{damage}"),))


def _decode_mixed(data: bytes) -> Decoded:
    """Decode what is not UTF-8: as cp1252, but leave whole UTF-8 sequences as they are."""
    text, encoding = _mixed_text(data)
    message = (
        "read as cp1252" if encoding == "cp1252" else "not all of it is UTF-8: the other bytes were read as cp1252"
    )
    undefined = sorted(set(data) & _UNDEFINED_IN_CP1252) if REPLACEMENT in text else []
    if undefined:
        names = ", ".join(f"0x{byte:02x}" for byte in undefined)
        message += f"; bytes that cp1252 does not define ({names}) were replaced by U+FFFD"
    return Decoded(mend(text), encoding, (Warning(field="", message=message),))


def _mixed_text(data: bytes) -> tuple[str, str]:
    """Return the text of bytes that are not all UTF-8, and what most of them are: utf-8 or cp1252."""
    valid = data.decode("utf-8", "ignore")
    stray = len(data) - len(valid.encode("utf-8"))
    # Each stray byte in UTF-8 costs a call: text with very many of them is taken for cp1252 as a whole.
    if valid.isascii() or stray > _MOST_STRAY_BYTES:
        return data.decode("cp1252", "replace"), "cp1252"
    return data.decode("utf-8", _CP1252_ERRORS), "utf-8"


_UNDEFINED_IN_CP1252 = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_CP1252 = bytes(range(256)).decode("cp1252", "replace")


def _replace_by_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_CP1252[byte] for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_CP1252_ERRORS, _replace_by_cp1252)


def decode_leniently(data: bytes) -> str:
    """Decode UTF-8 with stray cp1252 bytes in it."""
    return _mixed_text(data)[0]
