"""PDF files: one article each, the text of its pages; pictures of text hold none."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from corpus.formats.content import Content
from corpus.formats.encoding import mend
from corpus.formats.limits import MAX_DOCUMENT_BYTES, Refused, megabytes
from corpus.formats.pdf_furniture import joined, without_furniture
from corpus.formats.plain import is_nobody, title_of
from corpus.formats.record import RawArticle, RecordError, Warning
from corpus.formats.stream import read_up_to

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES: Final = 500
_MOST_CHARACTERS: Final = 5_000_000
# What one stream of a page may unpack to, in bytes, and how many operators it may have: a page of text has thousands.
_BOUNDS: Final[Mapping[str, Any]] = {
    "maximum_declared_stream_length": MAX_DOCUMENT_BYTES,
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "brotli_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "stream_parsing_work_maximum_count": 500_000,
    "xform_maximum_invocations_per_extraction": 500,
    "jbig2dec_binary": None,
}
_MOST_TOLD: Final = 5
_HYPHENATED: Final = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad]\n(?=[a-zà-ÿ])")
# Titles that programs make from the name of a file.
_NO_TITLE: Final = re.compile(
    r"untitled.*|microsoft \w+ - .*|.*\.(?:docx?|indd|qxp|qxd|pages|odt|pdf|rtf|txt|html?|pptx?|xlsx?)|\W*|\d+|.*https?://.*",
    re.IGNORECASE,
)


def read_pdf(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the one article of a PDF file; a page that cannot be read is named in a warning."""
    data = read_up_to(content.stream, MAX_DOCUMENT_BYTES)
    if data is None:
        raise Refused(f"is larger than {megabytes(MAX_DOCUMENT_BYTES)}, the most that a document may have")
    from pypdf import apply_configuration  # late: few files are documents

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends is told by what comes out
    with apply_configuration(**_BOUNDS):
        reader = _open(data)
        pages, unread = _pages(reader)
        empty = [number for number, page in enumerate(pages, 1) if not page.strip()]
        pages, furniture = without_furniture(pages)
        text = _HYPHENATED.sub("", mend(joined(pages)))
        if not text.strip():
            reason = "holds no text that can be read; if its pages are pictures, have their text recognised (OCR) first"
            yield content.error(reason)
            return
        title, author = _properties(reader)
    yield RawArticle(
        content.at(),
        title=title or title_of(text),
        text=text,
        author=author,
        warnings=(*content.warnings, *_warnings(unread, empty, furniture)),
    )


def _warnings(unread: Sequence[int], empty: Sequence[int], furniture: Sequence[str]) -> Iterator[Warning]:
    """Yield what was not taken: pages that could not be read or hold no text, lines that all pages have."""
    pictures = [number for number in empty if number not in unread]
    if unread:
        yield Warning("text", f"of the PDF file, {_numbered(unread)} could not be read")
    if pictures:
        yield Warning(
            "text", f"of the PDF file, {_numbered(pictures)} had no text: if there are pictures of text, use OCR"
        )
    if furniture:
        told = "; ".join(f"“{line[:80]}”" for line in furniture[:_MOST_TOLD])
        more = " …" if len(furniture) > _MOST_TOLD else ""
        yield Warning("text", f"left out what most pages begin or end with: {told}{more}")


def _numbered(pages: Sequence[int]) -> str:
    named = ", ".join(map(str, pages[:10])) + (" …" if len(pages) > 10 else "")
    return f"page{'s' if len(pages) > 1 else ''} {named}"


def _open(data: bytes) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(io.BytesIO(data[data.find(b"%PDF-") :]), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("is encrypted; send it without a password")
        count = len(reader.pages)
    except (Refused, MemoryError):
        raise
    except DependencyError as error:
        raise Refused("is encrypted; send it without a password") from error
    except Exception as error:  # a damaged file may raise anything
        raise Refused(f"is damaged: it cannot be read as a PDF file ({_said(error)})") from error
    if count > MAX_PAGES:
        raise Refused(f"has {count:,} pages; at most {MAX_PAGES} are taken as one article: split it")
    return reader


def _pages(reader: PdfReader) -> tuple[list[str], list[int]]:
    """Return the text of each page, "" for those that could not be read, and the numbers of these."""
    texts: list[str] = []
    unread: list[int] = []
    for number in range(len(reader.pages)):
        try:
            texts.append(reader.pages[number].extract_text())
        except MemoryError:
            raise
        except Exception:
            unread.append(number + 1)
            texts.append("")
        if sum(map(len, texts)) > _MOST_CHARACTERS:
            raise Refused(f"has more than {_MOST_CHARACTERS:,} characters: it is no single article; split it")
    return texts, unread


def _properties(reader: PdfReader) -> tuple[str, str]:
    """Return title and author as the file states them, "" where it states none worth having."""
    try:
        stated = reader.metadata
        title, author = (stated.title or "", stated.author or "") if stated else ("", "")
    except Exception:
        return "", ""
    title, author = (" ".join(mend(str(each)).split()) for each in (title, author))
    return "" if _NO_TITLE.fullmatch(title) else title[:1_000], "" if is_nobody(author) else author[:1_000]


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
