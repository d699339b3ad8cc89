"""What an article becomes in the cluster: plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from haystack.constants import DJANGO_CT, DJANGO_ID
from haystack.constants import ID as HAYSTACK_ID

from search.engine.contract import IndexDocument
from search.engine.opensearch import mapping
from search.engine.opensearch.analysis import indexed
from search.engine.opensearch.periods import INTERVALS, period
from search.engine.whoosh.documents import ARTICLE, identifier

_BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

Days = tuple[date, date]


def source_of(document: IndexDocument) -> dict[str, Any]:
    """Return the JSON object of a checked document."""
    fields: dict[str, Any] = {
        HAYSTACK_ID: identifier(document.id),
        DJANGO_CT: ARTICLE,
        DJANGO_ID: str(document.id),
        mapping.ID: document.id,
        mapping.VERSION: document.version,
        "actor": list(document.actors),
        "location": list(document.locations),
    }
    for name, text in (("title", document.title), ("text", document.text)):
        fields[name], fields[mapping.FORMS[name]] = indexed(text, document.language)
    if document.source:
        fields["source"] = document.source
    if document.language:
        fields["language"] = document.language
    if document.story is not None and document.story != document.id:
        fields[mapping.COPY_OF] = document.story
    return fields | _moment(document.added) | _published(document.published) | _mentioned(document.mentioned)


def _moment(added: datetime) -> dict[str, Any]:
    moment = added.astimezone(UTC) if added.tzinfo else added.replace(tzinfo=UTC)
    return {
        "added": f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z",
        mapping.ADDED: (moment - _BEGINNING) // _MICROSECOND,
    }


def _published(days: Days | None) -> dict[str, Any]:
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
