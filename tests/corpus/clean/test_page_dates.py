"""The day of publication of web pages in many shapes: the exact day, or none."""

from __future__ import annotations

import json
from datetime import date

import pytest

from corpus.clean.page import page_metadata

TITLE = "Ferries return to Marsh Island"
TODAY = date(2024, 6, 1)
TEXT = "<p>" + "The ferries between Old Harbour and Marsh Island sail again, the governor said. " * 4 + "</p>"


def found(head: str = "", top: str = "", bottom: str = "", url: str = "") -> str:
    page = (
        f"<html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{top}{TEXT}{TEXT}</article>"
        f"{bottom}</body></html>"
    )
    return page_metadata(page, url, today=TODAY).published


def linked(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


ARTICLE = {"@type": "NewsArticle", "headline": TITLE}
OTHER = {"@type": "NewsArticle", "headline": "Penguin found in a bathtub", "datePublished": "2024-05-20T09:00:00Z"}


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (
            linked({"@graph": [{"@type": "WebSite"}, ARTICLE | {"datePublished": "2024-03-05T10:00:00+01:00"}]}),
            "2024-03-05",
        ),
        (linked([{"@type": "BreadcrumbList"}, ARTICLE | {"datePublished": "2024-03-05"}]), "2024-03-05"),
        (linked({"@type": "WebPage", "mainEntity": ARTICLE | {"datePublished": "2024-03-05T10:00Z"}}), "2024-03-05"),
        (linked(OTHER, ARTICLE | {"datePublished": "2024-03-05T10:00:00Z"}), "2024-03-05"),
        (linked([OTHER, OTHER | {"headline": "Third"}, ARTICLE | {"datePublished": "2024-03-05"}]), "2024-03-05"),
        (linked(ARTICLE | {"datePublished": ["2024-03-05T10:00:00Z", "2024-03-06"]}), "2024-03-05"),
        (linked(ARTICLE | {"datePublished": "2024-03-05T10:00:00.000+0530"}), "2024-03-05"),
        (linked(ARTICLE | {"datePublished": "Tue Mar 05 2024 10:00:00 GMT+0100 (CET)"}), "2024-03-05"),
        (linked(ARTICLE | {"datePublished": "March 5, 2024, 10:00 am EST"}), "2024-03-05"),
        (linked(ARTICLE | {"datePublished": 1709632800}), "2024-03-05"),
        (linked(ARTICLE | {"dateModified": "2024-03-07T10:00:00Z"}), ""),
        (linked(ARTICLE | {"datePublished": "2025-03-05T10:00:00Z"}), ""),
        (linked({"@type": "Event", "name": "Regatta", "startDate": "2024-03-09"}), ""),
        (linked({"@type": "Product", "releaseDate": "2024-03-09"}), ""),
        (
            linked(ARTICLE | {"dateCreated": "2024-02-20T10:00:00Z"})
            + '<meta property="article:published_time" content="2024-03-05T10:00:00Z">',
            "2024-03-05",
        ),
        ('<meta property="og:updated_time" content="2024-03-07"><meta name="date" content="2024-03-05">', "2024-03-05"),
        ('<meta name="DC.date.issued" content="20240305">', "2024-03-05"),
        ('<meta itemprop="datePublished" content="2024-03-05T10:00:00">', "2024-03-05"),
    ],
)
def test_what_the_head_states(head: str, day: str) -> None:
    assert found(head) == day


