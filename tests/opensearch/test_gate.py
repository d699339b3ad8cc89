"""TLS and authentication: who is let in does everything, who is not is told why."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from search.engine.contract import EngineAwayError, EngineRequest, FacetRequest
from search.engine.opensearch.address import read_address
from search.engine.opensearch.cluster import Cluster, RefusedError
from search.engine.opensearch.engine import ArticleEngine
from search.engine.opensearch.mapping import index_body
from tests.opensearch.gate import EDITOR, READER, gate, make_certificate
from tests.search.engine.contract.engines import HOSTS, cluster_engine, declared_fields, remove
from tests.search.engine.corpus import document

MakeEngine = Callable[..., ArticleEngine]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give a certificate and its key."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def engine_of(certificate: tuple[Path, Path]) -> Iterator[MakeEngine]:
    """Give what makes an engine that goes through the door, as a user and with options."""
    name = f"test{uuid.uuid4().hex[:12]}"
    with gate(HOSTS.split(",")[0], *certificate) as door:

        def make(user: str = EDITOR, options: str = "") -> ArticleEngine:
            login, _, password = user.partition(":")
            where = f"{login}:{quote(password, safe='')}@{door}/{name}"
            address = read_address(f"opensearch://{where}?{options or f'tls=1&ca_certs={certificate[0]}'}")
            return ArticleEngine(Cluster(address), index_body(address, declared_fields()))

        yield make
        remove(cluster_engine(name).cluster, name)


def test_a_trusted_cluster_is_written_searched_and_rebuilt(engine_of: MakeEngine) -> None:
    engine = engine_of()
    engine.create()
    engine.write([document(number, "valley", actors=("1",)) for number in range(1, 6)], deleted=[9])
    asked = EngineRequest(facets={"actor": FacetRequest()}, limit=None, sort="date")
    answer = engine.answer(asked)
    assert (answer.total, answer.facets["actor"].values) == (5, (("1", 5),))
    engine.rebuild(document(number, "hill") for number in range(1, 4))
    assert engine.answer(asked).total == 3
    assert engine_of(options="tls=1&verify=0").answer(asked).total == 3


@pytest.mark.parametrize(
    ("user", "options", "said"),
    [
        ("editor:wrong", "", "refuses the user of SEARCH_URL"),
        ("", "", "refuses the user of SEARCH_URL"),
        (EDITOR, "tls=1", "certificate .* is not trusted.*ca_certs"),
    ],
    ids=["password", "nobody", "authority"],
)
def test_who_is_not_let_in_is_told_why(engine_of: MakeEngine, user: str, options: str, said: str) -> None:
    engine_of().create()
    engine = engine_of(user, options)
    for act in (
        lambda: engine.answer(EngineRequest()),
        lambda: engine.write([document(1)]),
        lambda: engine.rebuild([document(1)]),
        engine.exists,
        engine.stamp,
    ):
        with pytest.raises(RefusedError, match=said):
            act()
    assert engine_of().answer(EngineRequest()).total == 0


def test_without_tls_nothing_is_sent_to_a_door_that_has_it(engine_of: MakeEngine) -> None:
    with pytest.raises(EngineAwayError):
        engine_of(options="tls=0").answer(EngineRequest())


def test_tls_is_not_spoken_with_a_cluster_that_does_not(certificate: tuple[Path, Path]) -> None:
    address = read_address(f"opensearch://{HOSTS}/test?tls=1&ca_certs={certificate[0]}")
    engine = ArticleEngine(Cluster(address), index_body(address, declared_fields()))
    with pytest.raises(RefusedError, match="does not speak TLS"):
        engine.answer(EngineRequest())


def test_a_user_who_may_only_search_searches(engine_of: MakeEngine) -> None:
    engine_of().create()
    engine_of().write([document(1)])
    reader = engine_of(READER)
    assert reader.answer(EngineRequest()).total == 1
    with pytest.raises(RefusedError, match="refuses the user"):
        reader.write([document(2)])
