"""What becomes of records on their way in."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus import ingest as ingest_module
from corpus.corrections import take_down
from corpus.extract.mention import Document, FoundMention
from corpus.models import ActorName, Article, LedgerRow, LedgerStatus, Mention, OutboxRow, Upload, UploadStatus
from corpus.prepare import Defaults
from corpus.receive import Incoming, receive, stored_path
from corpus.saving import LeaseLostError
from corpus.worker import claim, work_on
from search.engine import get_engine

pytestmark = pytest.mark.usefixtures("index")


def send(*records: object, name: str = "news.jsonl", extractor: str = "none", **defaults: str) -> Upload:
    """Take records in as the worker does, and return the finished upload."""
    body = "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records)
    return send_file(body.encode(), name=name, extractor=extractor, **defaults)


def send_file(body: bytes, *, name: str, extractor: str = "none", **defaults: str) -> Upload:
    upload = receive(
        [Incoming(name, io.BytesIO(body))], via="command", defaults=Defaults(**defaults), extractor=extractor
    )
    claimed = claim(upload.pk)
    assert claimed is not None
    work_on(claimed)
    upload.refresh_from_db()
    return upload


def record(number: int, **changes: object) -> dict[str, object]:
    return {
        "id": str(number),
        "source": "Harbour Courier",
        "title": f"Ferry {number} sails again",
        "text": f"The ferry number {number} sailed again on Monday after a week in the yard.",
        "published": "2023-04-05",
    } | changes


def counts(upload: Upload) -> dict[str, int]:
    return {name: getattr(upload, name) for name in ("sent", "new", "updated", "duplicate", "skipped", "failed")}


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database refuse every record with the id 2."""
    real = ingest_module.prepare

    def poison(raw: Any, defaults: Defaults, **options: Any) -> Any:
        made = real(raw, defaults, **options)
        if raw.id == "2":
            made.columns["published_from"], made.columns["published_to"] = made.columns["published_to"], None
        return made

    monkeypatch.setattr(ingest_module, "prepare", poison)


def test_every_record_has_its_ledger_row_and_the_counts_add_up() -> None:
    upload = send(record(1), "{broken", record(2), {"id": "3"}, record(1))
    assert upload.status == UploadStatus.DONE
    assert counts(upload) == {"sent": 5, "new": 2, "updated": 0, "duplicate": 1, "skipped": 0, "failed": 2}
    rows = list(upload.ledger.order_by("sequence"))
    assert [row.status for row in rows] == ["new", "failed", "new", "failed", "duplicate"]
    assert [row.line for row in rows] == [1, 2, 3, 4, 5]
    assert all(row.reason for row in rows if row.status == "failed")
    assert rows[4].article_id == rows[0].article_id
    assert str(rows[0].article_id) in rows[4].reason


def test_what_was_ingested_is_searchable_and_the_outbox_empty() -> None:
    send(record(1), record(2))
    assert sorted(get_engine().versions()) == sorted(Article.objects.values_list("id", flat=True))
    assert not OutboxRow.objects.exists()


def test_the_same_file_again_gives_nothing_new() -> None:
    send(record(1), record(2))
    again = send(record(1), record(2))
    assert counts(again) == {"sent": 2, "new": 0, "updated": 0, "duplicate": 2, "skipped": 0, "failed": 0}
    assert Article.objects.count() == 2


def test_the_same_id_with_another_text_updates_the_article_in_place() -> None:
    send(record(1))
    before = Article.objects.get()
    upload = send(record(1, text="The ferry was scrapped."))
    after = Article.objects.get()
    assert counts(upload)["updated"] == 1
    assert (after.pk, after.text, after.version) == (before.pk, "The ferry was scrapped.", before.version + 1)
    assert get_engine().versions() == {after.pk: after.version}


def test_one_id_three_times_in_one_file_ends_with_the_last() -> None:
    upload = send(record(1), record(1, text="Second text."), record(1, text="Third text."))
    assert [row.status for row in upload.ledger.order_by("sequence")] == ["new", "updated", "updated"]
    assert Article.objects.get().text == "Third text."


def test_the_same_id_of_another_source_is_another_article() -> None:
    upload = send(record(1), record(1, source="Northern Wire"))
    assert counts(upload)["new"] == 2


