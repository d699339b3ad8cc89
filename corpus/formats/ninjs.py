"""ninjs (IPTC): news in JSON, its versions 1 to 3, as the fields of a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from corpus.formats.agency import refuse_kind, refuse_unpublished
from corpus.formats.markup import without_by

# A record has one of these, which nothing else writes so.
_SIGNS: Final = ("versioncreated", "versionCreated", "headlines", "bodies")
_BODIES: Final = (
    "body_xhtml",
    "body_html",
    "body_text",
    "bodyXhtml",
    "bodyHtml",
    "bodyText",
    "headline",
    "uri",
    "guid",
)
_TEXT_TYPES: Final = frozenset({"", "text", "composite", "article"})


def is_ninjs(data: Mapping[str, object]) -> bool:
    """Tell whether an object is an item of ninjs."""
    return any(sign in data for sign in _SIGNS) and any(name in data for name in (*_BODIES, "headlines", "bodies"))


def ninjs_fields(data: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of an item. Raises NoArticle for pictures and the like, and for what was withdrawn."""
    name = _first(data, "uri", "guid", "_id")
    title = _first(data, "headline", "title") or _of_kind(data.get("headlines"), "") or data.get("slugline")
    shown = {"id": str(name), "title": str(title or "")}
    kind = str(data.get("type") or "").lower()
    if kind not in _TEXT_TYPES:
        refuse_kind(kind, **shown)
    refuse_unpublished(str(_first(data, "pubstatus", "pubStatus")), str(data.get("embargoed") or ""), **shown)
    markup = _first(data, "body_xhtml", "bodyXhtml", "body_html", "bodyHtml", "body_nitf")
    html = markup or _of_kind(data.get("bodies"), "html")
    text = _first(data, "body_text", "bodyText") or _of_kind(data.get("bodies"), "plain")
    described = _first(data, "description_text", "descriptionText") or _of_kind(data.get("descriptions"), "")
    return {
        "id": name,
        "title": title,
        "html": html,
        "text": "" if html else text or described,
        "author": _author(data),
        "source": _party(data),
        "published": _first(
            data, "firstcreated", "firstCreated", "contentcreated", "contentCreated", "versioncreated", "versionCreated"
        ),
        "modified": _first(data, "versioncreated", "versionCreated"),
        "language": data.get("language"),
        "url": next((each for each in _urls(data) if each.startswith(("http://", "https://"))), ""),
        "actors": [
            *({"name": name, "kind": "person"} for name in _names(data, "person", "people")),
            *({"name": name, "kind": "organisation"} for name in _names(data, "organisation", "organisations")),
        ],
        "locations": list(_names(data, "place", "places")),
    }


def _first(data: Mapping[str, object], *names: str) -> object:
    return next((data[name] for name in names if data.get(name)), "")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _of_kind(several: object, kind: str) -> str:
    """Return the value of the main one of several texts, of those whose content type names a kind if one is asked."""
    found = [
        each
        for each in _list(several)
        if isinstance(each, Mapping) and kind in str(each.get("contenttype") or each.get("contentType") or kind)
    ]
    found.sort(key=lambda each: str(each.get("role") or "main") != "main")
    return next((str(each["value"]) for each in found if each.get("value")), "")


def _values(several: object) -> Iterator[str]:
    for each in _list(several):
        value = _first(each, "value", "name", "by", "byline") if isinstance(each, Mapping) else each
        if isinstance(value, str) and value.strip():
            yield value


def _names(data: Mapping[str, object], *names: str) -> Iterator[str]:
    for name in names:
        for each in _list(data.get(name)):
            called = each.get("name") or each.get("literal") if isinstance(each, Mapping) else each
            if isinstance(called, str) and called.strip():
                yield called


def _author(data: Mapping[str, object]) -> object:
    """Return who wrote it: its byline, or the list of several."""
    line = _first(data, "byline", "by")
    return without_by(line) if isinstance(line, str) and line else [*map(without_by, _values(data.get("bylines")))]


def _party(data: Mapping[str, object]) -> object:
    """Return who publishes it."""
    listed = _list(_first(data, "infosources", "infoSources", "infosource", "infoSource"))
    named = next((each["name"] for each in listed if isinstance(each, Mapping) and each.get("name")), "")
    rights = _first(data, "rightsinfo", "rightsInfo")
    holders = (
        _first(each, "copyrightholder", "copyrightHolder") for each in (data, rights) if isinstance(each, Mapping)
    )
    return _first(data, "provider", "source", "publisher") or named or next((each for each in holders if each), "")


def _urls(data: Mapping[str, object]) -> Iterator[str]:
    for name in ("url", "link", "href", "uri"):
        if isinstance(data.get(name), str):
            yield str(data[name])
