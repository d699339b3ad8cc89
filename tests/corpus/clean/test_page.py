"""What a whole page says about its article."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.clean.html import page_metadata
from corpus.clean.page import without_site

TODAY = date(2021, 11, 1)


def published(head: str, body: str = "", url: str = "") -> str:
    return page_metadata(f"<html><head>{head}</head><body>{body}</body></html>", url, today=TODAY).published


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2021-10-12T09:00:00+02:00">',
        '<meta name="pubdate" content="12 October 2021">',
        '<meta itemprop="datePublished" content="2021-10-12">',
        '<meta name="DC.date.issued" content="2021-10-12">',
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-10-12T09:00:00Z"}</script>',
        '<script type="application/ld+json">{"@graph":[{"@type":"Organization"},{"@type":["Article","X"],'
        '"datePublished":"2021-10-12"}]}</script>',
        '<meta property="article:modified_time" content="2021-10-20"><meta name="date" content="2021-10-12">',
    ],
)
def test_stated_dates(head: str) -> None:
    assert published(head) == "2021-10-12"


@pytest.mark.parametrize(
    "body",
    [
        '<time datetime="2021-10-12T09:00">Tuesday</time>',
        '<time itemprop="datePublished" datetime="2021-10-12">x</time><time datetime="2021-10-30">a comment</time>',
        '<span itemprop="datePublished" content="2021-10-12"></span>',
        '<time class="entry-date" datetime="2021-10-12">x</time><time class="updated" datetime="2021-10-20">x</time>',
    ],
)
def test_dates_in_the_body(body: str) -> None:
    assert published("", body) == "2021-10-12"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<p>Today is 1 November 2021.</p>"),
        ('<meta property="article:modified_time" content="2021-10-20">', ""),
        ('<meta name="last-modified" content="2021-10-20">', ""),
        ("", '<time class="updated" datetime="2021-10-20">x</time>'),
        ("", '<time datetime="2021-10-20">a</time><time datetime="2021-10-21">b</time>'),
        ('<meta name="date" content="2031-10-20">', ""),
        ('<meta name="date" content="soon">', ""),
        ('<script type="application/ld+json">{"@type":"NewsArticle","dateModified":"2021-10-20"}</script>', ""),
        ('<script type="application/ld+json">{broken</script>', "© 2021"),
    ],
)
def test_a_date_that_is_not_sure_is_none(head: str, body: str) -> None:
    assert published(head, body, url="https://tideland.example/ferries") == ""


def test_a_page_in_full() -> None:
    html = """<html lang="en-GB"><head><title>Ferries return - Tideland Post</title>
    <link rel="canonical" href="/2021/10/ferries"><meta property="og:site_name" content="Tideland Post">
    <script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-10-12",
    "author": [{"@type": "Person", "name": "Anna Lind"}, {"name": "Jonas Ekdal"}]}</script></head>
    <body></body></html>"""
    found = page_metadata(html, "https://tideland.example/x?utm=1", today=TODAY)
    assert found.title == "Ferries return"
    assert found.author == "Anna Lind, Jonas Ekdal"
    assert (found.site_name, found.language) == ("Tideland Post", "en-GB")
    assert found.url == "https://tideland.example/2021/10/ferries"
    assert (found.published, found.published_raw) == ("2021-10-12", "2021-10-12")


@pytest.mark.parametrize("html", ["", " ", "\x00", "<", "<html>", "<!-- -->", "plain", "<p " + "a " * 50_000 + ">"])
def test_odd_pages_say_nothing(html: str) -> None:
    found = page_metadata(html, "https://tideland.example/x", today=TODAY)
    assert (found.published, found.author, found.url) == ("", "", "https://tideland.example/x")


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Ferries return | Tideland Post", "Ferries return"),
        ("Ferries return - tideland post", "Ferries return"),
        ("Tideland Post: Ferries return", "Tideland Post: Ferries return"),
        ("Tideland Post - Ferries return", "Ferries return"),
        ("Why the Tideland Post", "Why the Tideland Post"),
        ("Tideland Post", "Tideland Post"),
    ],
)
def test_only_the_sites_own_name_is_taken_off(title: str, bare: str) -> None:
    assert without_site(title, site="Tideland Post") == bare
    assert without_site(title, site="") == title


LINKED = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    "head",
    [
        LINKED.format('{"@type":"NewsArticle","datePublished":["2021-09-05"]}'),
        LINKED.format('{"@type":"NewsArticle","datePublished":{"@value":"2021-09-05"}}'),
        LINKED.format('{"@type":"NewsArticle","datePublished":1630836000}'),
        LINKED.format('{"@type":"NewsArticle","datePublished":"2021-09-05",}'),
        LINKED.format('<!-- {"@type":"NewsArticle","datePublished":"2021-09-05"} -->'),
        LINKED.format('{"@type":"NewsArticle","datePublished":"2031-09-05"}')
        + '<meta name="date" content="2021-09-05">',
        '<meta name="citation_publication_date" content="2021/09/05">',
        '<meta property="bt:pubDate" content="2021-09-05">',
        '<meta name="article_date_original" content="Sunday, September 5, 2021, 10:00 AM">',
        '<abbr class="published" title="2021-09-05T10:00:00+00:00">Sep 5</abbr>',
        '<relative-time datetime="2021-09-05T10:00:00Z">2 years ago</relative-time>',
    ],
)
def test_days_of_publication_in_ways_that_pages_state_them(head: str) -> None:
    page = f"<html><head><title>Ferries return</title>{head}</head><body><h1>Ferries return</h1></body></html>"
    assert page_metadata(page, today=date(2024, 6, 1)).published == "2021-09-05"


@pytest.mark.parametrize(
    "head",
    [
        LINKED.format('{"@type":"NewsArticle","dateModified":"2021-09-05"}'),
        LINKED.format('{"@type":"NewsArticle","datePublished":true}'),
        LINKED.format("{"),
        '<meta property="article:modified_time" content="2021-09-05">',
        '<meta property="og:updated_time" content="2021-09-05">',
        '<time class="updated" datetime="2021-09-05">5 Sep</time>',
    ],
)
def test_days_of_change_and_broken_data_are_none(head: str) -> None:
    page = f"<html><head><title>Ferries return</title>{head}</head><body><h1>Ferries return</h1></body></html>"
    assert page_metadata(page, today=date(2024, 6, 1)).published == ""
