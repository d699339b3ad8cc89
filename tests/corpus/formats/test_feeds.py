"""Feeds as programs write them: with extensions, comments, drafts and names of their own."""

from __future__ import annotations

import pytest

from corpus.formats import RawArticle
from tests.corpus.formats.sending import errors, read, titles

RSS = (
    '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:x="urn:x">'
    "<channel><title>{}</title>{}</channel></rss>"
)


def item(inside: str, title: str = "Courier") -> RawArticle:
    """Return the one article of a feed."""
    [record] = read(RSS.format(title, f"<item>{inside}</item>").encode(), "feed.xml")
    assert isinstance(record, RawArticle), record
    return record


@pytest.mark.parametrize("order", [1, -1])
def test_titles_texts_and_authors_of_pictures_are_not_those_of_the_article(order: int) -> None:
    parts = [
        "<title>Ferry</title>",
        "<description>The ferry sailed.</description>",
        '<media:content url="a.jpg"><media:title>A boat</media:title><media:credit>Ott</media:credit></media:content>',
        "<media:title>A boat</media:title>",
        "<media:description>A boat at sea</media:description>",
    ]
    found = item("".join(parts[::order]))
    assert (found.title, found.text, found.author) == ("Ferry", "The ferry sailed.", "")


def test_extensions_fill_gaps_only() -> None:
    assert item("<x:title>Other</x:title><title>Own</title><x:author>Ana</x:author>").title == "Own"
    assert item("<title>Own</title><x:author>Ana</x:author>").author == "Ana"


def test_the_address_before_an_authors_name_is_left_out() -> None:
    assert item("<title>T</title><author>ana@courier.example (Ana Lind)</author>").author == "Ana Lind"
    assert item("<title>T</title><author>ana@courier.example</author>").author == "ana@courier.example"


def test_the_name_of_a_feed_may_be_escaped_twice() -> None:
    assert item("<title>T</title>", title="Harbour &amp;amp; Courier").source == "Harbour & Courier"


def test_what_is_said_of_an_article_may_stand_in_an_element_of_its_own() -> None:
    inside = b"<title>T</title><metadata><date>2021-09-05</date><author>Ana</author></metadata>"
    [record] = read(b"<articles><article>%s</article></articles>" % inside, "a.xml")
    assert isinstance(record, RawArticle)
    assert (record.published, record.author) == ("2021-09-05", "Ana")


def test_drafts_and_pictures_of_a_wordpress_export_are_passed_over_by_name() -> None:
    post = "<item><title>{}</title><wp:post_type>{}</wp:post_type><wp:status>{}</wp:status></item>"
    posts = ("A", "post", "publish"), ("B", "post", "draft"), ("C", "attachment", "inherit"), ("D", "page", "publish")
    data = RSS.format("WP", "".join(post.format(*each) for each in posts))
    records = read(data.replace("<rss", '<rss xmlns:wp="http://wordpress.org/export/1.2/"').encode(), "wp.xml")
    assert titles(records) == ["A", "D"]
    assert [(error.title, error.skipped) for error in errors(records)] == [("B", True), ("C", True)]
