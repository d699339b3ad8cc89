"""What the OpenSearch engine does before it asks a cluster: addresses, texts, periods, and the questions it makes."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opensearchpy.exceptions import TransportError

from search.engine.contract import EngineAwayError, EngineError, EngineRequest, FacetRequest
from search.engine.opensearch.address import Address, AddressError, read_address
from search.engine.opensearch.analysis import indexed
from search.engine.opensearch.cluster import Cluster, Patience
from search.engine.opensearch.documents import source_of
from search.engine.opensearch.empty import empty_answer
from search.engine.opensearch.histogram import INTERVALS
from search.engine.opensearch.mapping import mappings
from search.engine.opensearch.periods import days_of, period
from search.engine.opensearch.queries import neighbours
from search.engine.opensearch.writing import indexing, send
from search.engine.whoosh import words
from tests.search.engine import oracle
from tests.search.engine.contract.engines import declared_fields
from tests.search.engine.corpus import document

DAYS = st.dates()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("opensearch://search.example/news", Address(("http://search.example:9200",), "news")),
        (
            "opensearch://reader:p%40ss@one:1,two:2/news_2?tls=1&verify=0&shards=6&replicas=2&partition=year",
            Address(
                ("https://one:1", "https://two:2"),
                "news_2",
                user="reader",
                password="p@ss",
                tls=True,
                verify=False,
                shards=6,
                replicas=2,
                partition="year",
            ),
        ),
        (
            "opensearch://[::1]:9201/n?ca_certs=/etc/ca.pem",
            Address(("http://[::1]:9201",), "n", ca_certs="/etc/ca.pem"),
        ),
    ],
)
def test_an_address_says_where_and_how(url: str, expected: Address) -> None:
    assert read_address(url) == expected


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("opensearch://host", "name of the index"),
        ("opensearch://host/News", "name of the index"),
        ("opensearch://host/a-b", "name of the index"),
        ("opensearch:///news", "host"),
        ("opensearch://host:70000/news", "host"),
        ("opensearch://one,,two/news", "host"),
        ("opensearch://host/news?shards=0", "shards must be a number from 1"),
        ("opensearch://host/news?shards=many", "shards"),
        ("opensearch://host/news?tls=yes", "tls must be 0 or 1"),
        ("opensearch://host/news?partition=day", "none, year or quarter"),
        ("opensearch://host/news?replica=1", "unknown option 'replica'"),
        ("elasticsearch://host/news", "opensearch://"),
    ],
)
def test_a_wrong_address_is_explained(url: str, fault: str) -> None:
    with pytest.raises(AddressError, match=re.escape(fault)):
        read_address(url)


@given(st.text(max_size=60), st.sampled_from(["en", "fr", ""]))
def test_a_text_is_sent_as_the_words_of_the_other_engine(text: str, language: str) -> None:
    sent, forms = indexed(text, language)
    tokens = [token for token in sent.split(" ") if token]
    folded = words.folded_words(text)
    assert len(tokens) == len(folded)  # Java splits where Python does
    assert not any(re.search(r"[\s|]", token.replace("\u00a0", "")) for token in tokens)
    assert len(forms) == len(set(folded))
    if language == "fr":
        assert [token[1:].replace("\u00a0", " ") for token in tokens] == [
            re.sub(r"[\s|=]", " ", word) for word in folded
        ]


@given(DAYS, st.sampled_from(INTERVALS))
def test_periods_are_those_of_the_calendar(day: date, interval: Any) -> None:
    try:
        expected = oracle.period(day, interval)
    except OverflowError:  # the last week goes on behind the calendar
        return
    assert days_of(period(day, interval), interval) == expected


@given(st.sampled_from(["a", "ab", "the", "army"]), st.text("abcdmrythe", min_size=1, max_size=6), st.integers(1, 2))
def test_neighbours_of_short_words_are_those_so_many_edits_away(word: str, other: str, edits: int) -> None:
    is_near = other[0] == word[0] and oracle.distance(word, other) <= edits
    assert bool(re.fullmatch(neighbours(word, edits), other)) == is_near


def test_every_field_that_is_sent_is_known() -> None:
    full = document(
        1,
        "A text",
        actors=("1",),
        locations=("2",),
        published=date(2021, 1, 1),
        mentioned=((date.min, date.max), (date(2021, 1, 1), date(2021, 1, 1))),
        story=7,
        added=datetime(2021, 1, 1, 12, 0, 0, 1),
    )
    known = mappings(declared_fields())["properties"]
    assert set(source_of(full)) <= set(known)
    assert source_of(full)["story"] == source_of(full)["copy_of"] == 7
    assert "copy_of" not in source_of(document(1))


@pytest.mark.parametrize("interval", ["auto", "day", None])
def test_an_index_never_built_holds_no_articles(interval: Any) -> None:
    asked = EngineRequest(interval=interval, facets={"actor": FacetRequest(3, frozenset({"9"}))})
    answer = empty_answer(asked)
    assert (answer.total, answer.hits) == (0, ())
    assert answer.facets["actor"].values == (("9", 0),)
    assert (answer.histogram is None) == (interval is None)
    assert not answer.histogram or answer.histogram.bars == ()


class BusyCluster:
    """Takes of every bulk request the first article that is left, and has no room for the others."""

    def __init__(self, refusal: dict[str, Any]) -> None:
        self.refusal = refusal
        self.taken: list[str] = []

    def ask(self, method: str, path: str, body: bytes, **params: Any) -> dict[str, Any]:
        """Answer a bulk request."""
        first, *others = body.decode().splitlines()[::2]
        self.taken.append(json.loads(first)["index"]["_id"])
        items = [{"index": {"status": 201}}, *({"index": self.refusal} for _ in others)]
        return {"errors": bool(others), "items": items}


@pytest.mark.parametrize(
    "refusal",
    [
        {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "full"}},
        {"status": 503, "error": {"type": "unavailable_shards_exception", "reason": "on its way"}},
        {"status": 403, "error": {"type": "cluster_block_exception", "reason": "read-only"}},
        {"status": 500, "error": {"type": "node_closed_exception", "reason": "node closed"}},
    ],
)
def test_articles_that_a_busy_cluster_had_no_room_for_are_sent_again(
    refusal: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engine.opensearch.writing.time.sleep", lambda _: None)
    cluster: Any = BusyCluster(refusal)
    sent = send(cluster, (indexing("index", {"id": str(number)}, number, 1) for number in range(5)))
    assert (sent.written, sent.refused) == (5, [])
    assert cluster.taken == ["0", "1", "2", "3", "4"]


class Answers:
    """A client of a cluster that gives these answers, one after the other."""

    def __init__(self, *answers: dict[str, Any] | TransportError) -> None:
        self.transport = self
        self.answers = list(answers)

    def perform_request(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Give the next answer."""
        answer = self.answers.pop(0)
        if isinstance(answer, TransportError):
            raise answer
        return answer


