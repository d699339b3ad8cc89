"""The names under which other tools keep the fields of the input record (docs/formats.md lists them)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

# Normalised names (see `normalise`), best first; the first is the canonical one.
TEXT_FIELDS: dict[str, tuple[str, ...]] = {
    "id": (
        "id",
        "externalid",
        "articleid",
        "docid",
        "documentid",
        "uuid",
        "guid",
        "storiesid",
        "itemid",
        "storyid",
        "newsid",
        "postid",
        "uri",
    ),
    "title": (
        "title",
        "headline",
        "heading",
        "titlefull",
        "fulltitle",
        "webtitle",
        "thread.title",
        "fields.headline",
        "articletitle",
        "documenttitle",
        "storytitle",
        "posttitle",
        "titel",
        "überschrift",
        "titre",
        "título",
        "titulo",
        "titolo",
        "name",
    ),
    "html": (
        "html",
        "rawhtml",
        "htmlcontent",
        "contenthtml",
        "articlehtml",
        "bodyhtml",
        "pagehtml",
        "raw",
    ),
    "text": (
        "text",
        "plaintext",
        "maintext",
        "articletext",
        "fulltext",
        "articlebody",
        "bodytext",
        "contenttext",
        "body",
        "content",
        "article",
        "rawtext",
        "storytext",
        "fields.bodytext",
        "fields.body",
        "volltext",
        "artikeltext",
        "inhalt",
        "texte",
        "contenu",
        "texto",
        "contenido",
        "testo",
    ),
    "url": (
        "url",
        "canonicalurl",
        "link",
        "permalink",
        "articleurl",
        "canonicallink",
        "weburl",
        "pageurl",
        "thread.url",
        "documenturl",
        "enlace",
        "lien",
    ),
    "source": (
        "source",
        "sourcename",
        "sitename",
        "publisher",
        "outlet",
        "publication",
        "sourcehostname",
        "site",
        "sourcedomain",
        "hostname",
        "domain",
        "thread.site",
        "medianame",
        "metasitename",
        "sourceurl",
        "mediaurl",
        "fields.publication",
        "publicationtitle",
        "publicationname",
        "pubtitle",
        "newspaper",
        "quelle",
        "zeitung",
        "fuente",
        "fonte",
    ),
    "author": (
        "author",
        "authors",
        "byline",
        "creator",
        "dc.creator",
        "writer",
        "fields.byline",
        "autor",
        "auteur",
        "autore",
        "verfasser",
    ),
    "language": ("language", "lang", "languagecode", "metalang", "sprache", "langue", "idioma", "lingua"),
    "published": (
        "published",
        "datepublished",
        "publisheddate",
        "publishedat",
        "publishedon",
        "publishdate",
        "datepublish",
        "publishingdate",
        "publicationdate",
        "publishedtime",
        "webpublicationdate",
        "pubdate",
        "date",
        "datetime",
        "timestamp",
        "time",
        "thread.published",
        "datum",
        "erscheinungsdatum",
        "veröffentlicht",
        "datedepublication",
        "fecha",
        "fechadepublicación",
    ),
    "collected": (
        "collected",
        "collectedat",
        "crawled",
        "crawledat",
        "crawldate",
        "datecrawled",
        "downloaded",
        "datedownload",
        "downloaddate",
        "retrieved",
        "retrievedat",
        "dateretrieved",
        "scraped",
        "scrapedat",
        "scrapedate",
        "fetched",
        "fetchedat",
        "filedate",
        "seendate",
        "indexeddate",
        "indexedat",
        "collectdate",
        "datecollected",
    ),
    "modified": (
        "modified",
        "updated",
        "updatedat",
        "dateupdated",
        "lastupdated",
        "modifiedat",
        "datemodified",
        "datemodify",
        "lastmodified",
        "fields.lastmodified",
    ),
}
# What a record may have instead of its text: taken only if it has neither text nor HTML.
LAST_RESORT = ("description", "summary", "abstract", "leadparagraph", "excerpt", "snippet")

# (normalised name, kind it implies); all of the first group present are joined, the canonical name excludes the rest.
SUPPLIED_FIELDS: dict[str, tuple[tuple[tuple[str, str], ...], ...]] = {
    "actors": (
        (("actors", ""),),
        (
            ("actor", ""),
            ("persons", "person"),
            ("people", "person"),
            ("organizations", "organisation"),
            ("organisations", "organisation"),
            ("orgs", "organisation"),
        ),
        (
            ("entities.persons", "person"),
            ("entities.people", "person"),
            ("entities.organizations", "organisation"),
            ("entities.organisations", "organisation"),
        ),
    ),
    "locations": (
        (("locations", ""),),
        (("location", ""), ("places", "")),
        (("entities.locations", ""), ("entities.places", "")),
    ),
}
# Objects whose inner keys are read as "outer.inner" (Webz.io keeps the site in `thread`, the names in `entities`).
NESTED = frozenset({"thread", "entities", "fields"})

_RANKS: dict[str, tuple[str, int]] = {
    name: (field, rank) for field, names in TEXT_FIELDS.items() for rank, name in enumerate(names)
}
_SUPPLIED_NAMES = {
    name for groups in SUPPLIED_FIELDS.values() for group in groups for name, _ in group if "." not in name
}
_IGNORED = str.maketrans("", "", "_- \t\ufeff")
_LONGEST_KEY = 40
_CACHED_KEYS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the fields stand in a record with certain keys: for each field the keys to try, best first."""

    texts: tuple[tuple[str, tuple[str, ...]], ...]
    last_resort: tuple[str, ...]
    supplied: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    nested: tuple[str, ...]


