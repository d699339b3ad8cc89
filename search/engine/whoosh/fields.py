"""The field types of the index, and the schema made of Haystack's declarations."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from haystack import constants
from haystack.exceptions import SearchBackendError
from whoosh import analysis, columns, fields, formats

from search.engine.whoosh import words
from search.engine.whoosh.building import FieldBuilder, ValueBuilder
from search.engine.whoosh.texts import TextBuilder


class Text(str):
    """A text that knows its language, on which its analysis depends."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = "") -> Text:
        """Make the text."""
        made = super().__new__(cls, text)
        made.language = language
        return made


class PackedPositions(formats.Positions):
    """Positions of a term as unsigned 32-bit numbers."""

    def encode(self, poslist: Iterable[int]) -> bytes:
        """Return the positions as bytes."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Return the positions."""
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """Return how often the term stands in the document."""
        return len(valuestring) // 4


class WordAnalyzer(analysis.Analyzer):
    """Gives Whoosh's own code the words of a text, folded, or their stems."""

    def __init__(self, *, stems: bool = False) -> None:
        self.stems = stems

    def __call__(self, value: str, *, start_pos: int = 0, start_char: int = 0, **options: Any) -> Iterator[Any]:
        """Yield one token object again and again, as Whoosh's analysers do."""
        token = analysis.Token(positions=True, chars=True, removestops=False, mode=options.get("mode", ""))
        token.boost, token.stopped = 1.0, False
        for position, (word, start) in enumerate(words.spans(value)):
            token.original, token.text = word, words.stem_of(words.fold(word)) if self.stems else words.fold(word)
            token.pos = start_pos + position
            token.startchar, token.endchar = start_char + start, start_char + start + len(word)
            yield token


class ArticleText(fields.TEXT):
    """Title or body of an article, see words.py. Its length is the number of its tokens."""

    def __init__(self, *, stored: bool, boost: float = 1.0) -> None:
        super().__init__(analyzer=WordAnalyzer(), stored=stored)
        self.format = PackedPositions(field_boost=boost)

    def builder(self) -> Iterator[FieldBuilder]:
        """Yield what inverts it."""
        yield TextBuilder()


class ExactList(fields.KEYWORD):
    """Any number of values, each kept whole: commas, spaces and case are part of a value.

    With `same_as` the field is another name of that field, for Haystack's <name>_exact.
    """

    def __init__(self, *, stored: bool, same_as: str = "", boost: float = 1.0) -> None:
        super().__init__(stored=stored)
        self.format = formats.Existence(field_boost=boost)
        self.analyzer = analysis.IDAnalyzer()
        self.scorable = False
        self.same_as = same_as

    def builder(self) -> Iterator[FieldBuilder]:
        """Yield what inverts it."""
        if not self.same_as:
            yield ValueBuilder(several=True, unique=False)


class Exact(fields.ID):
    """One value, kept whole; the terms give a stored value back."""

    given_back = True

    def __init__(self, *, stored: bool, unique: bool = False, same_as: str = "", boost: float = 1.0) -> None:
        super().__init__(stored=stored, unique=unique, field_boost=boost)
        self.same_as = same_as

    def builder(self) -> Iterator[FieldBuilder]:
        """Yield what inverts it."""
        if not self.same_as:
            yield ValueBuilder(several=False, unique=self.unique)


class Moment(fields.DATETIME):
    """A moment, kept as a column; the terms that Whoosh's own ranges look for are made of it when asked for."""

    terms_of_column = True

    def __init__(self, *, stored: bool) -> None:
        super().__init__(stored=stored, sortable=True)
        self.shift_step = 0

    def builder(self) -> Iterator[FieldBuilder]:
        """Yield nothing: the column is all."""
        yield from ()


class Number(fields.COLUMN):
    """A signed 64-bit number per document and nothing else; the column gives a stored value back."""

    given_back = True

    def __init__(self, default: int) -> None:
        super().__init__(columns.NumericColumn("q", default=default))


def build_schema(declared: Mapping[str, Any]) -> tuple[str, fields.Schema]:
    """Return the name of the document field and the schema for Haystack's fields. Raises SearchBackendError."""
    if not declared:
        raise SearchBackendError(
            "No fields were found in any search_indexes. Please correct this before attempting to search."
        )
    made: dict[str, Any] = {
        constants.ID: Exact(stored=True, unique=True),
        constants.DJANGO_CT: Exact(stored=True),
        constants.DJANGO_ID: Exact(stored=True, unique=True),
    }
    document = ""
    for field in declared.values():
        source = declared.get(getattr(field, "facet_for", None) or field.index_fieldname, field)
        made[field.index_fieldname] = _field_type(
            field, stored=field.stored and source.stored, same_as=_same_as(field, declared)
        )
        if field.document:
            document = field.index_fieldname
            made[document].spelling = not isinstance(made[document], ArticleText)
    return document, fields.Schema(**made)


def _field_type(field: Any, *, stored: bool, same_as: str) -> Any:
    """Return Whoosh's field type for a field of Haystack's."""
    if field.is_multivalued:
        return ExactList(stored=stored, same_as=same_as, boost=field.boost)
    if field.field_type == "exact" or (hasattr(field, "facet_for") and field.field_type == "string"):
        return Exact(stored=stored, same_as=same_as, boost=field.boost)
    kind = {"date": _date, "datetime": _date, "integer": _number, "float": _number, "boolean": _boolean}
    kind |= {"ngram": _ngram, "edge_ngram": _edge_ngram, "article_text": _article_text, "column": _column}
    return kind.get(field.field_type, _text)(field)


def _same_as(field: Any, declared: Mapping[str, Any]) -> str:
    """Return the field whose values, kept whole, are this facet's too."""
    source = declared.get(getattr(field, "facet_for", None) or "")
    if source is None or not (source.is_multivalued or source.field_type == "exact"):
        return ""
    return str(source.index_fieldname)


def _date(field: Any) -> Any:
    return Moment(stored=field.stored)


def _number(field: Any) -> Any:
    kind = float if field.field_type == "float" else int
    made = fields.NUMERIC(kind, bits=64, stored=field.stored, field_boost=field.boost, shift_step=8)
    made.column_type = columns.NumericColumn("Q", default=2**64 - 1)  # Whoosh's default for fractions can't be packed
    return made


def _boolean(field: Any) -> Any:
    return fields.BOOLEAN(stored=field.stored)


def _ngram(field: Any) -> Any:
    return fields.NGRAM(minsize=3, maxsize=15, stored=field.stored, field_boost=field.boost)


def _edge_ngram(field: Any) -> Any:
    return fields.NGRAMWORDS(minsize=2, maxsize=15, at="start", stored=field.stored, field_boost=field.boost)


def _article_text(field: Any) -> Any:
    return ArticleText(stored=field.stored, boost=field.boost)


def _column(field: Any) -> Any:
    return Number(field.default)


def _text(field: Any) -> Any:
    analyzer = field.analyzer or analysis.StemmingAnalyzer()
    return fields.TEXT(stored=True, analyzer=analyzer, field_boost=field.boost, sortable=True)
