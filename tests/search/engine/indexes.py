"""The same documents in two indexes in memory: one of arrays, one that stock Whoosh wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from hypothesis import strategies as st
from whoosh import analysis, fields
from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC, FileIndex

from search.engine.whoosh.arrayfile import write_arrays
from search.engine.whoosh.building import SegmentBuilder
from search.engine.whoosh.codec import ArraySegment
from search.engine.whoosh.fields import ArticleText, Exact, ExactList, Moment, Number, Text

Document = Mapping[str, Any]
Batches = Sequence[Sequence[Document]]

NAME = "MAIN"
FIRST = datetime(2021, 9, 1)
WORDS = ["valley", "valleys", "Valley's", "army", "armies", "univers", "universal", "université", "fight", "fights"]
WORDS += [
    "fighting",
    "fighter",
    "the",
    "of",
    "who",
    "who's",
    "naïve",
    "Erdoğan",
    "U.S.",
    "3.30",
    "北京",
    "हिन्दी",
    "a",
    "b",
]
LANGUAGES = ("en", "en-GB", "", "fr", "de")


@cache
def schema() -> Any:
    """Return a schema with every kind of field that an index may have."""
    return fields.Schema(
        id=Exact(stored=True, unique=True),
        title=ArticleText(stored=False, boost=2.0),
        text=ArticleText(stored=False),
        actor=ExactList(stored=False),
        actor_exact=ExactList(stored=False, same_as="actor"),
        place=ExactList(stored=True, boost=1.5),
        source=Exact(stored=False),
        source_exact=Exact(stored=True, same_as="source"),
        published=Moment(stored=True),
        added=Moment(stored=False),
        version=Number(0),
        note=fields.TEXT(stored=True, analyzer=analysis.StemmingAnalyzer(), spelling=True, sortable=True),
        heavy=fields.TEXT(field_boost=3.0),
        number=fields.NUMERIC(int, bits=64, stored=True, sortable=True, shift_step=8),
        share=fields.NUMERIC(float, stored=True, shift_step=8),
        flag=fields.BOOLEAN(stored=True),
        grams=fields.NGRAMWORDS(minsize=2, maxsize=4, at="start"),
    )


# Whoosh writes no column of a field that no document of a segment has: the first document has them all.
FULL: Document = {
    "published": FIRST,
    "added": FIRST,
    "version": 1,
    "note": "fighting armies",
    "number": 5,
    "place": ["7"],
}


def _texts(longest: int) -> Any:
    return st.lists(st.sampled_from(WORDS), max_size=longest).map(" ".join)


def _moments() -> Any:
    return st.integers(0, 40).map(lambda hours: FIRST + timedelta(hours=7 * hours))


@st.composite
def documents(draw: Any) -> Document:
    """Draw a document; any field may be missing."""
    language = draw(st.sampled_from(LANGUAGES))
    drawn = {
        "title": draw(_texts(4)),
        "text": draw(_texts(14)),
        "actor": draw(st.lists(st.sampled_from(["1", "2", "30", "Ann, Lee", "é"]), max_size=3)),
        "place": draw(st.none() | st.lists(st.sampled_from(["7", "8"]), min_size=1, max_size=2)),
        "source": draw(st.sampled_from(["Daily", "Wire", ""])),
        "published": draw(st.none() | _moments()),
        "added": draw(_moments()),
        "version": draw(st.integers(-3, 3)),
        "note": draw(st.none() | _texts(5)),
        "heavy": draw(st.none() | _texts(3)),
        "number": draw(st.none() | st.integers(-300, 300)),
        "share": draw(st.none() | st.floats(-2, 2)),
        "flag": draw(st.none() | st.booleans()),
        "grams": draw(st.none() | _texts(2)),
    }
    made = {name: value for name, value in drawn.items() if value is not None}
    made["actor_exact"], made["source_exact"] = made["actor"], made["source"]
    return made | {name: Text(drawn[name], language) for name in ("title", "text")}


def batches(largest: int = 6, most: int = 2) -> Any:
    """Draw the documents of several segments, numbered through."""

    def numbered(drawn: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
        numbers = iter(range(largest * most))
        filled = [[{**FULL, **batch[0]}, *batch[1:]] for batch in drawn]
        return [[{"id": f"x.{next(numbers)}"} | document for document in batch] for batch in filled]

    batch = st.lists(documents(), min_size=1, max_size=largest)
    return st.lists(batch, min_size=1, max_size=most).map(numbered)


def array_index(found: Batches, deleted: Collection[int] = ()) -> FileIndex:
    """Return an index of arrays, with a segment for each batch; Whoosh's own classes read it."""
    storage, segments, base = RamStorage(), [], 0
    for batch in found:
        builder = SegmentBuilder(schema())
        builder.add([builder.ready(document) for document in batch])
        entry = ArraySegment(NAME)
        entry.set_doc_count(builder.count)
        stream = BytesIO()
        write_arrays(stream, *builder.finish())
        storage.files[entry.make_filename(".seg")] = stream.getvalue()
        for number in deleted:
            if 0 <= number - base < builder.count:
                entry.delete_document(number - base)
        segments.append(entry)
        base += builder.count
    TOC(schema(), segments, 1).write(storage, NAME)
    return FileIndex(storage)


class _Memory(RamStorage):
    """Whoosh's storage in memory; what it writes for the moment lies in memory too, not in a folder shared by all."""

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Return a storage for the moment."""
        return RamStorage()


def stock_index(found: Batches, deleted: Collection[int] = ()) -> FileIndex:
    """Return an index as stock Whoosh writes it, with a segment for each batch."""
    index = _Memory().create_index(schema(), indexname=NAME)
    for batch in found:
        writer = index.writer()
        for document in batch:
            # Whoosh would index an empty value of an exact field; here it counts as none.
            left_out = {name for name in ("source", "source_exact") if not document.get(name)}
            writer.add_document(**{name: value for name, value in document.items() if name not in left_out})
        writer.commit(merge=False)
    if deleted:
        writer = index.writer()
        for number in deleted:
            writer.delete_document(number)
        writer.commit(merge=False)
    return index
