"""Late writes, indices by year, and what is tidied."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from search.engine.contract import DateSelection, EngineRequest, FacetRequest
from search.engine.opensearch import indices
from search.engine.opensearch.engine import ArticleEngine
from search.tree import Term
from tests.search.engine.contract.engines import cluster_engine, new_engine
from tests.search.engine.corpus import document


@pytest.fixture
def parted(tmp_path: Path) -> Iterator[ArticleEngine]:
    """Give an engine with an index for every year."""
    with new_engine("opensearch", tmp_path, "?shards=1&replicas=0&partition=year") as made:
        assert isinstance(made, ArticleEngine)
        made.create()
        yield made


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[ArticleEngine]:
    """Give an engine with one index."""
    with new_engine("opensearch", tmp_path, "?shards=2&replicas=1") as made:
        assert isinstance(made, ArticleEngine)
        made.create()
        yield made


def test_an_article_lies_in_the_index_of_its_year_and_moves_with_its_date(parted: ArticleEngine) -> None:
    parted.write(
        [document(1, "valley", published=date(2020, 12, 31)), document(2, "valley", published=date(2021, 1, 1))]
    )
    parted.write([document(3, "valley"), document(4, "valley", published=date(1, 1, 1))])
    generation = parted.indices.live()
    assert sorted(parted.indices.family(generation)) == [
        generation, f"{generation}-0001", f"{generation}-2020", f"{generation}-2021",
    ]  # fmt: skip
    parted.write([document(1, "hill", version=2, published=date(2021, 5, 1))], deleted=[4])
    assert parted.versions() == {1: 2, 2: 1, 3: 1}
    answer = parted.answer(EngineRequest(interval="year", facets={"source": FacetRequest()}, limit=None))
    assert (answer.total, answer.facets["source"].values) == (3, (("1", 3),))
    assert parted.answer(EngineRequest(text=Term("valley"))).total == 2
    assert parted.answer(EngineRequest(dates=DateSelection(date(2021, 1, 1), date(2021, 12, 31)))).total == 2
    parted.rebuild([document(9, published=date(2022, 1, 1)), document(10)])
    assert parted.versions() == {9: 1, 10: 1}
    assert parted.answer(EngineRequest()).total == 2


def test_a_late_write_does_not_win(whole: ArticleEngine) -> None:
    whole.write([document(1, "new", version=5), document(2, "new", version=5)])
    report = whole.write([document(1, "old", version=4), document(2, "newer", version=6)])
    assert (report.written, report.refused) == (1, ())
    assert whole.versions() == {1: 5, 2: 6}
    assert whole.answer(EngineRequest(text=Term("old"))).total == 0
    whole.write([], deleted=[1])
    whole.write([document(1, "old", version=4)])
    assert whole.versions() == {2: 6}


def test_a_replaced_index_is_kept_for_a_while_and_then_deleted(
    whole: ArticleEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole.write([document(1)])
    first = whole.indices.live()
    whole.rebuild([document(2)])
    assert set(whole.indices.all()) == {first, whole.indices.live()}
    assert not whole.tidy()
    later = time.time() + indices.RETIRED_SECONDS + 1
    monkeypatch.setattr(indices.time, "time", lambda: later)
    assert whole.is_untidy()
    assert whole.tidy()
    assert set(whole.indices.all()) == {whole.indices.live()}
    assert whole.versions() == {2: 1}


def test_an_index_being_built_is_not_tidied_away(whole: ArticleEngine) -> None:
    draft = whole.indices.draft()
    assert not whole.tidy()
    assert draft in whole.indices.all()
    whole.rebuild([document(1)])  # whoever rebuilds holds the indexing lock: nobody else is building
    assert len(whole.indices.all()) == 2  # what was live before, and what is now


def test_two_sites_share_a_cluster(whole: ArticleEngine) -> None:
    other = cluster_engine(f"{whole.name}.b")
    try:
        other.create()
        other.write([document(7)])
        assert set(whole.indices.all()) == {whole.indices.live()}
        assert (whole.answer(EngineRequest()).total, other.answer(EngineRequest()).total) == (0, 1)
    finally:
        other.indices.delete(other.indices.all())


def test_an_index_of_other_fields_is_not_read(whole: ArticleEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    from search.engine.contract import IndexUnavailableError
    from search.engine.opensearch import mapping

    monkeypatch.setattr(mapping, "LAYOUT", mapping.LAYOUT + 1)
    with pytest.raises(IndexUnavailableError, match="rebuild"):
        cluster_engine(whole.name).answer(EngineRequest())
