"""What a whole web page says about its article: title, date, author, site, language, address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from corpus.clean.printed import printed_date
from corpus.clean.published import folder_day, parse_published
from corpus.clean.text import line_letters, one_line
from corpus.clean.words import words

# What parsers can bear: their work is quadratic in the attributes of one tag. Counts, not seconds, for machines differ.
MAX_TAGS = 50_000
MAX_ATTRIBUTES = 1_000
_LONG_TAG = 10 * MAX_ATTRIBUTES
MAX_LINKED_DATA_CHARACTERS = 200_000
_MAX_LINKED_DATA_NODES = 2_000

_TAG_START = re.compile(r"<[a-zA-Z]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
_ARTICLE_TYPES = re.compile(r"(?:\w*Article|BlogPosting|Report|LiveBlogPosting|WebPage)", re.ASCII)
_PUBLISHED_NAMES = words(
    """
    article:published_time article:published og:article:published_time datepublished publishdate publish_date
    publish-date pubdate published_time dc.date.issued dcterms.created dcterms.issued dc.date dcterms.date
    parsely-pub-date sailthru.date cxenseparse:recs:publishtime originalpublicationdate date_published
    displaydate ptime date rnews:datepublished citation_publication_date citation_date article.published bt:pubdate
    published-date publication_date publication-date article_date_original og:published_time article.published_time
    publish-time published_at pub_date rbpubdate iso-8601-publish-date shareaholic:article_published_time
    prism.publicationdate dc.date.created
    """
)
_AUTHOR_NAMES = words(
    "author article:author_name dc.creator dcterms.creator parsely-author sailthru.author byl dc.contributor"
)
_SITE_NAMES = words("og:site_name application-name apple-mobile-web-app-title dc.publisher publisher")
_TITLE_NAMES = words("og:title twitter:title dc.title dcterms.title headline parsely-title sailthru.title")
_LANGUAGE_NAMES = words("content-language og:locale dc.language dcterms.language language")
_LEAST_LETTERS = 8  # of a headline, to be told from another
# A moment in the zone of computers, not of readers.
_UNIVERSAL = re.compile(r"\d{4}-\d\d-\d\d[T ](\d\d):\d\d.{0,15}?(?:Z|[+-]00:?00|GMT|UTC)")
_FIRST_EASTERN_HOUR, _LAST_WESTERN_HOUR = 11, 9
_WRAPPING = re.compile(r"\A\s*(?:<!\[CDATA\[|<!--|//<!\[CDATA\[)|(?:\]\]>|-->|//\]\]>)\s*\Z")
_COMMA_TOO_MANY = re.compile(r",\s*([}\]])")
_SEPARATORS = "|-–—·•»:/"


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page states; "" = not stated. `published` is YYYY-MM-DD, only from what is sure."""

    title: str = ""
    published_raw: str = ""
    published: str = ""
    author: str = ""
    site_name: str = ""
    language: str = ""
    url: str = ""


def page_metadata(html: str, url: str = "", *, today: date | None = None) -> PageMetadata:
    """Return what the page's linked data, meta elements and <time> say, in this order of trust.

    A date of modification or of collection is never taken; one that only the address holds is for the caller to infer
    (`published_from_url`). `today` (default: this day) only bars future dates.
    """
    today = today or date.today()
    tree = page_tree(html)
    if tree is None:
        found = _TITLE.search(html)
        return PageMetadata(one_line(unescape(found[1])) if found else "", url=url)
    metas = _metas(tree)
    data = _linked_data(tree)
    canonical = _canonical(tree, metas, url)
    site = _first(_name(data.get("publisher")), *(metas.get(name) for name in _SITE_NAMES))
    site = _first(metas.get("og:site_name"), site)
    title = without_site(_title(tree, metas, data), site=site)
    raw, published = _published(_dates(tree, metas, data), today)
    if not published:
        raw, published = _published(iter((printed_date(tree, title, today=today),)), today)
    elif moment := _UNIVERSAL.fullmatch(raw):
        near = _days_of_readers(date.fromisoformat(published), int(moment[1]))
        published = _local_day(published, near, tree, title, (url, canonical), today)
    return PageMetadata(
        title=title,
        published_raw=raw,
        published=published,
        author=_author(metas, data),
        site_name=site,
        language=_first(
            tree.get("lang"),
            tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
            data.get("inLanguage"),
            *(metas.get(name) for name in _LANGUAGE_NAMES),
        ),
        url=canonical,
    )