def answering(*answers: dict[str, Any] | TransportError) -> Cluster:
    cluster = Cluster(read_address("opensearch://nobody.example/news"))
    cluster._client = Answers(*answers)  # type: ignore[assignment] # all that is used of it
    return cluster


def failed(status: int, kind: str) -> TransportError:
    cause = {"type": kind, "reason": "[node-2][indices:data/read/search[phase/query]] disconnected"}
    info = {"error": {"type": "search_phase_execution_exception", "reason": "Partial shards failure"}}
    info["error"] |= {"root_cause": [cause]}  # type: ignore[dict-item]
    return TransportError(status, "search_phase_execution_exception", info)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, "node_disconnected_exception"),
        (500, "node_not_connected_exception"),
        (500, "receive_timeout_transport_exception"),
        (500, "already_closed_exception"),
        (503, "no_shard_available_action_exception"),
        (429, "rejected_execution_exception"),
    ],
)
def test_a_search_that_a_node_was_lost_in_is_asked_again(
    status: int, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engine.opensearch.cluster.time.sleep", lambda _: None)
    cluster = answering(failed(status, kind), {"hits": 3})
    assert cluster.read("POST", "/news/_search", patience=Patience(5)) == {"hits": 3}
    with pytest.raises(EngineAwayError, match="not ready"):
        answering(failed(status, kind)).read("POST", "/news/_search", patience=Patience(0))


def test_a_fault_of_the_request_is_no_fault_of_the_cluster() -> None:
    for error in (failed(400, "parsing_exception"), failed(500, "null_pointer_exception")):
        with pytest.raises(EngineError, match="refuses the request") as caught:
            answering(error).read("POST", "/news/_search", patience=Patience(5))
        assert not isinstance(caught.value, EngineAwayError)
