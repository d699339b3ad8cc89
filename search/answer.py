"""Results as the API writes them; exports build upon the same objects."""

from __future__ import annotations

from typing import Any

from search.facets import FACET_BY_NAME, FACETS
from search.messages import Message
from search.results import DateGroup, FacetGroup, FacetValue, Hit, Results
from search.state import SearchState

_REPEATED = {facet.name + suffix for facet in FACETS for suffix in ("", ".all", ".not")}


def api_answer(results: Results) -> dict[str, Any]:
    """Return the answer of the API to a search."""
    facets: dict[str, Any] = {name: _facet(group) for name, group in results.facets.items()}
    if results.dates is not None:
        facets["date"] = _dates(results.dates)
    return {
        "query": {"parsed": results.parsed, "state": api_state(results.state)},
        "total": results.total,
        "took_ms": results.took_ms,
        "next": results.next_cursor,
        "messages": [api_message(message) for message in results.messages],
        "results": [api_result(hit) for hit in results.hits],
        "facets": facets,
    }


def api_result(hit: Hit) -> dict[str, Any]:
    """Return one article found; dates are ISO 8601 to their precision, null = unknown."""
    return {
        "id": hit.id,
        "external_id": hit.external_id,
        "permalink": hit.permalink,
        "title": hit.title,
        "source": hit.source,
        "url": hit.url,
        "published": hit.published or None,
        "published_precision": hit.published_precision or None,
        "score": hit.score,
        "copies": hit.copies,
        "snippets": list(hit.snippets),
        "actors": [{"id": tag.id, "name": tag.name, "kind": tag.kind} for tag in hit.actors],
        "locations": [{"id": tag.id, "name": tag.name, "country": tag.country} for tag in hit.locations],
    }


def api_state(state: SearchState) -> dict[str, str | list[str]]:
    """Return the parameters of a state by name; those that may be repeated are lists."""
    written: dict[str, str | list[str]] = {}
    for name, value in state.pairs():
        if name in _REPEATED:
            before = written.get(name, [])
            written[name] = [*before, value]
        else:
            written[name] = value
    return written


def api_message(message: Message) -> dict[str, Any]:
    """Return a message as the API writes it."""
    return {
        "code": message.code,
        "level": message.level,
        "message": message.text,
        "parameter": message.parameter or None,
        "position": message.position,
    }


def api_error(message: Message) -> dict[str, Any]:
    """Return the body of an answer 400."""
    return {
        "error": {
            "code": message.code,
            "message": message.text,
            "parameter": message.parameter or None,
            "position": message.position,
        }
    }


def facet_id(facet: str, value: str) -> int | str:
    """Return the id of a facet value as JSON has it: a number, or the code of a language."""
    return int(value) if FACET_BY_NAME[facet].numbered and value.isdigit() else value


def api_value(facet: str, value: FacetValue) -> dict[str, Any]:
    """Return a facet value; locations say what they lie in."""
    written: dict[str, Any] = {
        "id": facet_id(facet, value.id),
        "label": value.label,
        "count": value.count,
        "selected": value.selected,
    }
    if FACET_BY_NAME[facet].hierarchical:
        written["parent"] = facet_id(facet, value.parent) if value.parent else None
    return written


def _facet(group: FacetGroup) -> dict[str, Any]:
    values = [api_value(group.name, value) for value in group.values]
    return {"total": group.total, "missing": group.missing, "values": values}


def _dates(dates: DateGroup) -> dict[str, Any]:
    return {
        "interval": dates.interval,
        "coarser": dates.coarser,
        "missing": dates.missing,
        "values": [
            {"from": bar.first.isoformat(), "to": bar.last.isoformat(), "label": bar.label, "count": bar.count}
            for bar in dates.values
        ],
    }