def _days_of_readers(day: date, hour: int) -> frozenset[str]:
    """Return which other day it may be where the readers are, when this one and the hour are in universal time."""
    west = (day - timedelta(1)).isoformat() if hour <= _LAST_WESTERN_HOUR else ""
    east = (day + timedelta(1)).isoformat() if hour >= _FIRST_EASTERN_HOUR else ""
    return frozenset(filter(None, (west, east)))


def _local_day(
    stated: str, near: frozenset[str], tree: lxml_html.HtmlElement, title: str, urls: Sequence[str], today: date
) -> str:
    """Return the stated day, or the one beside it that the page's address or the print below its headline has."""
    days = {folder_day(url) for url in urls}
    if stated not in days and not days & near:
        days = {_published(iter((printed_date(tree, title, today=today, is_stated=True),)), today)[1]}
    return next((day for day in sorted(near) if day in days and stated not in days), stated)


def linked_article_body(html: str) -> str:
    """Return the text that the page's linked data give for the article, or ""; many pages show it by script only."""
    tree = page_tree(html) if '"articleBody"' in html else None
    body = _linked_data(tree).get("articleBody") if tree is not None else None
    return body if isinstance(body, str) else ""


def bearable(page: str) -> bool:
    """Tell whether a page is one that parsers read in fair time."""
    if page.count("<") <= MAX_TAGS // 10 and len(page) < _LONG_TAG:
        return True
    tags = 0
    position = 0
    while opening := _TAG_START.search(page, position):
        tags += 1
        closing = page.find(">", opening.end())
        if closing < 0:
            closing = len(page)
        if tags > MAX_TAGS:
            return False
        if closing - opening.start() > _LONG_TAG:
            bare = _QUOTED.sub("", page[opening.start() : closing])
            if len(bare.split()) > MAX_ATTRIBUTES:
                return False
        position = closing
    return True


def without_site(title: str, *, site: str) -> str:
    """Return the title without the site's name behind (or before) it, which must be known."""
    if not site:
        return title
    folded = title.casefold()
    for separator in _SEPARATORS:
        before, after = f"{site} {separator} ".casefold(), f" {separator} {site}".casefold()
        if folded.endswith(after) and len(title) > len(after) + 3:
            return title[: -len(after)].rstrip()
        if folded.startswith(before) and len(title) > len(before) + 3:
            return title[len(before) :].lstrip()
    return title


