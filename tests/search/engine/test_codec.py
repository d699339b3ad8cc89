"""Stock Whoosh reads the same of a segment of arrays as of a segment it wrote itself."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import TermNotFound

from search.engine.contract import IndexUnavailableError
from search.engine.whoosh import words
from search.engine.whoosh.codec import ArrayCodec, ArraySegment, open_segment
from search.engine.whoosh.words import WORD_MARK, searched
from tests.search.engine.indexes import FIRST, NAME, Batches, Document, array_index, batches, schema, stock_index

few = settings(max_examples=20, deadline=None)
TEXTS = ("title", "text")
LETTERS = st.text("avl fight", max_size=4).map(str.strip)


def readers(found: Batches, deleted: Any = ()) -> tuple[Any, Any]:
    return array_index(found, deleted).reader(), stock_index(found, deleted).reader()


def deletions(found: Batches, numbers: Any) -> set[int]:
    total = sum(map(len, found))
    return {number % total for number in numbers}


def postings(reader: Any, field: str, term: bytes) -> list[tuple[int, float, bytes]]:
    """Return a term's documents with weights and values."""
    matcher = reader.postings(field, term)
    found = []
    while matcher.is_active():
        found.append((matcher.id(), pytest.approx(matcher.weight()), matcher.value() or b""))
        matcher.next()
    return found


def info(reader: Any, field: str, term: bytes) -> list[Any]:
    found = reader.term_info(field, term)
    lengths = [found.min_length(), found.max_length()]
    return [
        pytest.approx(found.weight()),
        found.doc_frequency(),
        found.max_weight(),
        found.min_id(),
        found.max_id(),
        *lengths,
    ]


@few
@given(batches(), st.sets(st.integers(0, 50), max_size=4))
def test_terms_and_postings(found: Batches, numbers: set[int]) -> None:
    ours, stock = readers(found, deletions(found, numbers))
    assert sorted(ours.indexed_field_names()) == sorted(stock.indexed_field_names())
    assert list(ours.all_terms()) == list(stock.all_terms())
    for field, term in stock.all_terms():
        if field.startswith("spell_"):
            continue  # only its dictionary is ever read
        assert (field, term) in ours
        assert info(ours, field, term) == info(stock, field, term), (field, term)
        assert ours.doc_frequency(field, term) == stock.doc_frequency(field, term)
        assert ours.frequency(field, term) == pytest.approx(stock.frequency(field, term))
        assert postings(ours, field, term) == postings(stock, field, term), (field, term)
        assert ours.first_id(field, term) == stock.first_id(field, term) if postings(stock, field, term) else True


@few
@given(batches(), LETTERS)
def test_walks_through_the_dictionary(found: Batches, prefix: str) -> None:
    ours, stock = readers(found)
    for field in sorted(set(stock.indexed_field_names())):
        if field in ("published", "added", "number", "share", "flag"):
            continue
        assert list(ours.lexicon(field)) == list(stock.lexicon(field))
        assert list(ours.field_terms(field)) == list(stock.field_terms(field))
        assert list(ours.expand_prefix(field, prefix)) == list(stock.expand_prefix(field, prefix))
        assert list(ours.terms_from(field, prefix)) == list(stock.terms_from(field, prefix))
        assert [term for term, _ in ours.iter_from(field, prefix)] == [
            term for term, _ in stock.iter_from(field, prefix)
        ]
    for field in ("published", "added", "number", "share", "flag"):
        assert list(ours.lexicon(field)) == list(stock.lexicon(field))


@few
@given(
    batches(most=1),
    st.sampled_from(["valy", "fihgt", "the", "universit", "norway"]),
    st.integers(1, 2),
    st.integers(0, 2),
)
def test_words_spelt_alike(found: Batches, word: str, edits: int, prefix: int) -> None:
    ours, stock = readers(found)
    for field in ("text", "note"):
        if field not in stock.indexed_field_names():
            continue
        near = list(ours.terms_within(field, word, edits, prefix))
        assert near == list(stock.terms_within(field, word, edits, prefix))
        if field == "text":
            known = map(bytes.decode, ours.lexicon(field))
            assert near == [
                each for each in known if each[:prefix] == word[:prefix] and Levenshtein.distance(each, word) <= edits
            ]


