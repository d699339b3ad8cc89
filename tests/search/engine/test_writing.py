"""The guard: what bad documents, failing disks and other processes do to the index (nothing)."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from search.engine.contract import EngineError, EngineRequest, IndexDocument, IndexUnavailableError
from search.engine.whoosh import articles, storage, writing
from search.engine.whoosh.articles import ArticleEngine
from search.engine.whoosh.texts import TextBuilder
from search.tree import Term
from tests.search.engine.corpus import article_schema, document, engine_in

GOOD = [document(number, f"valley {number}", actors=("1",)) for number in range(1, 31)]
POISON: dict[str, dict[str, Any]] = {
    "a version above 2**63": {"version": 10**20},
    "a negative version": {"version": -1},
    "a version that is a fraction": {"version": 1.5},
    "not a number as version": {"version": float("nan")},
    "NUL in the text": {"text": "a\x00b"},
    "half a character pair": {"title": "a \ud800 b"},
    "bytes": {"text": b"bytes"},
    "an object": {"title": object()},
    "a text of six million characters": {"text": "word " * 1_200_000},
    "an actor that is a number": {"actors": (12,)},
    "an actor without a name": {"actors": ("",)},
    "a date that ends before it begins": {"published": (date(2021, 2, 1), date(2021, 1, 1))},
    "a date that is text": {"mentioned": (("2021-01-01", "2021-01-01"),)},
    "a moment that is text": {"added": "2021-01-01"},
    "no language": {"language": None},
}


def ids(engine: ArticleEngine) -> list[int]:
    return sorted(engine.versions())


@pytest.mark.parametrize("place", [0, 15, 30])
@pytest.mark.parametrize("kind", POISON)
def test_a_bad_document_is_refused_and_the_others_are_found(tmp_path: Path, kind: str, place: int) -> None:
    engine = engine_in(tmp_path, document(31, "what was there before"))
    bad = replace(document(99), **POISON[kind])
    report = engine.write([*GOOD[:place], bad, *GOOD[place:]], deleted=[31])
    assert [(error.article_id, bool(error.reason)) for error in report.refused] == [(99, True)]
    assert (report.written, report.deleted) == (30, 1)
    assert ids(engine) == list(range(1, 31))
    assert engine.answer(EngineRequest(text=Term("valley"))).total == 30


@pytest.mark.parametrize("number", [0, -5, 2**63, True, "7"])
def test_an_id_must_be_a_number_of_the_database(tmp_path: Path, number: Any) -> None:
    engine = engine_in(tmp_path)
    report = engine.write([replace(document(1), id=number), document(2)])
    assert len(report.refused) == 1
    assert ids(engine) == [2]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "x" * 1_000_000},
        {"text": "", "title": ""},
        {"text": " ".join(f"w{number}" for number in range(50_000))},
        {"published": (date.min, date.max), "mentioned": ((date.min, date.min), (date.max, date.max))},
        {"version": 2**63 - 1, "id": 2**63 - 1},
        {"added": datetime.min},
        {"text": "\x01\x02 ’s ’ — \U0001f600 \u202e e\u0301 ﷺ ½"},
    ],
    ids=str,
)
def test_odd_documents_are_taken(tmp_path: Path, fields: dict[str, Any]) -> None:
    engine = engine_in(tmp_path)
    odd = replace(document(1), **fields)
    assert engine.write([odd, document(2)]).refused == ()
    assert engine.versions() == {odd.id: odd.version, 2: 1}
    assert engine.answer(EngineRequest(interval="auto", facets={})).total == 2


def test_a_refused_article_is_not_found_by_what_it_said_before(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, document(1, "valley"), document(2, "valley"))
    engine.write([replace(document(1), text="a\x00b")])
    assert ids(engine) == [2]


def test_a_document_that_fails_late_is_left_out_and_the_batch_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_in(tmp_path)
    extend = TextBuilder.extend

    def failing(self: TextBuilder, texts: list[Any]) -> None:
        extend(self, texts)  # leaves the builder in the middle of a document
        if "valley 15" in texts:
            raise ValueError("no such luck")

    monkeypatch.setattr(TextBuilder, "extend", failing)
    report = engine.write(GOOD)
    assert [(error.article_id, error.reason) for error in report.refused] == [(15, "no such luck")]
    assert ids(engine) == [number for number in range(1, 31) if number != 15]
    assert engine.answer(EngineRequest(text=Term("valley"))).total == 29


@pytest.mark.parametrize("step", ["_flush_segment", "_write_segment", "_commit_toc"])
def test_a_full_disk_changes_nothing_and_frees_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    engine = engine_in(tmp_path, document(1, "valley"))
    folder = tmp_path / "index" / "generation-000001"
    before = sorted(folder.iterdir())

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writing.DurableWriter, step, full)
        with pytest.raises(EngineError, match="No space left"):
            engine.write(GOOD, deleted=[1])
    assert ids(engine) == [1]
    assert sorted(folder.iterdir()) == before
    assert engine.write(GOOD).written == 30


def test_a_crash_between_table_of_contents_and_current_is_as_if_nothing_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_in(tmp_path, document(1, "valley"))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(storage.Home, "publish", killed)
        patch.setattr(writing.GuardedWriter, "abandon", writing.GuardedWriter._close)
        with pytest.raises(KeyboardInterrupt):
            engine.write([document(2)], deleted=[1])
    assert ids(engine) == [1]
    engine.write([document(3)])
    assert ids(engine) == [1, 3]
    assert len(list((tmp_path / "index" / "generation-000001").glob("*.toc"))) == 1


def test_nothing_to_do_commits_nothing(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, document(1))
    stamp = engine.stamp()
    assert engine.write([], deleted=[]).written == 0
    assert engine.stamp() == stamp
    engine.write([document(1)])
    assert engine.stamp() != stamp


def test_the_last_of_several_versions_of_an_article_counts(tmp_path: Path) -> None:
    engine = engine_in(tmp_path)
    report = engine.write([document(1, "old"), document(2), document(1, "new", version=2)], deleted=[1])
    assert (report.written, engine.versions()) == (2, {1: 2, 2: 1})
    assert engine.answer(EngineRequest(text=Term("old"))).total == 0


def test_segments_stay_few_and_every_article_stays_found(tmp_path: Path) -> None:
    engine = engine_in(tmp_path)
    for number in range(1, 61):
        engine.write([document(number, f"word{number}")], deleted=[number - 7] if number % 3 == 0 else [])
    kept = [number for number in range(1, 61) if (number + 7) % 3 or number + 7 > 60]
    assert ids(engine) == kept
    assert len(engine.snapshot().segments) <= 10
    assert [engine.answer(EngineRequest(text=Term(f"word{number}"))).total for number in kept] == [1] * len(kept)


def test_readers_see_whole_commits_while_articles_are_written(tmp_path: Path) -> None:
    """Every commit replaces ten articles by ten of the next round: whoever looks sees exactly one round."""
    engine = engine_in(tmp_path, *(document(number, "round0", actors=("0",)) for number in range(10)[1:]))
    done = threading.Event()
    seen: set[tuple[int, int, int]] = set()
    faults: list[BaseException] = []

    def read() -> None:
        try:
            while not done.is_set():
                snapshot_total(engine, seen)
        except BaseException as error:
            faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(1, 25):
        engine.write([document(number, f"round{turn}", actors=(str(turn),)) for number in range(10)[1:]])
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert {(total, distinct, counted) for total, distinct, counted in seen} == {(9, 1, 9)}


def snapshot_total(engine: ArticleEngine, seen: set[tuple[int, int, int]]) -> None:
    from search.engine.contract import FacetRequest

    answer = engine.answer(EngineRequest(facets={"actor": FacetRequest()}))
    counts = answer.facets["actor"]
    seen.add((answer.total, counts.total, sum(count for _, count in counts.values)))


def test_rebuild_swaps_under_an_open_reader(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, *GOOD)
    before = engine.snapshot()

    def new() -> Iterator[IndexDocument]:
        yield document(100, "mountain")
        assert ids(engine) == list(range(1, 31))  # the old index serves while the new one is built
        yield replace(document(101), text="a\x00b")
        yield document(102, "mountain")

    report = engine.rebuild(new())
    assert (report.written, [error.article_id for error in report.refused]) == (2, [101])
    assert ids(engine) == [100, 102]
    assert articles.Answerer(before, EngineRequest(text=Term("valley"))).answer().total == 30
    assert [found.name for found in (tmp_path / "index").glob("generation-*")] == ["generation-000002"]


def test_a_rebuild_that_fails_leaves_the_live_index(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, *GOOD)

    def broken() -> Iterator[IndexDocument]:
        yield document(1)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        engine.rebuild(broken())
    assert ids(engine) == list(range(1, 31))
    assert [found.name for found in (tmp_path / "index").glob("generation-*")] == ["generation-000001"]


def test_an_index_is_never_made_over_another_or_unasked(tmp_path: Path) -> None:
    engine = ArticleEngine(tmp_path / "index", article_schema())
    assert not engine.exists()
    for act in (lambda: engine.answer(EngineRequest()), lambda: engine.write(GOOD), engine.versions):
        with pytest.raises(IndexUnavailableError):
            act()
    assert not engine.exists()
    engine.create()
    with pytest.raises(EngineError, match="already"):
        engine.create()