@lru_cache(maxsize=1)
def page_tree(html: str) -> lxml_html.HtmlElement | None:
    """Return the page's tree, which nobody may change; None if it cannot be had in fair time.

    The last one is kept: what a page states, its text and its furniture are asked for one after the other.
    """
    if not html.strip() or not bearable(html):
        return None
    try:
        # As bytes: a str with an encoding declaration is refused.
        return lxml_html.document_fromstring(
            html.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8")
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _metas(tree: lxml_html.HtmlElement) -> dict[str, str]:
    """Return the page's meta elements by lower-case name; the first of a name counts."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    return metas


def _linked_data(tree: lxml_html.HtmlElement) -> dict[str, object]:
    """Return the first object of the page's JSON-LD that describes an article, articles before pages."""
    articles: list[dict[str, object]] = []
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or len(text) > MAX_LINKED_DATA_CHARACTERS:
            continue
        articles.extend(_articles(_parsed(text)))
    if len(articles) > 1:
        titles = [line_letters(unescape(title)) for title in _titles(tree)]
        articles.sort(
            key=lambda node: (
                "WebPage" in str(node.get("@type")),
                not (_is_headed(node, titles) and "datePublished" in node),
                "datePublished" not in node,
            )
        )
    return articles[0] if articles else {}


def _titles(tree: lxml_html.HtmlElement) -> Iterator[str]:
    """Yield what the page has for headlines of its own."""
    yield from tree.xpath("//meta[@property='og:title' or @name='twitter:title']/@content")[:2]
    yield tree.findtext(".//title") or ""
    yield from (head.text_content() for head in list(tree.iter("h1"))[:2])


def _is_headed(node: Mapping[str, object], titles: Sequence[str]) -> bool:
    """Tell whether linked data describe the article that the page is about, and not another that it names."""
    headline = line_letters(unescape(str(node.get("headline") or node.get("name") or "")))
    return len(headline) >= _LEAST_LETTERS and any(headline in title or title in headline for title in titles if title)


def _parsed(written: str) -> object:
    """Return JSON as pages write it, at times inside a comment or with a comma too many; None if it is none."""
    bare = _WRAPPING.sub("", written)
    for attempt in (bare, _COMMA_TOO_MANY.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _articles(parsed: object) -> Iterator[dict[str, object]]:
    """Yield the article-like objects of a JSON-LD document, from the outermost inwards."""
    waiting = [parsed]
    for _ in range(_MAX_LINKED_DATA_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and _ARTICLE_TYPES.fullmatch(kind.rsplit("/", 1)[-1]) for kind in kinds):
                yield node
            waiting.extend(
                node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement") if key in node
            )


def _dates(tree: lxml_html.HtmlElement, metas: Mapping[str, str], data: Mapping[str, object]) -> Iterator[str]:
    """Yield the values that state a date of publication, the surest first."""
    yield from _stated(data, "datePublished")
    yield from (metas[name] for name in _PUBLISHED_NAMES if name in metas)
    yield from _stated(data, "dateCreated")
    times = list(tree.iter("time", "relative-time"))
    for time in times:
        if _is_of_change(time):
            continue
        marks = f"{time.get('itemprop') or ''} {time.get('class') or ''}".lower()
        if "publish" in marks or "pubdate" in marks or time.get("pubdate") is not None or "entry-date" in marks:
            yield time.get("datetime") or time.text_content()
    for element in tree.xpath("//*[@itemprop='datePublished' or contains(@property, ':datePublished')]")[:3]:
        yield element.get("datetime") or element.get("content") or element.text_content()[:100]
    for element in tree.xpath("//abbr[contains(@class, 'published')]/@title")[:1]:
        yield str(element)
    # A page with one <time> means its own date by it; with several, some are those of other articles or of comments.
    named = {(time.get("datetime") or time.text_content()).strip() for time in times}
    marked = any(_is_of_change(time) for time in times)
    if len(named) == 1 and not marked:
        yield from named


def _stated(data: Mapping[str, object], key: str) -> Iterator[str]:
    """Yield the value of linked data under a key, the first of several."""
    value = data.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        yield str(value)


def _is_of_change(time: lxml_html.HtmlElement) -> bool:
    """Tell whether a <time> says when the page was changed."""
    marks = f"{time.get('itemprop') or ''} {time.get('class') or ''}".lower()
    return "modified" in marks or "updated" in marks


def _published(values: Iterator[str], today: date) -> tuple[str, str]:
    """Return the first value that names a day, as written and in ISO form."""
    for value in values:
        found = parse_published(value, today=today)
        if found.first and found.precision == "day":
            return one_line(value), found.first.isoformat()
    return "", ""


def _title(tree: lxml_html.HtmlElement, metas: Mapping[str, str], data: Mapping[str, object]) -> str:
    """Return the headline."""
    heads = [one_line(head.text_content()) for head in tree.iter("h1")][:3]
    heading = heads[0] if len(heads) == 1 and len(heads[0]) < 300 else ""
    return _first(
        data.get("headline"), *(metas.get(name) for name in _TITLE_NAMES), heading, tree.findtext(".//title"), *heads
    )


def _author(metas: Mapping[str, str], data: Mapping[str, object]) -> str:
    """Return the author or authors, parted by commas; an address is no name."""
    authors = data.get("author")
    names = [_name(author) for author in (authors if isinstance(authors, list) else [authors])]
    stated = ", ".join(dict.fromkeys(name for name in names if name))
    found = _first(stated, *(metas.get(name) for name in _AUTHOR_NAMES))
    return "" if found.startswith(("http://", "https://", "@")) else found


def _name(value: object) -> str:
    """Return the name of a JSON-LD person or organisation."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""


def _canonical(tree: lxml_html.HtmlElement, metas: Mapping[str, str], url: str) -> str:
    """Return the address the page gives itself, or the one it was had from."""
    links = tree.xpath("//link[@rel='canonical']/@href")[:1]
    for found in (*links, metas.get("og:url", "")):
        try:
            address = urljoin(url, str(found).strip()) if found else ""
            if urlsplit(address).scheme in ("http", "https") and urlsplit(address).path not in ("", "/"):
                return address
        except ValueError:
            continue
    return url


def _first(*values: object) -> str:
    """Return the first value that says something, on one line, entities resolved."""
    for value in values:
        if isinstance(value, str) and (line := one_line(unescape(value))):
            return line
    return ""