def test_without_a_stated_source_the_clean_text_is_the_identity() -> None:
    upload = send(record(1, source=""), record(2, source="", text=record(1)["text"]), record(3, source=""))
    assert [row.status for row in upload.ledger.order_by("sequence")] == ["new", "duplicate", "new"]
    assert {article.source.name for article in Article.objects.all()} == {"unknown"}


def test_options_fill_gaps_and_never_override_a_record() -> None:
    bare = record(2)
    del bare["source"], bare["published"]
    send(record(1), bare, source="Sahel Observer", published="2020-02", language="en")
    first, second = Article.objects.order_by("id")
    assert (first.source.name, str(first.published_from)) == ("Harbour Courier", "2023-04-05")
    assert (second.source.name, str(second.published_from), str(second.published_to)) == (
        "Sahel Observer",
        "2020-02-01",
        "2020-02-29",
    )
    assert second.published_precision == "month"


def test_a_bad_date_keeps_the_article_undated_with_a_warning() -> None:
    upload = send(record(1, published="2024-02-30"), published="2020-01-01")
    article = Article.objects.get()
    assert article.published_from is None
    assert article.published_status == "unknown"
    assert any(warning["field"] == "published" for warning in upload.ledger.get().warnings)


def test_a_missing_date_is_never_the_day_of_collection() -> None:
    send({"title": "No date", "text": "Nobody knows when.", "collected": "2024-05-05"})
    article = Article.objects.get()
    assert article.published_from is None
    assert str(article.collected) == "2024-05-05 00:00:00+00:00"


def test_supplied_actors_and_locations_are_taken_as_given_and_bad_locations_dropped_with_a_warning() -> None:
    upload = send(
        record(
            1, actors=["Dock Workers' Union", {"name": "Ana Reyes", "kind": "person"}], locations=["France", "Xqzzw"]
        )
    )
    mentions = Mention.objects.all()
    assert {(m.surface, m.kind, m.rule) for m in mentions} == {
        ("Dock Workers' Union", "unknown", "supplied"),
        ("Ana Reyes", "person", "supplied"),
        ("France", "location", "supplied"),
    }
    assert any("Xqzzw" in warning["message"] for warning in upload.ledger.get().warnings)


def test_text_that_is_not_english_says_so() -> None:
    text = (
        "Le gouvernement a annoncé mercredi que le port resterait fermé pendant toute la semaine "
        "à cause de la grève des dockers."
    )
    upload = send(record(1, title="Le port reste fermé", text=text), extractor="rules")
    article = Article.objects.get()
    assert article.language == "fr"
    assert not article.mentions.exists()
    assert any(warning["field"] == "language" for warning in upload.ledger.get().warnings)


def test_the_raw_text_stays_as_it_came() -> None:
    text = "Leave a Reply\n\nThe bridge opened.\n\nShare on Facebook"
    send(record(1, text=text))
    article = Article.objects.get()
    assert article.raw_text == text
    assert "Share on Facebook" not in article.text
    assert {line["text"] for line in article.removed} >= {"Share on Facebook"}


def test_files_are_kept_as_received() -> None:
    body = json.dumps(record(1)).encode("utf-16")
    upload = send_file(body, name="../../etc/news.json")
    file = upload.files.get()
    assert stored_path(file).read_bytes() == body
    assert file.name == "../../etc/news.json"
    assert ".." not in file.path


class BreakingExtractor:
    """Fails on one text, to see that the others are kept."""

    label = "breaking/1"

    def extract_many(self, documents: Iterable[Document]) -> Iterator[list[FoundMention]]:
        for document in documents:
            if "number 2" in document.text:
                raise RuntimeError("cannot read this")
            yield []


def test_a_text_that_breaks_the_extractor_is_kept_with_a_warning() -> None:
    body = "\n".join(json.dumps(record(number)) for number in (1, 2, 3)).encode()
    claimed = claim(receive([Incoming("a.jsonl", io.BytesIO(body))], via="command").pk)
    assert claimed is not None
    work_on(claimed, extractor=BreakingExtractor())
    assert Article.objects.count() == 3
    warned = LedgerRow.objects.get(line=2)
    assert "cannot read this" in warned.warnings[-1]["message"]


