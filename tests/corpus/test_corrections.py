"""What editors change stays changed, and the search hears of it."""

from __future__ import annotations

from datetime import date
from unittest import mock

import pytest
from django.contrib.auth.models import User

from corpus import ingest
from corpus.corrections import (
    Correction,
    correct_article,
    read_published,
    reasons_to_skip,
    rename_source,
    set_hidden,
    source_name_fault,
    take_down,
)
from corpus.models import Article, LedgerRow, Mention, OutboxRow, Source, SourceName, TakeDown
from corpus.worker import Worker
from search.engine import get_engine
from search.service import search
from search.state import SearchState
from tests.corpus.test_ingest import counts, record, send

pytestmark = pytest.mark.usefixtures("index")


def state(**parameters: str) -> SearchState:
    return SearchState.parse(parameters.items())[0]


def found(query: str) -> list[str]:
    """Return the titles that a search finds, after the worker has looked at the outbox once."""
    Worker(idle_seconds=0)._keep_index_fresh()
    return [hit.title for hit in search(state(q=query)).hits]


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "status"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31), "year", "stated"),
        (" 2021-02 ", date(2021, 2, 1), date(2021, 2, 28), "month", "stated"),
        ("2021-09-05", date(2021, 9, 5), date(2021, 9, 5), "day", "stated"),
        ("", None, None, "", "unknown"),
    ],
)
def test_a_date_is_an_interval(text: str, first: date, last: date, precision: str, status: str) -> None:
    read = read_published(text)
    assert (read.first, read.last, read.precision, read.status) == (first, last, precision, status)


@pytest.mark.parametrize("text", ["2021-13", "2021-02-30", "5/9/2021", "yesterday", "2999", "0012", "20210905"])
def test_what_is_no_date_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=f"“{text}” can’t be taken. Write .* 2021-09-05"):
        read_published(text)


def test_a_correction_grows_the_version_and_is_found_after_one_look_of_the_worker() -> None:
    send(record(1))
    before = Article.objects.get()
    correct_article(before.pk, Correction(title="The zeppelin lands"))
    after = Article.objects.get()
    assert (after.version, after.corrected) == (before.version + 1, ["title"])
    assert found("title:zeppelin") == ["The zeppelin lands"]
    assert found("title:sails") == []
    assert get_engine().versions() == {after.pk: after.version}


def test_a_correction_that_changes_nothing_changes_nothing() -> None:
    send(record(1))
    before = Article.objects.get()
    same = Correction(title=before.title, source=before.source, published=read_published("2023-04-05"), hidden=False)
    correct_article(before.pk, same)
    after = Article.objects.get()
    assert (after.version, after.corrected, after.updated) == (before.version, [], before.updated)
    assert not OutboxRow.objects.exists()


def test_corrections_outlive_another_version_of_the_record() -> None:
    send(record(1), record(2, source="Northern Wire"))
    article = Article.objects.get(external_id="1")
    other = Source.objects.get(name="Northern Wire")
    published = read_published("2020-07")
    correct_article(article.pk, Correction(title="As the editor says", source=other, published=published))
    upload = send(record(1, title="Another title", text="Another text.", published="2011-01-01"))
    again = Article.objects.get(pk=article.pk)
    assert counts(upload)["updated"] == 1
    assert (again.title, again.source, again.text) == ("As the editor says", other, "Another text.")
    assert (again.published_from, again.published_to) == (date(2020, 7, 1), date(2020, 7, 31))
    said = [warning["message"] for warning in upload.ledger.get().warnings]
    assert said == [f"{name} kept as corrected by an editor." for name in ("Title", "Source", "Published")]
    assert found("title:editor") == ["As the editor says"]


def test_what_was_not_corrected_follows_the_record() -> None:
    send(record(1))
    article = Article.objects.get()
    correct_article(article.pk, Correction(title="As the editor says"))
    send(record(1, published="2011-01-01"))
    assert Article.objects.get().published_from == date(2011, 1, 1)
    assert Article.objects.get().title == "As the editor says"


