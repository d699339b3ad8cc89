"""What Haystack indexes: articles, each with the facets of facets.py; and how an article becomes a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from haystack import indexes
from haystack.exceptions import SkipDocument

from corpus.models import Article, Location, Mention, StoryMember
from search.engine.contract import IndexDocument
from search.engine.whoosh.documents import check, index_fields
from search.facets import FACETS, Facet

BATCH: Final = 1_000
VALUES_BATCH: Final = 10_000  # ids in one query
BATCH_CHARACTERS: Final = 20_000_000  # of text held at once
SEVERAL: Final = ("actor", "location")  # facets of which an article may have several values
UNKNOWN_LANGUAGE: Final = "und"
DEEPEST: Final = 20  # levels of locations, should their parents ever run in a circle


class ArticleTextField(indexes.CharField):
    """A text that is analysed according to the article's language; it is kept in the database, not in the index."""

    field_type = "article_text"

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"stored": False} | options))


class ExactField(indexes.CharField):
    """A value that is matched whole."""

    field_type = "exact"

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"stored": False, "null": True} | options))


class ColumnField(indexes.IntegerField):
    """A number that the engine reads by document; it can't be searched."""

    field_type = "column"

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"stored": True, "default": 0} | options))


@dataclass(slots=True)
class _Found:
    """What the mentions of an article come to."""

    actors: set[int] = field(default_factory=set)
    locations: set[int] = field(default_factory=set)
    dates: set[tuple[date, date]] = field(default_factory=set)


_NOTHING: Final = _Found()
_Row = tuple[Any, ...]
_COLUMNS: Final = (
    "pk",
    "version",
    "title",
    "text",
    "source_id",
    "language",
    "published_from",
    "published_to",
    "added",
)
_TEXT: Final = _COLUMNS.index("text")
_read_columns: Callable[[Article], _Row] = attrgetter(*_COLUMNS)


class _Parents:
    """Knows in which locations a location lies; read once."""

    def __init__(self) -> None:
        self.parents: dict[int, int | None] = {}
        self.chains: dict[int, tuple[int, ...]] = {}

    def chain(self, location_id: int) -> tuple[int, ...]:
        """Return a location with everything it lies in."""
        if location_id not in self.chains:
            if location_id not in self.parents:
                self.parents = dict(Location.objects.values_list("id", "parent_id"))
            self.chains[location_id] = tuple(self._climb(location_id))
        return self.chains[location_id]

    def _climb(self, location_id: int) -> Iterator[int]:
        current: int | None = location_id
        for _ in range(DEEPEST):
            if current is None:
                return
            yield current
            current = self.parents.get(current)


def index_document(article: Article) -> IndexDocument:
    """Return the document of one article."""
    return next(_documents([_read_columns(article)], _Parents()))


def documents(ids: Iterable[int] | None) -> Iterator[IndexDocument]:
    """Yield the documents of these articles (None = all) by id, hidden ones left out; a batch is held at a time."""
    parents = _Parents()
    for batch in _batches(ids):
        yield from _documents(batch, parents)


def _batches(ids: Iterable[int] | None) -> Iterator[list[_Row]]:
    """Yield articles in batches, of bounded text."""
    if ids is None:
        yield from _by_size(_walk())
        return
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), BATCH):
        yield from _by_size(_rows(Q(pk__in=wanted[start : start + BATCH])))


def _rows(condition: Q) -> Iterator[_Row]:
    found = Article.objects.filter(condition, hidden=False).order_by("pk").values_list(*_COLUMNS)
    return found.iterator(chunk_size=100)


def _walk() -> Iterator[_Row]:
    """Yield all articles by id, in short queries, so that no transaction stays open for minutes."""
    last = 0
    while ids := list(Article.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield from _rows(Q(pk__gt=last, pk__lte=ids[-1]))
        last = ids[-1]


def _by_size(articles: Iterable[_Row]) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article[_TEXT])
        if len(batch) >= BATCH or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _documents(articles: Sequence[_Row], parents: _Parents) -> Iterator[IndexDocument]:
    ids = [article[0] for article in articles]
    found, stories = _mentions(ids), _stories(ids)
    for article in articles:
        yield _document(article, found.get(article[0], _NOTHING), parents, stories.get(article[0]))


def _stories(article_ids: Sequence[int]) -> Mapping[int, int]:
    """Return the lead of each of these articles that is a copy."""
    members = StoryMember.objects.filter(article_id__in=article_ids).exclude(story=F("article_id"))
    return dict(members.values_list("article_id", "story"))