@pytest.mark.usefixtures("poisoned")
def test_a_record_the_database_refuses_is_named_and_the_others_are_saved() -> None:
    upload = send(record(1), record(2), record(3))
    assert [row.status for row in upload.ledger.order_by("sequence")] == ["new", "failed", "new"]
    assert sorted(get_engine().versions()) == sorted(Article.objects.values_list("id", flat=True))


def test_records_that_repeat_one_of_their_batch_name_its_article() -> None:
    nameless = {"title": "A ferry", "text": "A ferry of nobody."}
    upload = send(record(1), nameless, record(1), record(2), nameless | {"author": "Somebody"}, record(1))
    rows = list(upload.ledger.order_by("sequence"))
    assert [row.status for row in rows] == ["new", "new", "duplicate", "new", "duplicate", "duplicate"]
    first, second, third = rows[0].article_id, rows[1].article_id, rows[3].article_id
    assert [row.article_id for row in rows] == [first, second, first, third, second, first]
    assert all(f"article {row.article_id}" in row.reason for row in rows if row.status == "duplicate")
    assert Article.objects.count() == 3


def test_records_that_repeat_one_that_is_taken_down_are_skipped_with_it() -> None:
    send(record(1), record(2))
    take_down([Article.objects.get(external_id="1").pk], user=None)
    upload = send(record(1), record(2), record(1))
    rows = list(upload.ledger.order_by("sequence"))
    assert [row.status for row in rows] == ["skipped", "duplicate", "skipped"]
    assert rows[2].reason == rows[0].reason != ""
    assert rows[2].article_id is None


@pytest.mark.usefixtures("poisoned")
def test_repeats_in_a_batch_with_a_record_the_database_refuses_are_told_apart() -> None:
    upload = send(record(1), record(2), record(2), record(3), record(1), record(4), record(3), record(2))
    rows = list(upload.ledger.order_by("sequence"))
    expected = ["new", "failed", "failed", "new", "duplicate", "new", "duplicate", "failed"]
    assert [row.status for row in rows] == expected
    assert (rows[4].article_id, rows[6].article_id) == (rows[0].article_id, rows[3].article_id)
    assert counts(upload) == {"sent": 8, "new": 3, "updated": 0, "duplicate": 2, "skipped": 0, "failed": 3}


def test_many_updates_in_one_file_replace_texts_and_mentions_and_leave_the_rest() -> None:
    send(*(record(number, actors=[f"Crew {number}"]) for number in range(5)))
    Article.objects.filter(external_id="3").update(hidden=True)
    before = {article.external_id: article for article in Article.objects.all()}
    changed = [record(number, text=f"Text {number}.", actors=[f"Board {number}"]) for number in range(1, 5)]
    assert counts(send(*changed))["updated"] == 4
    after = {article.external_id: article for article in Article.objects.all()}
    assert {key: article.pk for key, article in after.items()} == {key: article.pk for key, article in before.items()}
    assert [after[key].version for key in "01234"] == [1, 2, 2, 2, 2]
    assert [after[key].hidden for key in "01234"] == [False, False, False, True, False]
    assert all(after[key].added == before[key].added for key in "01234")
    assert all(after[key].updated > before[key].updated for key in "1234")
    surfaces = set(Mention.objects.values_list("article__external_id", "surface"))
    assert surfaces == {("0", "Crew 0"), *((str(number), f"Board {number}") for number in range(1, 5))}


def test_a_batch_holds_no_more_text_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_module, "BATCH_CHARACTERS", 100)
    body = "\n".join(json.dumps(record(number, text="x" * 60)) for number in range(5)).encode()
    claimed = claim(receive([Incoming("a.jsonl", io.BytesIO(body))], via="command", extractor="none").pk)
    assert claimed is not None
    sizes: list[int] = []
    work_on(claimed, watch=lambda rows, _: sizes.append(len(rows)))
    assert sizes == [2, 2, 1]


def test_a_worker_whose_lease_was_given_away_saves_nothing() -> None:
    upload = receive([Incoming("a.jsonl", io.BytesIO(json.dumps(record(1)).encode()))], via="admin", extractor="none")
    slow = claim(upload.pk)
    assert slow is not None
    Upload.objects.filter(pk=upload.pk).update(fence=slow.fence + 1)
    with pytest.raises(LeaseLostError):
        ingest_module.Ingestion(slow).run()
    assert not Article.objects.exists()


