"""NewsML 1 (IPTC, up to 1.2; archives of agencies before G2): a news item as the fields of a record."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from corpus.formats.agency import refuse_kind, refuse_unpublished
from corpus.formats.markup import flat_text, inner_markup, local_name, with_dateline, without_by
from corpus.formats.nitf import nitf_fields

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXTS = frozenset({"", "text", "composite", "complexdata"})


def is_news_item1(element: ET.Element) -> bool:
    """Tell whether an element is an item of NewsML 1."""
    return local_name(element) == "newsitem" and element.find("{*}NewsComponent") is not None


def news_item1_fields(item: ET.Element) -> dict[str, object]:
    """Return the fields of a news item. Raises NoArticle for pictures and the like, and for what was withdrawn."""
    name, title = _name(item), _text(item, "HeadLine")
    refuse_unpublished(_stated(item, "Status"), "", id=name, title=title)
    kinds = {_stated(content, "MediaType").lower() for content in item.iterfind(".//{*}ContentItem")}
    if kinds and not kinds & _TEXTS:
        refuse_kind(min(kinds), id=name, title=title)
    created, revised = _text(item, "FirstCreated"), _text(item, "ThisRevisionCreated")
    fields: dict[str, object] = {
        "id": name,
        "title": title or _text(item, "SlugLine"),
        "author": without_by(_text(item, "ByLine")),
        "source": _party(item, "Provider") or _party(item, "Source") or _text(item, "ProviderId"),
        "published": created or revised,
        "modified": revised,
        "language": _stated(item, "Language") or next(_languages(item), ""),
    }
    return fields | {key: value for key, value in _body(item).items() if value and not fields.get(key)}


def _name(item: ET.Element) -> str:
    """Return what an item is called in all its revisions, whose number the public identifier has at its end."""
    parts = [_text(item, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    return ":".join(("urn:newsml", *parts)) if all(parts) else _text(item, "PublicIdentifier")


def _body(item: ET.Element) -> dict[str, object]:
    """Return the fields that the first text of an item gives: NITF says more than its text."""
    for content in item.iterfind(".//{*}ContentItem"):
        data = content.find("{*}DataContent")
        if data is None or _stated(content, "MediaType").lower() not in _TEXTS:
            continue
        nitf = next((each for each in data.iter() if local_name(each) == "nitf"), None)
        if nitf is not None:
            return nitf_fields(nitf)
        body = next((each for each in data.iter() if local_name(each) in ("body.content", "body")), data)
        if len(body):
            return {"html": with_dateline(_text(item, "DateLine"), inner_markup(body))}
        return {"text": "".join(body.itertext()).strip()}
    return {}


def _text(item: ET.Element, name: str) -> str:
    """Return the text of the first element of a name that has any."""
    return next((text for each in item.iterfind(f".//{{*}}{name}") if (text := flat_text(each))), "")


def _stated(item: ET.Element, name: str) -> str:
    """Return what the first element of a name is, as its attribute says."""
    found = item.find(f".//{{*}}{name}")
    return found.get("FormalName", "").strip() if found is not None else ""


def _party(item: ET.Element, name: str) -> str:
    found = item.find(f".//{{*}}{name}/{{*}}Party")
    return found.get("FormalName", "").strip() if found is not None else ""


def _languages(item: ET.Element) -> Iterator[str]:
    return (each.get(_LANGUAGE, "") for each in item.iter() if each.get(_LANGUAGE))
