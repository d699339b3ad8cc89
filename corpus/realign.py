"""Mentions kept true after an editor corrected a title or a publication date, without running an extractor again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date

from corpus.extract.dates import find_dates
from corpus.models import Article, Mention, MentionKind

TITLE, TEXT = Mention.Field.TITLE, Mention.Field.TEXT
_Fields = Sequence[Mention.Field]


def realign_title(article: Article) -> None:
    """Replace the mentions of the title by those that stand in the new one.

    Names are those the article is known to mention, found where the new title has them; dates are read anew.
    """
    known = list(article.mentions.filter(start__isnull=False).exclude(kind=MentionKind.DATE))
    article.mentions.filter(field=TITLE, start__isnull=False).exclude(kind=MentionKind.DATE).delete()
    Mention.objects.bulk_create(_names_in_title(article, known))
    realign_dates(article, fields=[TITLE])


def realign_dates(article: Article, *, fields: _Fields = (TITLE, TEXT)) -> None:
    """Read the dates of title and text anew: “on Friday” means another day when the article is of another."""
    old = list(article.mentions.filter(kind=MentionKind.DATE, start__isnull=False, field__in=fields))
    article.mentions.filter(pk__in=[mention.pk for mention in old]).delete()
    if not _was_extracted(article):
        return
    in_datelines = {(mention.field, mention.start) for mention in old if mention.rule == "dateline"}
    Mention.objects.bulk_create(_dates(article, fields, in_datelines))


def _was_extracted(article: Article) -> bool:
    language = article.language.partition("-")[0]
    return bool(article.extractor) and not article.extractor.startswith("none/") and language in ("en", "und", "")


def _names_in_title(article: Article, known: Sequence[Mention]) -> Iterator[Mention]:
    # The longest name first, so that a part of it does not take its place; of equals, the one that stood in the title.
    by_surface: dict[str, Mention] = {}
    for mention in sorted(known, key=lambda each: (-len(each.surface), each.field != TITLE, each.start or 0)):
        by_surface.setdefault(mention.surface, mention)
    taken: list[tuple[int, int]] = []
    for surface, mention in by_surface.items():
        for found in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", article.title):
            if any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            made = copy(mention)
            made.pk, made.field = None, TITLE
            made.start, made.end = found.span()
            made.rule = mention.rule if mention.field == TITLE else "propagated"
            yield made


def _dates(article: Article, fields: _Fields, in_datelines: set[tuple[str, int | None]]) -> Iterator[Mention]:
    published: tuple[date, date] | None = None
    if article.published_from and article.published_to:
        published = (article.published_from, article.published_to)
    names = list(article.mentions.filter(start__isnull=False).values_list("field", "start", "end"))
    for field in fields:
        taken = [(start or 0, end or 0) for where, start, end in names if where == field]
        written = article.title if field == TITLE else article.text
        for found in find_dates(written, field="title" if field == TITLE else "text", published=published):
            if any(start < found.end and found.start < end for start, end in taken):
                continue
            yield Mention(
                article=article,
                field=field,
                start=found.start,
                end=found.end,
                surface=found.text,
                kind=MentionKind.DATE,
                date_from=found.first,
                date_to=found.last,
                precision=found.precision,
                yearless=found.yearless,
                rule="dateline" if (field, found.start) in in_datelines else found.rule,
                extractor=article.extractor,
                confidence=min(1.0, max(0.0, found.confidence)),
            )
