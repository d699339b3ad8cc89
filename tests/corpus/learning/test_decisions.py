"""What editors decide about the lines of a source reaches its articles, and can be taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from corpus.corrections import rename_source
from corpus.learning.accepted import AcceptedLines
from corpus.learning.decisions import decide
from corpus.learning.study import sources_to_study, study
from corpus.models import Article, LineStatus, Reprocessing, Source, SourceLine, SourceStudy
from corpus.reprocessing import lease
from corpus.reprocessing.run import Run
from corpus.worker import Worker
from search.engine import get_engine
from tests.corpus.learning.articles import NOTE, PROMPT, article
from tests.corpus.test_ingest import send


def learned() -> dict[str, SourceLine]:
    study(Source.objects.get(name="Harbour Courier"))
    return {line.text: line for line in SourceLine.objects.all()}


def work() -> None:
    """Let the worker do what waits."""
    while claim := lease.claim():
        Run(claim).run()


@pytest.fixture(autouse=True)
def articles(index: Path) -> None:
    some = [article(number, PROMPT, NOTE) for number in range(6)]
    send(*some, *(article(number) for number in range(6, 12)), extractor="rules")


def accept(text: str = PROMPT) -> None:
    decide([learned()[text].pk], LineStatus.ACCEPTED, user=None)
    work()


def test_a_proposal_shows_how_many_articles_it_is_about() -> None:
    line = learned()[PROMPT]
    assert (line.status, line.articles, line.of_articles, line.place) == ("proposed", 6, 12, "end")
    titles = Article.objects.filter(pk__in=line.examples).values_list("text", flat=True)
    assert len(titles) == 5
    assert all(PROMPT in text for text in titles)
    assert Article.objects.filter(text__contains=PROMPT).count() == 6


def test_an_accepted_line_is_taken_out_and_kept_with_its_reason() -> None:
    before = {row.pk: row for row in Article.objects.all()}
    accept()
    for row in Article.objects.all():
        old = before[row.pk]
        assert row.raw_text == old.raw_text
        if PROMPT not in old.text:
            assert (row.text, row.version) == (old.text, old.version)
            continue
        assert row.text == old.text.replace(f"{PROMPT}\n\n", "")
        assert {"text": PROMPT, "rule": "source boilerplate"} in row.removed
        assert all(
            row.text[each.start : each.end] == each.surface
            for each in row.mentions.filter(field="text", start__isnull=False)
        )
    assert get_engine().versions() == dict(Article.objects.values_list("id", "version"))


def test_a_line_that_is_taken_back_stands_where_it_stood() -> None:
    before = dict(Article.objects.values_list("id", "text"))
    mentions = sorted(Article.objects.values_list("id", "mentions__surface", "mentions__start"), key=str)
    accept()
    assert dict(Article.objects.values_list("id", "text")) != before
    decide([SourceLine.objects.get(text=PROMPT).pk], LineStatus.REFUSED, user=None)
    work()
    assert dict(Article.objects.values_list("id", "text")) == before
    assert sorted(Article.objects.values_list("id", "mentions__surface", "mentions__start"), key=str) == mentions


def test_later_uploads_follow_what_was_accepted() -> None:
    accept()
    send(article(50, PROMPT), article(51, PROMPT, source="Northern Wire"))
    assert PROMPT not in Article.objects.get(external_id="50").text
    assert PROMPT in Article.objects.get(external_id="51").text


def test_the_same_record_is_the_same_article_before_and_after() -> None:
    sent = article(70, PROMPT) | {"id": ""}
    send(sent)
    accept()
    assert send(sent).duplicate == 1


def test_a_former_name_of_the_source_counts() -> None:
    accept()
    rename_source(Source.objects.get(name="Harbour Courier"), "Courier")
    send(article(50, PROMPT))
    assert PROMPT not in Article.objects.get(external_id="50").text


def test_what_was_decided_is_not_proposed_again() -> None:
    lines = learned()
    decide([lines[PROMPT].pk], LineStatus.ACCEPTED, user=None)
    decide([lines[NOTE].pk], LineStatus.REFUSED, user=None)
    work()
    assert {text: line.status for text, line in learned().items()} == {PROMPT: "accepted", NOTE: "refused"}


def test_a_proposal_without_its_evidence_goes() -> None:
    assert PROMPT in learned()
    Article.objects.filter(text__contains=PROMPT)[0].delete()
    Article.objects.filter(pk__in=Article.objects.filter(text__contains=PROMPT).values("pk")[:4]).delete()
    assert learned() == {}


def test_several_decisions_on_a_source_are_one_reprocessing() -> None:
    lines = learned()
    for text in (PROMPT, NOTE):
        decide([lines[text].pk], LineStatus.ACCEPTED, user=None)
    assert Reprocessing.objects.count() == 1
    decide([lines[NOTE].pk], LineStatus.ACCEPTED, user=None)
    assert Reprocessing.objects.count() == 1


def test_refusing_a_proposal_moves_nothing() -> None:
    decide([learned()[PROMPT].pk], LineStatus.REFUSED, user=None)
    assert not Reprocessing.objects.exists()


def test_another_word_than_accept_and_refuse_is_no_decision() -> None:
    with pytest.raises(ValueError, match="accepted or refused, not 'proposed'"):
        decide([1], "proposed", user=None)


def test_accepted_lines_are_read_anew_only_after_a_decision(django_assert_num_queries: Any) -> None:
    lines = AcceptedLines()
    assert lines.refresh().of("harbour courier") == frozenset()
    decide([learned()[PROMPT].pk], LineStatus.ACCEPTED, user=None)
    assert len(lines.refresh().of("harbour courier")) == 1
    with django_assert_num_queries(2):
        lines.refresh()


def test_sources_are_studied_when_they_have_grown() -> None:
    source = Source.objects.get(name="Harbour Courier")
    assert sources_to_study() == [source.pk]
    study(source)
    assert sources_to_study() == []
    send(article(80))
    assert sources_to_study() == []
    send(*(article(number) for number in range(81, 90)))
    assert sources_to_study() == [source.pk]


def test_articles_without_a_source_are_not_studied() -> None:
    send(*(article(number, PROMPT) | {"source": ""} for number in range(100, 112)))
    assert [Source.objects.get(pk=each).name for each in sources_to_study()] == ["Harbour Courier"]


def test_the_idle_worker_studies() -> None:
    worker = Worker(idle_seconds=0)
    worker._keep_index_fresh = worker.stop  # type: ignore[method-assign]
    worker.run()
    assert SourceStudy.objects.get().articles == 12
    assert SourceLine.objects.filter(text=PROMPT, status="proposed").exists()


def test_the_command_lists_and_decides(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("boilerplate", "--json")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["text"]: each["articles"] for each in told} == {PROMPT: 6, NOTE: 6}
    number = next(each["id"] for each in told if each["text"] == PROMPT)
    call_command("boilerplate", "--accept", str(number))
    assert capsys.readouterr().out == "1 accepted\n"
    work()
    call_command("boilerplate", "--source", "harbour courier", "--status", "accepted")
    assert PROMPT in capsys.readouterr().out
    call_command("boilerplate", "--refuse", str(number))
    work()
    assert Article.objects.filter(text__contains=PROMPT).count() == 6


def test_the_command_says_what_is_not_there() -> None:
    with pytest.raises(CommandError, match="no source “Nobody”"):
        call_command("boilerplate", "--source", "Nobody")
    with pytest.raises(CommandError, match="no line 999"):
        call_command("boilerplate", "--accept", "999")
