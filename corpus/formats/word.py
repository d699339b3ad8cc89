"""Word documents (.docx): one article each, its paragraphs and tables in order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from corpus.formats.archive import ZipReader
from corpus.formats.content import Content
from corpus.formats.encoding import mend
from corpus.formats.limits import MAX_DOCUMENT_BYTES, MEBIBYTE, Limits, Refused, megabytes
from corpus.formats.plain import is_nobody, title_of
from corpus.formats.press import press_articles, press_of
from corpus.formats.record import RawArticle, RecordError
from corpus.formats.stream import read_up_to
from corpus.formats.word_text import blocks
from corpus.formats.zip_directory import DirectoryDamaged, list_members

if TYPE_CHECKING:
    from docx.document import Document

_CONTENT_TYPES: Final = "[Content_Types].xml"
_MAIN_PART: Final = "word/document.xml"
_FIRST_NAMES: Final = (_CONTENT_TYPES.encode(), b"_rels/.rels", b"docProps/", b"word/")
_MOST_XML_BYTES: Final = 20 * MEBIBYTE  # of one part: its tree takes several times as much memory
_MOST_PARTS: Final = 2_000
_OWN_ENTITIES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TITLE_STYLES: Final = frozenset({"title", "titel", "titre", "título", "titolo"})


def may_be_word(head: bytes) -> bool:
    """Tell whether a zip file may be a Word document, by the name of its first member."""
    return head[30:60].startswith(_FIRST_NAMES)


def is_word(file: BinaryIO, size: int, limits: Limits) -> bool:
    """Tell whether a zip file is a Word document."""
    try:
        names = {member.name for member in list_members(file, size, limits)}
    except (DirectoryDamaged, Refused):
        return False
    return _CONTENT_TYPES in names and _MAIN_PART in names


def read_word(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the one article of a Word document."""
    data = read_up_to(content.stream, MAX_DOCUMENT_BYTES)
    if data is None:
        raise Refused(f"is larger than {megabytes(MAX_DOCUMENT_BYTES)}, the most that a document may have")
    if not is_word(io.BytesIO(data), len(data), content.limits):
        raise Refused("is an archive within an archive: unpack it and send what it holds")
    document = _open(_only_text(io.BytesIO(data), len(data), content.limits))
    text = mend("\n\n".join(part for part in blocks(document.element.body) if part))
    if not text.strip():
        yield content.error("holds no text; if it is a picture of one, have its text recognised (OCR) first")
        return
    press = press_of(text)
    if press:
        yield from press_articles(text, press, content.at())
        return
    properties = document.core_properties
    author = mend(properties.author or "").strip()
    yield RawArticle(
        content.at(),
        title=_title(document) or title_of(text),
        text=text,
        author="" if is_nobody(author) else author[:1_000],
        language=mend(properties.language or "").strip()[:64],
        warnings=content.warnings,
    )


def _only_text(file: io.BytesIO, size: int, limits: Limits) -> io.BytesIO:
    """Return the document with its XML alone, each part unpacked and counted: pictures are left empty."""
    reader = ZipReader(file, size, limits, None)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as kept:
        for number, member in enumerate(reader.members(of_document=True)):
            if number >= _MOST_PARTS:
                raise Refused(f"has more than {_MOST_PARTS:,} parts: it is no ordinary document")
            is_xml = member.name.endswith((".xml", ".rels"))
            data = b"".join(_limited(reader.blocks(member))) if is_xml else b""
            if _OWN_ENTITIES.search(data):
                raise Refused("defines entities of its own: refused, because attacks do so")
            kept.writestr(member.name, data)
    held.seek(0)
    return held


def _limited(blocks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for block in blocks:
        size += len(block)
        if size > _MOST_XML_BYTES:
            raise Refused(f"has a part of more than {megabytes(_MOST_XML_BYTES)}; split the document")
        yield block


def _open(package: io.BytesIO) -> Document:
    import docx  # late: it takes long to load, and few files are documents

    try:
        return docx.Document(package)
    except MemoryError:
        raise
    except Exception as error:  # whatever is missing or wrong in a package, the library raises what it meets first
        raise Refused(f"is damaged: it cannot be read as a Word document ({type(error).__name__}: {error})") from error


def _title(document: Document) -> str:
    """Return the first paragraph in the style of a title."""
    for paragraph in document.paragraphs[:10]:
        style = paragraph.style
        if style is not None and (style.name or "").lower() in _TITLE_STYLES and paragraph.text.strip():
            return mend(" ".join(paragraph.text.split()))[:1_000]
    return ""
