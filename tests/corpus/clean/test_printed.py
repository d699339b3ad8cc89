"""The date that a page prints beside its headline counts where its markup states none, and only when it is sure."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.clean.html import page_metadata

TODAY = date(2024, 6, 1)
STORY = "The ferries between Old Harbour and Marsh Island sail again, the governor of the province said. " * 4


def page(above: str = "", below: str = "", *, head: str = "", after: str = "") -> str:
    return (
        f"<html><head><title>Ferries return - Tideland Post</title>{head}</head><body>{above}"
        f"<article><h1>Ferries return</h1>{below}<p>{STORY}</p>{after}</article></body></html>"
    )


def published(markup: str) -> str:
    return page_metadata(markup, today=TODAY).published


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("<p>5 September 2021</p>", "2021-09-05"),
        ("<div><span>By Anna Lind</span> | <span>Sept. 5, 2021 4:15 pm</span></div>", "2021-09-05"),
        ("<div>publiziert am 5. September 2021</div>", "2021-09-05"),
        ("<div>Publié le 5 août 2021</div>", "2021-08-05"),
        ("<div>2021-09-05 15:24</div>", "2021-09-05"),
        ("<div>Published 5 Sep 2021 | Updated 7 Sep 2021</div>", "2021-09-05"),
        ("<div>Posted 5 Sep 2021</div><div>Reviewed 7 Sep 2021</div>", "2021-09-05"),
    ],
)
def test_a_date_below_the_headline_counts(line: str, day: str) -> None:
    assert published(page(below=line)) == day


def test_a_date_just_above_the_headline_counts() -> None:
    assert published(page(above="<div>5 September 2021</div>")) == "2021-09-05"


@pytest.mark.parametrize(
    "markup",
    [
        page(below="<p>Updated 5 September 2021</p>"),
        page(below="<p>5 September 2021</p><p>7 September 2021</p>"),
        page(
            below="<p>A fire of 5 September 2021 had burnt the quay, its sheds and all but one of the boats there.</p>"
        ),
        page(below="<figure><figcaption>The quay, 5 September 2021</figcaption></figure>"),
        page(below='<div class="related">Old quay burns, 5 September 2021</div>'),
        page(below="<aside>5 September 2021</aside>"),
        page(after="<p>5 September 2021</p>"),
        page(below="<p>5 September 2031</p>"),
        page(below="<p>31 February 2021</p>"),
        page(below="<p>September 2021</p>"),
        page(above="<div>5 September 2021</div>" + "<p>Ferry news and weather on the river.</p>" * 20),
        page(below="<script>var day = '2021-09-05'</script>"),
        "<html><body><p>5 September 2021</p></body></html>",
        "",
    ],
)
def test_what_is_not_sure_is_no_date(markup: str) -> None:
    assert published(markup) == ""


def test_what_the_markup_states_comes_first() -> None:
    stated = '<meta property="article:published_time" content="2020-01-02T10:00:00Z">'
    assert published(page(below="<p>5 September 2021</p>", head=stated)) == "2020-01-02"


@pytest.mark.parametrize("piece", ["<div>", "<b>", "<p>5 May 2021</p>", "<h1>x</h1>", "1-", "5 May "])
def test_odd_pages_end_without_a_date_or_with_one(piece: str) -> None:
    assert published(page(below=piece * 20_000)) in ("", "2021-05-05")