def _mentions(article_ids: Sequence[int]) -> Mapping[int, _Found]:
    found: dict[int, _Found] = defaultdict(_Found)
    rows = (
        Mention.objects.filter(article_id__in=article_ids)
        .order_by()
        .values_list("article_id", "actor_id", "location_id", "date_from", "date_to")
        .distinct()
    )
    for article_id, actor_id, location_id, first, last in rows.iterator(chunk_size=5_000):
        if actor_id is not None:
            found[article_id].actors.add(actor_id)
        if location_id is not None:
            found[article_id].locations.add(location_id)
        if first is not None and last is not None:
            found[article_id].dates.add((first, last))
    return found


def _document(article: _Row, found: _Found, parents: _Parents, story: int | None) -> IndexDocument:
    key, version, title, text, source, language, first, last, added = article
    locations = {each for location_id in found.locations for each in parents.chain(location_id)}
    return IndexDocument(
        id=key,
        version=version,
        title=title,
        text=text,
        actors=tuple(map(str, sorted(found.actors))),
        locations=tuple(map(str, sorted(locations))),
        source=str(source),
        language="" if language == UNKNOWN_LANGUAGE else language,
        published=None if first is None or last is None else (first, last),
        mentioned=tuple(sorted(found.dates)),
        added=added,
        story=story,
    )


def _facet_field(facet: Facet) -> indexes.SearchField:
    """Return Haystack's field for a facet; with faceted=True there is <name>_exact too, as its documentation says."""
    if facet.name in SEVERAL:
        return indexes.MultiValueField(faceted=True, stored=False, null=True)
    return ExactField(faceted=True)


FacetFields: Any = indexes.DeclarativeMetaclass(
    "FacetFields", (indexes.SearchIndex,), {facet.index_field: _facet_field(facet) for facet in FACETS}
)


class ArticleIndex(FacetFields, indexes.Indexable):
    """Haystack's view of articles. Texts and values of results are loaded from the database, a page at a time."""

    text = ArticleTextField(document=True, model_attr="text")
    title = ArticleTextField(model_attr="title")
    published = indexes.DateField(model_attr="published_from", null=True, stored=False)
    published_to = indexes.DateField(model_attr="published_to", null=True, stored=False)
    added = indexes.DateTimeField(model_attr="added", stored=False)
    mentioned = indexes.MultiValueField(null=True, stored=False)
    article = ColumnField(model_attr="pk")
    version = ColumnField(model_attr="version")
    story = ColumnField()

    def get_model(self) -> type[Article]:
        """Return Article."""
        return Article

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:
        """Return the articles that may be found."""
        return Article.objects.filter(hidden=False)

    def should_update(self, instance: Article, **_: object) -> bool:
        """Return whether an article may be found."""
        return not instance.hidden

    def get_updated_field(self) -> str:
        """Return the field that update_index --age looks at."""
        return "updated"

    def prepare(self, obj: Article) -> dict[str, Any]:
        """Return the fields of an article's document. Raises SkipDocument, DocumentError."""
        if obj.hidden:
            raise SkipDocument
        document = index_document(obj)
        check(document)
        fields = dict.fromkeys(declared.index_fieldname for declared in self.fields.values())
        self.prepared_data = fields | index_fields(document)
        return self.prepared_data

    def prepare_documents(self, objects: Sequence[Article]) -> list[IndexDocument]:
        """Return the documents of articles with few queries, without hidden ones. Raises DocumentError."""
        found = list(_documents([_read_columns(each) for each in objects if not each.hidden], _Parents()))
        for document in found:
            check(document)
        return found

    def prepare_many(self, objects: Sequence[Article]) -> list[dict[str, Any]]:
        """Return the fields of many articles' documents with few queries, without hidden ones. Raises DocumentError."""
        return [index_fields(document) for document in self.prepare_documents(objects)]

    def load_values(self, name: str, ids: Sequence[str]) -> Mapping[str, Any]:
        """Return one of the texts of these articles, by id as Haystack writes it."""
        attribute = self.fields[name].model_attr
        found: dict[str, Any] = {}
        for start in range(0, len(ids), VALUES_BATCH):
            chosen = Article.objects.filter(pk__in=ids[start : start + VALUES_BATCH]).order_by()
            found |= {str(pk): value for pk, value in chosen.values_list("pk", attribute).iterator(chunk_size=5_000)}
        return found

    def load_stored(self, ids: Sequence[str]) -> Mapping[str, dict[str, Any]]:
        """Return the fields of these articles that the index doesn't store, by id as Haystack writes it."""
        return {str(each.id): index_fields(each) for each in documents(map(int, ids))}
