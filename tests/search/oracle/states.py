"""Random states, each with what its query text means as a plain function of an article."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from corpus.names import fold_name
from search.facets import FACETS
from search.state import Choice, SearchState
from tests.search.oracle.corpora import DAYS, FAMILY, FIRST_DAY, LANGUAGES, WORDS, Corpus, PlainArticle

Test = Callable[[PlainArticle], bool]
STEMMED = ("en", "und")


def random_state(random: Random, corpus: Corpus) -> tuple[SearchState, Test]:
    """Return a state that is its own query string, and the test of its text."""
    text, test = _query(random, corpus, 0) if random.random() < 0.6 else ("", _everything)
    first, last = _range(random, corpus)
    state = SearchState(
        q=text,
        choices={facet.name: choice for facet in FACETS if (choice := _choice(random, corpus, facet.name))},
        first=first,
        last=last,
        date_missing=random.random() < 0.15,
        axis=random.choice(("published", "published", "mentioned")),
        interval=random.choice(("auto", "auto", "day", "week", "month", "quarter", "year")),
        sort=random.choice(("", "", "-date", "date", "-added", "relevance")),
        size=random.choice((1, 3, 7, 20, 100)),
        facet_limit=random.choice((1, 2, 5, 20, 1_000)),
    )
    return state, test


def _everything(article: PlainArticle) -> bool:
    return True


def _choice(random: Random, corpus: Corpus, facet: str) -> Choice:
    if random.random() < 0.55:
        return Choice()
    picked: dict[str, tuple[str, ...]] = {}
    for mode, chance in (("any", 0.7), ("all", 0.2), ("excluded", 0.3)):
        count = random.choice((1, 1, 2, 3)) if random.random() < chance else 0
        values = {_value(random, corpus, facet, with_none=mode != "all") for _ in range(count)}
        picked[mode] = tuple(sorted(values))
    return Choice(**picked)


def _value(random: Random, corpus: Corpus, facet: str, *, with_none: bool) -> str:
    way = random.random()
    if with_none and way < 0.15:
        return "none"
    if facet == "language":
        return random.choice((*set(LANGUAGES) - {"und"}, "English", "Persian", "zz"))
    if way < 0.2:
        return random.choice(("Nobody Nowhere", "999999999"))
    if way < 0.45:
        name = random.choice(list(corpus.names[facet]))
        return random.choice((name, name.upper(), name.title()))
    return random.choice(list(corpus.labels[facet]))


def _range(random: Random, corpus: Corpus) -> tuple[str, str]:
    if random.random() < 0.5:
        return "", ""
    ends = sorted(_day(random, corpus) for _ in range(2))
    first, last = (random.choice((f"{day}", f"{day:%Y-%m}", f"{day:%Y}")) for day in ends)
    way = random.random()
    return ("" if way < 0.2 else first, "" if 0.2 <= way < 0.4 else last)


def _day(random: Random, corpus: Corpus) -> date:
    """Return a day at which something begins or ends, or the one before or behind; now and then any day."""
    if random.random() < 0.2:
        return FIRST_DAY + timedelta(days=random.randrange(-50, DAYS + 50))
    article = random.choice(list(corpus.articles.values()))
    known = [day for days in (*article.mentioned, article.published) if days for day in days] or [FIRST_DAY]
    return random.choice(known) + timedelta(days=random.choice((-1, 0, 0, 1)))


def _query(random: Random, corpus: Corpus, depth: int) -> tuple[str, Test]:
    """Return a query text and what it means."""
    way = random.random()
    if depth >= 3 or way < 0.5:
        return _leaf(random, corpus)
    parts = [_query(random, corpus, depth + 1) for _ in range(random.choice((2, 2, 3)))]
    tests = [test for _, test in parts]
    if way < 0.7:
        joint = random.choice((" ", " AND "))
        return f"({joint.join(text for text, _ in parts)})", lambda article: all(test(article) for test in tests)
    if way < 0.85:
        return f"({' OR '.join(text for text, _ in parts)})", lambda article: any(test(article) for test in tests)
    text, test = parts[0]
    sign = "NOT " if text.startswith("-") else random.choice(("-", "NOT "))
    return sign + text, lambda article: not test(article)


def _leaf(random: Random, corpus: Corpus) -> tuple[str, Test]:
    kind = random.choice(("word", "word", "family", "phrase", "slop", "prefix", "fuzzy", "name", "date"))
    if kind == "name":
        return _name(random, corpus)
    if kind == "date":
        return _date(random, corpus)
    field, parts = random.choice((("", _both), ("", _both), ("title:", _title), ("body:", _body)))
    text, matches = _words(random, kind)
    return field + text, lambda article: any(matches(words(part), article.language) for part in parts(article))


def _both(article: PlainArticle) -> list[str]:
    return [article.title, article.text]


def _title(article: PlainArticle) -> list[str]:
    return [article.title]


def _body(article: PlainArticle) -> list[str]:
    return [article.text]


@lru_cache(maxsize=10_000)
def words(text: str) -> list[str]:
    """Return the words of a text without case, accents and marks."""
    return re.findall(r"\w+", fold_name(text))


def same(word: str, asked: str, language: str) -> bool:
    """Return whether a word in a text of a language answers to the word asked for."""
    return word == asked or (language in STEMMED and word in FAMILY and asked in FAMILY)


def _words(random: Random, kind: str) -> tuple[str, Callable[[list[str], str], bool]]:
    one, other = random.choice(WORDS), random.choice(WORDS + FAMILY)
    if kind == "family":
        asked = random.choice(FAMILY)
        return asked, lambda text, language: any(same(word, asked, language) for word in text)
    if kind in ("phrase", "slop"):
        reach = random.randint(1, 4) if kind == "slop" else 0
        written = f'"{one} {other}"' + (f"~{reach}" if reach else "")
        return written, lambda text, language: any(
            word == one and any(same(each, other, language) for each in text[place + 1 : place + 2 + reach])
            for place, word in enumerate(text)
        )
    if kind == "prefix":
        start = one[: random.randint(3, 5)]
        return f"{start}*", lambda text, language: any(word.startswith(start) for word in text)
    if kind == "fuzzy":
        letter = random.randrange(1, len(one))  # one letter left out: one edit, and no other word is so near
        return f"{one[:letter] + one[letter + 1 :]}~", lambda text, language: one in text
    return random.choice((one, one.upper())), lambda text, language: one in text


def _name(random: Random, corpus: Corpus) -> tuple[str, Test]:
    facet = random.choice(("actor", "location", "source"))
    value = _value(random, corpus, facet, with_none=False)
    ids = {value} if value.isdigit() else corpus.names[facet].get(fold_name(value), set())
    return f'{facet}:"{value}"', lambda article: bool(ids & values(article, facet))


def _date(random: Random, corpus: Corpus) -> tuple[str, Test]:
    day, end = sorted(_day(random, corpus) for _ in range(2))
    written, first, last = random.choice(
        (
            (f"date:{day}", day, day),
            (f"date:{day:%Y}", date(day.year, 1, 1), date(day.year, 12, 31)),
            (f"date:[{day} TO {end}]", day, end),
            (f"date:>{day}", day + timedelta(days=1), date.max),
            (f"date:<={day}", date.min, day),
        )
    )
    return written, lambda article: bool(
        article.published and article.published[0] >= first and article.published[1] <= last
    )


def values(article: PlainArticle, facet: str) -> frozenset[str]:
    """Return what an article holds in a facet."""
    if facet == "actor":
        return article.actors
    if facet == "location":
        return article.locations
    if facet == "source":
        return frozenset((article.source,))
    return frozenset() if article.language == "und" else frozenset((article.language,))