@pytest.mark.parametrize(
    ("top", "day"),
    [
        ("<span itemprop='datePublished' content='2024-03-05'>yesterday</span>", "2024-03-05"),
        ("<span property='schema:datePublished' content='2024-03-05T08:00'>Tuesday</span>", "2024-03-05"),
        ("<time datetime='2024-03-05T08:00:00Z'>2 hours ago</time>", "2024-03-05"),
        ("<p class=meta>2 hours ago</p>", ""),
        ("<p class=meta>Updated: 7 March 2024 | Published: 5 March 2024</p>", "2024-03-05"),
        ("<p class=meta>Last updated 7 March 2024</p>", ""),
        ("<p class=meta>Von Ilka Dorren, 5. März 2024, 10:12 Uhr</p>", "2024-03-05"),
        ("<p class=meta>Publié le mardi 5 mars 2024 à 10h12</p>", "2024-03-05"),
        ("<p class=meta>5 de marzo de 2024 a las 10:12</p>", "2024-03-05"),
        ("<p class=meta>05/03/2024 às 10h12 | Atualizado em 07/03/2024</p>", ""),
        ("<p class=meta>5 de março de 2024, 10:12</p>", "2024-03-05"),
        ("<p class=meta>5 марта 2024, 10:12</p>", "2024-03-05"),
        ("<p class=meta>5 березня 2024 року, 10:12</p>", "2024-03-05"),
        ("<p class=meta>5 Mart 2024 Salı 10:12</p>", "2024-03-05"),
        ("<p class=meta>الثلاثاء 5 مارس 2024 - 10:12</p>", "2024-03-05"),
        ("<p class=meta>٥ مارس ٢٠٢٤</p>", "2024-03-05"),
        ("<p class=meta>5 آذار 2024</p>", "2024-03-05"),
        ("<p class=meta>۱۵ اسفند ۱۴۰۲ - ۱۰:۱۲</p>", "2024-03-05"),
        ("<p class=meta>سه‌شنبه ۱۵ اسفند ۱۴۰۲</p>", "2024-03-05"),
        ("<p class=meta>2024年3月5日 10:12</p>", "2024-03-05"),
        ("<p class=meta>2024年3月5日(火) 10時12分</p>", "2024-03-05"),
        ("<p class=meta>입력 2024.03.05 10:12 수정 2024.03.07</p>", "2024-03-05"),
        ("<p class=meta>2024년 3월 5일</p>", "2024-03-05"),
        ("<p class=meta>5 maart 2024 om 10:12</p>", "2024-03-05"),
        ("<p class=meta>5 marca 2024, 10:12</p>", "2024-03-05"),
        ("<p class=meta>5. března 2024</p>", "2024-03-05"),
        ("<p class=meta>5 Maret 2024</p>", "2024-03-05"),
        ("<p class=meta>5 Μαρτίου 2024</p>", "2024-03-05"),
        ("<p class=meta>2024. március 5.</p>", "2024-03-05"),
        ("<p class=meta>5 mars 2024 kl. 10.12</p>", "2024-03-05"),
        ("<p class=meta>5 मार्च 2024</p>", "2024-03-05"),
        (
            "<p>The regatta will be held on 9 March 2024, when all of the boats are back at the quay.</p>",
            "",
        ),
    ],
)
def test_what_is_printed_at_the_head_of_the_article(top: str, day: str) -> None:
    assert found(top=top) == day


@pytest.mark.parametrize(
    "bottom",
    [
        "<footer>© 2024 The Tideland Post, 5 March 2024</footer>",
        "<aside><h3>Related</h3><p><a href=/x>Penguin found</a> <time datetime=2024-03-05>5 March</time></p>"
        "<p><a href=/y>Zoo</a> <time datetime=2024-02-01>1 February</time></p></aside>",
        "<section class=comments><p>Ann, 5 March 2024</p><p>Bob, 6 March 2024</p></section>",
    ],
)
def test_dates_of_other_things_are_none_of_the_article(bottom: str) -> None:
    assert found(bottom=bottom) == ""


@pytest.mark.parametrize(
    ("stamp", "printed", "url", "day"),
    [
        ("2024-03-06T02:30:00Z", "", "https://news.example/2024/03/05/ferries-return", "2024-03-05"),
        ("2024-03-06T02:30:00+00:00", "", "https://news.example/2024/03/05/ferries-return", "2024-03-05"),
        ("2024-03-05T22:30:00Z", "6 March 2024, 9:30 am", "", "2024-03-06"),
        ("2024-03-06T02:30:00Z", "March 5, 2024", "", "2024-03-05"),
        ("2024-03-06T09:30:00+09:00", "", "https://news.example/2024/03/05/ferries-return", "2024-03-06"),
        ("2024-03-06T02:30:00Z", "", "https://news.example/2024/02/01/ferries-return", "2024-03-06"),
        ("2024-03-06T12:30:00Z", "March 5, 2024", "", "2024-03-06"),
        ("2024-03-06T02:30:00Z", "", "https://news.example/2024/03/ferries-return", "2024-03-06"),
    ],
)
def test_a_stamp_of_another_zone_gives_way_to_the_day_of_the_place(
    stamp: str, printed: str, url: str, day: str
) -> None:
    head = linked(ARTICLE | {"datePublished": stamp})
    assert found(head, top=f"<p class=meta>{printed}</p>", url=url) == day


def test_far_from_the_headline_only_what_is_said_to_be_of_publication_counts() -> None:
    assert found(bottom=f"{TEXT * 9}<p>First published on March 5, 2024 10:12 am</p>") == "2024-03-05"
    assert found(bottom=f"{TEXT * 9}<p>March 5, 2024 10:12 am</p>") == ""
