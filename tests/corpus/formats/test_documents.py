"""PDF files and Word documents: one article each, and a reason for what cannot be read."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.formats import RawArticle, RecordError
from tests.corpus.formats.documents import pdf, word
from tests.corpus.formats.sending import errors, lines, read, titles, zipped

STORY = "Bridge at Verrin reopens\nThe bridge reopened on Sunday after long re-\npairs, the council said.\nIt is old."


def only(records: list[RawArticle | RecordError]) -> RawArticle:
    """Return the one article among records."""
    [record] = records
    assert isinstance(record, RawArticle), record
    return record


def test_a_pdf_is_an_article_of_all_its_pages_in_order() -> None:
    found = only(read(pdf([STORY, "A second page (of two): café."]), "story.pdf"))
    assert found.title == "Bridge at Verrin reopens"
    assert "after long repairs, the council said." in found.text
    assert found.text.index("It is old.") < found.text.index("A second page (of two): café.")
    assert found.published == ""


def test_title_and_author_of_a_pdf_are_taken_if_they_are_none_of_a_program() -> None:
    good = only(read(pdf([STORY], properties="/Title (Bridge news) /Author (Ana Lind)")))
    assert (good.title, good.author) == ("Bridge news", "Ana Lind")
    bad = only(read(pdf([STORY], properties="/Title (Microsoft Word - bridge_v2.doc)")))
    assert bad.title == "Bridge at Verrin reopens"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([""]), "holds no text"),
        (pdf([STORY])[:300], "is damaged"),
        (b"%PDF-1.7\n" + b"x" * 1000, "is damaged"),
        (pdf([STORY]).replace(b"/Root 1 0 R", b"/Encrypt 4 0 R/Root 1 0 R"), "is"),
        (pdf(["x"] * 501), "501 pages"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_named_with_a_reason(data: bytes, reason: str) -> None:
    [error] = errors(read(data, "story.pdf"))
    assert reason in error.reason


def test_a_page_that_cannot_be_read_does_not_take_the_others_with_it() -> None:
    bomb = b"BT (" + b"a" * 30_000_000 + b") Tj ET"
    found = only(read(pdf([STORY, "x"], content=bomb)))
    assert "The bridge reopened" in found.text
    assert "page 2 could not be read" in found.warnings[0].message


def test_documents_in_a_zip_are_read_beside_other_files() -> None:
    data = zipped({"a.pdf": pdf([STORY]), "b.docx": word("One paragraph."), "c.jsonl": lines(7)})
    assert titles(read(data)) == ["Bridge at Verrin reopens", "One paragraph.", "Title 7"]


def test_a_word_document_is_an_article_with_its_tables_in_place() -> None:
    data = word(
        "The market moves.", "It opens at nine.", title="Market moves", author="Ana Lind", table=[["Day", "Hour"]]
    )
    found = only(read(data, "market.docx"))
    assert (found.title, found.author) == ("Market moves", "Ana Lind")
    assert found.text == "Market moves\n\nThe market moves.\n\nDay | Hour\n\nIt opens at nine."


def test_the_name_of_a_program_is_no_author() -> None:
    assert only(read(word("A paragraph.", author="python-docx"))).author == ""


def with_part(name: str, body: bytes) -> bytes:
    """Return a Word document with one of its parts replaced."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word("A paragraph."))) as source, zipfile.ZipFile(held, "w", 8) as target:
        for info in source.infolist():
            target.writestr(info.filename, body if info.filename == name else source.read(info))
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (word(), "holds no text"),
        (with_part("word/document.xml", b"<w:document"), "is damaged"),
        (with_part("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "defines entities"),
        (with_part("word/document.xml", b" " * 30_000_000), "times its size"),
        (with_part("[Content_Types].xml", b"<Types/>"), "is damaged"),
        (word("A paragraph.")[:-200], "damaged or cut off"),
    ],
)
def test_a_word_document_that_cannot_be_read_is_named_with_a_reason(data: bytes, reason: str) -> None:
    [error] = errors(read(data, "market.docx"))
    assert reason in error.reason


def test_a_workbook_is_refused_by_name() -> None:
    data = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    [error] = errors(read(data, "rates.xlsx"))
    assert "an Excel workbook" in error.reason


def test_lines_that_all_pages_have_are_left_out_and_told() -> None:
    pages = [
        f"HARBOUR COURIER, 5 Sept 2021\nPage {number} of 3\n{text}\n\nprinted by Ott"
        for number, text in enumerate(
            ["Ferry sails\nThe ferry is", "back in service at the land-", "ing since Sunday."], 1
        )
    ]
    found = only(read(pdf(pages), "story.pdf"))
    assert found.title == "Ferry sails"
    assert " ".join(found.text.split()) == "Ferry sails The ferry is back in service at the landing since Sunday."
    [warning] = found.warnings
    assert "“HARBOUR COURIER, 5 Sept 2021”; “printed by Ott”" in warning.message


def test_pages_that_are_all_the_same_keep_their_text() -> None:
    found = only(read(pdf(["The same words."] * 4)))
    assert found.text.count("The same words.") == 4


def test_pages_without_text_are_told() -> None:
    found = only(read(pdf(["A page of text.", "", "Another page.", ""]), "half.pdf"))
    assert "pages 2, 4 had no text" in found.warnings[0].message


def document(body: str) -> bytes:
    """Return a Word document with this XML as its body."""
    names = "".join(
        f' xmlns:{prefix}="{name}"'
        for prefix, name in (
            ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
            ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        )
    )
    made = zipfile.ZipFile(io.BytesIO(word("x")))
    parts = {name: made.read(name) for name in made.namelist()}
    parts["word/document.xml"] = f"<w:document{names}><w:body>{body}</w:body></w:document>".encode()
    return zipped(parts)


def run(text: str, kind: str = "t") -> str:
    """Return a piece of text in a Word document."""
    return f"<w:r><w:{kind}>{text}</w:{kind}></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<w:p>{run('The ')}<w:ins>{run('old ')}</w:ins>{run('ferry.')}</w:p>", "The old ferry."),
        (f"<w:p>{run('The ')}<w:del>{run('old ', 'delText')}</w:del>{run('ferry.')}</w:p>", "The ferry."),
        (f"<w:p>{run('A ')}<w:moveFrom>{run('B ')}</w:moveFrom><w:moveTo>{run('C')}</w:moveTo></w:p>", "A C"),
        (f"<w:sdt><w:sdtContent><w:p>{run('In a form.')}</w:p></w:sdtContent></w:sdt>", "In a form."),
        (f"<w:p><w:smartTag><w:smartTag>{run('Verrin')}</w:smartTag></w:smartTag></w:p>", "Verrin"),
        (f"<w:p><w:hyperlink>{run('A link')}</w:hyperlink>{run('HYPERLINK x', 'instrText')}</w:p>", "A link"),
        (
            f"<w:p>{run('Beside. ')}<mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{run('In a box.')}</w:p>"
            f"</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
            "</mc:Fallback></mc:AlternateContent></w:p>",
            "Beside.\n\nIn a box.",
        ),
        (
            f"<w:tbl><w:tr><w:tc><w:p>{run('One.')}</w:p><w:p>{run('Two.')}</w:p><w:tbl><w:tr><w:tc><w:p>"
            f"{run('Inside.')}</w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
            "One.\n\nTwo.\n\nInside.",
        ),
    ],
)
def test_the_text_of_a_word_document_is_what_its_readers_see(body: str, text: str) -> None:
    assert only(read(document(body), "story.docx")).text == text
