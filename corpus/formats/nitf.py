"""NITF (News Industry Text Format): a document as the fields of a record."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import urlsplit

from corpus.formats.agency import refuse_unpublished
from corpus.formats.markup import flat_text, inner_markup, local_name, with_dateline, without_by

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACE_BEFORE_SIGN = re.compile(r"\s+(?=[,.;:])")
_SIGN = re.compile(r"[,;:()]|^[-–—.]|[-–—]$")
_REMARK = re.compile(r"\([^()]{0,100}\)")
_PAPER_DATE = ("publication_year", "publication_month", "publication_day_of_month")


def nitf_fields(document: ET.Element) -> dict[str, object]:
    """Return the fields of a document. Raises NoArticle for one that its publisher has withdrawn."""
    metas = {meta.get("name", "").lower(): meta.get("content", "") for meta in document.iterfind("{*}head/{*}meta")}
    data = document.find("{*}head/{*}docdata")
    data = ET.Element("docdata") if data is None else data
    head = document.find("{*}body/{*}body.head")
    head = ET.Element("body.head") if head is None else head
    title = _title(document, head)
    refuse_unpublished(data.get("management-status", ""), "", id=_id(data, metas), title=title)
    paper = document.find("{*}head/{*}pubdata")
    paper = ET.Element("pubdata") if paper is None else paper
    return {
        "id": _id(data, metas),
        "title": title,
        "author": [name for each in head.iterfind("{*}byline") if (name := _byline(each))],
        "source": paper.get("name") or _at(data, "{*}doc.copyright", "holder") or metas.get("provider", ""),
        "url": next((each for each in (paper.get("ex-ref"), data.get("url")) if each and urlsplit(each).scheme), ""),
        "published": _published(data, paper, head, metas),
        "language": document.get(_LANGUAGE) or metas.get("language", ""),
        "html": _body(document, head),
        "actors": list(_actors(data)),
        "locations": list(dict.fromkeys(_named(data, "location"))),
    }


def _id(data: ET.Element, metas: dict[str, str]) -> str:
    return _at(data, "{*}doc-id", "id-string") or metas.get("guid", "") or metas.get("id", "")


def _title(document: ET.Element, head: ET.Element) -> str:
    names = ("{*}hedline/{*}hl1", "{*}hedline", "{*}hl1")
    found = (flat_text(each) for name in names if (each := head.find(name)) is not None)
    title = document.find("{*}head/{*}title")
    return next((text for text in found if text), "") or (flat_text(title) if title is not None else "")


def _byline(byline: ET.Element) -> str:
    """Return who wrote it, as its <person> says or as the line stands there."""
    people = [flat_text(each) for each in byline.iter() if local_name(each) == "person"]
    return without_by(", ".join(each for each in people if each) or flat_text(byline))


def _published(data: ET.Element, paper: ET.Element, head: ET.Element, metas: dict[str, str]) -> str:
    """Return the first of: day of the newspaper, date of issue, of release, of the story."""
    year, month, day = (metas.get(name, "") for name in _PAPER_DATE)
    printed = f"{year}-{month:0>2}-{day:0>2}" if year and month and day else ""
    stated = (
        paper.get("date.publication"),
        _at(data, "{*}date.issue", "norm"),
        _at(data, "{*}date.release", "norm"),
        _at(head, "{*}dateline/{*}story.date", "norm"),
    )
    return next((each for each in stated if each), "") or printed


def _body(document: ET.Element, head: ET.Element) -> str:
    """Return dateline and text as HTML; where an archive keeps the lead apart and repeats it, only the full text."""
    content = document.find("{*}body/{*}body.content")
    if content is None:
        abstract = head.find("{*}abstract")
        return inner_markup(abstract) if abstract is not None else ""
    full = [each for each in content.iterfind("{*}block") if each.get("class", "") == "full_text"]
    for media in [(parent, child) for parent in content.iter() for child in parent if local_name(child) == "media"]:
        media[0].remove(media[1])  # a picture, its caption and credit
    markup = "".join(inner_markup(each) for each in full) if full else inner_markup(content)
    return with_dateline(_dateline(head), markup)


def _dateline(head: ET.Element) -> str:
    """Return place and date as they are printed; where nothing stands between them, with a comma."""
    found = head.find("{*}dateline")
    line = _in_line(found, ", " if found is not None and not (found.text or "").strip() else " ")
    return _SPACE_BEFORE_SIGN.sub("", line)


def _in_line(element: ET.Element | None, between: str) -> str:
    """Return the texts in an element, parted by `between` unless they bring signs of their own."""
    texts = [" ".join(text.split()) for text in element.itertext()] if element is not None else []
    texts = [text for text in texts if text]
    return (between if not any(_SIGN.search(text) for text in texts) else " ").join(texts)


def _actors(data: ET.Element) -> Iterator[dict[str, str]]:
    """Yield the people and organisations that the document is said to be about."""
    for name, kind in (("person", "person"), ("org", "organisation")):
        for text in dict.fromkeys(_named(data, name)):
            yield {"name": _upright(text) if kind == "person" else text, "kind": kind}


def _upright(name: str) -> str:
    """Return an indexer's "Lind, Ana (Dr)" as "Ana Lind"."""
    last, comma, first = _REMARK.sub("", name).strip().partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else name


def _named(data: ET.Element, kind: str) -> Iterator[str]:
    """Yield the names of one kind in the lists of what was identified."""
    for listed in data.iter():
        if local_name(listed) == "identified-content":
            between = ", " if kind == "location" else " "
            yield from (text for each in listed if local_name(each) == kind and (text := _in_line(each, between)))


def _at(parent: ET.Element, path: str, attribute: str) -> str:
    found = parent.find(path)
    return found.get(attribute, "") if found is not None else ""
