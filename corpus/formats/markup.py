"""What the readers of XML formats share: names without namespaces, text, and markup as HTML."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET

# A key for warnings among the fields that the readers of XML return; no element or attribute has such a name.
WARNINGS = ":warnings"
_FIRST_PARAGRAPH = re.compile(r"\s*<p[^>]{0,200}>\s*")
_TAG = re.compile(r"<[^>]{0,500}>")


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


def with_dateline(line: str, markup: str) -> str:
    """Return a text with its dateline before it, as it is printed, unless the text begins with it already."""
    line = line.strip().rstrip(" -–—")
    shown = html.unescape(_TAG.sub("", markup[: 4 * len(line) + 400])).strip().casefold()
    place = re.escape(re.split(r"[,(]", line.casefold())[0].strip())
    if not line or shown.startswith(line.casefold()) or re.match(rf"{place}\b[^.!?\n]{{0,60}}?(?:[—–(/]| -)", shown):
        return markup
    start = _FIRST_PARAGRAPH.match(markup)
    line = html.escape(line, quote=False)
    if start is None:
        return f"<p>{line}</p>{markup}"
    return f"{start.group()}{line} — {markup[start.end() :]}"
