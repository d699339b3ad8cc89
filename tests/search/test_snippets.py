"""Snippets: the right words marked, whole, and nothing but our own mark as HTML."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.names import fold_name
from search.snippets import FRAGMENT_CHARACTERS, MOST_FRAGMENTS, Highlighter, Marks, PhraseMark, word_texts

FILLER = "The valley was quiet that morning and nobody spoke. "


def stem(word: str) -> str:
    return fold_name(word).removesuffix("s")


def highlighter(*words: str, phrases: tuple[PhraseMark, ...] = ()) -> Highlighter:
    marks = Marks(frozenset(words), phrases)
    return Highlighter(stem, title=marks, text=marks)


def plain(html: str) -> str:
    return unescape(html.replace("<mark>", "").replace("</mark>", ""))


def marked(html: str) -> list[str]:
    return [unescape(each) for each in re.findall("<mark>(.*?)</mark>", html)]


def test_whole_words_with_a_matched_stem_are_marked() -> None:
    [fragment] = highlighter("talk").fragments("Talks about talk, not talkative TALKS.")
    assert marked(fragment) == ["Talks", "talk", "TALKS"]


def test_accents_and_possessives_do_not_hide_a_word() -> None:
    assert marked(highlighter("emile").title_html("Émile’s talks")) == ["Émile"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“It was it,” she said, ‘it’s late’.", ["It", "it", "it"]),
        ("—it, …it and (it) but not habit, bit.it or iT_", ["it", "it", "it"]),
        ("İstanbul saw it, İİ it.", ["it", "it"]),
    ],
)
def test_what_stands_beside_a_word_does_not_hide_it(text: str, wanted: list[str]) -> None:
    assert marked(highlighter("it").title_html(text)) == wanted


@settings(deadline=None)
@given(
    st.text(alphabet="abé\u0301É“”’.' -ßıİ北", max_size=30),
    st.lists(st.sampled_from(["a", "ab", "ba", "aba", "be", "e", "eb"]), min_size=1, max_size=3),
)
def test_no_word_is_overlooked(text: str, words: list[str]) -> None:
    wanted = [word for word in word_texts(text) if stem(word) in words]
    assert len(marked(highlighter(*words).title_html(text))) == len(wanted)


def test_a_phrase_is_marked_as_a_whole_and_its_words_elsewhere_are_not() -> None:
    phrase = PhraseMark(("ready", "for", "talk"))
    [fragment] = highlighter(phrases=(phrase,)).fragments("For days they were ready. Now ready for talks, for good.")
    assert marked(fragment) == ["ready for talks"]


def test_a_loose_phrase_marks_its_words_where_they_lie_near() -> None:
    phrase = PhraseMark(("peace", "talk"), slop=2)
    [fragment] = highlighter(phrases=(phrase,)).fragments("Peace first. Then peace and more talks. Talks end.")
    assert marked(fragment) == ["peace", "talks"]


def test_a_phrase_that_stands_nowhere_as_such_marks_its_longer_words() -> None:
    [fragment] = highlighter(
        phrases=(
            PhraseMark(
                ("end", "of", "war"),
            ),
        )
    ).fragments("The end. Of the war.")
    assert marked(fragment) == ["end", "Of", "war"]
    [fragment] = highlighter(
        phrases=(
            PhraseMark(
                ("ready", "for"),
            ),
        )
    ).fragments("For the ready.")
    assert marked(fragment) == ["ready"]


def test_a_long_text_gives_up_to_three_fragments_in_its_order() -> None:
    text = "".join(f"{FILLER * 8}Sentence {number} speaks of talks. " for number in range(6))
    fragments = highlighter("talk").fragments(text)
    assert len(fragments) == MOST_FRAGMENTS
    places = [text.index(plain(each).strip("… ")[:60]) for each in fragments]
    assert places == sorted(places)
    assert all("<mark>talks</mark>" in each for each in fragments)


def test_the_fragment_with_more_of_the_words_wins() -> None:
    text = f"{FILLER}Only talks here. {FILLER * 30}Here the peace talks of Kabul failed. {FILLER * 30}Peace alone."
    fragments = highlighter("talk", "peace", "kabul").fragments(text)
    assert any(marked(each)[:3] == ["peace", "talks", "Kabul"] for each in fragments)


def test_fragments_begin_at_sentences_or_say_that_they_do_not() -> None:
    text = FILLER * 10 + "Then the talks began at once. " + FILLER * 10
    [fragment] = highlighter("talk").fragments(text)
    assert fragment.startswith("Then the <mark>talks</mark> began")
    [inside] = highlighter("talk").fragments("word " * 100 + "talks " + "word " * 100)
    assert inside.startswith("… word")
    assert inside.endswith("word …")


def test_without_a_match_the_beginning_is_shown_unmarked() -> None:
    assert highlighter("nothing").fragments("First paragraph.\n\nSecond paragraph.") == ("First paragraph.",)
    [lead] = highlighter().fragments(FILLER * 40)
    assert lead.startswith("The valley")
    assert len(lead) <= FRAGMENT_CHARACTERS + 3
    assert highlighter().fragments("") == ()
    assert highlighter().fragments("  \n ") == ()


def test_a_script_without_spaces_is_marked_by_character() -> None:
    phrase = PhraseMark(("北", "京"))
    assert highlighter(phrases=(phrase,)).title_html("我在北京工作") == "我在<mark>北京</mark>工作"


def test_what_an_article_says_is_never_html() -> None:
    [fragment] = highlighter("script").fragments('<script>alert("x")</script> & more')
    assert fragment == ("&lt;<mark>script</mark>&gt;alert(&quot;x&quot;)&lt;/<mark>script</mark>&gt; &amp; more")


PIECES = st.sampled_from(
    [
        "<mark>",
        "</mark>",
        "<script>",
        "&amp;",
        "&",
        '"',
        "'",
        "<",
        ">",
        "talks",
        "Talk ",
        " ",
        "\n\n",
        ". ",
        "é",
        "́",
        "北京",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=120).map("".join)


@settings(deadline=None)  # other work on the machine makes a slow one now and then
@given(TEXTS)
def test_any_text_gives_escaped_text_and_our_marks_alone(text: str) -> None:
    marker = highlighter("talk", "script", "mark", phrases=(PhraseMark(("北", "京")),))
    spaced = " ".join(text.split())
    for html in (marker.title_html(text), *marker.fragments(text)):
        bare = html.replace("<mark>", "").replace("</mark>", "")
        assert not set('<>"') & set(bare)
        assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", bare)
        assert re.fullmatch(r"[^<]*(<mark>[^<]+</mark>[^<]*)*", html)
        assert " ".join(unescape(bare).split()).strip("… ") in spaced or "…" in text


@pytest.mark.parametrize("text", ["x" * 10_000, "talks " * 5_000, "talks" + "x" * 5_000, "́" * 1_000])
def test_a_fragment_is_never_long(text: str) -> None:
    fragments = highlighter("talk").fragments(text)
    assert fragments
    assert all(len(plain(each)) <= FRAGMENT_CHARACTERS * 1.5 for each in fragments)


def test_a_text_with_control_characters_gets_no_marks_of_its_own() -> None:
    [fragment] = highlighter("talk").fragments("A \x02quiet\x03 talk, \x02again.")
    assert fragment == "A \x02quiet\x03 <mark>talk</mark>, \x02again."


@pytest.mark.parametrize("text", ["\u0301É", "\u0301e", "a \u0301\u0300e", "a.\u0301é"])
def test_a_mark_without_a_letter_does_not_hide_the_word_behind_it(text: str) -> None:
    assert fold_name(marked(highlighter("e").title_html(text))[0]) == "e"
