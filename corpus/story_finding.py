"""Finds the copies of articles: by the numbers of their sketches in a table, then by comparing the texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models.functions import Left

from corpus.models import Article, Sketch, SketchNumber, StoryMember
from corpus.rows import insert_rows
from corpus.stories.comparing import is_copy
from corpus.stories.reading import Reading
from corpus.stories.sketch import LEAST_SHARED, sketch

MOST_CHARACTERS: Final = 60_000  # of a text that are looked at
MOST_STORIES: Final = 8  # that an article is compared with
MOST_LIKELY: Final = 200  # that are ranked
MOST_MEMBERS: Final = 3  # of a story that an article is compared with, its lead first
_NUMBERS: Final = SketchNumber._meta.db_table
_AT_ONCE: Final = 100  # articles whose candidates are held in memory together
_CHUNK: Final = 5_000  # values in one query

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Looked:
    """An article as it is looked at: how it is compared, and a hash of all that comparing sees."""

    id: int
    reading: Reading
    compared: str


def load(article_ids: Collection[int]) -> dict[int, Looked]:
    """Return those of these articles that readers may see."""
    shown = Article.objects.filter(hidden=False).order_by()
    rows = shown.values_list("pk", "title", Left("text", MOST_CHARACTERS), "published_from", "published_to")
    return {row[0]: _looked(*row) for chunk in _chunks(article_ids) for row in rows.filter(pk__in=chunk)}


def _looked(pk: int, title: str, text: str, first: Any, last: Any) -> Looked:
    seen = f"{title}\0{text}\0{first}\0{last}"
    compared = blake2b(seen.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return Looked(pk, Reading(title, text, None if first is None or last is None else (first, last)), compared)


def note(looked: Iterable[Looked]) -> None:
    """Write the sketches of new or changed articles, and forget their former ones, in the running transaction.

    A sketch counts as not compared yet. Numbers that very many articles have are not noted for more of them.
    """
    numbers = {each.id: sketch(each.reading.words) for each in looked}
    forget(numbers)
    crowded = _crowded({number for found in numbers.values() for number in found})
    insert_rows(
        SketchNumber,
        [
            {"number": number, "article_id": article}
            for article, found in numbers.items()
            for number in found
            if number not in crowded
        ],
    )
    Sketch.objects.bulk_create(
        Sketch(article_id=article, numbers=np.array(found, "<i8").tobytes(), compared="")
        for article, found in numbers.items()
    )


def forget(article_ids: Collection[int]) -> None:
    """Remove the sketches of these articles, in the running transaction."""
    for chunk in _chunks(article_ids):
        kept = Sketch.objects.filter(pk__in=chunk)
        pairs = [(number, pk) for pk, found in kept.values_list("pk", "numbers") for number in _numbers(found)]
        with connection.cursor() as cursor:  # number by number: a list of both would be tried in all combinations
            cursor.executemany(f"DELETE FROM {_NUMBERS} WHERE number = %s AND article_id = %s", pairs)  # noqa: S608
        kept.delete()


def _numbers(kept: bytes | memoryview) -> list[int]:
    found: list[int] = np.frombuffer(kept, "<i8").tolist()
    return found


def _crowded(numbers: Collection[int]) -> frozenset[int]:
    """Return those of these numbers that very many articles have."""
    most = settings.DATELINE["most_of_a_sketch_number"]
    counting = f"SELECT number FROM {_NUMBERS} WHERE number IN (%s) GROUP BY number HAVING COUNT(*) >= {most:d}"  # noqa: S608
    return frozenset(number for (number,) in _asked(counting, numbers))


def _having(numbers: Collection[int]) -> Iterator[Pair]:
    """Yield each of these numbers with each article that has it."""
    return _asked(f"SELECT number, article_id FROM {_NUMBERS} WHERE number IN (%s)", numbers)  # noqa: S608


def _asked(query: str, numbers: Collection[int]) -> Iterator[Any]:
    """Yield the rows of a query for numbers: to prepare thousands, the ORM takes as long as the database to answer."""
    with connection.cursor() as cursor:
        for chunk in _chunks(numbers):
            cursor.execute(query % ",".join(["%s"] * len(chunk)), chunk)
            yield from cursor.fetchall()


def find_copies(looked: Mapping[int, Looked]) -> set[Pair]:
    """Return the pairs, the smaller id first, of these articles and whatever noted ones they are copies of."""
    found: set[Pair] = set()
    compared: set[Pair] = set()
    listed = sorted(looked)
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        candidates = _candidates(part)
        others = {each for chosen in candidates.values() for each in chosen}
        readings = {each: looked[each] for each in others if each in looked} | load(others - looked.keys())
        for article, chosen in candidates.items():
            for other in chosen:
                pair = (min(article, other), max(article, other))
                if other in readings and pair not in compared:
                    compared.add(pair)
                    if is_copy(looked[article].reading, readings[other].reading):
                        found.add(pair)
    return found


def _candidates(article_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return for each article those that share most of its numbers, from a few stories, a few of each."""
    rows = Sketch.objects.filter(pk__in=article_ids).values_list("pk", "numbers")
    sketches = {article: _numbers(kept) for article, kept in rows}
    having: dict[int, list[int]] = defaultdict(list)
    for number, article in _having({number for found in sketches.values() for number in found}):
        having[number].append(article)
    likely = {article: _likely(article, found, having) for article, found in sketches.items()}
    others = {other for found in likely.values() for other in found}
    members = StoryMember.objects.order_by()
    story = {
        article: lead
        for chunk in _chunks(others)
        for article, lead in members.filter(article_id__in=chunk).values_list("article_id", "story")
    }
    return {article: _chosen(found, story) for article, found in likely.items()}


def _likely(article: int, numbers: Sequence[int], having: Mapping[int, Sequence[int]]) -> list[int]:
    """Return those that share enough numbers, the most of them first; at most so many, however common the numbers are.

    Numbers that very many have count only where there are no others.
    """
    most = settings.DATELINE["most_of_a_sketch_number"]
    telling = [number for number in numbers if 1 < len(having[number]) < most]
    shared = Counter(other for number in telling or numbers for other in having[number] if other != article)
    likely = sorted((-count, other) for other, count in shared.items() if count >= LEAST_SHARED)
    return [other for _, other in likely[:MOST_LIKELY]]


def _chosen(likely: Iterable[int], story: Mapping[int, int]) -> list[int]:
    """Return the best of the best stories; the lead of a story goes before its other members."""
    ranked: dict[int, list[int]] = {}
    for other in likely:
        ranked.setdefault(story.get(other, other), []).append(other)
    return [
        each
        for lead, members in list(ranked.items())[:MOST_STORIES]
        for each in sorted(members, key=lambda other, lead=lead: other != lead)[:MOST_MEMBERS]  # type: ignore[misc]
    ]


def _chunks(values: Iterable[int]) -> Iterator[list[int]]:
    listed = sorted(values)
    return (listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK))