def test_mentions_of_a_kept_title_stand_in_it() -> None:
    text = "The ferry sailed to Khartoum in Sudan on Monday. The United Nations welcomed it."
    send(record(1, title="Ferry leaves Sudan", text=text), extractor="rules")
    correct_article(Article.objects.get().pk, Correction(title="Khartoum sees the ferry of the United Nations"))
    send(record(1, title="Ferry leaves Sudan", text=f"{text} Nobody else did."), extractor="rules")
    article = Article.objects.get()
    titled = article.mentions.filter(field="title")
    assert {mention.surface for mention in titled} == {"Khartoum", "United Nations"}
    assert all(article.title[mention.start : mention.end] == mention.surface for mention in titled)


def test_the_mentions_of_a_corrected_title_are_those_that_stand_in_it() -> None:
    text = "The ferry sailed to Khartoum in Sudan on Monday. The United Nations welcomed it."
    send(record(1, title="Ferry leaves Sudan in May 2022", text=text), extractor="rules")
    article = Article.objects.get()
    assert {mention.surface for mention in article.mentions.filter(field="title")} == {"Sudan", "May 2022"}
    article = correct_article(article.pk, Correction(title="Sudanese ferry in Khartoum, Sudan, in June 2021"))
    titled = list(article.mentions.filter(field="title").order_by("start"))
    assert [mention.surface for mention in titled] == ["Khartoum", "Sudan", "June 2021"]
    assert all(article.title[mention.start : mention.end] == mention.surface for mention in titled)
    assert titled[-1].date_from == date(2021, 6, 1)


def test_days_that_are_told_from_the_publication_date_follow_it() -> None:
    text = "The minister spoke in Khartoum yesterday. He had been elected on 3 May 2019."
    send(record(1, title="A speech", text=text), extractor="rules")

    def days() -> list[date | None]:
        return [mention.date_from for mention in Mention.objects.filter(kind="date").order_by("start")]

    assert days() == [date(2023, 4, 4), date(2019, 5, 3)]
    correct_article(Article.objects.get().pk, Correction(published=read_published("2020-03-01")))
    assert days() == [date(2020, 2, 29), date(2019, 5, 3)]
    correct_article(Article.objects.get().pk, Correction(published=read_published("")))
    assert days() == [date(2019, 5, 3)]


def test_supplied_mentions_survive_a_correction() -> None:
    send(record(1, actors=["Dock Workers' Union"], locations=["France"]))
    correct_article(Article.objects.get().pk, Correction(title="Strike", published=read_published("2020")))
    assert {mention.surface for mention in Mention.objects.all()} == {"Dock Workers' Union", "France"}


def test_a_correction_while_its_article_is_taken_in_again_is_kept() -> None:
    send(record(1, title="Ferry leaves Sudan"), extractor="rules")
    article_id = Article.objects.get().pk
    save = ingest.save_batch

    def corrected_first(*given: object) -> list[LedgerRow]:
        correct_article(article_id, Correction(title="Boats reach Sudan"))
        return save(*given)  # type: ignore[arg-type]

    with mock.patch.object(ingest, "save_batch", corrected_first):
        send(record(1, title="Ferry leaves Sudan", text="Another text."), extractor="rules")
    article = Article.objects.get()
    mention = article.mentions.get(field="title")
    assert (article.title, article.text) == ("Boats reach Sudan", "Another text.")
    assert article.title[mention.start : mention.end] == mention.surface == "Sudan"


def test_a_take_down_while_its_article_is_taken_in_again_stands() -> None:
    send(record(1), record(2))
    article_id = Article.objects.get(external_id="1").pk
    save = ingest.save_batch

    def taken_down_first(*given: object) -> list[LedgerRow]:
        take_down([article_id], user=None)
        return save(*given)  # type: ignore[arg-type]

    with mock.patch.object(ingest, "save_batch", taken_down_first):
        upload = send(record(1, text="Another text."), record(2, text="Another, too."))
    assert [row.status for row in upload.ledger.order_by("sequence")] == ["skipped", "updated"]
    assert counts(upload)["sent"] == 2
    assert [article.external_id for article in Article.objects.all()] == ["2"]


def test_hidden_articles_are_not_found_and_stay_hidden_when_they_come_again() -> None:
    send(record(1), record(2))
    chosen = Article.objects.get(external_id="1").pk
    assert set_hidden([chosen], hidden=True) == [chosen]
    assert set_hidden([chosen], hidden=True) == []
    assert found("ferry") == ["Ferry 2 sails again"]
    send(record(1, text="Another text about the ferry."))
    assert Article.objects.get(pk=chosen).hidden
    assert found("ferry") == ["Ferry 2 sails again"]
    set_hidden([chosen], hidden=False)
    assert len(found("ferry")) == 2


