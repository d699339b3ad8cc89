"""Stories: the versions of one text, the outlet that had it first, and what the others changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse

from corpus.models import Article, StoryMember
from corpus.stories.differences import Part, differences, is_cut
from corpus.stories.reading import MOST_WORDS
from search.copies import copies_of, in_words
from search.day_labels import label_days
from search.facets import DATE_NONE_LABEL
from search.hits import published
from search.links import numbered_path, story_url, value_url

MOST_VERSIONS: Final = 100  # that are listed


@dataclass(frozen=True, slots=True)
class Version:
    """An article of a story: `url` is its page, `compare_url` its comparison with the first; "" = it is the first."""

    id: int
    title: str
    source: str
    source_url: str
    date: str
    words: str
    url: str
    compare_url: str
    current: bool
    correct_url: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first version and another one, as one text: what is gone, what has come."""

    first: Version
    other: Version
    title: tuple[Part, ...]
    text: tuple[Part, ...]
    note: str
    language: str


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Everything the page of a story says."""

    title: str
    count: str
    first: str
    versions: tuple[Version, ...]
    unlisted: str
    comparison: Comparison | None


def versions_of(article_id: int) -> list[Article]:
    """Return the articles of the story of one, those published first before the others; none when it has no copies.

    They come without their texts.
    """
    member = StoryMember.objects.filter(article_id=article_id).first()
    if member is None:
        return []
    beside = Article.objects.filter(membership__story=member.story, hidden=False).select_related("source")
    found = list(beside.defer("text", "raw_text", "removed", "warnings"))
    return sorted(found, key=lambda each: (each.published_to is None, each.published_to or date.max, each.pk))


def read_story(versions: Sequence[Article], other: Article, *, may_correct: bool) -> StoryPage:
    """Return the page of a story, its first version compared with another; editors get a way to correct it."""
    first = versions[0]
    listed = [*versions[:MOST_VERSIONS], *([other] if other not in versions[:MOST_VERSIONS] else [])]
    told = {each.pk: _version(each, first, other, may_correct=may_correct) for each in listed}
    outlets = len({each.source_id for each in versions})
    return StoryPage(
        title=first.title,
        count=f"{len(versions):,} versions in {outlets:,} {'outlet' if outlets == 1 else 'outlets'}",
        first=_first(first),
        versions=tuple(told[each.pk] for each in listed),
        unlisted=f"{len(versions) - len(listed):,} more are not listed." if len(versions) > len(listed) else "",
        comparison=_comparison(told[first.pk], told[other.pk]),
    )


def _first(article: Article) -> str:
    if article.published_from is None:
        return f"No version is dated; the first that came here is of {article.source.name}."
    return f"First published by {article.source.name}, {_date(article)}."


def _version(article: Article, first: Article, other: Article, *, may_correct: bool) -> Version:
    words = f"{article.word_count:,} {'word' if article.word_count == 1 else 'words'}"
    correct = reverse("admin:corpus_storycorrection_add") + f"?article={article.pk}" if may_correct else ""
    return Version(
        id=article.pk,
        title=article.title,
        source=article.source.name,
        source_url=value_url("source", article.source_id),
        date=_date(article),
        words=words,
        url=numbered_path("article", article.pk),
        compare_url="" if article == first else story_url(first.pk, article.pk),
        current=article == other,
        correct_url=correct,
    )


def _date(article: Article) -> str:
    if article.published_from is None or article.published_to is None:
        return DATE_NONE_LABEL
    return label_days(article.published_from, article.published_to)


def _comparison(first: Version, other: Version) -> Comparison:
    rows = Article.objects.filter(pk__in=(first.id, other.id)).values_list("pk", "text", "language")
    texts = {pk: (text, language) for pk, text, language in rows}
    (one, _), (two, language) = texts[first.id], texts[other.id]
    text = tuple(differences(one, two))
    same = all(part.kind in ("same", "skipped") for part in text)
    return Comparison(
        first=first,
        other=other,
        title=tuple(differences(first.title, other.title)),
        text=() if same else text,
        note=_note(one, two, same=same),
        language="" if language in ("en", "und") else language,
    )


def _note(one: str, two: str, *, same: bool) -> str:
    if same:
        return "The texts are the same, word for word."
    if is_cut(one, two):
        return f"Of texts this long the first {MOST_WORDS:,} words are compared."
    return ""


def told_of(article: Article) -> Mapping[str, str]:
    """Return what the page of an article says of its copies: how many, where they are, and who was first."""
    versions = versions_of(article.pk)
    if len(versions) < 2:
        return {}
    found = copies_of([article.pk])[article.pk]
    first = versions[0]
    return {
        "copies": in_words(found.copies, found.outlets),
        "copies_url": story_url(first.pk, article.pk if article.pk != first.pk else 0),
        "first_in": "" if first.pk == article.pk else _first(first).rstrip("."),
    }


def api_story(article: Article) -> dict[str, Any] | None:
    """Return the story of an article as the API writes it; None = it has no copies."""
    versions = versions_of(article.pk)
    if len(versions) < 2:
        return None
    found = copies_of([article.pk])[article.pk]
    return {
        "id": versions[0].pk,
        "permalink": story_url(versions[0].pk),
        "copies": found.copies,
        "outlets": found.outlets,
        "articles": [
            {
                "id": each.pk,
                "permalink": numbered_path("article", each.pk),
                "title": each.title,
                "source": each.source.name,
                "published": published(each) or None,
            }
            for each in versions[:MOST_VERSIONS]
        ],
    }
