"""Tantivy: English stemming, positions, texts stored, fast fields for the facets, one thread to index with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import tantivy

from tests.benchmarks.questions import FACET_LIMIT, Found, Question, UnsupportedError
from tests.benchmarks.rows import About, Row

HEAP: Final = 1_000_000_000
FIELDS: Final = ("title", "body")
BOOSTS: Final = {"title": 2.0}
FACETS: Final = {"actor": "actor", "location": "location", "source": "source"}


def schema() -> Any:
    """Return the fields. There is no calendar month in its date histogram, so months are a column of numbers."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    for name in FIELDS:
        builder.add_text_field(name, stored=True, tokenizer_name="en_stem", index_option="position")
    for name in (*FACETS, "language"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", fast=True, indexed=True)
    builder.add_integer_field("month", fast=True)
    return builder.build()


def document(row: Row) -> Any:
    """Return a row as a document."""
    made = tantivy.Document()
    made.add_integer("id", row.id)
    made.add_text("title", row.title)
    made.add_text("body", row.text)
    for actor in row.actors:
        made.add_text("actor", str(actor))
    for location in row.locations:
        made.add_text("location", str(location))
    made.add_text("source", str(row.source))
    made.add_text("language", row.language)
    made.add_integer("day", row.day)
    made.add_integer("month", month_number(row.day))
    return made


def month_number(day: int) -> int:
    """Return years times 12 plus months; 0 = undated."""
    if not day:
        return 0
    when = date.fromordinal(day)
    return when.year * 12 + when.month - 1


class Engine:
    """A Tantivy index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index_: Any = None
        self.searcher: Any = None

    def index(self, rows: Iterable[Row], about: About) -> dict[str, float]:
        """Index all rows with one thread."""
        self.folder.mkdir(parents=True)
        writer = tantivy.Index(schema(), str(self.folder)).writer(HEAP, 1)
        for row in rows:
            writer.add_document(document(row))
        writer.commit()
        writer.wait_merging_threads()
        return {}

    def open(self) -> None:
        """Open the index."""
        self.index_ = tantivy.Index.open(str(self.folder))
        self.searcher = self.index_.searcher()

    def answer(self, asked: Question) -> Found:
        """Search, then aggregate: the binding has no way to do both at once."""
        self.searcher = self.index_.searcher()
        query = self._query(asked)
        chosen = {name: self._chosen(name, values) for name, values in asked.filters.items() if values}
        whole = _all([query, *chosen.values()])
        kind: dict[str, Any] = {"order_by_field": "day"} if asked.kind == "every" else {}
        result = self.searcher.search(whole, asked.hits, count=False, **kind)
        addresses = [address for _, address in result.hits]
        facets, months = self._counts(query, chosen, texts=asked.texts or bool(chosen))
        if asked.texts:
            for address in addresses:
                stored = self.searcher.doc(address)
                assert stored.get_first("title")
                stored.get_first("body")
        return Found(
            total=sum(months.values()),
            ids=self.searcher.fast_field_values("id", addresses),
            actors=facets["actor"],
            locations=facets["location"],
            sources=facets.get("source", {}),
            months={_month(number): count for number, count in months.items() if number},
        )

    def _counts(
        self, query: Any, chosen: Mapping[str, Any], *, texts: bool
    ) -> tuple[dict[str, dict[str, int]], dict[int, int]]:
        """Return the facets, each under every filter but its own, and articles by month number under all."""
        wanted = ("actor", "location", "source") if texts else ("actor", "location")
        months = {"month": {"histogram": {"field": "month", "interval": 1, "min_doc_count": 1}}}
        together = {name: _terms(name) for name in wanted if name not in chosen}
        found = self.searcher.aggregate(_all([query, *chosen.values()]), months | together)
        for name in wanted:
            if name in chosen:
                others = [each for other, each in chosen.items() if other != name]
                found |= self.searcher.aggregate(_all([query, *others]), {name: _terms(name)})
        facets = {name: {each["key"]: each["doc_count"] for each in found[name]["buckets"]} for name in wanted}
        return facets, {int(each["key"]): each["doc_count"] for each in found["month"]["buckets"]}

    def _chosen(self, name: str, values: tuple[int, ...]) -> Any:
        terms = [tantivy.Query.term_query(self.index_.schema, name, str(value), "basic") for value in values]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in terms])

    def _query(self, asked: Question) -> Any:
        words = asked.words
        if asked.kind == "every":
            return tantivy.Query.all_query()
        if asked.kind in ("and", "or"):
            return self._parsed({"and": " ", "or": " OR "}[asked.kind].join(map(_written, words)))
        if asked.kind == "phrase":
            return self._parsed(f'"{" ".join(words)}"')
        if asked.kind == "not":
            return tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, self._parsed(words[0])), (tantivy.Occur.MustNot, self._parsed(words[1]))]
            )
        each_field = {
            "prefix": lambda field: tantivy.Query.regex_query(self.index_.schema, field, f"{words[0]}.*"),
            "wildcard": lambda field: tantivy.Query.regex_query(self.index_.schema, field, f".*{words[0]}"),
            "fuzzy": lambda field: tantivy.Query.fuzzy_term_query(
                self.index_.schema, field, words[0], 1, transposition_cost_one=False
            ),
        }.get(asked.kind)
        if each_field is None:
            raise UnsupportedError(asked.kind)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, each_field(field)) for field in FIELDS])

    def _parsed(self, text: str) -> Any:
        return self.index_.parse_query(text, list(FIELDS), field_boosts=BOOSTS, conjunction_by_default=True)

    def edit(self, row: Row) -> None:
        """Replace one article and commit."""
        writer = self.index_.writer(50_000_000, 1)
        writer.delete_documents_by_term("id", row.id)
        writer.add_document(document(row))
        writer.commit()
        writer.wait_merging_threads()

    def version(self) -> str:
        """Return what is measured."""
        return f"tantivy {version('tantivy')}"


def _written(word: str) -> str:
    """Return a word as the query parser takes it: what is no plain word in quotation marks."""
    return word if word.isalnum() else f'"{word}"'


def _terms(name: str) -> dict[str, Any]:
    return {"terms": {"field": name, "size": FACET_LIMIT}}


def _all(queries: list[Any]) -> Any:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in queries])


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
