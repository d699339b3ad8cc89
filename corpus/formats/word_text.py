"""The text of a Word document as its readers see it: with what was inserted, without what was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{_WORD}{name}" for name in ("p", "tbl", "tr", "tc"))
# Deleted and moved text, instructions of fields, and the second form of a text box, for older programs.
_UNSEEN: Final = frozenset(
    {f"{_WORD}{name}" for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "tblPr", "sectPr")}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_SIGNS: Final = {
    f"{_WORD}tab": "\t",
    f"{_WORD}br": "\n",
    f"{_WORD}cr": "\n",
    f"{_WORD}noBreakHyphen": "-",
}
_TEXT: Final = f"{_WORD}t"
# A cell of data has a line or two; one of more paragraphs holds an article, set in a table to stand in its place.
_MOST_IN_CELL: Final = 3
_BOX: Final = f"{_WORD}txbxContent"


def blocks(body: _Element) -> Iterator[str]:
    """Yield paragraphs and tables in their order, whatever they stand in; text boxes come after their paragraph."""
    for child in body:
        if child.tag == _PARAGRAPH:
            yield from _paragraph(child)
        elif child.tag == _TABLE:
            yield from _table(child)
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from blocks(child)  # a content control, an insertion of whole paragraphs


def _paragraph(paragraph: _Element) -> Iterator[str]:
    boxes: list[_Element] = []
    yield "".join(_runs(paragraph, boxes)).strip()
    for box in boxes:
        yield from blocks(box)


def _runs(element: _Element, boxes: list[_Element]) -> Iterator[str]:
    """Yield the texts in an element; text boxes in it are put into `boxes`."""
    for child in element:
        if child.tag == _BOX:
            boxes.append(child)
        elif child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from _runs(child, boxes)


def _table(table: _Element) -> Iterator[str]:
    """Yield the rows of a table as lines in one block; a table that only holds texts in place yields its paragraphs."""
    rows: list[str] = []
    for row in _inside(table, _ROW):
        cells = [[text for text in blocks(cell) if text] for cell in _inside(row, _CELL)]
        if sum(bool(cell) for cell in cells) == 1 or any(len(cell) > _MOST_IN_CELL for cell in cells):
            yield "\n".join(rows)
            rows = []
            yield from (text for cell in cells for text in cell)
        else:
            rows.append(" | ".join(" ".join(" ".join(cell).split()) for cell in cells if cell))
    yield "\n".join(row for row in rows if row)


def _inside(element: _Element, tag: str) -> Iterator[_Element]:
    """Yield the rows of a table or the cells of a row, also those in a content control; not those of tables inside."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN and child.tag not in (_TABLE, _PARAGRAPH, _CELL) and isinstance(child.tag, str):
            yield from _inside(child, tag)
