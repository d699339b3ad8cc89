"""What preparing takes from a record, from its page and from what is set for all."""

from __future__ import annotations

from datetime import date

from corpus.clean.source_lines import line_key
from corpus.formats.record import Position, RawArticle
from corpus.prepare import Defaults, PreparedArticle, prepare

TODAY = date(2022, 1, 1)
FRENCH = "Les bateaux sont revenus au port lundi matin, a dit le maire de la ville devant les journalistes réunis."
FRENCH += " Il a ajouté que le pont serait bientôt fermé, et que les habitants devaient attendre encore une semaine."
ENGLISH = "The boats came back to the harbour on Monday, the mayor told reporters."


def prepared(
    raw: RawArticle, defaults: Defaults | None = None, *, lines: frozenset[str] = frozenset()
) -> PreparedArticle:
    found = prepare(raw, defaults or Defaults(), today=TODAY, lines_of=lambda _source: lines)
    assert isinstance(found, PreparedArticle)
    return found


def test_the_record_goes_before_what_is_set_for_all() -> None:
    raw = RawArticle(Position("boats.jsonl"), id="7", text=ENGLISH, source="Tideland Post", published="2021-09-05")
    defaults = Defaults(source="River Radio", published="2020-01-01")

    one = prepared(raw, defaults)

    assert (one.source, one.identity) == ("Tideland Post", "id:tideland post:7")
    assert one.columns["published_from"] == date(2021, 9, 5)
    assert prepared(RawArticle(Position("boats.jsonl"), text=ENGLISH), defaults).source == "River Radio"


def test_an_article_without_source_is_known_by_its_text() -> None:
    one = prepared(RawArticle(Position("boats.jsonl"), id="7", text=ENGLISH))

    assert one.source == "unknown"
    assert one.identity.startswith("text:")
    assert one.document.source == ""


def test_the_language_is_that_of_what_the_source_s_lines_leave_and_the_identity_that_of_the_whole() -> None:
    raw = RawArticle(
        Position("boats.jsonl"), title="Boats", text=f"{FRENCH}\n\n{FRENCH}\n\n{ENGLISH}", source="Tideland Post"
    )

    whole, rest = prepared(raw), prepared(raw, lines=frozenset({line_key(FRENCH)}))

    assert whole.columns["language"] == "fr"
    assert rest.columns["language"] == "en"
    assert rest.columns["text"] == ENGLISH
    assert rest.identity == whole.identity
    assert [warning["field"] for warning in whole.warnings] == ["language"]
    assert rest.warnings == []
