"""NewsML-G2 (IPTC): a news item as the fields of a record."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from corpus.formats.limits import NoArticle
from corpus.formats.markup import flat_text, inner_markup, local_name, without_by
from corpus.formats.nitf import nitf_fields

_NAMESPACE = re.compile(r"\{http://iptc\.org/std/(?:nar|NAR)/")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_WITHDRAWN = frozenset({"canceled", "cancelled", "withheld"})
_ACTOR_KINDS = {"person": "person", "organisation": "organisation", "organization": "organisation"}
_PLACE_KINDS = frozenset({"geoarea", "poi", "point"})
_MOST_SUBJECTS = 1_000


def is_news_item(element: ET.Element) -> bool:
    """Tell whether an element is an item of NewsML-G2; its name alone is that of items of other formats too."""
    return local_name(element) == "newsitem" and (
        _NAMESPACE.match(element.tag) is not None or element.find("{*}itemMeta") is not None
    )


def news_item_fields(item: ET.Element) -> dict[str, object]:
    """Return the fields of a news item. Raises NoArticle for pictures and the like, and for what was withdrawn."""
    meta = item.find("{*}itemMeta")
    content = item.find("{*}contentMeta")
    meta = ET.Element("itemMeta") if meta is None else meta
    content = ET.Element("contentMeta") if content is None else content
    _refuse_others(meta)
    data: dict[str, object] = {
        "id": item.get("guid", ""),
        "title": _first(content, "headline") or _first(content, "slugline") or _first(meta, "title"),
        "author": without_by(_first(content, "by")) or _people(content),
        "source": _name(meta.find("{*}provider")) or _name(content.find("{*}infoSource")),
        "url": next((link.get("href") or "" for link in meta.findall("{*}link") if _is_page(link)), ""),
        "published": _first(meta, "firstCreated")
        or _first(content, "contentCreated")
        or _first(meta, "versionCreated"),
        "modified": _first(meta, "versionCreated"),
        "language": _language(item, content),
        "actors": list(_actors(content)),
        "locations": list(_locations(content)),
    }
    data.update(_body(item, data))
    if not data.get("text") and not data.get("html"):
        data["text"] = _first(content, "description")
    return data


def _refuse_others(meta: ET.Element) -> None:
    stated = meta.find("{*}itemClass")
    kind = _last_part(stated.get("qcode", "")) if stated is not None else ""
    if kind and kind not in ("text", "composite"):
        raise NoArticle(f"is a {kind} of a news agency, not a text: passed over")
    status = meta.find("{*}pubStatus")
    if status is not None and _last_part(status.get("qcode", "")) in _WITHDRAWN:
        raise NoArticle("was withdrawn by its publisher: passed over")


def _body(item: ET.Element, data: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the text or HTML of an item; NITF inside it may say more than the item does."""
    for part in item.iterfind("{*}contentSet/*"):
        name = local_name(part)
        if name == "inlinexml":
            nitf = next((each for each in part.iter() if local_name(each) == "nitf"), None)
            if nitf is not None:
                inner = nitf_fields(nitf)
                yield from ((key, value) for key, value in inner.items() if value and not data.get(key))
                return
            body = next((each for each in part.iter() if local_name(each) == "body"), part)
            yield "html", inner_markup(body)
            return
        if name == "inlinedata":
            is_markup = "html" in part.get("contenttype", "")
            yield ("html" if is_markup else "text"), "".join(part.itertext()).strip()
            return


def _first(parent: ET.Element, name: str) -> str:
    """Return the text of the first child of a name, the main one where there are several roles."""
    found = parent.findall(f"{{*}}{name}")
    main = [each for each in found if _last_part(each.get("role", "")) in ("main", "headline")]
    return next((text for each in (*main, *found) if (text := flat_text(each))), "")


def _people(content: ET.Element) -> list[str]:
    people = [*content.findall("{*}creator"), *content.findall("{*}contributor")]
    return [name for each in people if (name := _name(each))]


def _name(element: ET.Element | None) -> str:
    """Return the name of a party or concept: stated, or else the end of its code ("nprov:AFP")."""
    if element is None:
        return ""
    named = next((text for each in element.findall("{*}name") if (text := flat_text(each))), "")
    return named or element.get("literal", "") or element.get("qcode", "").rpartition(":")[2]


def _actors(content: ET.Element) -> Iterator[dict[str, str]]:
    for subject in content.findall("{*}subject")[:_MOST_SUBJECTS]:
        kind = _ACTOR_KINDS.get(_last_part(subject.get("type", "")))
        if kind and (name := _stated_name(subject)):
            yield {"name": name, "kind": kind}


def _locations(content: ET.Element) -> Iterator[str]:
    for subject in content.findall("{*}subject")[:_MOST_SUBJECTS]:
        if _last_part(subject.get("type", "")) in _PLACE_KINDS and (name := _stated_name(subject)):
            yield name


def _stated_name(element: ET.Element) -> str:
    """Return a name in words; a bare code says nothing to readers."""
    return next((text for each in element.findall("{*}name") if (text := flat_text(each))), "") or element.get(
        "literal", ""
    )


def _language(item: ET.Element, content: ET.Element) -> str:
    stated = content.find("{*}language")
    return (stated.get("tag", "") if stated is not None else "") or item.get(_LANGUAGE, "")


def _is_page(link: ET.Element) -> bool:
    return link.get("href", "").startswith(("http://", "https://")) and "html" in (
        link.get("contenttype", "") + link.get("rel", "")
    )


def _last_part(code: str) -> str:
    """Return what a code says: "picture" of "ninat:picture", or of an address that ends in it."""
    return re.split(r"[:/]", code)[-1].strip().lower()
