"""RSS, Atom, NewsML-G2, NITF and simple XML with articles in it; entities of the file's own are refused."""

from __future__ import annotations

import html
import html.entities
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from corpus.formats.content import Content, passed_over, with_warnings
from corpus.formats.encoding import known_encoding, read_as
from corpus.formats.limits import NoArticle, Refused, megabytes
from corpus.formats.mapping import map_record
from corpus.formats.markup import WARNINGS, inner_markup, local_name, text_of
from corpus.formats.newsml import NO_TEXTS, is_news_item, news_item_fields
from corpus.formats.newsml1 import is_news_item1, news_item1_fields
from corpus.formats.nitf import nitf_fields
from corpus.formats.plain import declared_encoding
from corpus.formats.record import RawArticle, RecordError, Warning
from corpus.formats.stream import HEAD_BYTES, as_utf8, as_valid_utf8, blocks_of

FEED_ROOTS = frozenset({"rss", "rdf", "feed", "newsitem", "newsmessage", "nitf"})
_ITEMS = frozenset(
    {"item", "entry", "article", "doc", "document", "record", "story", "newsitem", "news-item", "post", "row", "nitf"}
    | NO_TEXTS.keys()
)
_DEEPEST = 200
_MOST_ELEMENTS = 100_000
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,300}\?>")
_REFERENCE = re.compile(rb"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)?")
_REFERENCE_START = re.compile(rb"&#?[A-Za-z0-9]{0,31}$")
_NO_XML_CHARACTERS = bytes(code for code in range(32) if code not in b"\t\n\r")
_HTML_ELEMENTS = frozenset(
    {"p", "div", "br", "h1", "h2", "h3", "h4", "span", "a", "b", "i", "em", "strong", "ul", "ol", "blockquote", "img"}
)
_XML_ENTITIES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w{2,8});")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_COMMON_NAMESPACES = (
    "http://purl.org/dc/",
    "http://purl.org/rss/",
    "http://www.w3.org/2005/Atom",
    "http://www.w3.org/1999/xhtml",
)
_MEDIA_NAMESPACES = ("http://search.yahoo.com/mrss", "https://search.yahoo.com/mrss")
_WORDPRESS = "http://wordpress.org/export/"
_NO_POSTS = frozenset({"attachment", "nav_menu_item", "revision", "custom_css", "wp_navigation", "wp_global_styles"})
_UNPUBLISHED = frozenset({"draft", "auto-draft", "pending", "trash", "private", "future"})
_HEADS = frozenset({"metadata", "meta", "header", "head", "info"})
# An author as RSS has it: "ana@courier.example (Ana Lind)".
_ADDRESS_AND_NAME = re.compile(r"\S+@\S+ \((.{1,200})\)")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def read_feed(content: Content) -> Iterator[RawArticle | RecordError]:
    """Yield the articles of a feed or of simple article XML, one element at a time."""
    repaired: list[Warning] = []
    source = _Source(content, repaired)
    try:
        for number, data in enumerate(_Items(source).read(), 1):
            record = _read(data, content)
            if isinstance(record, RecordError):
                record = replace(record, reason=f"item {number} {record.reason}")
            yield with_warnings(record, (*content.warnings, *source.warnings, *repaired[:1]))
    except DefusedXmlException:
        yield content.error("defines entities of its own or refers to other files: refused, because attacks do so")
    except ET.ParseError as error:
        reason = f"is not well-formed XML from line {error.position[0]} on ({error}); what stood before was read"
        yield content.error(reason, line=error.position[0])
    except (ValueError, LookupError) as error:
        yield content.error(f"is not XML that can be read: {error}")


def _read(data: dict[str, object] | NoArticle, content: Content) -> RawArticle | RecordError:
    if isinstance(data, NoArticle):
        return passed_over(data, content.at())
    told = cast("tuple[Warning, ...]", data.pop(WARNINGS, ()))
    return with_warnings(map_record(content.columns.read(data), content.at()), told)


class _Source:
    """The bytes for the parser: UTF-8 without a declaration, named entities of HTML as numbers."""

    def __init__(self, content: Content, repaired: list[Warning]) -> None:
        self.most = content.limits.max_record_bytes
        self.since_item = 0
        self.warnings: tuple[Warning, ...] = ()
        blocks = blocks_of(content.stream)
        encoding = "" if content.encoding else known_encoding(declared_encoding(content.stream.peek(HEAD_BYTES)))
        if encoding and not encoding.startswith("utf-"):
            self.warnings = (read_as(encoding),)
            blocks = as_utf8(blocks, encoding)
        else:
            warning = Warning("", "not all of it is UTF-8: the other bytes were read as cp1252")
            blocks = as_valid_utf8(blocks, lambda: repaired.append(warning))
        self._blocks = _with_sound_references(_without_declaration(blocks))

    def read(self, _size: int = -1) -> bytes:
        """Return the next block; raise Refused if no article has ended for too long."""
        block = next(self._blocks, b"")
        self.since_item += len(block)
        if self.since_item > self.most + 2 * HEAD_BYTES:
            raise Refused(f"has an element larger than {megabytes(self.most)}, the most that one record may have")
        return block


