"""What going through articles again changes, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from corpus.clean import boilerplate
from corpus.corrections import Correction, correct_article, read_published
from corpus.extract import ExtractorName
from corpus.extract.mention import Document, Extractor, FoundMention
from corpus.extractors import Extractors
from corpus.models import Article, Mention, OutboxRow, Reprocessing, ReprocessingStatus, Upload
from corpus.reprocessing import Selection, lease, start
from corpus.reprocessing.run import Run
from corpus.signals import articles_changed
from corpus.worker import Worker
from search.engine import get_engine
from tests.corpus.test_ingest import record, send

pytestmark = pytest.mark.usefixtures("index")

TEXT = (
    "The ferry sailed to Khartoum in Sudan on Monday.\n\nShare this article\n\nThe United Nations welcomed it in Kabul."
)
PAGE = """<!doctype html><html><head><title>Ferry sails</title>
<meta property="article:published_time" content="2021-05-04T10:00:00Z"></head><body><article><h1>Ferry sails</h1>
<p>The ferry number one sailed to the islands again after a long week in the yard, its owners said on Monday.</p>
<p>Passengers had waited for the whole week in the harbour, where tents stood and soup was cooked for them all.</p>
</article></body></html>"""


def run(job: Reprocessing, **options: Any) -> Reprocessing:
    """Go through to the end, in this process."""
    claim = lease.claim(job.pk)
    assert claim is not None
    Run(claim, **options).run()
    job.refresh_from_db()
    return job


def again(**options: Any) -> Reprocessing:
    return run(start(**options))


def counts(job: Reprocessing) -> tuple[int, int, int, int]:
    return job.done, job.changed, job.unchanged, job.failed


def mentions() -> list[dict[str, Any]]:
    rows = Mention.objects.order_by("field", "start", "id").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


class Misspelt:
    """An extractor that finds one date in each title, of a name that the test chooses."""

    def __init__(self, label: str, rule: str = "grammar") -> None:
        self.label, self.rule = label, rule

    def extract_many(self, documents: Sequence[Document]) -> Iterator[list[FoundMention]]:
        for document in documents:
            if "poison" in document.title:
                raise ValueError("poisoned")
            title = document.title
            yield [FoundMention(0, len(title), title, "title", "date", "", 0.5, self.rule)]


@pytest.fixture
def no_share_rule(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Clean without the rules that take share buttons out, as an earlier version did."""
    rules = tuple(rule for rule in boilerplate.RULES if not rule.name.startswith(("share", "invitation")))
    monkeypatch.setattr(boilerplate, "RULES", rules)
    return monkeypatch


def test_what_does_not_change_is_not_written() -> None:
    send(record(1, text=TEXT), record(2), extractor="rules")
    before = list(Article.objects.order_by("id").values())
    found = mentions()
    job = again()
    assert (job.status, counts(job)) == (ReprocessingStatus.DONE, (2, 0, 2, 0))
    assert list(Article.objects.order_by("id").values()) == before
    assert mentions() == found
    assert not OutboxRow.objects.exists()


def test_new_cleaning_rules_reach_the_text_the_offsets_and_the_index(no_share_rule: pytest.MonkeyPatch) -> None:
    send(record(1, text=TEXT), record(2), extractor="rules")
    article = Article.objects.get(external_id="1")
    assert "Share this" in article.text
    no_share_rule.undo()
    job = again(extractor="needed")
    assert counts(job) == (2, 1, 1, 0)
    after = Article.objects.get(external_id="1")
    assert after.text == TEXT.replace("Share this article\n\n", "")
    assert after.removed == [{"text": "Share this article", "rule": "share"}]
    assert (after.pk, after.version, after.raw_text) == (article.pk, article.version + 1, TEXT)
    found = list(after.mentions.filter(field="text", start__isnull=False))
    assert {"Khartoum", "Sudan", "United Nations", "Kabul"} <= {mention.surface for mention in found}
    assert all(after.text[mention.start : mention.end] == mention.surface for mention in found)
    assert get_engine().versions()[after.pk] == after.version


