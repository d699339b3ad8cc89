"""NewsML-G2 (IPTC): a news item as the fields of a record."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from corpus.formats.agency import refuse_kind, refuse_unpublished
from corpus.formats.markup import WARNINGS, flat_text, inner_markup, local_name, with_dateline, without_by
from corpus.formats.nitf import nitf_fields
from corpus.formats.record import Warning

_NAMESPACE = re.compile(r"\{http://iptc\.org/std/(?:nar|NAR)/")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Items of NewsML-G2 that hold no text of their own, by the names of their elements.
NO_TEXTS = {
    "packageitem": "package",
    "planningitem": "planning item",
    "conceptitem": "concept",
    "knowledgeitem": "list of concepts",
    "catalogitem": "catalogue",
}
_ACTOR_KINDS = {"person": "person", "organisation": "organisation", "organization": "organisation"}
_PLACE_KINDS = frozenset({"geoarea", "poi", "point"})
_MOST_SUBJECTS = 1_000


def is_news_item(element: ET.Element) -> bool:
    """Tell whether an element is an item of NewsML-G2; its name alone is that of items of other formats too."""
    return (local_name(element) == "newsitem" or local_name(element) in NO_TEXTS) and (
        _NAMESPACE.match(element.tag) is not None or element.find("{*}itemMeta") is not None
    )


def news_item_fields(item: ET.Element) -> dict[str, object]:
    """Return the fields of a news item. Raises NoArticle for what is no text or is not to be published (yet)."""
    meta = item.find("{*}itemMeta")
    content = item.find("{*}contentMeta")
    meta = ET.Element("itemMeta") if meta is None else meta
    content = ET.Element("contentMeta") if content is None else content
    language = _language(item, content)
    title = _first(content, "headline", language) or _first(content, "slugline") or _first(meta, "title")
    _refuse_others(item, meta, title)
    data: dict[str, object] = {
        "id": item.get("guid", ""),
        "title": title,
        "author": without_by(_first(content, "by")) or _people(content),
        "source": _name(meta.find("{*}provider")) or _name(content.find("{*}infoSource")),
        "url": next((link.get("href") or "" for link in meta.findall("{*}link") if _is_page(link)), ""),
        "published": _first(meta, "firstCreated")
        or _first(content, "contentCreated")
        or _first(meta, "versionCreated"),
        "modified": _first(meta, "versionCreated"),
        "language": language,
        "actors": list(_actors(content, language)),
        "locations": list(_locations(content, language)),
    }
    data.update(_body(item, data))
    if data.get("html"):
        data["html"] = with_dateline(_first(content, "dateline", language), str(data["html"]))
    if not data.get("text") and not data.get("html"):
        data["text"] = _first(content, "description", language)
        if item.find("{*}contentSet/{*}remoteContent") is not None:
            data[WARNINGS] = (Warning("text", "its text is a file of its own, to which the item only refers"),)
    return data


def _refuse_others(item: ET.Element, meta: ET.Element, title: str) -> None:
    stated = meta.find("{*}itemClass")
    kind = NO_TEXTS.get(local_name(item)) or (_last_part(stated.get("qcode", "")) if stated is not None else "")
    name = item.get("guid", "")
    if kind and kind not in ("text", "composite"):
        refuse_kind(kind, id=name, title=title)
    status = meta.find("{*}pubStatus")
    code = _last_part(status.get("qcode", "")) if status is not None else ""
    refuse_unpublished(code, _first(meta, "embargoed"), id=name, title=title)


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


def _first(parent: ET.Element, name: str, language: str = "") -> str:
    """Return the text of the first child of a name: of those in a language, and of the main one, if there are any."""
    found = _in_language(parent.findall(f"{{*}}{name}"), language)
    main = [each for each in found if _last_part(each.get("role", "")) in ("main", "headline")]
    return next((text for each in (*main, *found) if (text := flat_text(each))), "")


def _in_language(elements: list[ET.Element], language: str) -> list[ET.Element]:
    """Return the elements, those in a language (of whatever country) first."""
    wanted = language.lower().partition("-")[0]
    return sorted(elements, key=lambda each: each.get(_LANGUAGE, wanted).lower().partition("-")[0] != wanted)


def _people(content: ET.Element) -> list[str]:
    people = [*content.findall("{*}creator"), *content.findall("{*}contributor")]
    return [name for each in people if (name := _name(each))]


def _name(element: ET.Element | None) -> str:
    """Return the name of a party or concept: stated, or else the end of its code ("nprov:AFP")."""
    if element is None:
        return ""
    named = next((text for each in element.findall("{*}name") if (text := flat_text(each))), "")
    return named or element.get("literal", "") or element.get("qcode", "").rpartition(":")[2]


def _actors(content: ET.Element, language: str) -> Iterator[dict[str, str]]:
    for subject in content.findall("{*}subject")[:_MOST_SUBJECTS]:
        kind = _ACTOR_KINDS.get(_last_part(subject.get("type", "")))
        if kind and (name := _stated_name(subject, language)):
            yield {"name": name, "kind": kind}


def _locations(content: ET.Element, language: str) -> Iterator[str]:
    for subject in content.findall("{*}subject")[:_MOST_SUBJECTS]:
        if _last_part(subject.get("type", "")) in _PLACE_KINDS and (name := _stated_name(subject, language)):
            yield name


def _stated_name(element: ET.Element, language: str) -> str:
    """Return a name in words; a bare code says nothing to readers."""
    return _first(element, "name", language) or element.get("literal", "")


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
