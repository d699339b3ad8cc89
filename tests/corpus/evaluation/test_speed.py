"""What the timing is done on."""

from __future__ import annotations

from corpus.evaluation.speed import WORDS, articles_of


def test_articles_have_500_words_and_keep_their_lines() -> None:
    text = " ".join(f"word{number}" for number in range(300)) + "\n\nSecond paragraph."

    first, second = articles_of([text], 2)

    assert len(first.text.split()) == len(second.text.split()) == WORDS
    assert "word299\n\nSecond paragraph." in first.text
    assert first.text.split()[-1] != second.text.split()[-1]


def test_texts_are_taken_one_after_the_other() -> None:
    (article,) = articles_of(["a b", "c d"], 1)

    assert article.text.split()[:6] == ["a", "b", "c", "d", "a", "b"]