def test_what_was_taken_down_is_skipped_until_the_take_down_is_lifted() -> None:
    send(record(1), record(2))
    editor = User.objects.create_user("anna")
    assert take_down([Article.objects.get(external_id="1").pk], user=editor) == 1
    assert found("ferry") == ["Ferry 2 sails again"]
    upload = send(record(1), record(2), record(1, text="Another text."))
    rows = list(upload.ledger.order_by("sequence"))
    assert [row.status for row in rows] == ["skipped", "duplicate", "skipped"]
    today = TakeDown.objects.get().created
    assert rows[0].reason.startswith(f"Taken down on {today:%Y-%m-%d} by anna; restore it in the admin")
    editor.delete()
    assert "by anna" in next(iter(reasons_to_skip([TakeDown.objects.get().identity]).values()))
    TakeDown.objects.get().delete()
    assert counts(send(record(1)))["new"] == 1
    assert len(found("ferry")) == 2


def test_articles_without_a_source_are_taken_down_by_their_text() -> None:
    send(record(1, source=""))
    take_down([Article.objects.get().pk], user=None)
    upload = send(record(7, source=""), record(8, source="", text=record(1)["text"]))
    assert [row.status for row in upload.ledger.order_by("sequence")] == ["new", "skipped"]


def test_many_are_taken_down_with_a_handful_of_queries(django_assert_max_num_queries: object) -> None:
    send(*(record(number, actors=["Ana Reyes"]) for number in range(1, 31)), extractor="none")
    ids = list(Article.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        assert take_down(ids, user=None) == 30
    assert not Mention.objects.exists()
    assert TakeDown.objects.count() == 30


def test_a_renamed_source_keeps_its_articles_its_id_and_its_place_in_the_index() -> None:
    send(record(1), record(2))
    source = Source.objects.get()
    rename_source(source, "Harbour Post")
    assert not OutboxRow.objects.exists()  # the index knows sources by their ids
    assert search(state(source="Harbour Post")).total == 2
    assert (Source.objects.get().pk, Source.objects.get().key) == (source.pk, "harbour post")


def test_records_under_either_name_belong_to_a_renamed_source() -> None:
    send(record(1), record(2))
    rename_source(Source.objects.get(), "Harbour Post")
    upload = send(record(1), record(1, source="Harbour Post", text="Another text."), record(3))
    assert [row.status for row in upload.ledger.order_by("sequence")] == ["duplicate", "updated", "new"]
    assert {article.source.name for article in Article.objects.all()} == {"Harbour Post"}
    assert Source.objects.count() == 1


def test_take_downs_follow_a_renamed_source() -> None:
    send(record(1), record(2))
    take_down([Article.objects.get(external_id="1").pk], user=None)
    rename_source(Source.objects.get(), "Harbour Post")
    upload = send(record(1), record(1, source="Harbour Post"))
    assert {row.status for row in upload.ledger.all()} == {"skipped"}


def test_a_source_can_be_called_as_before() -> None:
    send(record(1))
    source = Source.objects.get()
    rename_source(source, "Harbour Post")
    rename_source(source, "Harbour Courier")
    assert [name.name for name in SourceName.objects.all()] == ["Harbour Post"]
    upload = send(record(1), record(1, source="Harbour Post", text="Another text."))
    assert [row.status for row in upload.ledger.order_by("sequence")] == ["duplicate", "updated"]


def test_names_that_are_taken_are_refused_with_the_way_out() -> None:
    send(record(1), record(2, source="Northern Wire"), record(3, source=""))
    harbour, northern, unknown = Source.objects.order_by("name")
    assert "already" in source_name_fault("NORTHERN wire", harbour)
    assert source_name_fault("HARBOUR courier", harbour) == ""
    assert "letter" in source_name_fault(" \u0301 ", harbour)
    assert "unknown" in source_name_fault("Somebody", unknown)
    rename_source(harbour, "Harbour Post")
    assert "former name of “Harbour Post”" in source_name_fault("Harbour Courier", northern)
    with pytest.raises(ValueError, match="former name"):
        rename_source(northern, "Harbour Courier")