def test_an_interrupted_upload_goes_on_where_it_stopped(settings: Any) -> None:
    settings.DATELINE = settings.DATELINE | {"plain_ingest_batch": 2}
    body = "\n".join(json.dumps(record(number)) for number in range(7)).encode()
    upload = receive([Incoming("a.jsonl", io.BytesIO(body))], via="admin", extractor="none")

    class StopError(Exception):
        pass

    def stop(rows: object, done: int) -> None:
        if Article.objects.count() == 4:
            raise StopError

    first = claim(upload.pk)
    assert first is not None
    with pytest.raises(StopError):
        ingest_module.Ingestion(first, watch=stop).run()
    Upload.objects.filter(pk=upload.pk).update(lease_until="2020-01-01T00:00:00Z")
    second = claim()
    assert second is not None
    work_on(second)
    upload.refresh_from_db()
    assert counts(upload) == {"sent": 7, "new": 7, "updated": 0, "duplicate": 0, "skipped": 0, "failed": 0}
    assert list(upload.ledger.values_list("line", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert Article.objects.count() == 7


def test_the_sample_the_project_began_from(shared: Path) -> None:
    path = next((shared / "seed").glob("*.txt"))
    send_file(path.read_bytes(), name=path.name, extractor="spacy")
    article = Article.objects.get()
    assert article.text.count("\n\n") == 5
    actors = {mention.actor.name for mention in article.mentions.exclude(actor=None)}  # type: ignore[union-attr]
    assert {"Taliban", "Ahmad Massoud", "National Resistance Front"} <= actors
    assert not [name for name in actors if "SouthFront" in name or name == "Massoud"]
    assert ActorName.objects.get(key="massoud").actor.name == "Ahmad Massoud"
    places = {
        m.surface.removesuffix("’s"): m.location
        for m in article.mentions.filter(kind="location")
        if m.rule != "demonym"
    }
    expected = {"Afghanistan", "Panjshir", "Andarab", "Shutal", "Paryan", "Onaba", "Khenj", "Rukha", "Bazarak"}
    assert expected <= set(places)
    assert all(places[name].country == "AF" for name in expected)  # type: ignore[union-attr]
    dates = article.mentions.filter(kind="date", surface="September 5")
    assert [(each.yearless, each.date_from) for each in dates] == [("--09-05", None)]


def test_statuses_of_the_ledger_are_the_counted_ones() -> None:
    assert {status.value for status in LedgerStatus} == {"new", "updated", "duplicate", "skipped", "failed"}


def test_what_no_database_holds_is_cleaned_or_cut_and_the_record_is_kept() -> None:
    long = "x" * 5_000
    sound = record(1)
    odd = {
        "id": "2\0",
        "source": f"Coast\0 {long}",
        "title": f"A\0 ferry \ud800 {long}",
        "text": "The ferry\0 sailed \udfff again on Tuesday.",
        "author": "\0",
        "language": "en" * 400,
        "published": f"2023-04-05\0{long}",
        "url": f"https://example.org/\0{long}",
        "actors": [f"River\0 Board {long}", {"name": "\0", "kind": long}],
        "locations": [f"Kabul\0 {long}", {"name": "Kabul", "country": long}],
    }
    upload = send(sound, odd, {"id": "3" * 5_000, "title": "Long id", "text": "A text of its own."}, record(4))
    assert upload.status == UploadStatus.DONE
    assert counts(upload)["sent"] == 4
    rows = list(LedgerRow.objects.filter(upload=upload).order_by("sequence"))
    assert [rows[0].status, rows[3].status] == [LedgerStatus.NEW, LedgerStatus.NEW]
    assert all(row.reason for row in rows if row.status == LedgerStatus.FAILED)
    assert all(row.status == LedgerStatus.NEW or row.reason for row in rows)
    kept = Article.objects.get(pk=rows[1].article_id)
    assert kept.text == "The ferry sailed \ufffd again on Tuesday."
    assert "\0" not in kept.title
