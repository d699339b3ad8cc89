"""Taking a whole upload back: what it brought goes, what was before comes back, what editors did stays."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import rollback, steering
from corpus.corrections import Correction, correct_article, set_hidden, take_down
from corpus.models import (
    Article,
    LedgerRow,
    Mention,
    Reprocessing,
    ReprocessingStatus,
    Revision,
    StoryCorrection,
    Upload,
    UploadStatus,
)
from corpus.reprocessing import lease, start
from corpus.reprocessing.run import Run
from corpus.saving import LeaseLostError
from corpus.story_corrections import belong_with, stand_alone
from corpus.worker import claim, undo
from search.engine import get_engine
from tests.corpus.test_ingest import record, send
from tests.corpus.test_steering import start_anew

pytestmark = pytest.mark.usefixtures("index")


def take_back(upload: Upload) -> Upload:
    steering.ask_roll_back(upload.pk)
    claimed = claim(upload.pk)
    assert claimed is not None
    undo(claimed)
    upload.refresh_from_db()
    return upload


def state() -> dict[str, tuple[object, ...]]:
    """Return all that readers see of each article, by its external id."""
    return {
        article.external_id: (
            *(article.title, article.text, article.raw_text, article.source.name, article.author, article.url),
            *(article.published_from, article.published_status, article.removed, article.warnings, article.upload_id),
            *(article.corrected, article.hidden, article.record_sha256, article.collected),
            sorted(
                (mention.field, mention.start, mention.surface, mention.kind, mention.actor_id, mention.location_id)
                for mention in article.mentions.all()
                if mention.start is not None
            ),
            sorted(mention.surface for mention in article.mentions.filter(start=None)),
        )
        for article in Article.objects.select_related("source").order_by("id")
    }


def indexed() -> Mapping[int, int]:
    return get_engine().versions()


def in_step() -> bool:
    return dict(indexed()) == dict(Article.objects.values_list("id", "version"))


def undone(upload: Upload) -> list[str]:
    return [row.undone for row in upload.ledger.order_by("sequence")]


def test_new_articles_go_and_updated_ones_are_what_they_were() -> None:
    send(record(1, actors=["Ana Reyes"], locations=["Kabul"]), record(2))
    before = state()
    upload = send(
        record(1, text="The ferry was scrapped.", title="Scrapped", actors=["Somebody"], published="2020-01-01"),
        record(2),
        record(3),
        "{broken",
    )
    assert state() != before
    take_back(upload)
    assert state() == before
    assert in_step()
    assert upload.status == UploadStatus.ROLLED_BACK
    assert upload.message == "1 records were removed with their articles, 1 updates taken back."
    assert undone(upload) == ["restored", "", "removed", ""]
    assert not Revision.objects.exists()
    assert [row.title for row in upload.ledger.order_by("sequence")][2] == "Ferry 3 sails again"


def test_found_mentions_come_back_too() -> None:
    text = "John Smith of the River Board spoke in Kabul on 5 September 2021."
    send(record(1, text=text), extractor="rules")
    before = state()
    assert Mention.objects.filter(start__isnull=False).exists()
    take_back(send(record(1, text="Nothing at all."), extractor="rules"))
    assert state() == before


def test_an_update_keeps_what_the_article_was_before() -> None:
    send(record(1))
    upload = send(record(1, text="The ferry was scrapped."))
    (revision,) = Revision.objects.all()
    assert (revision.article.external_id, revision.upload, revision.version) == ("1", upload, 1)
    assert revision.columns["text"] == record(1)["text"]
    assert Article.objects.get().version == 2


def test_what_an_editor_changed_since_is_kept_and_named() -> None:
    send(record(5), record(6))
    upload = send(record(1), record(2), record(3), record(5, text="Updated five."), record(6, text="Updated six."))
    by_id = {article.external_id: article for article in Article.objects.all()}
    correct_article(by_id["1"].pk, Correction(title="Corrected"))
    set_hidden([by_id["2"].pk], hidden=True)
    correct_article(by_id["5"].pk, Correction(title="Corrected five"))
    take_back(upload)
    assert {article.external_id for article in Article.objects.all()} == {"1", "2", "5", "6"}
    assert undone(upload) == ["kept", "kept", "removed", "kept", "restored"]
    reasons = [row.undone_reason for row in upload.ledger.order_by("sequence")]
    assert "corrected its title" in reasons[0]
    assert "hidden" in reasons[1]
    assert Article.objects.get(external_id="5").text == "Updated five."
    assert "3 kept because they were changed since" in upload.message


def test_a_title_corrected_before_and_once_more_after_the_upload_is_kept() -> None:
    send(record(1), record(2))
    first, second = Article.objects.order_by("id")
    for article in (first, second):
        correct_article(article.pk, Correction(title="Corrected"))
    upload = send(record(1, text="Updated one."), record(2, text="Updated two."))
    correct_article(first.pk, Correction(title="Corrected again"))
    take_back(upload)
    assert undone(upload) == ["kept", "restored"]
    assert Article.objects.get(external_id="2").title == "Corrected"
    assert Article.objects.get(external_id="2").text == record(2)["text"]


def test_what_a_later_upload_updated_is_kept_and_rolling_that_back_too_leaves_nothing_behind() -> None:
    first = send(record(1))
    second = send(record(1, text="Second text."))
    take_back(first)
    assert undone(first) == ["kept"]
    assert f"upload {second.pk}" in first.ledger.get().undone_reason
    assert Article.objects.get().text == "Second text."
    take_back(second)
    assert not Article.objects.exists()
    assert in_step()


def reprocess(*, extractor: str = "rules") -> None:
    """Go through all articles again, as an editor asks for after an upgrade."""
    job = lease.claim(start(extractor=extractor).pk)
    assert job is not None
    Run(job).run()


def test_what_was_reprocessed_since_goes_too_where_the_upload_brought_it() -> None:
    upload = send(record(1, text="Angela Merkel spoke in Berlin."))
    reprocess()
    assert Article.objects.get().version == 2
    take_back(upload)
    assert not Article.objects.exists()
    assert undone(upload) == ["removed"]
    assert not Reprocessing.objects.filter(status=ReprocessingStatus.QUEUED).exists()
    assert in_step()


def test_what_was_reprocessed_since_is_put_back_and_reprocessed_once_more() -> None:
    send(record(1, text="Angela Merkel spoke in Berlin."), record(2))
    upload = send(record(1, text="Emmanuel Macron spoke in Paris."))
    reprocess()
    take_back(upload)
    article = Article.objects.get(external_id="1")
    assert article.text == "Angela Merkel spoke in Berlin."
    assert "re-processed since" in upload.ledger.get().undone_reason
    job = Reprocessing.objects.get(status=ReprocessingStatus.QUEUED)
    assert job.selection == {"articles": [article.pk]}
    assert f"upload {upload.pk}" in job.name
    assert in_step()


def test_uploads_rolled_back_without_reprocessing_ask_for_none() -> None:
    send(record(1))
    second = send(record(1, text="Second text."))
    third = send(record(1, text="Third text."))
    take_back(third)
    take_back(second)
    assert not Reprocessing.objects.exists()


def test_what_an_editor_decided_about_stories_keeps_the_articles_it_names() -> None:
    send(record(1))
    upload = send(record(2), record(3), record(4), record(5))
    by_id = {article.external_id: article.pk for article in Article.objects.all()}
    stand_alone(by_id["2"], user=None)
    belong_with(by_id["1"], by_id["3"], user=None)
    belong_with(by_id["4"], by_id["1"], user=None)
    take_back(upload)
    assert undone(upload) == ["kept", "kept", "kept", "removed"]
    assert {row.undone_reason for row in upload.ledger.filter(undone="kept")} == {
        "Kept: an editor has decided about its story."
    }
    assert StoryCorrection.objects.count() == 3
    assert in_step()


def test_a_decision_about_stories_does_not_keep_an_update() -> None:
    send(record(1), record(2))
    before = Article.objects.get(external_id="1").text
    upload = send(record(1, text="Second text."))
    stand_alone(Article.objects.get(external_id="1").pk, user=None)
    take_back(upload)
    assert undone(upload) == ["restored"]
    assert Article.objects.get(external_id="1").text == before
    assert StoryCorrection.objects.count() == 1


def test_three_uploads_rolled_back_out_of_order_end_with_the_first() -> None:
    send(record(1))
    before = state()
    second = send(record(1, text="Second text."))
    third = send(record(1, text="Third text."))
    take_back(second)
    assert Article.objects.get().text == "Third text."
    take_back(third)
    assert state() == before


def test_one_article_several_times_in_an_upload() -> None:
    upload = send(record(1), record(1, text="Second text."), record(1, text="Third text."))
    take_back(upload)
    assert not Article.objects.exists()
    assert undone(upload) == ["removed", "removed", "removed"]
    send(record(2))
    before = state()
    take_back(send(record(2, text="Second text."), record(2, text="Third text.")))
    assert state() == before


def test_ledgers_of_other_uploads_tell_that_their_twin_is_gone() -> None:
    upload = send(record(1))
    other = send(record(1))
    article_id = Article.objects.get().pk
    take_back(upload)
    row = other.ledger.get()
    assert row.warnings[-1]["message"] == f"Article {article_id} was removed when upload {upload.pk} was rolled back."


def test_what_was_rolled_back_can_be_sent_again() -> None:
    take_back(send(record(1)))
    assert send(record(1)).new == 1
    assert in_step()


def test_what_was_taken_down_is_gone_already() -> None:
    upload = send(record(1), record(2))
    take_down([Article.objects.get(external_id="1").pk], user=None)
    take_back(upload)
    first = upload.ledger.order_by("sequence")[0]
    assert first.undone_reason == "The article was gone already."
    assert not Article.objects.exists()


def test_a_roll_back_that_was_interrupted_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollback, "CHUNK", 2)
    upload = send(*(record(number) for number in range(7)))
    steering.ask_roll_back(upload.pk)
    claimed = claim(upload.pk)
    assert claimed is not None

    def stop() -> None:
        steering.pause(upload.pk)

    with pytest.raises(LeaseLostError):
        undo(claimed, watch=stop)
    upload.refresh_from_db()
    assert (upload.status, upload.undone) == ("paused", 2)
    assert Article.objects.count() == 5
    steering.resume(upload.pk)
    claimed = claim(upload.pk)
    assert claimed is not None
    undo(claimed)
    upload.refresh_from_db()
    assert (upload.status, upload.undone) == ("rolled_back", 7)
    assert not Article.objects.exists()
    assert in_step()


def test_a_roll_back_is_not_left_half_done() -> None:
    upload = send(record(1))
    steering.ask_roll_back(upload.pk)
    with pytest.raises(steering.NotNowError):
        steering.cancel(upload.pk)


STEPS = st.lists(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from("abc")), min_size=1, max_size=4), min_size=1, max_size=4
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.randoms(use_true_random=False))
def test_rolling_all_back_in_any_order_leaves_nothing(uploads: list[list[tuple[int, str]]], order: Random) -> None:
    start_anew()
    sent = [send(*(record(each, text=f"Text {text}.") for each, text in records)) for records in uploads]
    changed = [upload for upload in sent if steering.can_roll_back(upload)]
    order.shuffle(changed)
    for upload in changed:
        take_back(upload)
        assert in_step()
    assert not Article.objects.exists()
    assert not LedgerRow.objects.filter(status__in=["new", "updated"], undone="").exists()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_rolling_back_in_turn_passes_through_every_state(uploads: list[list[tuple[int, str]]]) -> None:
    start_anew()
    states = []
    sent = []
    for records in uploads:
        states.append(state())
        sent.append(send(*(record(each, text=f"Text {text}.") for each, text in records)))
    for upload, before in reversed(list(zip(sent, states, strict=True))):
        if steering.can_roll_back(upload):
            take_back(upload)
        assert state() == before