def test_offsets_that_were_moved_are_those_that_extraction_would_find(no_share_rule: pytest.MonkeyPatch) -> None:
    send(record(1, text=TEXT), extractor="rules")
    no_share_rule.undo()
    again(extractor="needed")
    moved = mentions()
    assert counts(again(extractor="same")) == (1, 0, 1, 0)
    assert mentions() == moved


def test_a_line_that_comes_back_is_extracted(no_share_rule: pytest.MonkeyPatch) -> None:
    no_share_rule.undo()
    send(record(1, text=TEXT), extractor="rules")
    rules = tuple(rule for rule in boilerplate.RULES if not rule.name.startswith(("share", "invitation")))
    no_share_rule.setattr(boilerplate, "RULES", rules)
    again(extractor="needed")
    article = Article.objects.get()
    assert article.text == TEXT
    found = list(article.mentions.filter(field="text", start__isnull=False))
    assert {"Kabul", "Khartoum"} <= {mention.surface for mention in found}
    assert all(article.text[mention.start : mention.end] == mention.surface for mention in found)


def test_a_selection_is_gone_through_and_the_rest_left() -> None:
    first = send(record(1, text="Kabul."), record(2, text="Kabul."), extractor="none")
    send(record(3, text="Kabul."), record(4, source="Other Wire", text="Kabul."), extractor="none")
    other = Article.objects.get(external_id="4")
    assert again(upload=first.pk, extractor="rules").done == 2
    assert again(source=other.source_id, extractor="rules").done == 1
    assert again(articles=[other.pk, other.pk, 999_999], extractor="rules").done == 1
    assert {row.external_id for row in Article.objects.filter(extractor__startswith="rules")} == {"1", "2", "4"}
    assert again(articles=[]).done == 0
    assert again().done == 4


def test_the_names_of_selections_say_what_is_chosen() -> None:
    upload = send(record(1))
    source = Article.objects.get().source_id
    chosen = [Selection(upload=upload.pk), Selection(source=source), Selection(articles=(1,)), Selection()]
    assert [each.name() for each in chosen] == [
        f"upload {upload.pk}, news.jsonl",
        "articles of Harbour Courier",
        "1 article",
        "all articles",
    ]


def test_same_means_the_extractor_that_each_article_had() -> None:
    send(record(1, text="Kabul."), extractor="none")
    send(record(2, text="Kabul."), extractor="rules")
    again(extractor="same")
    labels = dict(Article.objects.values_list("external_id", "extractor"))
    assert labels["1"].startswith("none/")
    assert labels["2"].startswith("rules/")


def test_what_editors_corrected_stays() -> None:
    send(record(1, text="The ferry sailed on Monday."), extractor="rules")
    article = Article.objects.get()
    correct_article(article.pk, Correction(title="As the editor says", published=read_published("2020-07-09")))
    job = again(extractor="rules")
    after = Article.objects.get()
    assert job.failed == 0
    assert (after.title, after.published_from) == ("As the editor says", date(2020, 7, 9))
    assert after.mentions.get(kind="date").date_from == date(2020, 7, 6)


def test_mentions_that_the_record_supplied_stay() -> None:
    send(record(1, actors=["River Board"], locations=["Kabul"]), extractor="none")
    again(extractor="rules")
    assert set(Mention.objects.filter(rule="supplied").values_list("surface", flat=True)) == {"River Board", "Kabul"}


def test_another_version_that_finds_the_same_only_changes_the_label() -> None:
    send(record(1))
    made: dict[str, Extractor] = {"none": Misspelt("none/8")}  # type: ignore[dict-item] # a list will do for the test
    run(start(extractor="none"), extractor_of=made.__getitem__)
    version = Article.objects.get().version
    made["none"] = Misspelt("none/9")  # type: ignore[assignment]
    job = run(start(extractor="none"), extractor_of=made.__getitem__)
    article = Article.objects.get()
    assert counts(job) == (1, 0, 1, 0)
    assert (article.version, article.extractor, article.mentions.get().extractor) == (version, "none/9", "none/9")
    made["none"] = Misspelt("none/9", rule="another")  # type: ignore[assignment]
    assert counts(run(start(extractor="none"), extractor_of=made.__getitem__)) == (1, 1, 0, 0)


