"""A handful of articles written for the project, with their mentions, as rows and in the index."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

import pytest

import search.engine
from corpus.models import Actor, ActorName, Article, Location, LocationName, Mention, OutboxRow, Source, Upload
from corpus.names import fold_name
from search.indexing import drain
from tests.search.memory_engine import MemoryEngine
from tests.search.rows import as_document

FERRY = """HERAT, 3 Sept 2021 — Mira Solane, who leads the Ferrymen’s Guild, said on Friday that the guild would tie \
up every boat unless the River Board lowers the toll. “We have rowed for nothing since July,” she said.

The River Board answered from Kabul that the toll pays for the dykes in Panjshir and Bazarak. Solane called the answer \
thin.

Officials in Herat expect talks to last until 9 September 2021."""
DYKES = """The River Board has begun to mend the dykes above Bazarak, in Panjshir, after a spring of high water.

Engineers hired by the board counted eleven gaps. The Ferrymen’s Guild lent forty boats to carry the stone."""
VOTE = """KABUL — Delegates from four valleys met in Kabul and voted for a common toll on the river.

Oren Talvik of the Lamp Society asked for a pause until the harvest is in. Nobody seconded him."""
LAMPS = """The Lamp Society put up its thousandth street lamp in Dushanbe, Tajikistan, and switched it on at noon.

