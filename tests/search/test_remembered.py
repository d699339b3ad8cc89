"""Labels are remembered only while they are true."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.db.utils import ConnectionHandler

from corpus.models import Actor
from search import remembered
from search.labels import Label, labels
from search.remembered import known_labels

LABEL = Label("National Resistance Front")


@pytest.fixture
def path(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a database file that the memory watches."""
    path = tmp_path / "live.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE actor (name TEXT)")
    database.close()
    chosen = settings.DATABASES["default"]
    given = {"ENGINE": "config.sqlite", "OPTIONS": chosen["OPTIONS"]} if "sqlite" in chosen["ENGINE"] else None
    if given is None:
        pytest.skip("labels are remembered with SQLite only")
    found = ConnectionHandler({"default": {**given, "NAME": str(path)}})
    monkeypatch.setattr(remembered, "connections", found)
    yield path
    found["default"].close()


def write(path: Path) -> None:
    """Write to the database as another process would."""
    with sqlite3.connect(path) as other:
        other.execute("INSERT INTO actor VALUES ('renamed')")
    other.close()


def test_what_nobody_wrote_to_is_remembered(path: Path) -> None:
    known_labels()["actor"]["1"] = LABEL
    assert dict(known_labels()["actor"]) == {"1": LABEL}
    assert not known_labels()["location"]


def test_a_commit_of_another_process_ends_it(path: Path) -> None:
    known_labels()["actor"]["1"] = LABEL
    write(path)
    assert not known_labels()["actor"]


def test_a_change_of_its_own_ends_it(path: Path) -> None:
    known_labels()["actor"]["1"] = LABEL
    with remembered.connections["default"].cursor() as cursor:
        cursor.execute("INSERT INTO actor VALUES ('renamed')")
    assert not known_labels()["actor"]


def test_nothing_is_remembered_of_a_transaction(path: Path) -> None:
    known_labels()["actor"]["1"] = LABEL
    remembered.connections["default"].in_atomic_block = True
    known_labels()["actor"]["2"] = LABEL
    remembered.connections["default"].in_atomic_block = False
    assert dict(known_labels()["actor"]) == {"1": LABEL}


def test_it_holds_so_many_labels_and_no_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_LABELS", 2)
    known_labels()["actor"].update({"1": LABEL, "2": LABEL, "3": LABEL})
    assert not known_labels()["actor"]


@pytest.mark.django_db(transaction=True)
def test_a_renamed_actor_is_called_by_its_new_name_at_once() -> None:
    actor = Actor.objects.create(key="lexicon:nrf", name="Panjshir Resistance")
    assert labels("actor", [str(actor.pk)])[str(actor.pk)].name == "Panjshir Resistance"
    Actor.objects.filter(pk=actor.pk).update(name="National Resistance Front")
    assert labels("actor", [str(actor.pk)])[str(actor.pk)].name == "National Resistance Front"
    with transaction.atomic():
        Actor.objects.filter(pk=actor.pk).update(name="Undone")
        assert labels("actor", [str(actor.pk)])[str(actor.pk)].name == "Undone"
        transaction.set_rollback(True)
    assert labels("actor", [str(actor.pk)])[str(actor.pk)].name == "National Resistance Front"
