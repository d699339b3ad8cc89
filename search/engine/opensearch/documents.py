"""What an article becomes in the cluster: plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.utils.encoding import force_str
from haystack.constants import DJANGO_CT, DJANGO_ID
from haystack.constants import ID as HAYSTACK_ID

from search.engine.contract import IndexDocument
from search.engine.opensearch import mapping
from search.engine.opensearch.analysis import indexed
from search.engine.opensearch.periods import INTERVALS, period
from search.engine.whoosh.documents import ARTICLE, identifier

_BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_CACHED_DAYS: Final = 5_000  # many articles appear on one day

Days = tuple[date, date]


def source_of(document: IndexDocument) -> dict[str, Any]:
    """Return the JSON object of a checked document."""
    fields: dict[str, Any] = {
        HAYSTACK_ID: identifier(document.id),
        DJANGO_CT: ARTICLE,
        DJANGO_ID: str(document.id),
        mapping.ID: document.id,
        mapping.VERSION: document.version,
        mapping.STORY: document.story or document.id,
        "actor": list(document.actors),
        "location": list(document.locations),
    }
    for name, text in (("title", document.title), ("text", document.text)):
        fields[name], fields[mapping.FORMS[name]] = indexed(text, document.language)
    fields[mapping.order_name("title")] = document.title[: mapping.ORDERED_CHARACTERS]
    if document.source:
        fields["source"] = document.source
    if document.language:
        fields["language"] = document.language
    if document.story and document.story != document.id:
        fields[mapping.COPY_OF] = document.story
    return {**fields, **_moment(document.added), **_published(document.published), **_mentioned(document.mentioned)}


def _moment(added: datetime) -> dict[str, Any]:
    moment = added.astimezone(UTC) if added.tzinfo else added.replace(tzinfo=UTC)
    return {
        "added": f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z",
        mapping.ADDED: (moment - _BEGINNING) // _MICROSECOND,
    }


@lru_cache(maxsize=_CACHED_DAYS)
def _published(days: Days | None) -> Mapping[str, Any]:
    if days is None:
        return {}
    first, last = days
    return {
        mapping.FIRST: first.isoformat(),
        mapping.LAST: last.isoformat(),
        mapping.FIRST_DAY: first.toordinal(),
        mapping.LAST_DAY: last.toordinal(),
    } | {mapping.PUBLISHED_PERIOD[interval]: found[0] for interval, found in _periods([days]).items()}


def _mentioned(dates: Iterable[Days]) -> dict[str, Any]:
    """Return the fields of the dates mentioned; a date counts in those intervals of which it lies in one period."""
    known = list(dict.fromkeys(dates))
    if not known:
        return {}
    numbers = [(first.toordinal(), last.toordinal()) for first, last in known]
    return {
        mapping.MENTIONED: [f"{first}/{last}" for first, last in numbers],
        mapping.MENTIONED_DAYS: [{"gte": first, "lte": last} for first, last in numbers],
    } | {mapping.MENTIONED_PERIOD[interval]: found for interval, found in _periods(known).items()}


def _periods(dates: Iterable[Days]) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = {}
    for first, last in dates:
        for interval in INTERVALS:
            number = period(first, interval)
            if number == period(last, interval) and number not in found.setdefault(interval, []):
                found[interval].append(number)
    return {interval: numbers for interval, numbers in found.items() if numbers}


def source_of_fields(prepared: Mapping[str, Any], declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON object of any object that Haystack prepared."""
    fields: dict[str, Any] = {}
    aliases = {name for field in declared.values() for name in mapping.aliases_of(field, declared)}
    texts = {field.index_fieldname for field in declared.values() if mapping.is_text(field)}
    for name, value in prepared.items():
        if value is None or name in aliases or name == "boost":
            continue
        if name in texts:
            fields[name], fields[f"{name}_forms"] = indexed(force_str(value), "")
            fields[mapping.order_name(name)] = force_str(value)[: mapping.ORDERED_CHARACTERS]
        else:
            fields[name] = _plain(value)
    return fields


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return f"{moment.isoformat(timespec='milliseconds')}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return force_str(value)
