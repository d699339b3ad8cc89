"""Lines that are headlines of other articles of the source."""

from __future__ import annotations

import pytest

from corpus.learning.headlines import headline_lines
from corpus.learning.study import study
from corpus.learning.topics import Occurrence
from corpus.models import Source
from tests.corpus.learning.articles import article, body
from tests.corpus.test_ingest import send

LINKED = "Penguin found in the governor's bathtub at dawn"


def linked(*rows: tuple[str, str]) -> list[tuple[str, int, str]]:
    """Return what is found in articles given as title and text: line, number of articles, place."""
    articles = [Occurrence(number, title, text) for number, (title, text) in enumerate(rows)]
    found = headline_lines(
        lambda: ((one.article_id, one.text) for one in articles),
        ((one.article_id, one.title) for one in articles),
        fetch=lambda ids: [articles[each] for each in ids],
    )
    return [(line.text, line.articles, line.place) for line in found]


def text(number: int, *lines: str) -> str:
    first, second = body(number)
    return "\n\n".join([first, *lines, second])


def test_the_headline_of_another_article_is_a_link() -> None:
    rows = [(LINKED, text(1)), ("Ferry stops", text(2, LINKED)), ("Harvest poor", text(3, f"• {LINKED.upper()}"))]
    assert linked(*rows) == [(LINKED, 2, "headline")]


@pytest.mark.parametrize(
    "title",
    ["東の島で渡し船が止まり 三つの町で 屋根が 飛び 医師が 足りない", "Паром остановлен после шторма у острова Марш"],
)
def test_headlines_are_told_in_any_language(title: str) -> None:
    assert linked((title, text(1)), ("Ferry stops", text(2, title))) == [(title, 1, "headline")]


def test_a_heading_of_few_words_and_a_sentence_are_no_headlines() -> None:
    rows = [("What comes next", text(1)), (f"{LINKED}.", text(2)), ("Ferry", text(3, "What comes next", f"{LINKED}."))]
    assert linked(*rows) == []


def test_the_title_of_a_version_of_the_article_stays() -> None:
    assert linked((LINKED, text(1)), ("Penguin found", text(1, LINKED))) == []
    assert linked((LINKED, text(1, LINKED))) == []


@pytest.mark.django_db
def test_the_study_of_a_source_proposes_such_lines() -> None:
    rows = [article(number) for number in range(8)]
    rows += [article(8) | {"title": LINKED}, article(9, LINKED)]
    send(*rows)

    lines = study(Source.objects.get(name="Harbour Courier"))

    assert [(line.text, line.place, line.articles) for line in lines] == [(LINKED, "headline", 1)]