def test_an_article_that_breaks_the_extractor_is_named_and_the_rest_done() -> None:
    send(record(1), record(2, title="A poisonous title"), record(3))
    made = {"none": Misspelt("none/8")}
    job = run(start(extractor="none"), extractor_of=made.__getitem__)
    assert (job.status, counts(job)) == (ReprocessingStatus.DONE, (3, 2, 0, 1))
    broken = Article.objects.get(external_id="2")
    assert job.failures == [{"id": broken.pk, "reason": "Extraction failed: poisoned"}]
    assert broken.extractor == "none/1"


def test_what_was_broken_off_goes_on_where_it_was() -> None:
    send(*(record(number) for number in range(450)))
    job = start()
    run(job, should_stop=lambda: True)
    assert (job.status, job.done) == (ReprocessingStatus.QUEUED, 200)
    run(job, should_stop=lambda: job.done > 300)
    assert (job.status, job.done, job.total) == (ReprocessingStatus.DONE, 450, 450)


@pytest.mark.django_db(transaction=True)  # connections are closed before processes are forked
def test_several_processes_come_to_what_one_does() -> None:
    send(*(record(number, text=f"Ferry {number} sailed to Kabul in May 2021.") for number in range(250)))
    job = run(start(extractor="rules"), processes=2)
    assert job.failures == []
    assert (job.status, counts(job)) == (ReprocessingStatus.DONE, (250, 250, 0, 0))
    assert counts(again(extractor="rules")) == (250, 0, 250, 0)
    assert Mention.objects.filter(surface="Kabul").count() == 250


def test_a_cancelled_one_stops_and_keeps_what_is_done() -> None:
    send(*(record(number) for number in range(450)))
    job = start()
    run(job, watch=lambda _: bool(lease.cancel(job.pk)))
    assert (job.status, job.done) == (ReprocessingStatus.CANCELLED, 200)
    assert not lease.cancel(job.pk)
    assert lease.claim(job.pk) is None


def test_who_was_replaced_writes_nothing_more() -> None:
    send(record(1, text="Kabul."))
    job = start(extractor="rules")
    first = lease.claim(job.pk)
    assert first is not None
    Reprocessing.objects.update(lease_until=None)
    second = lease.claim(job.pk)
    assert second is not None
    Run(first).run()
    assert Article.objects.get().extractor == "none/1"
    assert Run(second).run() == ReprocessingStatus.DONE
    assert Article.objects.get().extractor.startswith("rules/")


def test_one_whose_process_has_ended_is_claimed_at_once_and_given_up_in_the_end() -> None:
    send(record(1))
    job = start()
    claims = []
    for _ in range(lease.MAX_ATTEMPTS):
        claim = lease.claim()
        assert claim is not None
        assert lease.claim() is None
        claim.let_go()  # as the system does when a process ends
        claims.append(claim)
    assert lease.claim() is None
    job.refresh_from_db()
    assert job.status == ReprocessingStatus.FAILED
    assert "Given up" in job.message


def test_an_article_that_was_changed_meanwhile_is_gone_through_once_more() -> None:
    send(record(1, text="The ferry sailed to Kabul."), extractor="none")

    class Late(Extractors):
        def __call__(self, name: ExtractorName) -> Extractor:
            if not Article.objects.get().corrected:
                correct_article(Article.objects.get().pk, Correction(title="Changed in Khartoum"))
            return super().__call__(name)

    claim = lease.claim(start(extractor="rules").pk)
    assert claim is not None
    work = Run(claim, extractor_of=Late())
    work._warm = lambda: {"rules"}  # type: ignore[method-assign] # so that the edit comes between reading and saving
    assert work.run() == ReprocessingStatus.DONE
    article = Article.objects.get()
    assert article.title == "Changed in Khartoum"
    assert {"Khartoum", "Kabul"} <= {mention.surface for mention in article.mentions.all()}
    assert all(
        getattr(article, mention.field)[mention.start : mention.end] == mention.surface
        for mention in article.mentions.all()
    )


