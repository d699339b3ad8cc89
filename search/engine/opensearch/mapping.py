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
COPY_OF: Final = "copy_of"
FIRST: Final = "published"
LAST: Final = "published_to"
FIRST_DAY: Final = "first_day"
LAST_DAY: Final = "last_day"
ADDED: Final = "added_microseconds"
MENTIONED: Final = "mentioned"  # "first/last" ordinals, as the Whoosh engine has them
MENTIONED_DAYS: Final = "mentioned_days"
PUBLISHED_PERIOD: Final = {interval: f"published_{interval}" for interval in INTERVALS}
MENTIONED_PERIOD: Final = {interval: f"mentioned_{interval}" for interval in INTERVALS}
MOST_REGEX: Final = 10_000  # characters
MOST_PAGE: Final = 10_000  # hits of one request

_KEYWORD: Final = {"type": "keyword"}
_VALUE: Final = {"type": "keyword", "eager_global_ordinals": True}
_FORMS: Final = {"type": "keyword", "index_options": "docs", "norms": False}
_TEXT: Final = {"type": "text", "analyzer": WORDS, "index_options": "positions"}
_COLUMN: Final = {"type": "long", "index": False}
_DATE: Final = {"type": "date", "format": "strict_date_optional_time"}


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
    excluded = [name for name, kind in fields.items() if kind in (_TEXT, _FORMS)]
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
    fields |= dict.fromkeys(PUBLISHED_PERIOD.values(), whole)
    return fields | dict.fromkeys(MENTIONED_PERIOD.values(), {"type": "integer"})


def declared_fields(field: Any, declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a field of Haystack's becomes in the index."""
    name: str = field.index_fieldname
    source = declared.get(getattr(field, "facet_for", None) or "")
    if source is not None and (source.is_multivalued or source.field_type == "exact"):
        return {name: {"type": "alias", "path": source.index_fieldname}}
    if field.is_multivalued or field.field_type == "exact" or source is not None:
        return {name: _KEYWORD}
    kinds: dict[str, Any] = {
        "date": _DATE,
        "datetime": _DATE,
        "integer": {"type": "long"},
        "float": {"type": "double"},
        "boolean": {"type": "boolean"},
        "column": _COLUMN,
        "location": {"type": "geo_point"},
    }
    if field.field_type in kinds:
        return {name: kinds[field.field_type]}
    return {name: _TEXT, f"{name}_forms": _FORMS}
