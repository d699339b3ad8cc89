"""The articles behind engine hits, as pages and exports show them: a few SQL queries for any number of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Final, NamedTuple

from corpus.models import Article, DatePrecision, Mention, MentionKind
from search.copies import NO_COPIES, Copies, copies_in
from search.day_labels import label_days
from search.engine.contract import Engine, EngineHit
from search.facets import DATE_NONE_LABEL
from search.labels import Label
from search.links import numbered_paths
from search.results import Hit, Tag
from search.snippets import Highlighter, Marks, PhraseMark, word_texts
from search.statements import RowsById
from search.tree import And, Fuzzy, Node, Or, Phrase, Prefix, Term

DATELINE_RULE: Final = "dateline"
MOST_STEMS: Final = 200_000  # words whose stem is remembered
CHARACTERS: Final = {DatePrecision.YEAR.value: 4, DatePrecision.MONTH.value: 7}  # of an ISO 8601 date


class ArticleRow(NamedTuple):
    """What hits and exports show of an article; the names are those of the columns, `source` is its name."""

    id: int
    source_id: int
    source: str
    external_id: str
    title: str
    url: str
    author: str
    language: str
    collected: datetime | None
    added: datetime
    published_from: date | None
    published_to: date | None
    published_precision: str
    published_status: str
    text: str
    text_sha256: str
    word_count: int
    story: int | None  # None = it has no copies


_ELSEWHERE: Final = {"source": "source__name", "story": "membership__story"}
_SHOWN: Final = RowsById(
    Article.objects.filter(hidden=False)
    .order_by()
    .values_list(*(_ELSEWHERE.get(name, name) for name in ArticleRow._fields)),
    "id",
)
_MENTIONED: Final = RowsById(
    Mention.objects.exclude(kind=MentionKind.DATE)
    .order_by()
    .values_list("article_id", "actor_id", "location_id", "start", "rule"),
    "article_id",
)


@dataclass(slots=True)
class Seen:
    """How often an article mentions something, at which character first, and whether in its dateline."""

    times: int = 0
    first: int = 0
    in_dateline: bool = False


Mentioned = Mapping[int, Mapping[str, Seen]]


@dataclass(frozen=True, slots=True)
class Mentions:
    """What articles mention: article id -> actor or location id -> how often."""

    actors: Mentioned
    locations: Mentioned

    def ids(self, facet: str) -> frozenset[str]:
        """Return every actor or location mentioned."""
        mentioned = {"actor": self.actors, "location": self.locations}.get(facet, {})
        return frozenset().union(*mentioned.values())


class Row(NamedTuple):
    """A hit with what only exports hold; `place` is its main location."""

    hit: Hit
    article: ArticleRow
    place: Label | None


def read_mentions(found: Sequence[EngineHit]) -> Mentions:
    """Return the actors and locations that the articles of these hits mention, in one query."""
    actors: dict[int, dict[str, Seen]] = {}
    locations: dict[int, dict[str, Seen]] = {}
    for article, actor, location, start, rule in _MENTIONED.read([hit.id for hit in found]):
        into, value = (locations, location) if actor is None else (actors, actor)
        if value is None:
            continue
        place, key = start or 0, str(value)
        of_article = into.setdefault(article, {})
        seen = of_article.get(key)
        if seen is None:
            of_article[key] = Seen(1, place, rule == DATELINE_RULE)
            continue
        seen.times += 1
        seen.first = min(seen.first, place)
        seen.in_dateline |= rule == DATELINE_RULE
    return Mentions(actors, locations)


def load_rows(
    found: Sequence[EngineHit],
    highlighter: Highlighter,
    *,
    mentions: Mentions,
    called: Mapping[str, Mapping[str, Label]],
    most_tags: int | None,
) -> Iterator[Row]:
    """Yield the rows in the order of the hits; articles gone since the index was written are left out.

    `called` holds the labels of the actors and locations mentioned.
    """
    articles = {row[0]: ArticleRow._make(row) for row in _SHOWN.read([hit.id for hit in found])}
    own = {article.id: (article.story, article.source_id) for article in articles.values() if article.story is not None}
    copies = copies_in(own)
    permalink = numbered_paths("article")
    for each in found:
        article = articles.get(each.id)
        if article is None:
            continue
        where = mentions.locations.get(each.id, {})
        actors = _tags(mentions.actors.get(each.id, {}), called["actor"])[:most_tags]
        locations = _tags(where, called["location"])
        main = next((tag for tag in locations if where[str(tag.id)].in_dateline), next(iter(locations), None))
        hit = _hit(
            article,
            each,
            highlighter,
            permalink=permalink(each.id),
            actors=actors,
            locations=locations[:most_tags],
            main=main,
            copies=copies.get(each.id, NO_COPIES),
        )
        yield Row(hit, article, called["location"].get(str(main.id)) if main else None)


def _tags(seen: Mapping[str, Seen], called: Mapping[str, Label]) -> tuple[Tag, ...]:
    """Return what is mentioned, most often first, then in the order of the text."""
    if not seen:
        return ()
    ranked = []
    for value, each in seen.items():
        label = called.get(value)
        if label is not None:
            ranked.append((-each.times, each.first, int(value), label))
    ranked.sort(key=itemgetter(0, 1, 2))
    return tuple([Tag(value, label.name, label.kind, label.country) for _, _, value, label in ranked])


def _hit(
    article: ArticleRow,
    found: EngineHit,
    highlighter: Highlighter,
    *,
    permalink: str,
    actors: tuple[Tag, ...],
    locations: tuple[Tag, ...],
    main: Tag | None,
    copies: Copies,
) -> Hit:
    return Hit(
        id=article.id,
        external_id=article.external_id,
        permalink=permalink,
        title=article.title,
        title_html=highlighter.title_html(article.title),
        source=article.source,
        source_id=article.source_id,
        url=article.url,
        author=article.author,
        language=article.language,
        published_from=article.published_from,
        published_to=article.published_to,
        published=published(article),
        published_precision=article.published_precision,
        published_status=article.published_status,
        published_label=_published_label(article),
        collected=article.collected,
        added=article.added,
        score=found.score,
        copies=copies.copies,
        snippets=highlighter.fragments(article.text),
        dateline=main.name if main else "",
        actors=actors,
        locations=locations,
        outlets=copies.outlets,
        story=copies.story,
    )


def published(article: Article | ArticleRow) -> str:
    """Return the publication date in ISO 8601 to its precision, "" = undated."""
    if article.published_from is None:
        return ""
    return article.published_from.isoformat()[: CHARACTERS.get(article.published_precision, 10)]


def _published_label(article: ArticleRow) -> str:
    if article.published_from is None or article.published_to is None:
        return DATE_NONE_LABEL
    return label_days(article.published_from, article.published_to)


def highlighter(node: Node | None, engine: Engine) -> Highlighter:
    """Return what marks the matches of a query in titles and texts."""
    leaves = list(_leaves(node))
    title = _marks(leaves, engine, ("", "title"))
    text = _marks(leaves, engine, ("", "body")) if any(leaf.field for leaf in leaves) else title
    return Highlighter(_stemmer(engine), title=title, text=text)


class _Stems(dict[str, str]):
    """Words with their index terms, each asked of the engine once; looking one up again runs no Python."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    def __missing__(self, word: str) -> str:
        stem = self[word] = self.engine.stem(word)
        return stem


