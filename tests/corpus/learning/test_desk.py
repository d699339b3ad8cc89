"""The lines of sources on the editors' desk: shown with examples, accepted, refused, taken back."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from corpus.learning.study import study
from corpus.models import Article, Reprocessing, Source, SourceLine
from corpus.reprocessing import lease
from corpus.reprocessing.run import Run
from tests.corpus.learning.articles import PROMPT, article
from tests.corpus.roles import user_of
from tests.corpus.test_ingest import send

pytestmark = pytest.mark.usefixtures("index")
LIST = "/admin/corpus/sourceline/"


@pytest.fixture
def desk(client: Client) -> Client:
    send(*(article(number, PROMPT) for number in range(4)), *(article(number) for number in range(4, 12)))
    study(Source.objects.get())
    client.force_login(user_of("editor"))
    return client


def page() -> str:
    return reverse("admin:corpus_sourceline_change", args=[SourceLine.objects.get().pk])


def decide(desk: Client, status: str) -> str:
    shown = desk.post(page(), {"status": status}, follow=True).content.decode()
    while claim := lease.claim():
        Run(claim).run()
    return shown


def test_the_list_says_what_is_proposed_and_how_much_it_is_about(desk: Client) -> None:
    shown = desk.get(LIST).content.decode()
    assert PROMPT in shown
    assert "4 of 12" in shown


def test_the_page_of_a_line_shows_it_among_its_neighbours(desk: Client) -> None:
    shown = desk.get(page()).content.decode()
    assert f"<mark>{PROMPT}</mark>" in shown
    assert "It is report number 0 on ferry matters." in shown
    assert "end of the article" in shown
    assert "Accept: it is boilerplate" in shown
    assert "Take back" not in shown


def test_accepting_and_taking_back(desk: Client) -> None:
    shown = decide(desk, "accepted")
    assert "1 line accepted." in shown
    assert "12 articles are cleaned again: boilerplate of Harbour Courier." in shown
    assert not Article.objects.filter(text__contains=PROMPT).exists()
    line = desk.get(page()).content.decode()
    assert "Taken out." in line
    assert "It was accepted on" in line
    assert "by editor." in line
    assert "1 line refused." in decide(desk, "refused")
    assert Article.objects.filter(text__contains=PROMPT).count() == 4
    said = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert said == ["Accepted.", "Refused."]


def test_an_answer_that_is_none_changes_nothing(desk: Client) -> None:
    shown = desk.post(page(), {"status": "perhaps"}, follow=True).content.decode()
    assert "Choose to accept or to refuse the line; nothing was changed." in shown
    assert SourceLine.objects.get().status == "proposed"


def test_the_list_decides_on_several(desk: Client) -> None:
    form = {"action": "accept", "_selected_action": [SourceLine.objects.get().pk]}
    desk.post(LIST, form, follow=True)
    assert SourceLine.objects.get().status == "accepted"
    assert Reprocessing.objects.get().via == "rule"
