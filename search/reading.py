"""The article page as a value: its marked text, its facts and its side column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from corpus.models import Article, Mention
from search.day_labels import label_days
from search.languages import language_name
from search.links import value_url
from search.marking import Paragraph, about, date_label, days_url, mark_article, mention_url, name_of

ENGLISH: Final = ("en", "und", "")


@dataclass(frozen=True, slots=True)
class Listed:
    """An actor, location or date in the side column."""

    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class RemovedText:
    """A line that cleaning took out."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the article page says."""

    article: Article
    title: str
    headline: Paragraph
    paragraphs: tuple[Paragraph, ...]
    place: Listed | None
    date: Listed | None
    source: Listed
    facts: tuple[str, ...]
    upload: str
    original: str
    notice: str
    language: str
    who: tuple[Listed, ...]
    where: tuple[Listed, ...]
    when: tuple[Listed, ...]
    removed: tuple[RemovedText, ...]
    removed_label: str


def read_article(article: Article) -> Reading:
    """Return the page of an article; reads its mentions from the database."""
    mentions = list(
        article.mentions.select_related("actor", "location__parent__parent__parent").order_by("-field", "start", "id")
    )
    headline, paragraphs = mark_article(article, mentions)
    removed = tuple(_removed(article.removed))
    plural = "line" if len(removed) == 1 else "lines"
    return Reading(
        article=article,
        title=article.title,
        headline=headline,
        paragraphs=paragraphs,
        place=_main_place(mentions),
        date=_published(article),
        source=Listed(article.source.name, "", value_url("source", article.source_id)),
        facts=_facts(article),
        upload=article.upload.name if article.upload else "",
        original=_web_address(article.url),
        notice=_notice(article),
        language="" if article.language in ENGLISH else article.language,
        who=_who(mentions),
        where=_where(mentions),
        when=_when(article, mentions),
        removed=removed,
        removed_label=f"{len(removed)} {plural} removed as boilerplate",
    )


def _main_place(mentions: Sequence[Mention]) -> Listed | None:
    """Return the location of the dateline, else the one named most, the smaller first."""
    places = [each for each in mentions if each.location]
    for mention in places:
        if mention.rule == "dateline" and mention.location:
            return Listed(mention.location.name, "", mention_url(mention))
    inner = [each for each in places if each.location and each.location.kind != "country"] or places
    if not inner:
        return None
    commonest = Counter(each.location_id for each in inner).most_common(1)[0][0]
    mention = next(each for each in inner if each.location_id == commonest)
    return Listed(name_of(mention), "", mention_url(mention))


def _published(article: Article) -> Listed | None:
    if not article.published_from or not article.published_to:
        return None
    label = label_days(article.published_from, article.published_to)
    url = days_url(article.published_from, article.published_to, axis="published")
    return Listed(label, f"published, {article.get_published_status_display().lower()}", url)


def _facts(article: Article) -> tuple[str, ...]:
    words = f"{article.word_count:,} {'word' if article.word_count == 1 else 'words'}"
    added = f"added {label_days(article.added.date(), article.added.date())}"
    return (*([f"by {article.author}"] if article.author else []), words, added)


def _web_address(url: str) -> str:
    """Return an address a reader may follow; anything but http and https is not made a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def _notice(article: Article) -> str:
    if article.language in ENGLISH:
        return ""
    return (
        f"This text is not in English ({language_name(article.language)}). "
        "It can be searched by its words as they stand, but no actors, locations or dates were read from it."
    )


def _who(mentions: Iterable[Mention]) -> tuple[Listed, ...]:
    rows = [each for each in mentions if each.actor]
    counts = Counter(each.actor_id for each in rows)
    first = {each.actor_id: each for each in reversed(rows)}
    return tuple(
        Listed(name_of(first[key]), f"{about(first[key])} · {count}×", mention_url(first[key]))
        for key, count in counts.most_common()
    )


def _where(mentions: Iterable[Mention]) -> tuple[Listed, ...]:
    rows = [each for each in mentions if each.location]
    counts = Counter(each.location_id for each in rows)
    first = {each.location_id: each for each in reversed(rows)}
    listed = []
    for key, count in counts.most_common():
        location = first[key].location
        if location:
            note = location.parent.name if location.parent else str(location.get_kind_display()).lower()
            listed.append(Listed(location.name, f"{note} · {count}×", mention_url(first[key])))
    return tuple(listed)


def _when(article: Article, mentions: Iterable[Mention]) -> tuple[Listed, ...]:
    published = _published(article)
    listed = [published] if published else []
    seen: set[str] = set()
    for mention in mentions:
        label = date_label(mention) if mention.kind == "date" else ""
        if label and label not in seen:
            seen.add(label)
            listed.append(Listed(label, f"“{mention.surface}”", mention_url(mention)))
    return tuple(listed)


def _removed(lines: object) -> Iterator[RemovedText]:
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, dict):
            yield RemovedText(str(line.get("text", "")), str(line.get("rule", "")))
