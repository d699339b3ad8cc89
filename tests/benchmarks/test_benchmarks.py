"""The benchmark itself still runs, and its engines still count the same: a few hundred invented articles, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.urls import resolve

from tests.benchmarks.__main__ import main
from tests.benchmarks.client import ask_for_pages
from tests.benchmarks.corpus import Gazetteer, corpus_at, places
from tests.benchmarks.engines.engine import ENGINES, missing
from tests.benchmarks.measures.http import addresses
from tests.benchmarks.measures.relevance import interval, score
from tests.benchmarks.picture import WIDTH, picture
from tests.benchmarks.process import EngineProcess
from tests.benchmarks.questions import Question, UnsupportedError, filtered, kinds_asked, rarer_asked
from tests.benchmarks.rows import Corpus
from tests.benchmarks.tables import at_least, at_most, table

SIZE = 300
PEERS = [name for name in ENGINES if name != "sqlite"]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("benchmark")


@pytest.fixture(scope="module")
def corpus(work: Path) -> Corpus:
    return corpus_at(work, SIZE, synthetic=True)


@pytest.fixture(scope="module")
def sqlite(work: Path, corpus: Corpus) -> Iterator[EngineProcess]:
    with EngineProcess("sqlite", work / "sqlite") as engine:
        engine.index(corpus)
        engine.open()
        yield engine


def skip_if_missing(name: str) -> None:
    reason = missing(name)
    if reason:
        pytest.skip(reason)


def test_an_invented_corpus_is_the_same_every_time(work: Path, corpus: Corpus) -> None:
    again = corpus_at(work / "again", SIZE, synthetic=True)
    assert list(again) == list(corpus)
    assert again.about == corpus.about
    assert corpus.about.synthetic
    assert len(set(corpus.about.words)) == len(set(corpus.about.rarer)) == 10


def test_rows_carry_numbers_that_the_corpus_explains(corpus: Corpus) -> None:
    about, rows = corpus.about, list(corpus)
    assert [row.id for row in rows] == list(range(1, SIZE + 1))
    assert any(row.actors for row in rows)
    assert any(row.locations for row in rows)
    for row in rows:
        assert all(1 <= actor <= len(about.actors) for actor in row.actors)
        assert all(about.actors[actor - 1] in f"{row.title}\n{row.text}" for actor in row.actors)
        assert about.sources[row.source - 1].startswith("Invented")


def test_a_larger_size_repeats_the_articles_with_shuffled_dates(corpus: Corpus) -> None:
    rows = list(Corpus(corpus.folder, 2 * SIZE))
    first, second = rows[:SIZE], rows[SIZE:]
    assert [row.id for row in rows] == list(range(1, 2 * SIZE + 1))
    assert sorted(row.text for row in first) == sorted(row.text for row in second)
    assert [row.text for row in first] != [row.text for row in second]
    assert [row.day for row in first] != [row.day for row in second]
    assert {row.day for row in second} <= {row.day for row in first}


def test_a_capital_lies_in_its_country_and_names_end_where_words_do() -> None:
    known = places()
    numbers = {place.name: place.id for place in known}
    find = Gazetteer(known).find
    assert find("KABUL is shouted, Kabul is not") == tuple(sorted((numbers["Kabul"], numbers["Afghanistan"])))
    assert find("A Malian in Nigeria") == (numbers["Nigeria"],)


@pytest.mark.parametrize("name", PEERS)
def test_engines_count_the_same(name: str, work: Path, corpus: Corpus, sqlite: EngineProcess) -> None:
    skip_if_missing(name)
    with EngineProcess(name, work / name) as engine:
        assert engine.index(corpus)["count"] == SIZE
        engine.open()
        every = Question("every")
        assert counts(engine.answer(every)) == counts(sqlite.answer(every))
        for asked in rarer_asked(corpus.about)[2:7]:
            ours, theirs = engine.answer(asked), sqlite.answer(asked)
            assert ours["total"] == theirs["total"] > 0, asked.label
            assert counts(ours) == counts(theirs), asked.label
            assert len(ours["ids"]) == min(20, ours["total"])


def counts(answer: dict[str, Any]) -> tuple[Any, ...]:
    """Return all that is counted; values of equal count at the end of a list may differ."""
    facets = [sorted(answer[facet].values(), reverse=True) for facet in ("actors", "locations")]
    return (answer["total"], *facets, answer["months"])


def test_filters_narrow_tantivy_and_dateline_alike(work: Path, corpus: Corpus) -> None:
    skip_if_missing("tantivy")
    values = {"actor": tuple(range(1, 40)), "location": tuple(range(1, 200)), "source": tuple(range(1, 10))}
    narrow = Question("every", filters=values, texts=True)
    found = []
    for name in ("tantivy", "dateline", "service"):
        with EngineProcess(name, work / f"{name}-filtered") as engine:
            engine.index(corpus)
            engine.open()
            answer = engine.answer(narrow)
            found.append((*counts(answer), sorted(answer["sources"].values(), reverse=True)))
    assert 0 < found[0][0] < SIZE
    assert found[0] == found[1] == found[2]


def test_filters_are_the_commonest_values_of_an_answer() -> None:
    answer = {"actors": {"7": 9, "3": 5, "4": 2, "5": 1}, "locations": {}, "sources": {"1": 3}}
    narrow = filtered(Question("and", ("word",)), answer)
    assert narrow.filters == {"actor": (7, 3, 4), "location": (), "source": (1,)}


@pytest.mark.parametrize("name", ["sqlite", "tantivy", "dateline", "service"])
def test_an_edited_article_is_found(name: str, work: Path, corpus: Corpus) -> None:
    skip_if_missing(name)
    row = next(iter(corpus))
    asked = Question("and", ("zqxjvedited",))
    with EngineProcess(name, work / f"{name}-edited") as engine:
        engine.index(corpus)
        engine.open()
        assert engine.answer(asked)["total"] == 0
        engine.ask("edit", row=row._replace(text=f"{row.text} zqxjvedited"))
        seen = engine.ask("await_total", question=asked.as_json(), total=1, seconds=30)
        assert seen["seen"] is not None
        assert engine.answer(asked)["ids"] == [row.id]
        assert engine.answer(Question("every"))["total"] == SIZE


def test_what_an_engine_cannot_do_is_told_apart_from_failure(sqlite: EngineProcess) -> None:
    with pytest.raises(UnsupportedError):
        sqlite.answer(Question("fuzzy", ("word",)))
    with pytest.raises(RuntimeError, match="sqlite failed"):
        sqlite.ask("edit", row=[1])


def test_every_kind_of_question_has_a_label(corpus: Corpus) -> None:
    labels = [each.label for each in kinds_asked(corpus.about)]
    assert len(set(labels)) == len(labels)
    assert labels[0].startswith('"')


def test_the_command_prints_tables_and_verdicts(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = ["indexing", "queries", "service", "workers", "edits", "growth", "ingestion"]
    small = ["--synthetic", "--size", str(SIZE), "--growth", f"100,{SIZE}", "--repeats", "1", "--records", "50"]
    engines = [name for name in ENGINES if name != "stock"]
    main([*parts, *small, "--engines", ",".join(engines), "--work", str(work / "command")])
    told = capsys.readouterr().out
    assert "these articles are invented" in told
    titles = (
        "Indexing",
        "Ten words from rare to very common, 300",
        "Whole searches at 300",
        "Memory of workers",
        "Growth",
    )
    for title in titles:
        assert f"### {title}" in told
    assert "### Targets" in told
    assert "one edited article visible to readers" in told
    assert "records into database and index" in told


def test_larger_sizes_are_estimated_beside_the_curve(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = work / "scale.svg"
    small = ["--synthetic", "--size", str(SIZE), "--sizes", "50,100,200,300", "--repeats", "1", "--records", "20"]
    main(["scale", *small, "--picture", str(drawn), "--work", str(work / "scale")])
    told = capsys.readouterr().out
    for title in ("Measured", "Taken in whole", "Fit", "Estimate for one machine"):
        assert f"### {title}" in told
    assert "1,000,000,000 (extrapolated)" in told
    for quantity in ("database, MB", "index, MB", "faceted query, median CPU ms"):
        assert told.count(f"| {quantity} ") == 3
    shapes = ElementTree.fromstring(drawn.read_text())
    assert len(list(shapes.iter("{http://www.w3.org/2000/svg}circle"))) == 8


class Site(BaseHTTPRequestHandler):
    """Answers every page but one."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"page")

    def log_message(self, format: str, *values: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[tuple[str, int]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield ("127.0.0.1", server.server_address[1])
    server.shutdown()
    thread.join()
    server.server_close()


def test_clients_time_every_page_and_tell_errors(site: tuple[str, int]) -> None:
    pages = [("good", "/"), ("bad", "/broken")]
    load = ask_for_pages(*site, pages, clients=2, seconds=0.2)
    assert len(load.ms) == len(load.kinds) > 2
    assert set(load.kinds) == {"good", "bad"}
    assert load.bytes == 4 * len(load.ms)
    assert set(load.errors) == {"/broken: 500"}


def test_pages_asked_for_are_a_mixture_of_addresses_the_site_has(corpus: Corpus) -> None:
    found = addresses(corpus.about, SIZE)
    assert {"front page", "one word", "page 2", "filters", "date range", "article", "phrase"} <= {
        kind for kind, _ in found
    }
    for _, path in found:
        assert resolve(urlsplit(path).path).url_name in ("search", "article")


def test_verdicts_say_whether_a_target_was_met() -> None:
    assert at_most("size", 1.2, 1.2).met
    assert not at_most("size", 1.21, 1.2).met
    assert at_least("rate", 0.8, 0.8).met
    assert at_least("rate", None, 0.8).met is None
    assert at_least("rate", 0.5, 0.8).words() == "**falls short**"


def test_tables_are_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    table("Two", ("name", "count"), [("a", 1234), ("b", None)])
    assert capsys.readouterr().out.split("\n") == [
        "",
        "### Two",
        "",
        "| name | count |",
        "|------|------:|",
        "| a    | 1,234 |",
        "| b    |     – |",
        "",
    ]


def test_relevance_is_scored_as_the_books_do() -> None:
    assert score([7, 8, 9], {7, 8}) == (1.0, 1.0)
    gain, precision = score([1, 7], {7, 8})
    assert gain == pytest.approx(0.6309 / 1.6309, abs=1e-4)
    assert precision == pytest.approx(0.25)
    low, high = interval([0.1] * 20 + [-0.1] * 20)
    assert low < 0 < high


def test_the_picture_shows_every_engine_and_is_well_formed() -> None:
    lines = {"Dateline & co": [(50.0, 0.4), (167_172.0, 4.1)], "stock": [(50.0, 8_000.0), (10_000.0, 9_000.0)]}
    drawn = ElementTree.fromstring(picture("Queries", lines))
    texts = ["".join(each.itertext()) for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Dateline & co", "stock", "hits", "ms", "10,000"} <= set(texts)
    for path in drawn.iter("{http://www.w3.org/2000/svg}path"):
        numbers = [float(each) for each in re.findall(r"\d+(?:\.\d+)?", path.attrib["d"])]
        assert all(0 <= each <= WIDTH for each in numbers)