@few
@given(batches(), st.sets(st.integers(0, 50), max_size=4))
def test_documents(found: Batches, numbers: set[int]) -> None:
    ours, stock = readers(found, deletions(found, numbers))
    assert (ours.doc_count(), ours.doc_count_all()) == (stock.doc_count(), stock.doc_count_all())
    assert ours.has_deletions() == stock.has_deletions()
    assert list(ours.all_doc_ids()) == list(stock.all_doc_ids())
    assert list(ours.iter_docs()) == list(stock.iter_docs())
    for number in range(stock.doc_count_all()):
        assert ours.is_deleted(number) == stock.is_deleted(number)
        assert ours.stored_fields(number) == stock.stored_fields(number)
    for field in ("title", "text", "note", "heavy", "actor", "number"):
        assert ours.field_length(field) == stock.field_length(field)
        for number in range(stock.doc_count_all()):
            expected = stock.doc_field_length(number, field) or 0
            assert ours.doc_field_length(number, field) == expected
            assert ours.doc_field_length(number, field, 7) == (expected or 7)


@few
@given(batches())
def test_columns(found: Batches) -> None:
    ours, stock = readers(found)
    for field, kind in schema().items():
        assert bool(ours.has_column(field)) == bool(kind.column_type)
        if not kind.column_type:
            continue
        for options in ({}, {"translate": False}):
            mine, its = ours.column_reader(field, **options), stock.column_reader(field, **options)
            assert len(mine) == len(its)
            if not options and field in ("published", "added"):
                continue  # Whoosh can't translate its own "no value" into a moment
            assert [mine[number] for number in range(len(its))] == [its[number] for number in range(len(its))]
            assert list(mine) == list(its)
            assert [mine.sort_key(number) for number in range(len(its))] == list(map(its.sort_key, range(len(its))))


def test_lengths_of_fields_within_a_segment() -> None:
    reader = array_index([[{"text": "a b c"}, {"text": "a"}, {"title": "x"}]]).reader()
    assert (reader.min_field_length("text"), reader.max_field_length("text")) == (0, 3)
    assert (reader.min_field_length("actor"), reader.max_field_length("actor")) == (0, 0)
    with pytest.raises(IndexError):
        reader.doc_field_length(3, "text")


def meant(document: Document, field: str, word: str) -> list[int]:
    """Return where a document holds a word as a reader means it."""
    folded = words.folded_words(document[field])
    if words.is_stemmed(document[field].language):
        return [place for place, each in enumerate(folded) if words.stem_of(each) == words.stem_of(word)]
    return [place for place, each in enumerate(folded) if each == word]


@few
@given(batches(), st.sets(st.integers(0, 50), max_size=3))
def test_a_word_in_all_its_forms_is_a_term_that_is_never_listed(found: Batches, numbers: set[int]) -> None:
    gone = deletions(found, numbers)
    reader = array_index(found, gone).reader()
    everything = [document for batch in found for document in batch]
    for field, word in [
        (field, each) for field in TEXTS for each in ("valley", "fights", "fighting", "universal", "a")
    ]:
        places = {number: meant(document, field, word) for number, document in enumerate(everything)}
        expected = {number: each for number, each in places.items() if each}
        assert ((field, searched(word)) in reader) == bool(expected)
        assert reader.doc_frequency(field, searched(word)) == len(expected)
        boost = 2.0 if field == "title" else 1.0
        assert reader.frequency(field, searched(word)) == boost * sum(map(len, expected.values()))
        if not expected:
            continue
        known = reader.term_info(field, searched(word))
        assert (known.doc_frequency(), known.min_id(), known.max_id()) == (len(expected), min(expected), max(expected))
        assert known.max_weight() == boost * max(map(len, expected.values()))
        matcher = reader.postings(field, searched(word))
        assert {
            number: (matcher.value_as("positions"), matcher.weight())
            for number in alive(matcher)
            if [(span.start, span.end) for span in matcher.spans()] == [(each, each) for each in expected[number]]
        } == {number: (each, boost * len(each)) for number, each in expected.items() if number not in gone}
    assert not [term for _, term in reader.all_terms() if term.startswith(WORD_MARK.encode())]


