"""Random corpora: articles, actors, locations inside locations, dates of every precision; as rows and as plain data."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from corpus.models import Actor, ActorName, Article, Location, LocationName, Mention, OutboxRow, Source
from corpus.names import fold_name
from search import indexing

Days = tuple[date, date]

# Invented words that no stemmer touches, and one family that English stemming makes one.
WORDS = (
    "zarnak",
    "velom",
    "kutir",
    "basod",
    "mirpan",
    "golduk",
    "tevok",
    "shumar",
    "pelnot",
    "dravik",
    "hojan",
    "ruzbak",
)
FAMILY = ("talk", "talks", "talking", "talked")
NAMES = ("Ahmad", "Élise", "Bashir", "Farid", "Gul", "Hamid", "Idris", "Jamila", "Karim", "Leyla")
PLACES = (
    "Arzan",
    "Bolgrad",
    "Chark",
    "Dovan",
    "Eshtab",
    "Farkhar",
    "Girdo",
    "Hesar",
    "Ishkam",
    "Jurm",
    "Koran",
    "Lalpur",
)
SOURCES = ("South Post", "The Weekly", "Agence Élan", "unknown")
LANGUAGES = ("en", "en", "en", "fa", "de", "und")
FIRST_DAY = date(2019, 6, 1)
DAYS = 1_000


@dataclass(slots=True)
class PlainArticle:
    """An article as the oracle sees it."""

    id: int
    title: str
    text: str
    source: str
    language: str
    published: Days | None
    added: datetime
    actors: frozenset[str] = frozenset()
    locations: frozenset[str] = frozenset()  # with everything they lie in
    mentioned: tuple[Days, ...] = ()
    hidden: bool = False


@dataclass(slots=True)
class Corpus:
    """Everything the oracle may look at; ids are decimal strings, `names` folded name -> ids by facet."""

    articles: dict[int, PlainArticle] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    names: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def shown(self) -> list[PlainArticle]:
        """Return the articles that readers may see."""
        return [article for article in self.articles.values() if not article.hidden]


def build(random: Random, size: int) -> Corpus:
    """Write a random corpus into the database and the index, in several commits with changes in between."""
    corpus = Corpus()
    actors = _make_actors(random, corpus)
    locations = _make_locations(random, corpus)
    sources = _make_sources(corpus)
    for _ in range(size):
        _make_article(random, corpus, (actors, locations, sources))
        if random.random() < 0.05:
            indexing.drain()
        if random.random() < 0.1:
            _change_article(random, corpus)
    indexing.drain()
    return corpus


def _know(corpus: Corpus, facet: str, value: str, label: str, others: tuple[str, ...] = ()) -> None:
    corpus.labels.setdefault(facet, {})[value] = label
    for name in (label, *others):
        corpus.names.setdefault(facet, {}).setdefault(fold_name(name), set()).add(value)


def _make_actors(random: Random, corpus: Corpus) -> list[Actor]:
    made = []
    for number in range(random.randint(3, 14)):
        name = f"{random.choice(NAMES)} {random.choice(NAMES)}"
        short = name.split()[1]  # shared by several
        actor = Actor.objects.create(key=f"oracle:{number}", name=name, kind=random.choice(("person", "group")))
        for key, each in {fold_name(each): each for each in (name, short)}.items():
            ActorName.objects.create(actor=actor, name=each, key=key)
        _know(corpus, "actor", str(actor.pk), name, (short,))
        made.append(actor)
    return made


def _make_locations(random: Random, corpus: Corpus) -> list[Location]:
    made: list[Location] = []
    for number in range(random.randint(3, len(PLACES))):
        parent = random.choice(made) if made and random.random() < 0.7 else None
        name = random.choice(PLACES)
        location = Location.objects.create(geonameid=number, name=name, kind="city", country="AF", parent=parent)
        LocationName.objects.create(location=location, name=name, key=fold_name(name))
        _know(corpus, "location", str(location.pk), name)
        if parent:
            corpus.parents[str(location.pk)] = str(parent.pk)
        made.append(location)
    return made


def _make_sources(corpus: Corpus) -> list[Source]:
    made = [Source.objects.create(name=name, key=fold_name(name)) for name in SOURCES]
    for source in made:
        _know(corpus, "source", str(source.pk), source.name)
    return made


def random_days(random: Random) -> tuple[Days, str]:
    """Return a day, month or year with its precision."""
    day = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    precision = random.choices(("day", "month", "year"), (8, 2, 1))[0]
    if precision == "day":
        return (day, day), precision
    if precision == "month":
        return (day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])), precision
    return (date(day.year, 1, 1), date(day.year, 12, 31)), precision


def random_text(random: Random, words: int) -> str:
    """Return a text of known words, some with capitals, accents and marks around them."""
    return " ".join(_disguised(random, random.choice(WORDS + FAMILY)) for _ in range(words))


def _disguised(random: Random, word: str) -> str:
    way = random.random()
    if way < 0.1:
        return word.upper()
    if way < 0.2:
        return word.replace("a", "á")
    return f"“{word},” " if way < 0.3 else word


def _make_article(random: Random, corpus: Corpus, known: tuple[list[Actor], list[Location], list[Source]]) -> None:
    actors, locations, sources = known
    days, precision = random_days(random) if random.random() < 0.85 else (None, "")
    number = random.getrandbits(60)
    article = Article.objects.create(
        source=random.choice(sources),
        identity=f"oracle:{number}",
        title=random_text(random, random.randint(1, 3)),
        text=random_text(random, random.randint(1, 12)),
        language=random.choice(LANGUAGES),
        published_from=days[0] if days else None,
        published_to=days[1] if days else None,
        published_precision=precision,
        published_status="stated" if days else "unknown",
        raw_sha256="x",
        text_sha256=str(number),
    )
    added = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(hours=random.randrange(50))
    Article.objects.filter(pk=article.pk).update(added=added)
    plain = PlainArticle(
        id=article.pk,
        title=article.title,
        text=article.text,
        source=str(article.source_id),
        language=article.language,
        published=days,
        added=added,
    )
    corpus.articles[article.pk] = plain
    _mention(random, article, plain, corpus=corpus, actors=actors, locations=locations)
    OutboxRow.objects.create(article_id=article.pk)


def _mention(
    random: Random,
    article: Article,
    plain: PlainArticle,
    *,
    corpus: Corpus,
    actors: list[Actor],
    locations: list[Location],
) -> None:
    who = random.choices(actors, k=random.choice((0, 1, 1, 2, 4)))
    where = random.choices(locations, k=random.choice((0, 1, 1, 3)))
    when = [random_days(random)[0] for _ in range(random.choice((0, 0, 1, 2)))]
    rows = [Mention(article=article, surface=each.name, kind=each.kind, actor=each, rule="model") for each in who]
    rows += [
        Mention(article=article, surface=each.name, kind="location", location=each, rule="gazetteer") for each in where
    ]
    rows += [
        Mention(article=article, surface="then", kind="date", date_from=days[0], date_to=days[1], rule="date")
        for days in when
    ]
    Mention.objects.bulk_create(rows)
    plain.actors = frozenset(str(each.pk) for each in who)
    plain.mentioned = tuple(when)
    plain.locations = frozenset(place for each in where for place in _upwards(corpus, str(each.pk)))


def _upwards(corpus: Corpus, location: str) -> list[str]:
    chain = [location]
    while chain[-1] in corpus.parents:
        chain.append(corpus.parents[chain[-1]])
    return chain


def _change_article(random: Random, corpus: Corpus) -> None:
    """Change, hide or delete an article that may have been indexed before."""
    plain = random.choice(list(corpus.articles.values()))
    row = Article.objects.filter(pk=plain.id)
    way = random.random()
    if way < 0.5:
        plain.text = random_text(random, 5)
        row.update(text=plain.text, version=2)
    elif way < 0.8:
        plain.hidden = not plain.hidden
        row.update(hidden=plain.hidden)
    else:
        Mention.objects.filter(article_id=plain.id).delete()
        row.delete()
        del corpus.articles[plain.id]
    OutboxRow.objects.create(article_id=plain.id)
