"""CSV and TSV: a header row with known column names, then one article a row."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress

from corpus.formats.aliases import is_article_text, is_known, normalise
from corpus.formats.columns import AS_NAMED, LEFT_OUT, Columns
from corpus.formats.content import Content, with_warnings
from corpus.formats.encoding import decode_bare
from corpus.formats.gdelt import with_day_seen
from corpus.formats.limits import MEBIBYTE, Refused, megabytes
from corpus.formats.mapping import map_record
from corpus.formats.record import RawArticle, RecordError, Warning
from corpus.formats.stream import limited_lines

MAX_FIELD_CHARACTERS = 10 * MEBIBYTE
DELIMITERS = ",;\t|"
_COLUMN_NAMES = "id, title, text, html, url, source, author, language, published, collected, actors, locations"
_LONGEST_HEADER = 64 * 1024
_MOST_LINES_OF_ROW = 100_000
_MOST_BEFORE_HEADER = 20
_MOST_TOLD = 10


def read_table(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the article of each row; a row that cannot be read does not take others with it."""
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    lines = _Lines(content)
    try:
        header, delimiter = _header(lines)
    except Refused as refused:
        yield content.error(refused.reason, line=lines.number or None, field="header")
        return
    except _TooLarge:
        yield content.error("begins with a line that is too long for a header row", line=1, field="header")
        return
    for row in _rows(lines, delimiter, len(header)):
        if isinstance(row, RecordError):
            yield row
        elif any(cell.strip() for cell in row.cells):
            yield with_warnings(_record(content, header, row), tuple(lines.notes))
            lines.notes.clear()


def sniff_delimiter(line: str, columns: Columns = AS_NAMED) -> tuple[str, list[str]]:
    """Return the delimiter under which a header row has the most known columns, and the columns."""
    best: tuple[tuple[int, int], str, list[str]] = ((0, 0), "", [])
    for delimiter in DELIMITERS:
        try:
            cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
        except csv.Error:
            continue
        score = (sum(map(is_known, columns.names(cells))), len(cells))
        if score > best[0]:
            best = (score, delimiter, cells)
    return best[1], best[2]


def looks_like_header(line: str, *, sure: bool) -> bool:
    """Tell whether a line is a header row; `sure` = the name of the file says it is a table."""
    if len(line) > _LONGEST_HEADER:
        return False
    return _is_header(sniff_delimiter(line)[1], sure=sure)


def _is_header(cells: Sequence[str], *, sure: bool) -> bool:
    known = sum(map(is_known, cells))
    if sure:
        return known > 0 and (known * 2 >= len(cells) or not any(cell.isdigit() for cell in cells))
    return known >= 2 and known * 2 >= len(cells) and any(map(is_article_text, cells))


class _Row:
    """A row, the line it begins on, and warnings of its reading."""

    __slots__ = ("cells", "line", "warnings")

    def __init__(self, cells: list[str], line: int, warnings: tuple[Warning, ...]) -> None:
        self.cells = cells
        self.line = line
        self.warnings = warnings


class _TooLarge(Exception):
    """A line, or the lines of a row, are larger than a record may be."""