def alive(matcher: Any) -> Iterator[int]:
    while matcher.is_active():
        yield matcher.id()
        matcher.next()


def test_a_field_can_be_known_by_two_names() -> None:
    reader = array_index([[{"actor": ["1", "2"], "source": "Wire"}, {"actor": ["2"]}]]).reader()
    assert list(reader.lexicon("actor_exact")) == list(reader.lexicon("actor")) == [b"1", b"2"]
    assert list(reader.postings("actor_exact", "2").all_ids()) == [0, 1]
    assert reader.stored_fields(0) == {"source_exact": "Wire"}


RANGES = [
    query.DateRange("published", FIRST, datetime(2021, 9, 5)),
    query.DateRange("published", FIRST, datetime(2021, 9, 5), startexcl=True, endexcl=True),
    query.DateRange("published", None, datetime(2021, 9, 3)),
    query.DateRange("added", datetime(2021, 9, 3), None),
    query.DateRange("added", FIRST, FIRST),
    query.Term("published", FIRST),
    query.NumericRange("number", -20, 40),
    query.NumericRange("number", 0, None, startexcl=True),
    query.NumericRange("share", -1.0, 0.5),
    query.TermRange("text", "fight", "the"),
    query.TermRange("text", "fight", "the", startexcl=True, endexcl=True),
    query.TermRange("actor", None, "2"),
    query.Every("published"),
    query.Every("note"),
    query.Every(),
    query.Prefix("text", "fi"),
    query.Wildcard("title", "*v*e?"),
    query.FuzzyTerm("text", "valey", maxdist=2, prefixlength=0),
    query.Phrase("text", ["the", "valley"], slop=3),
    query.Or(
        [
            query.Term("text", "valley"),
            query.Term("title", "the"),
            query.Term("heavy", "army"),
            query.Term("place", "7"),
        ]
    ),
    query.And([query.Term("text", "valley"), query.Not(query.Term("text", "the"))]),
    query.SpanNear2([query.Term("text", "the"), query.Term("text", "valley")], slop=2),
    query.SpanFirst(query.Term("text", "the"), limit=1),
    query.Term("grams", "val"),
    query.Term("flag", True),
]


@few
@given(batches(), st.sets(st.integers(0, 50), max_size=4))
def test_stock_searchers_find_and_score_the_same(found: Batches, numbers: set[int]) -> None:
    gone = deletions(found, numbers)
    ours, stock = array_index(found, gone).searcher(), stock_index(found, gone).searcher()
    for wanted in RANGES:
        results = [
            {hit.docnum: pytest.approx(hit.score, rel=1e-6) for hit in searcher.search(wanted, limit=None)}
            for searcher in (ours, stock)
        ]
        assert results[0] == results[1], wanted
        ids = [set(searcher.docs_for_query(wanted)) for searcher in (ours, stock)]
        assert ids[0] == ids[1] == set(results[1]), wanted


@few
@given(batches())
def test_sorting_grouping_and_spelling(found: Batches) -> None:
    ours, stock = array_index(found).searcher(), stock_index(found).searcher()
    for options in ({"sortedby": "number"}, {"sortedby": "note", "reverse": True}, {"groupedby": "note"}):
        mine, its = (
            ours.search(query.Every(), limit=None, **options),
            stock.search(query.Every(), limit=None, **options),
        )
        assert mine.docs() == its.docs()
        if "sortedby" in options:
            assert [hit.docnum for hit in mine] == [hit.docnum for hit in its]
        else:
            assert mine.groups() == its.groups()
    if "note" in stock.reader().indexed_field_names():
        assert ours.suggest("note", "vallei") == stock.suggest("note", "vallei")
        assert ours.correct_query(query.Term("note", "vallei"), "vallei").string