def test_records_of_each_kind_are_cleaned_as_they_were() -> None:
    send(
        record(1, title="", text="Ferry sails again\n\nThe ferry sailed on Monday after a long week in the yard."),
        record(2, text="", html="<p>One &amp; two.</p><p>Share this article</p><p>Three.</p>"),
        record(3, title="", text="", html=PAGE, published=""),
        record(4, text="Entities &lt;b&gt; and <i>markup</i> <p>here</p> stay away."),
    )
    assert list(Article.objects.order_by("id").values_list("raw_kind", flat=True)) == ["text", "html", "page", "text"]
    assert counts(again()) == (4, 0, 4, 0)
    Article.objects.update(raw_kind="", raw_title="")  # as articles are that came before this was noted
    assert counts(again()) == (4, 0, 4, 0)


def test_a_date_that_is_found_now_dates_a_page_and_its_mentions() -> None:
    send(record(3, title="", text="", html=PAGE, published=""), extractor="rules")
    Article.objects.update(
        published_from=None, published_to=None, published_precision="", published_status="unknown", published_raw=""
    )
    again()
    article = Article.objects.get()
    assert (article.published_from, article.published_status) == (date(2021, 5, 4), "stated")
    assert article.mentions.get(surface="Monday").date_from == date(2021, 5, 3)


def test_the_identity_by_text_follows_the_rules_so_that_nothing_comes_twice(no_share_rule: pytest.MonkeyPatch) -> None:
    sent = record(1, source="", text=TEXT)
    send(sent)
    no_share_rule.undo()
    again()
    assert send(sent).duplicate == 1


def test_two_articles_that_come_to_say_the_same_keep_apart(no_share_rule: pytest.MonkeyPatch) -> None:
    send(record(1, source="", text=TEXT), record(2, source="", text=TEXT.replace("Share this article\n\n", "")))
    no_share_rule.undo()
    job = again()
    assert (job.status, counts(job)) == (ReprocessingStatus.DONE, (2, 1, 1, 0))
    assert len(set(Article.objects.values_list("text", flat=True))) == 1
    assert len(set(Article.objects.values_list("identity", flat=True))) == 2


def test_nothing_asked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="neither cleaning nor extraction"):
        start(clean=False, extractor="needed")
    with pytest.raises(ValueError, match="unknown extractor 'magic'"):
        start(extractor="magic")


def test_the_worker_goes_through_what_was_queued_in_the_admin() -> None:
    send(record(1, text="Kabul."), extractor="none")
    job = start(extractor="rules")
    worker = Worker(idle_seconds=0)
    worker._keep_index_fresh = worker.stop  # type: ignore[method-assign]
    worker.run()
    job.refresh_from_db()
    assert (job.status, job.changed) == (ReprocessingStatus.DONE, 1)


def test_an_upload_that_comes_goes_first() -> None:
    send(*(record(number) for number in range(450)))
    job = start()
    order: list[str] = []
    worker = Worker(idle_seconds=0)

    def arrive(**_: object) -> None:
        if not order and job.pk:
            order.append("upload")
            Upload.objects.create(name="late")

    start(extractor="rules", articles=[Article.objects.order_by("id")[0].pk])
    Reprocessing.objects.filter(pk=job.pk).update(extractor="none")
    articles_changed.connect(arrive)
    try:
        arrive()
        worker._keep_index_fresh = worker.stop  # type: ignore[method-assign]
        worker.run(on_upload=lambda upload: order.append(upload.name))
    finally:
        articles_changed.disconnect(arrive)
    job.refresh_from_db()
    assert order == ["upload", "late"]
    assert job.status == ReprocessingStatus.DONE