def _without_declaration(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the blocks without the XML declaration, whose encoding no longer holds; line ends in it stay."""
    first = next(blocks, b"").lstrip(b"\0")
    found = _DECLARATION.match(first)
    # White space before the declaration is an error to the parser, but common.
    yield b"\n" * found.group().count(b"\n") + first[found.end() :] if found else first
    yield from blocks


def _with_sound_references(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the blocks with what feeds get wrong put right: &nbsp; and the like, lone "&", control characters."""
    rest = b""
    for block in blocks:
        block = rest + block.translate(None, _NO_XML_CHARACTERS)
        found = _REFERENCE_START.search(block, max(0, len(block) - 34))
        block, rest = (block[: found.start()], block[found.start() :]) if found else (block, b"")
        block = _REFERENCE.sub(_sound, block) if b"&" in block else block
        if block:
            yield block
    if rest:
        yield _REFERENCE.sub(_sound, rest)


def _sound(found: re.Match[bytes]) -> bytes:
    """Return a reference that XML knows."""
    name = found.group(1)
    if name is None:
        return b"&amp;"
    if name in _XML_ENTITIES:
        return found.group()
    if name.startswith(b"#"):
        number = int(name[2:], 16) if name[1:2] in b"xX" else int(name[1:])
        return found.group() if _is_xml_character(number) else b"&#xFFFD;"
    characters = html.entities.html5.get(name.decode("ascii") + ";")
    if characters is None:
        return b"&amp;" + found.group()[1:]
    return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")


def _is_xml_character(number: int) -> bool:
    return number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000


class _Items:
    """The article elements of a document, each as a mapping of field names."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._open: list[ET.Element] = []
        self._item: ET.Element | None = None
        self._since_item = 0
        self._about: dict[str, str] = {}  # what the feed says of all its articles

    def read(self) -> Iterator[dict[str, object] | NoArticle]:
        events = cast("Iterator[tuple[str, ET.Element]]", iterparse(self._source, events=("start", "end")))
        for event, element in events:
            if event == "start":
                self._start(element)
                continue
            self._open.pop()
            if element is self._item or self._is_wrapped_item(element):
                # A root that turns out to wrap articles is none itself.
                self._item = None if element is self._item else self._item
                self._source.since_item = self._since_item = 0
                yield self._article(element)
                self._drop(element)
            elif self._item is None:
                self._note(element)
                self._drop(element)

    def _start(self, element: ET.Element) -> None:
        if len(self._open) > _DEEPEST:
            raise Refused(f"is nested more than {_DEEPEST} elements deep")
        self._since_item += 1
        if self._since_item > _MOST_ELEMENTS:
            raise Refused(f"has more than {_MOST_ELEMENTS:,} elements that belong to no article, or to one")
        if not self._open and _LANGUAGE in element.attrib:
            self._about["language"] = element.attrib[_LANGUAGE]
        self._open.append(element)
        if self._item is None and local_name(element) in _ITEMS:
            self._item = element

    def _is_wrapped_item(self, element: ET.Element) -> bool:
        """Tell whether an element is an article in a root that bears an article's name itself (<document><article>)."""
        is_child_of_root = len(self._open) == 1 and self._open[0] is self._item
        return is_child_of_root and local_name(element) in _ITEMS and len(element) > 0 and not _holds_markup(element)

    def _drop(self, element: ET.Element) -> None:
        """Take an element that has been read out of its parent, so that memory does not grow with the file."""
        element.clear()
        if self._open:
            self._open[-1].remove(element)

    def _note(self, element: ET.Element) -> None:
        """Keep the title and the language of the feed."""
        if not self._open or local_name(self._open[-1]) not in {"channel", "feed", "rss"}:
            return
        name, text = local_name(element), (element.text or "").strip()
        if text and name in {"title", "language"}:
            text = html.unescape(text) if name == "title" else text
            self._about.setdefault("source" if name == "title" else "language", text[:500])

    def _article(self, element: ET.Element) -> dict[str, object] | NoArticle:
        try:
            if is_news_item(element):
                return news_item_fields(element)
            if is_news_item1(element):
                return news_item1_fields(element)
            return nitf_fields(element) if local_name(element) == "nitf" else self._fields(element)
        except NoArticle as other:
            return other

    def _fields(self, element: ET.Element) -> dict[str, object]:
        _refuse_unpublished_post(element)
        data: dict[str, object] = {}
        for key, value in element.attrib.items():
            name = {_RDF_ABOUT: "id", _LANGUAGE: "language"}.get(key, key)
            if "}" not in name:
                data[name] = value
        if data.get("itemid"):  # of Reuters' corpus RCV1, where "id" is "root" everywhere
            data["id"] = data["itemid"]
        own, others = _by_namespace(element)
        for child in own:
            _add_field(data, child)
        for child in others:
            data.setdefault(local_name(child), text_of(child))
        _settle_text(data)
        if not data.get("url") and str(data.get("id", "")).startswith(("http://", "https://")):
            data["url"] = data["id"]
        updated = data.pop("updated", None) or data.pop("modified", None)
        if updated:
            data["modified"] = updated
            if not any(data.get(key) for key in ("published", "pubdate", "date", "issued")):
                data["published"] = updated
        for key, text in self._about.items():
            data[key] = data.get(key) or text
        return data


def _by_namespace(element: ET.Element) -> tuple[list[ET.Element], list[ET.Element]]:
    """Return what an article itself says, and what extensions of the format add, which only fills gaps.

    Media RSS is left out: its titles, texts and authors are those of pictures.
    """
    own, others = list[ET.Element](), list[ET.Element]()
    for child in element:
        namespace = _namespace(child)
        if namespace in (_namespace(element), "") or namespace.startswith(_COMMON_NAMESPACES):
            # What is said of the article in an element of its own (<metadata><date>…) is said of the article.
            own.extend(child if local_name(child) in _HEADS and len(child) else (child,))
        elif not namespace.startswith(_MEDIA_NAMESPACES):
            others.append(child)
    return own, others


def _namespace(element: ET.Element) -> str:
    return element.tag[1:].partition("}")[0] if isinstance(element.tag, str) and element.tag[:1] == "{" else ""


def _refuse_unpublished_post(element: ET.Element) -> None:
    """Raise NoArticle for what an export of WordPress holds besides its published texts."""
    stated = {local_name(child): text_of(child) for child in element if _namespace(child).startswith(_WORDPRESS)}
    kind, status = stated.get("post_type", ""), stated.get("status", "")
    title = next((text_of(child) for child in element if local_name(child) == "title"), "")
    if kind in _NO_POSTS:
        raise NoArticle(f"is of the type “{kind}” of WordPress, no text: passed over", title=title)
    if status in _UNPUBLISHED:
        raise NoArticle(f"was not published, its status in WordPress is “{status}”: passed over", title=title)


def _holds_markup(element: ET.Element) -> bool:
    return any(local_name(child) in _HTML_ELEMENTS for child in element)


def _add_field(data: dict[str, object], child: ET.Element) -> None:
    """Put a child element of an article into its fields; the first of a name counts, authors are joined."""
    name = local_name(child)
    if child.tag == _CONTENT:
        data["html"] = text_of(child)
    elif name == "link":
        href = child.get("href") or text_of(child)
        if child.get("rel", "alternate") == "alternate" and href:
            data.setdefault("url", href)
    elif name in {"author", "creator"}:
        person = child.find("{*}name")
        authors = data.setdefault("author", [])
        if isinstance(authors, list):
            authors.append(_ADDRESS_AND_NAME.sub(r"\1", text_of(child if person is None else person)))
    elif name == "source":
        title = child.find("{*}title")
        data["source"] = text_of(child if title is None else title)
    elif name in {"actors", "locations", "persons", "organizations", "organisations", "places", "people"}:
        data[name] = [_names(part) for part in child] if len(child) else text_of(child)
    elif name == "guid":
        data["id"] = text_of(child)
    elif child.get("type") == "xhtml" or _holds_markup(child):
        data.setdefault("html", inner_markup(child))
    elif name == "content" and not text_of(child):
        return  # media:content of feeds: only an address in its attributes
    else:
        data.setdefault(name, text_of(child))


def _settle_text(data: dict[str, object]) -> None:
    """Make what a feed calls content or description the HTML or the text of the article."""
    for key in ("content", "description", "summary", "abstract"):
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            continue
        if any(data.get(other) for other in ("html", "text", "body", "fulltext", "maintext")):
            return
        del data[key]
        data["html" if _MARKUP.search(value) else "text"] = value


def _names(element: ET.Element) -> object:
    """Return an actor or location: its text, or an object of its children and attributes."""
    if not len(element) and not element.attrib:
        return text_of(element)
    named: dict[str, object] = {"name": text_of(element)} if not len(element) else {}
    named.update({key: value for key, value in element.attrib.items() if "}" not in key})
    named.update({local_name(child): text_of(child) for child in element})
    return named
