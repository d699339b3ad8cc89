"""What an article becomes in the index, and what an article must not be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from haystack.constants import DJANGO_CT, DJANGO_ID, ID

from search.engine.contract import DocumentError, IndexDocument
from search.engine.whoosh.fields import Text
from search.engine.whoosh.snapshot import (
    ADDED_FIELD,
    DAY,
    FIRST_FIELD,
    ID_FIELD,
    LAST_FIELD,
    MENTIONED_FIELD,
    STORY_FIELD,
    VERSION_FIELD,
)

ARTICLE: Final = "corpus.article"
MOST_TEXT: Final = 5_000_000  # characters
MOST_TITLE: Final = 100_000
MOST_VALUE: Final = 250
MOST_VALUES: Final = 100_000  # of one facet in one article
MOST_NUMBER: Final = 2**63 - 1
_ENGLISH: Final = frozenset({"", "en"})
_BEGINNING: Final = datetime.min
_MICROSECOND: Final = timedelta(microseconds=1)


def identifier(article_id: int) -> str:
    """Return Haystack's name of an article."""
    return f"{ARTICLE}.{article_id}"


def index_fields(document: IndexDocument) -> dict[str, Any]:
    """Return the fields of the index for a document."""
    fields: dict[str, Any] = {
        ID: identifier(document.id),
        DJANGO_CT: ARTICLE,
        DJANGO_ID: str(document.id),
        ID_FIELD: document.id,
        VERSION_FIELD: document.version,
        STORY_FIELD: document.story or document.id,
        "title": Text(document.title, document.language),
        "text": Text(document.text, document.language),
        MENTIONED_FIELD: [f"{first.toordinal()}/{last.toordinal()}" for first, last in document.mentioned],
        ADDED_FIELD: _microseconds(document.added),
    }
    for name, value in _facets(document).items():
        fields[name] = fields[f"{name}_exact"] = value
    if document.published:
        fields[FIRST_FIELD], fields[LAST_FIELD] = (_midnight(day) for day in document.published)
    return fields


def columns_of(documents: Sequence[IndexDocument]) -> dict[str, list[Any]]:
    """Return the values of many checked documents, field by field, as building.py takes them when they are ready."""
    ids = [document.id for document in documents]
    published = [document.published for document in documents]
    columns: dict[str, list[Any]] = {
        ID: [[identifier(article_id)] for article_id in ids],
        DJANGO_CT: [[ARTICLE]] * len(ids),
        DJANGO_ID: [[str(article_id)] for article_id in ids],
        ID_FIELD: ids,
        VERSION_FIELD: [document.version for document in documents],
        STORY_FIELD: [document.story or document.id for document in documents],
        "title": [_text(document.title, document.language) for document in documents],
        "text": [_text(document.text, document.language) for document in documents],
        MENTIONED_FIELD: [_intervals(document.mentioned) if document.mentioned else None for document in documents],
        ADDED_FIELD: [(_microseconds(document.added) - _BEGINNING) // _MICROSECOND for document in documents],
        FIRST_FIELD: [None if days is None else (days[0].toordinal() - 1) * DAY for days in published],
        LAST_FIELD: [None if days is None else (days[1].toordinal() - 1) * DAY for days in published],
        "actor": [list(dict.fromkeys(document.actors)) for document in documents],
        "location": [list(dict.fromkeys(document.locations)) for document in documents],
        "source": [[document.source] if document.source else None for document in documents],
        "language": [[document.language] if document.language else None for document in documents],
    }
    return columns


def _text(text: str, language: str) -> str:
    """Return a text that knows its language, if that makes a difference."""
    return text if language in _ENGLISH else Text(text, language)


def _intervals(days: Iterable[tuple[date, date]]) -> list[str]:
    return list({f"{first.toordinal()}/{last.toordinal()}": None for first, last in days})


def _facets(document: IndexDocument) -> dict[str, Any]:
    return {
        "actor": list(document.actors),
        "location": list(document.locations),
        "source": document.source,
        "language": document.language,
    }


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _microseconds(moment: datetime) -> datetime:
    """Return a moment as UTC without a time zone, as Whoosh wants it."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def check(document: IndexDocument) -> None:
    """Raise DocumentError with a reason if the index cannot take this document."""
    article_id = document.id if isinstance(document.id, int) else 0
    reason = _fault(document)
    if reason:
        raise DocumentError(article_id, reason)


def _fault(document: IndexDocument) -> str:
    for name, least in (("id", 1), ("version", 0), ("story", 1)):
        number = getattr(document, name)
        if number is None and name == "story":
            continue
        if type(number) is not int or not least <= number <= MOST_NUMBER:
            return f"its {name} must be a whole number from {least} to {MOST_NUMBER}, not {str(number)[:30]!r}"
    return (
        _text_fault("title", document.title, MOST_TITLE)
        or _text_fault("text", document.text, MOST_TEXT)
        or _values_fault("actors", document.actors)
        or _values_fault("locations", document.locations)
        or _value_fault("source", document.source)
        or _value_fault("language", document.language)
        or _dates_fault(document)
    )


def _text_fault(name: str, text: object, most: int) -> str:
    if not isinstance(text, str):
        return f"its {name} must be text, not {type(text).__name__}"
    if len(text) > most:
        return f"its {name} has {len(text):,} characters; at most {most:,} can be searched"
    if "\x00" in text:
        return f"its {name} holds a NUL character"
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"its {name} holds half of a character pair (a lone surrogate)"
    return ""


def _values_fault(name: str, values: object) -> str:
    if not isinstance(values, tuple | list):
        return f"its {name} must be a list of ids, not {type(values).__name__}"
    if len(values) > MOST_VALUES:
        return f"it has {len(values):,} {name}; at most {MOST_VALUES:,} can be counted"
    return next(filter(None, (_value_fault(name, value) or _empty_fault(name, value) for value in values)), "")


def _value_fault(name: str, value: object) -> str:
    return _text_fault(name, value, MOST_VALUE)


def _empty_fault(name: str, value: object) -> str:
    return "" if value else f"one of its {name} is empty"


def _dates_fault(document: IndexDocument) -> str:
    if type(document.added) is not datetime and not isinstance(document.added, datetime):
        return f"the moment it was added must be a date with time, not {type(document.added).__name__}"
    if document.published is not None and not _is_interval(document.published):
        return "its date of publication must be a first and a last day, in this order"
    if not isinstance(document.mentioned, tuple | list) or not all(map(_is_interval, document.mentioned)):
        return "each date it mentions must be a first and a last day, in this order"
    return ""


def _is_interval(value: Any) -> bool:
    if not isinstance(value, tuple | list) or len(value) != 2:
        return False
    return all(isinstance(day, date) and not isinstance(day, datetime) for day in value) and value[0] <= value[1]


def numbers_of(documents: Iterable[IndexDocument]) -> list[int]:
    """Return the ids of documents that may be in the index, whatever else is wrong with them."""
    return [each.id for each in documents if type(each.id) is int and 0 < each.id <= MOST_NUMBER]


def without_repeats(documents: Iterable[IndexDocument]) -> list[IndexDocument]:
    """Return the documents, of several for one article only the last."""
    return list({_key(document): document for document in documents}.values())


def _key(document: IndexDocument) -> object:
    return document.id if isinstance(document.id, int) else id(document)
