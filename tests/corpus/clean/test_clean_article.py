"""Titles, and which of a record's fields counts."""

from __future__ import annotations

from corpus.clean import CleanArticle, clean_article

BODY = "The ferries between Old Harbour and Marsh Island sail again, the governor of the river province said on Monday."
MORE = "Two fishing boats had carried medicine and post since August, when the company stopped paying for late hours."


def page(head: str, body: str = f"<h1>Ferries return</h1><p>{BODY}</p><p>{MORE}</p>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><article>{body}</article></body></html>"


def test_text_counts_before_html() -> None:
    clean = clean_article(title="Title", text=BODY, html="<p>Other</p>")
    assert clean.text == BODY


def test_a_blank_text_leaves_it_to_the_html() -> None:
    assert clean_article(title="Title", text=" \n ", html=f"<p>{BODY}</p>").text == BODY


def test_an_empty_article_is_empty() -> None:
    assert clean_article(title="", text="") == CleanArticle("", "", ())


def test_a_title_alone_has_no_text() -> None:
    assert clean_article(title="Ferries return", text="") == CleanArticle("Ferries return", "", ())


def test_a_short_text_without_a_title_stays_whole() -> None:
    clean = clean_article(title="", text="Troops left the town.")
    assert (clean.title, clean.text) == ("Troops left the town.", "Troops left the town.")


def test_a_missing_title_is_the_first_dozen_words() -> None:
    clean = clean_article(title="", text=f"{BODY} {MORE}")
    assert clean.title == "The ferries between Old Harbour and Marsh Island sail again, the governor…"
    assert clean.text == f"{BODY} {MORE}"


def test_a_headline_at_the_head_becomes_the_missing_title() -> None:
    clean = clean_article(title="", text=f"Share\n\nFerries return to Marsh Island\n\n{BODY}\n\n{MORE}")
    assert clean.title == "Ferries return to Marsh Island"
    assert clean.text == f"{BODY}\n\n{MORE}"
    assert [line.text for line in clean.removed] == ["Share"]


def test_an_article_of_furniture_only_still_has_a_title() -> None:
    clean = clean_article(title="", text="Advertisement")
    assert (clean.title, clean.text) == ("Advertisement", "")


def test_a_title_is_cleaned_like_text_but_keeps_its_bars() -> None:
    clean = clean_article(title="Ferries &amp; <b>fares</b>\n | Tideland Post", text=BODY)
    assert clean.title == "Ferries & fares | Tideland Post"


def test_a_page_gives_its_title_without_the_site_it_names() -> None:
    html = page(
        '<title>Ferries return | Tideland Post</title><meta property="og:site_name" content="Tideland Post">',
        f"<p>{BODY}</p><p>{MORE}</p>",
    )
    assert clean_article(title="", text="", html=html, whole_page=True).title == "Ferries return"


def test_a_page_that_does_not_name_its_site_keeps_its_whole_title() -> None:
    html = page("<title>Ferries return | Tideland Post</title>", f"<p>{BODY}</p><p>{MORE}</p>")
    assert clean_article(title="", text="", html=html, whole_page=True).title == "Ferries return | Tideland Post"


def test_a_page_gives_its_article_only() -> None:
    html = page("<title>Ferries return</title>").replace("<article>", '<nav><a href="/">Home</a></nav><article>')
    clean = clean_article(title="", text="", html=html, whole_page=True)
    assert clean.text == f"{BODY}\n\n{MORE}"


def test_a_headline_with_a_link_run_into_it_is_the_title_and_the_link_is_kept_as_removed() -> None:
    text = (
        "Ferries sail again to the island Continue reading...\n\n" + "The boats had been in the yard for a week. " * 3
    )
    article = clean_article(title="", text=text)
    assert article.title == "Ferries sail again to the island"
    assert [(line.text, line.rule) for line in article.removed] == [("Continue reading...", "read more")]
    assert article.text.startswith("The boats had been")