Oren Talvik said the city looked no different by day."""
MARKET = """Grain sellers in Kabul closed their stalls for an hour. The River Board spoke of a misunderstanding."""
UNDATED = """A notice without a date was nailed to the door of the Ferrymen’s Guild: the boats are for sale."""
FRENCH = """Le marché du fleuve a rouvert ce matin, et les bateaux sont revenus avant la nuit."""


@dataclass
class Stories:
    """The rows made, by short names."""

    articles: dict[str, Article] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """Return the id of an actor, location, source or article."""
        for rows in (self.actors, self.locations, self.sources, self.articles):
            if name in rows:
                return int(rows[name].pk)
        raise KeyError(name)


def tell_stories() -> Stories:
    """Make the rows; the index hears of them with `index_stories`."""
    stories = Stories()
    for name in ("River Courier", "Valley Post"):
        stories.sources[name] = Source.objects.create(name=name, key=fold_name(name))
    for name, kind in (
        ("Ferrymen’s Guild", "group"),
        ("River Board", "organisation"),
        ("Mira Solane", "person"),
        ("Oren Talvik", "person"),
        ("Lamp Society", "organisation"),
    ):
        actor = Actor.objects.create(name=name, kind=kind, key=f"{kind}:{fold_name(name)}")
        ActorName.objects.create(actor=actor, name=name, key=fold_name(name))
        stories.actors[name] = actor
    _make_locations(stories)
    upload = Upload.objects.create(name="river-papers.zip", status="done")
    removed = [
        {"text": "Sign up for our morning letter", "rule": "newsletter"},
        {"text": "Share this page", "rule": "share bar"},
    ]
    _article(stories, "ferry", "Guild threatens to tie up every boat over river toll", FERRY, source="River Courier",
             published=(date(2021, 9, 3), date(2021, 9, 3), "day"), upload=upload, removed=removed,
             url="https://courier.example/ferry")  # fmt: skip
    _article(stories, "dykes", "Eleven gaps in the dykes above Bazarak", DYKES, source="River Courier",
             published=(date(2021, 5, 1), date(2021, 5, 31), "month"), upload=upload)  # fmt: skip
    _article(stories, "vote", "Four valleys vote for a common toll", VOTE, source="Valley Post",
             published=(date(2021, 10, 12), date(2021, 10, 12), "day"), upload=upload)  # fmt: skip
    _article(stories, "lamps", "Thousandth lamp lit in <Dushanbe> & nobody notices", LAMPS, source="Valley Post",
             published=(date(2020, 1, 1), date(2020, 12, 31), "year"), upload=upload,
             url="javascript:alert(1)")  # fmt: skip
    _article(stories, "market", "Grain sellers close for an hour", MARKET, source="Valley Post",
             published=(date(2021, 9, 20), date(2021, 9, 20), "day"), upload=upload)  # fmt: skip
    _article(stories, "undated", "Boats for sale", UNDATED, source="Valley Post", published=None, upload=upload)
    _article(stories, "french", "Le marché du fleuve rouvre", FRENCH, source="River Courier",
             published=(date(2022, 3, 4), date(2022, 3, 4), "day"), upload=upload, language="fr")  # fmt: skip
    _article(stories, "hidden", "Withdrawn: toll figures", "The figures were wrong.", source="Valley Post",
             published=None, upload=upload, hidden=True)  # fmt: skip
    return stories


def answer_from_memory(monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    """Let an engine without an index answer for the articles that readers may see."""
    shown = Article.objects.filter(hidden=False)
    made = MemoryEngine(as_document(article) for article in shown)
    monkeypatch.setattr(search.engine, "get_engine", lambda: made)
    return made


def index_stories() -> None:
    """Bring every article into the index."""
    OutboxRow.objects.bulk_create(OutboxRow(article_id=key) for key in Article.objects.values_list("id", flat=True))
    drain()


def _make_locations(stories: Stories) -> None:
    rows = (
        ("Afghanistan", "country", "AF", "", 33.0, 66.0),
        ("Panjshir", "admin1", "AF", "Afghanistan", 35.45, 69.75),
        ("Bazarak", "city", "AF", "Panjshir", 35.31, 69.52),
        ("Kabul", "city", "AF", "Afghanistan", 34.53, 69.17),
        ("Herat", "city", "AF", "Afghanistan", 34.35, 62.2),
        ("Tajikistan", "country", "TJ", "", 39.0, 71.0),
        ("Dushanbe", "city", "TJ", "Tajikistan", 38.54, 68.78),
    )
    for number, (name, kind, country, parent, latitude, longitude) in enumerate(rows, start=1):
        location = Location.objects.create(
            geonameid=number, name=name, kind=kind, country=country, parent=stories.locations.get(parent),
            admin1=parent if kind == "city" else "", latitude=latitude, longitude=longitude,
        )  # fmt: skip
        LocationName.objects.create(location=location, name=name, key=fold_name(name))
        stories.locations[name] = location


def _article(
    stories: Stories,
    key: str,
    title: str,
    text: str,
    *,
    source: str,
    published: tuple[date, date, str] | None,
    upload: Upload,
    removed: list[dict[str, str]] | None = None,
    language: str = "en",
    url: str = "",
    hidden: bool = False,
) -> None:
    digest = hashlib.sha256(text.encode()).hexdigest()
    first, last, precision = published or (None, None, "")
    article = Article.objects.create(
        source=stories.sources[source], identity=f"text:{digest}", title=title, text=text, raw_sha256=digest,
        text_sha256=digest, published_from=first, published_to=last, published_precision=precision,
        published_status="stated" if first else "unknown", language=language, url=url, hidden=hidden,
        word_count=len(text.split()), upload=upload, removed=removed or [], external_id=key,
    )  # fmt: skip
    stories.articles[key] = article
    for actor in stories.actors.values():
        _mention_all(article, actor.name, kind=actor.kind, actor=actor, rule="model")
    for location in stories.locations.values():
        evidence = {"how": "exact", "alternatives": [[99, location.name, "TJ", 0.2]] if location.kind == "city" else []}
        rule = "dateline" if text.startswith(location.name.upper()) else "gazetteer"
        _mention_all(article, location.name, kind="location", location=location, rule=rule, evidence=evidence)
    start = text.find("9 September 2021")
    if start >= 0:
        day = date(2021, 9, 9)
        Mention.objects.create(article=article, start=start, end=start + 16, surface="9 September 2021", kind="date",
                               date_from=day, date_to=day, precision="day", rule="model", confidence=0.9)  # fmt: skip


def _mention_all(article: Article, name: str, *, kind: str, rule: str, **of: object) -> None:
    for part in ("title", "text"):
        whole = getattr(article, part)
        start = whole.casefold().find(name.casefold())
        while start >= 0:
            Mention.objects.create(article=article, field=part, start=start, end=start + len(name), kind=kind,
                                   surface=whole[start : start + len(name)], rule=rule, confidence=0.93,
                                   extractor="written by hand", **of)  # fmt: skip
            start = whole.casefold().find(name.casefold(), start + len(name))