def normalise(key: str) -> str:
    """Return the form in which keys are compared: lower case, without "_", "-" and spaces."""
    return key[:_LONGEST_KEY].translate(_IGNORED).lower() if len(key) <= _LONGEST_KEY else ""


def is_known(key: str) -> bool:
    """Tell whether a key or column name is one that the input record or an alias uses."""
    name = normalise(key)
    return name in _RANKS or name in _SUPPLIED_NAMES or name in LAST_RESORT


def field_of(key: str) -> str:
    """Return the field that a key or column is read as, "" if it is not known."""
    name = normalise(key)
    if name in LAST_RESORT:
        return "text"
    if name in _SUPPLIED_NAMES:
        groups = SUPPLIED_FIELDS["actors"]
        return "actors" if any(name == each for group in groups for each, _ in group) else "locations"
    return _RANKS.get(name, ("", 0))[0]


def is_article_text(key: str) -> bool:
    """Tell whether a key or column name is one for the title, the text or the HTML of an article."""
    name = normalise(key)
    return name in LAST_RESORT or _RANKS.get(name, ("", 0))[0] in {"title", "text", "html"}


def plan_for(keys: tuple[str, ...]) -> Plan:
    """Return the plan for records with these keys; plans of ordinary size are kept for the next record."""
    if len(keys) > _CACHED_KEYS or sum(map(len, keys)) > _CACHED_KEYS * _LONGEST_KEY:
        return _make_plan(keys)
    return _kept_plan(keys)


@lru_cache(maxsize=256)
def _kept_plan(keys: tuple[str, ...]) -> Plan:
    return _make_plan(keys)


def _make_plan(keys: tuple[str, ...]) -> Plan:
    by_name = _by_name(keys)
    texts = []
    for field, names in TEXT_FIELDS.items():
        found = tuple(key for name in names for key in by_name.get(name, ()))
        if found:
            texts.append((field, found))
    return Plan(
        texts=tuple(texts),
        last_resort=tuple(key for name in LAST_RESORT for key in by_name.get(name, ())),
        supplied=tuple(_supplied(by_name)),
        nested=tuple(key for name in sorted(NESTED) for key in by_name.get(name, ())),
    )


def _by_name(keys: Iterable[str]) -> dict[str, list[str]]:
    """Group keys by normalised name; within a group the exact spelling comes first, then the later one."""
    by_name: dict[str, list[str]] = {}
    for key in keys:
        name = normalise(key)
        if name:
            by_name.setdefault(name, []).insert(0, key)
    for name, group in by_name.items():
        group.sort(key=lambda key: key != name)
    return by_name


def _supplied(by_name: dict[str, list[str]]) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    for field, groups in SUPPLIED_FIELDS.items():
        for group in groups:
            found = tuple((by_name[name][0], kind) for name, kind in group if name in by_name)
            if found:
                yield field, found
                break