# The entry in the table of contents, and the file


def test_the_entry_of_a_segment_is_pickled_without_state_of_others() -> None:
    entry = ArraySegment(NAME)
    entry.set_doc_count(3)
    entry.delete_document(1)
    entry.delete_document(2)
    entry.delete_document(2, delete=False)
    again = pickle.loads(pickle.dumps(entry))
    assert vars(again).keys() == {"indexname", "segid", "count", "deleted"}
    assert (again.doc_count_all(), again.doc_count(), again.deleted_count()) == (3, 2, 1)
    assert [again.is_deleted(number) for number in range(3)] == [False, True, False]
    assert isinstance(again.codec(), ArrayCodec)
    assert not again.should_assemble()


def test_whooshs_own_writer_is_refused_in_words() -> None:
    with pytest.raises(NotImplementedError, match=r"writing\.py"):
        array_index([[{"text": "a"}]]).writer(codec=ArrayCodec())


def test_a_term_that_is_not_there() -> None:
    reader = array_index([[{"text": "a"}]]).reader()
    assert ("text", "b") not in reader
    assert reader.doc_frequency("text", "b") == reader.frequency("text", "b") == 0
    assert ("title", "a") not in reader
    assert list(reader.lexicon("title")) == []
    for ask in (reader.term_info, reader.postings):
        with pytest.raises(TermNotFound):
            ask("text", "b")
    assert reader.cursor("title").text() is None


def on_disk(folder: Path) -> tuple[FileStorage, Any]:
    """Return a folder with one segment, and its entry."""
    index = array_index([[{"text": "a b"}, {"text": "a"}]])
    [entry] = index._segments()
    for name, data in index.storage.files.items():
        (folder / name).write_bytes(data)
    return FileStorage(str(folder)), entry


def test_a_file_is_mapped_once_and_read_as_long_as_somebody_holds_it(tmp_path: Path) -> None:
    storage, entry = on_disk(tmp_path)
    first = open_segment(storage, schema(), entry)
    assert open_segment(FileStorage(str(tmp_path)), schema(), entry) is first
    read_by_whoosh = open_segment(storage, None, entry)
    assert read_by_whoosh.file is first.file
    reader = FileIndex(storage, indexname=NAME).reader()
    (tmp_path / entry.make_filename(".seg")).unlink()
    del first, read_by_whoosh
    gc.collect()
    assert list(reader.postings("text", "a").all_ids()) == [0, 1]


def test_a_file_that_was_replaced_is_mapped_anew(tmp_path: Path) -> None:
    storage, entry = on_disk(tmp_path)
    first = open_segment(storage, schema(), entry)
    path = tmp_path / entry.make_filename(".seg")
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)
    assert open_segment(storage, schema(), entry) is not first


@pytest.mark.parametrize("damage", ["missing", "empty", "cut short", "another", "other documents"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    storage, entry = on_disk(tmp_path)
    path = tmp_path / entry.make_filename(".seg")
    data = path.read_bytes()
    path.unlink()
    if damage == "other documents":
        entry.set_doc_count(3)
    left = {"empty": b"", "cut short": data[: len(data) // 2], "another": b"x" * 400, "other documents": data}
    if damage in left:
        path.write_bytes(left[damage])
    with pytest.raises(IndexUnavailableError, match="rebuild"):
        open_segment(storage, schema(), entry)


def test_the_table_of_contents_names_the_entry_by_a_path_that_must_stay() -> None:
    assert f"{ArraySegment.__module__}.{ArraySegment.__qualname__}" == "search.engine.whoosh.codec.ArraySegment"
    assert TOC(schema(), [ArraySegment(NAME)], 0).segments[0].segment_id().startswith(f"{NAME}_")