class _Lines:
    """Decoded lines that remember which of them the current row took, so that they can be read again."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._lines = limited_lines(content.stream, content.limits.max_record_bytes)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self._warnings: dict[int, tuple[Warning, ...]] = {}  # by line number, of the lines in _taken and _again
        self.notes: list[Warning] = []  # about the whole, for its first row
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._read()
        self.number += 1
        self._taken.append(line)
        self._size += len(line)
        if self._size > self.content.limits.max_record_bytes or len(self._taken) > _MOST_LINES_OF_ROW:
            raise _TooLarge
        return line

    def _read(self) -> str:
        line = next(self._lines)
        if line is None:
            self.number += 1
            self._taken.append("")
            raise _TooLarge
        try:
            return line.replace(b"\0", b"").decode("utf-8")
        except UnicodeDecodeError:
            decoded = decode_bare(line)
            self._warnings[self.number + 1] = decoded.warnings
            return decoded.text

    def begin_row(self) -> int:
        """Forget the lines taken so far; return the number of the line that comes next."""
        for number in range(self.number - len(self._taken) + 1, self.number + 1) if self._warnings else ():
            self._warnings.pop(number, None)
        self._taken.clear()
        self._size = 0
        return self.number + 1

    def first_taken(self) -> str:
        """Return the first line of the current row."""
        return self._taken[0] if self._taken else ""

    def warnings(self) -> tuple[Warning, ...]:
        """Return the warnings of the lines of the current row, each once."""
        if not self._warnings:
            return ()
        numbers = range(self.number - len(self._taken) + 1, self.number + 1)
        return tuple(dict.fromkeys(warning for number in numbers for warning in self._warnings.get(number, ())))

    def return_all_but_first(self) -> None:
        """Give back the lines of the current row except its first."""
        self._again.extendleft(reversed(self._taken[1:]))
        self.number -= max(len(self._taken) - 1, 0)
        del self._taken[1:]


def _header(lines: _Lines) -> tuple[list[str], str]:
    """Return the column names and the delimiter; raise Refused if no column is known."""
    lines.begin_row()
    for line in lines:
        text = line.removeprefix("\ufeff").strip("\r\n")
        is_hint = text.lower().startswith("sep=") and len(text) == len("sep=,")  # Excel's own
        if text.strip(f"{DELIMITERS} \t") and not is_hint:
            return _header_at(lines, text)
        lines.begin_row()
    raise Refused("is empty")


def _header_at(lines: _Lines, text: str) -> tuple[list[str], str]:
    """Return the column names and the delimiter of the first line, or of one below what a report begins with."""
    columns = lines.content.columns
    delimiter, cells = sniff_delimiter(text, columns)
    if len(text) > _LONGEST_HEADER or not _is_header(columns.names(cells), sure=True):
        below = _header_below(lines)
        if below is None:
            columns.header(cells)
            _show_row(lines, cells, delimiter)
            raise Refused(
                f"has no header row with a known column name; known are {_COLUMN_NAMES} and their aliases; a dry run "
                "shows the columns and lets you choose what they are read as"
            )
        delimiter, cells = below
    named = columns.header(cells)
    if not any(map(is_article_text, named)):
        _show_row(lines, cells, delimiter)
        raise Refused("has no column for the title, the text or the HTML of the articles")
    _refuse_doubled(named)
    unknown = [cell for cell, name in zip(cells, named, strict=True) if name != LEFT_OUT and not is_known(name)]
    if unknown := [cell for cell in unknown if cell]:
        told = ", ".join(cell[:40] for cell in unknown[:_MOST_TOLD]) + (" …" if len(unknown) > _MOST_TOLD else "")
        lines.notes.append(
            Warning(
                "header", f"columns that are not known were not read: {told}; a dry run lets you choose their fields"
            )
        )
    return cells, delimiter


def _header_below(lines: _Lines) -> tuple[str, list[str]] | None:
    """Return the delimiter and the cells of a header row below the line at hand, None and to it if there is none."""
    start = lines.number
    for _ in range(_MOST_BEFORE_HEADER):
        text = next(lines, "").strip("\r\n")
        if looks_like_header(text, sure=False):
            told = f"the lines before the header row ({start} to {lines.number - 1}) were left out"
            lines.notes.append(Warning("header", told))
            return sniff_delimiter(text, lines.content.columns)
    lines.return_all_but_first()
    return None


def _show_row(lines: _Lines, cells: Sequence[str], delimiter: str) -> None:
    """Let whoever watches the columns see an example of each, though the header row is refused."""
    columns = lines.content.columns
    if not columns.is_watched:
        return
    header = lines.number
    with suppress(csv.Error, _TooLarge):
        columns.read(dict(zip(cells, next(csv.reader(lines, delimiter=delimiter), []), strict=False)))
    lines.number = header  # the fault is there


def _refuse_doubled(cells: Sequence[str]) -> None:
    names = [normalise(cell) for cell in cells if is_known(cell)]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise Refused(f"has two columns named {doubled[0]}; rename or remove one")


def _rows(lines: _Lines, delimiter: str, width: int) -> Iterator[_Row | RecordError]:
    """Yield the rows; after one that cannot be read, go on at the next line that is a row of its own."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    failure: tuple[int, str] | None = None
    while True:
        line = lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            break
        except (csv.Error, _TooLarge) as error:
            row = _forgiven(lines, delimiter, width, line) if failure is None else None
            lines.return_all_but_first()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            if row is not None:
                yield row
            elif failure is None:
                failure = (line, _explained(error, lines))
            continue
        if failure is not None and len(cells) != width:
            continue
        if failure is not None:
            yield _failed(lines.content, failure, line - 1)
            failure = None
        if cells:
            yield _Row(cells, line, lines.warnings())
    if failure is not None:
        yield _failed(lines.content, failure, lines.number)


