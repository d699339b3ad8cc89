"""Settings and fields of an index, made from the facet table and Haystack's declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from haystack import constants

from search.engine.opensearch.address import Address
from search.engine.opensearch.analysis import ANALYSIS, WORDS
from search.engine.opensearch.periods import INTERVALS
from search.facets import FACETS

LAYOUT: Final = 1  # counted up when the fields change: an index of another layout is rebuilt
TEXTS: Final = ("title", "text")
FORMS: Final = {"title": "title_forms", "text": "text_forms"}
ID: Final = "article"
VERSION: Final = "version"
COPY_OF: Final = "copy_of"  # of copies only
STORY: Final = "story"
FIRST: Final = "published"
LAST: Final = "published_to"
FIRST_DAY: Final = "first_day"
LAST_DAY: Final = "last_day"
ADDED: Final = "added_microseconds"
MENTIONED: Final = "mentioned"  # "first/last" ordinals, as the Whoosh engine has them
MENTIONED_DAYS: Final = "mentioned_days"
PUBLISHED_PERIOD: Final = {interval: f"published_{interval}" for interval in INTERVALS}
MENTIONED_PERIOD: Final = {interval: f"mentioned_{interval}" for interval in INTERVALS}
ORDERED_CHARACTERS: Final = 200  # of a text, by which it can be sorted
MOST_REGEX: Final = 10_000  # characters
MOST_PAGE: Final = 10_000  # hits of one request

_KEYWORD: Final = {"type": "keyword"}
_VALUE: Final = {"type": "keyword", "eager_global_ordinals": True}
_FORMS: Final = {"type": "keyword", "index_options": "docs", "norms": False}
_TEXT: Final = {"type": "text", "analyzer": WORDS, "index_options": "positions"}
_ORDER: Final = {"type": "keyword", "index": False}
_COLUMN: Final = {"type": "long", "index": False}
_DATE: Final = {"type": "date", "format": "strict_date_optional_time"}

_KINDS: Final[Mapping[str, Any]] = {
    "date": _DATE,
    "datetime": _DATE,
    "integer": {"type": "long"},
    "float": {"type": "double"},
    "boolean": {"type": "boolean"},
    "column": _COLUMN,
    "location": {"type": "geo_point"},
}


def index_body(address: Address, declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings and mappings of a new index, which is refreshed by commits only."""
    return {
        "settings": {
            "number_of_shards": address.shards,
            "number_of_replicas": address.replicas,
            "refresh_interval": "-1",
            "max_regex_length": MOST_REGEX,
            "similarity": {"default": {"type": "BM25", "k1": 1.5, "b": 0.75}},
            "analysis": ANALYSIS,
        },
        "mappings": mappings(declared),
    }


def mappings(declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the index. Texts are in the database and not kept a second time."""
    fields: dict[str, Any] = {
        constants.ID: _KEYWORD,
        constants.DJANGO_CT: _KEYWORD,
        constants.DJANGO_ID: _KEYWORD,
    }
    for field in declared.values():
        fields |= declared_fields(field, declared)
    fields |= article_fields()
    excluded = [name for name, kind in fields.items() if kind in (_TEXT, _FORMS, _ORDER)]
    return {
        "dynamic": "strict",
        "_meta": {"dateline_layout": LAYOUT},
        "_source": {"excludes": excluded},
        "properties": fields,
    }


def article_fields() -> dict[str, Any]:
    """Return the fields that answers to readers are made of."""
    whole = {"type": "integer", "index": False}
    fields: dict[str, Any] = {
        ID: {"type": "long"},
        VERSION: _COLUMN,
        COPY_OF: {"type": "long"},
        STORY: _COLUMN,
        FIRST: _DATE,
        LAST: _DATE,
        FIRST_DAY: {"type": "integer"},
        LAST_DAY: {"type": "integer"},
        ADDED: _COLUMN,
        "added": _DATE,
        MENTIONED: _KEYWORD,
        MENTIONED_DAYS: {"type": "integer_range", "doc_values": False},
    }
    for facet in FACETS:
        fields[facet.index_field] = _VALUE
        fields[f"{facet.index_field}_exact"] = {"type": "alias", "path": facet.index_field}
    for name in TEXTS:
        fields[name], fields[FORMS[name]] = _TEXT, _FORMS
    fields[order_name("title")] = _ORDER
    fields |= dict.fromkeys(PUBLISHED_PERIOD.values(), whole)
    return fields | {name: {"type": "integer"} for name in MENTIONED_PERIOD.values()}


def declared_fields(field: Any, declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a field of Haystack's becomes in the index."""
    name: str = field.index_fieldname
    if aliases := aliases_of(field, declared):
        return {alias: {"type": "alias", "path": path} for alias, path in aliases.items()}
    if is_text(field):
        return {name: _TEXT, f"{name}_forms": _FORMS, order_name(name): _ORDER}
    return {name: _KINDS.get(field.field_type, _KEYWORD) if not field.is_multivalued else _KEYWORD}


def aliases_of(field: Any, declared: Mapping[str, Any]) -> dict[str, str]:
    """Return the field as another name of a field whose values are kept whole anyway, if it is one."""
    source = declared.get(getattr(field, "facet_for", None) or "")
    if source is None or not (source.is_multivalued or source.field_type == "exact"):
        return {}
    return {field.index_fieldname: source.index_fieldname}


def is_text(field: Any) -> bool:
    """Return whether a field is cut into words."""
    whole = field.is_multivalued or field.field_type == "exact" or getattr(field, "facet_for", None)
    return not whole and field.field_type not in _KINDS


def order_name(text_field: str) -> str:
    """Return the field by which documents are sorted when Haystack orders by a text."""
    return f"{text_field}_order"
