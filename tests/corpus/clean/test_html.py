"""HTML to plain text, entities, and hostile markup."""

from __future__ import annotations

import bleach
import pytest

from corpus.clean import clean_article
from corpus.clean.html import (
    MAX_CHARACTERS,
    MAX_PAGE_CHARACTERS,
    PIECE_CHARACTERS,
    TextTooLong,
    field_text,
    plain_text,
    sanitise,
)
from corpus.clean.markup import has_markup
from corpus.clean.page import MAX_ATTRIBUTES, MAX_TAGS, bearable

SENTENCE = "The ferries between Old Harbour and Marsh Island sail again, the governor of the province said on Monday."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\n\nTwo\n\nThree"),
        ("<div>One<div>Two</div>Three</div>", "One\n\nTwo\n\nThree"),
        ("<ul><li>One<li>Two</ul>", "One\n\nTwo"),
        ("<p>in\nthe   <b>same</b>\n\nline</p>", "in the same line"),
        ("No <i>block</i> here.\n\nBut lines.", "No block here.\n\nBut lines."),
        ("<tr><td>a</td><td>b</td></tr>", "a b"),
        ("a<script>alert('<p>')</script>b<style>p{}</style>c", "abc"),
        ("<SCRIPT SRC=x></SCRIPT >a", "a"),
        ("a<!-- <p>no</p> -->b", "ab"),
        ("<p title='a > b'>text</p>", "text"),
        ('<p title="unclosed>text</p>', "text"),
        ("AT&amp;T &lt;b&gt; &#8217; &eacute; &copy2", "AT&T <b> ’ é &copy2"),
        ("<p>&amp;lt;b&amp;gt; &amp;amp;</p>", "&lt;b&gt; &amp;"),
        ("a < b & c", "a < b & c"),
        ("write to <anna@example.org>", "write to <anna@example.org>"),
        ("<![CDATA[<p>One</p>]]>", "One"),
        ("<p>open <b>and never closed", "open and never closed"),
        ("<noscript>Enable it</noscript><p>One</p><button>Buy</button>", "One"),
        ("<pre>One\nTwo</pre>", "One\n\nTwo"),
        ("<svg><title>x</title><text>y</text></svg>a", "a"),
        ("<img src=x onerror=alert(1)>a<a href='javascript:alert(1)'>b</a>", "ab"),
        ("", ""),
    ],
)
def test_fragments(html: str, text: str) -> None:
    assert plain_text(html, whole_page=False) == text


@pytest.mark.parametrize(
    "text",
    [
        "a < b & c > d",
        "STANDARD OIL <SRD> AND PHILLIPS <P> RISE",
        "Bait & Tackle; R&D; x&y;",
        "<anna@example.org> wrote at <12:30>",
        "if x<y then y>x",
        "?a=1&copy=2&lt=3",
        "I <3 boats, </3 strikes",
    ],
)
def test_plain_text_without_markup_stays(text: str) -> None:
    assert not has_markup(text)
    assert field_text(text) == text
    assert clean_article(title="Title", text=text).text == text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("<p>One", "One"),
        ("One<br>Two", "One\n\nTwo"),
        ('A <a href="https://example.org">link</a>.', "A link."),
        ("A <b>bold</b> word", "A bold word"),
        ("AT&amp;T and R&#38;D", "AT&T and R&D"),
        ("AT&amp;amp;T", "AT&T"),
        ("&lt;p&gt;One&lt;/p&gt;", "One"),
        ("First.\n\n<p>Second.</p>\n\nThird.", "First.\n\nSecond.\n\nThird."),
    ],
)
def test_markup_in_text_fields(field: str, text: str) -> None:
    assert clean_article(title="Title", text=field).text == text


def test_bleach_is_the_last_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    clean = bleach.clean

    def spy(text: str, **options: object) -> str:
        seen.append(text)
        assert options["tags"] == frozenset()
        return str(clean(text, **options))

    monkeypatch.setattr(bleach, "clean", spy)
    assert sanitise("<p>a &lt;script&gt; b</p>").strip() == "a <script> b"
    assert seen


def test_bleach_gets_long_text_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    monkeypatch.setattr(bleach, "clean", lambda text, **_: lengths.append(len(text)) or text)
    text = "Bait &amp; tackle. " * 20_000
    assert sanitise(text) == "Bait & tackle. " * 20_000
    assert max(lengths) <= PIECE_CHARACTERS
    assert sum(lengths) == len(text)


def test_no_entity_is_cut_in_two() -> None:
    assert sanitise("&amp;" * 10_000) == "&" * 10_000


def test_too_long_a_text_is_refused_with_a_reason() -> None:
    with pytest.raises(TextTooLong, match="1,000,001 characters; at most 1,000,000"):
        sanitise("a" * (MAX_CHARACTERS + 1))
    with pytest.raises(ValueError, match="at most"):
        clean_article(title="", text="a" * (MAX_CHARACTERS + 1))
    with pytest.raises(TextTooLong):
        plain_text("a" * (MAX_PAGE_CHARACTERS + 1), whole_page=True)


HOSTILE = {
    "attributes": "<p " + " ".join(f'a{number}="x"' for number in range(50_000)) + ">hello</p>",
    "bare attributes": "<p " + "a " * 50_000 + ">hello</p>",
    "nested": "<div>" * 20_000 + "hello" + "</div>" * 20_000,
    "unclosed": "<p><b>" * 20_000 + "hello",
    "comments": "<!--" * 50_000 + "hello",
    "scripts": "hello" + "<script>" * 50_000,
    "open elements": "<svg>" * 50_000 + "hello",
    "quotes": "hello <a x=\"'" * 20_000,
    "less than": "<" * 30_000 + " hello",
    "end tags": "</" * 30_000 + " hello",
    "declarations": "<!" * 30_000 + " hello",
    "ampersands": "&" * 30_000 + " hello",
    "numbers": "&#" * 30_000 + " hello",
    "equals": "<a " + "=" * 100_000 + "> hello",
    "table": "<table><tr><td>" * 20_000 + "hello",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("whole_page", [False, True])
def test_hostile_markup_is_read_to_the_end(name: str, whole_page: bool) -> None:
    markup = HOSTILE[name]
    html = f"<html><body>{markup}</body></html>" if whole_page else markup
    swallowed = whole_page and name == "declarations"  # as browsers do: up to the `>` of </body>
    assert swallowed or "hello" in plain_text(html, whole_page=whole_page)
    assert clean_article(title="", text=markup, html="").title


def test_pages_that_parsers_cannot_bear_are_known_by_counts() -> None:
    ordinary = f"<html><body>{f'<p class=x>{SENTENCE}</p>' * 200}</body></html>"
    picture = f'<html><img src="data:image/png;base64,{"A" * 300_000}"><p>{SENTENCE}</p></html>'
    state = f"<html><div data-state='{'{&quot;a b c&quot;: 1} ' * 20_000}'></div></html>"
    assert bearable(ordinary)
    assert bearable(picture)
    assert bearable(state)
    assert not bearable("<i>" * (MAX_TAGS + 1))
    assert not bearable("<p " + "abcdefghi=1 " * (MAX_ATTRIBUTES + 1) + ">")


def test_a_page_without_an_article_gives_all_its_text() -> None:
    assert plain_text("<html><body><h1>Ferries</h1></body></html>", whole_page=True) == "Ferries"


def test_a_page_that_shows_its_article_by_script_only() -> None:
    body = " ".join([SENTENCE] * 8)
    page = (
        '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "'
        + body
        + '"}</script></head><body><p>Please wait.</p></body></html>'
    )
    assert plain_text(page, whole_page=True) == body