def _forgiven(lines: _Lines, delimiter: str, width: int, line: int) -> _Row | None:
    """Return the row of one line with a stray quotation mark in it, if it still has the right number of cells."""
    text = lines.first_taken().rstrip("\r\n")
    if text.count('"') % 2:
        return None
    cells = _lenient_cells(text, delimiter)
    if len(cells) != width:
        return None
    warning = Warning("", 'a quotation mark stands inside a quoted cell; double it in the file ("")')
    return _Row(cells, line, (*lines.warnings()[:1], warning))


def _lenient_cells(text: str, delimiter: str) -> list[str]:
    """Return the cells of a line in which a quotation mark closes a cell only before a delimiter or the end."""
    cells, position = [], 0
    while position <= len(text):
        if text.startswith('"', position):
            end = text.find(f'"{delimiter}', position + 1)
            if end < 0 and text.endswith('"') and len(text) > position + 1:
                end = len(text) - 1
            if end > 0:
                cells.append(text[position + 1 : end].replace('""', '"'))
                position = end + 2
                continue
        end = text.find(delimiter, position)
        end = len(text) if end < 0 else end
        cells.append(text[position:end])
        position = end + 1
    return cells


def _failed(content: Content, failure: tuple[int, str], last: int) -> RecordError:
    line, reason = failure
    skipped = f"; lines {line} to {last} were left out" if last > line else ""
    return content.error(f"{reason}{skipped}", line=line)


def _explained(error: Exception, lines: _Lines) -> str:
    if isinstance(error, _TooLarge):
        most = megabytes(lines.content.limits.max_record_bytes)
        return f"takes more than {most} or {_MOST_LINES_OF_ROW:,} lines, or a quotation mark is never closed"
    if "field limit" in str(error):
        return f"has a cell of more than {MAX_FIELD_CHARACTERS:,} characters, or a quotation mark is never closed"
    return "has a quotation mark that is not closed, or one inside a quoted cell that is not doubled"


def _record(content: Content, header: list[str], row: _Row) -> RawArticle | RecordError:
    cells = row.cells
    warnings = content.warnings + row.warnings
    if len(cells) > len(header):
        if any(cell.strip() for cell in cells[len(header) :]):
            return content.error(
                f"has {len(cells)} cells where the header has {len(header)}: put cells that hold the delimiter in "
                "quotation marks",
                line=row.line,
            )
        cells = cells[: len(header)]
    elif len(cells) < len(header):
        message = f"has {len(cells)} cells where the header has {len(header)}: the others were taken as empty"
        warnings = (*warnings, Warning("", message))
    data = with_day_seen(content.columns.read(dict(zip(header, cells, strict=False))))
    record = map_record(data, content.at(row.line))
    return with_warnings(record, warnings)
