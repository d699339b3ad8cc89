"""Which repeated lines are evidence enough, and which are not."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.learning import evidence
from corpus.learning.evidence import repeated_lines
from corpus.learning.topics import Occurrence
from tests.corpus.learning.articles import PROMPT, SUBJECTS, body


def found_in(articles: list[tuple[str, list[str]]], **options: Any) -> list[evidence.Repeated]:
    """Return what is learned of articles given as title and lines."""
    rows = [Occurrence(number, title, "\n\n".join(lines)) for number, (title, lines) in enumerate(articles)]
    texts = [(row.article_id, row.text) for row in rows]
    own_names: frozenset[str] = options.get("own_names", frozenset())
    return repeated_lines(lambda: iter(texts), fetch=lambda ids: [rows[each] for each in ids], own_names=own_names)[0]


def plain(count: int, *lines: str, start: int = 0) -> list[tuple[str, list[str]]]:
    return [(f"{SUBJECTS[n % 20]} in {n}", [*body(n), *lines]) for n in range(start, start + count)]


def test_a_line_at_the_end_of_articles_about_different_things_is_learned() -> None:
    (line,) = found_in([*plain(4, PROMPT), *plain(6, start=4)])
    assert (line.text, line.articles, line.place) == (PROMPT, 4, "end")


def test_lines_are_compared_without_case_and_spaces() -> None:
    (line,) = found_in([*plain(2, PROMPT), *plain(2, PROMPT.upper(), start=2), *plain(6, start=4)])
    assert line.articles == 4


def test_a_line_that_stands_twice_in_an_article_counts_once() -> None:
    (line,) = found_in([*plain(4, PROMPT, PROMPT), *plain(6, start=4)])
    assert line.articles == 4


@pytest.mark.parametrize(
    "line",
    [
        "“We will go on until the last village has water,” the minister said.",
        "The council said that it would look into the matter.",
        "STEVE EXAMPLE, HOST:",
        "LONDON (Reuters) -",
        "By Our Correspondent in the North",
        "* * *",
        "___________",
        "Monday, 5 April 2021",
    ],
)
def test_quotes_speakers_datelines_and_bylines_are_never_proposed(line: str) -> None:
    assert found_in([*plain(6, line), *plain(4, start=6)]) == []


def test_versions_of_one_story_are_no_evidence() -> None:
    shared = [f"The {word} was shut on Monday and nobody knew when it would be opened again." for word in SUBJECTS]
    versions = [(f"Port of Aden shut, update {number}", [f"Update {number} came in.", *shared]) for number in range(8)]
    assert found_in([*versions, *plain(8)]) == []


def test_background_that_a_source_repeats_is_no_boilerplate() -> None:
    background = "The Sandbank Front has fought the government of Marshland since the elections of 2011."
    articles = [
        (f"{SUBJECTS[n]} affair", [*body(n), f"The Sandbank Front took the {SUBJECTS[n].lower()}.", background])
        for n in range(10)
    ]
    assert found_in(articles) == []


def test_a_line_between_others_needs_more_evidence() -> None:
    def inside(count: int) -> list[tuple[str, list[str]]]:
        return [(title, [*body(n + 40) * 3, PROMPT, *body(n + 60) * 4]) for n, (title, _) in enumerate(plain(count))]

    assert found_in([*inside(4), *plain(6, start=4)]) == []
    (line,) = found_in([*inside(6), *plain(6, start=6)])
    assert line.place == "between"


def test_a_few_words_need_a_large_share() -> None:
    assert found_in([*plain(6, "Nine mths"), *plain(94, start=6)]) == []
    assert [line.text for line in found_in([*plain(6, "Download PDF"), *plain(6, start=6)])] == ["Download PDF"]


def test_a_text_of_one_line_is_no_boilerplate() -> None:
    assert found_in([(f"{subject} pictures", [PROMPT]) for subject in SUBJECTS]) == []


def test_too_many_candidates_raise_the_evidence_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_LINES", 10)
    lines = [f"{word} weather and traffic are on page {n} of this paper" for n, word in enumerate(SUBJECTS)]
    few = [(title, [*body, *lines[n % 20 : n % 20 + 1]]) for n, (title, body) in enumerate(plain(60))]
    often = plain(40, PROMPT, start=60)
    assert [line.text for line in found_in([*few, *often])][:1] == [PROMPT]