_stems: Final[dict[type[Engine], _Stems]] = {}


def _stemmer(engine: Engine) -> Callable[[str], str]:
    known = _stems.get(type(engine))
    if known is None or len(known) > MOST_STEMS:
        known = _stems[type(engine)] = _Stems(engine)
    known.engine = engine
    return known.__getitem__


def _marks(leaves: Iterable[Term | Phrase | Fuzzy | Prefix], engine: Engine, fields: tuple[str, ...]) -> Marks:
    singles: list[Node] = []
    phrases: list[PhraseMark] = []
    for leaf in leaves:
        if leaf.field not in fields:
            continue
        words = word_texts(leaf.text)
        if isinstance(leaf, Phrase | Term) and len(words) > 1:
            slop = leaf.slop if isinstance(leaf, Phrase) else 0
            phrases.append(PhraseMark(tuple(engine.stem(word) for word in words), slop))
        else:
            singles.append(leaf)
    matched = engine.words_matched(Or(tuple(singles))) if singles else frozenset()
    return Marks(matched, tuple(phrases))


def _leaves(node: Node | None) -> Iterator[Term | Phrase | Fuzzy | Prefix]:
    """Yield what is asked for, nothing of what is excluded."""
    if isinstance(node, And | Or):
        for child in node.children:
            yield from _leaves(child)
    elif isinstance(node, Term | Phrase | Fuzzy | Prefix):
        yield node
