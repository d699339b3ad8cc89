"""What the readers of XML formats share: names without namespaces, text, and markup as HTML."""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET


def local_name(element: ET.Element) -> str:
    """Return the name of an element without its namespace, lower case; comments have none."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def text_of(element: ET.Element) -> str:
    """Return all text in an element, as it is written."""
    return "".join(element.itertext()).strip()


def flat_text(element: ET.Element) -> str:
    """Return all text in an element on one line: a headline, a name."""
    return " ".join("".join(element.itertext()).split())


def without_by(byline: str) -> str:
    """Return the name in a byline: "By Ana Lind" is Ana Lind."""
    return byline[3:].lstrip() if byline[:3].lower() == "by " else byline


def inner_markup(element: ET.Element) -> str:
    """Return what is inside an element as HTML."""
    for inner in element.iter():
        if isinstance(inner.tag, str):
            inner.tag = inner.tag.rpartition("}")[2]
            inner.attrib = {key: value for key, value in inner.attrib.items() if "}" not in key}
    parts = [html.escape(element.text or "", quote=False)]
    parts += [ET.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(parts).strip()
