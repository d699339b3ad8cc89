"""An article gone through again, without the database being written: what would change in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from django.utils import timezone

from corpus.clean import CleanArticle, clean_article, without_source_lines
from corpus.clean.html import page_metadata
from corpus.clean.published import parse_published
from corpus.corrections import kept_columns
from corpus.extract import ExtractorName
from corpus.extract.mention import Document, Extractor, FoundMention
from corpus.learning.accepted import AcceptedLines
from corpus.models import Article, ReprocessingExtractor, Source
from corpus.prepare import sha256
from corpus.reprocessing.shifts import Shift, only_removed

NOTHING_EXTRACTED = "Nothing was extracted:"
_PAGE = re.compile(r"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype html|html|head)\b", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"<(?:p|br|div|article|section)\b[^<>]{0,500}>", re.IGNORECASE)

ExtractorOf = Callable[[ExtractorName], Extractor]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for (see corpus.models.Reprocessing)."""

    clean: bool
    extractor: str

    def extractor_of(self, label: str, *, is_rewritten: bool) -> ExtractorName | None:
        """Return what extracts an article that was extracted under this label; None = its mentions stay."""
        if self.extractor == ReprocessingExtractor.NEEDED:
            return own_extractor(label) if is_rewritten else None
        if self.extractor == ReprocessingExtractor.SAME:
            return own_extractor(label)
        return cast(ExtractorName, self.extractor)


@dataclass(slots=True)
class Again:
    """What going through an article again comes to. `version`: of the article that was read.

    `columns` are those that differ. `mentions` take the place of what was extracted before; None = that stays, moved by
    `shifts` where lines above were taken out (None: as it is). `fault`: why it could not be done, in words.
    """

    article_id: int
    version: int
    columns: dict[str, object] = field(default_factory=dict)
    mentions: list[FoundMention] | None = None
    label: str = ""
    shifts: list[Shift] | None = None
    fault: str = ""


def own_extractor(label: str) -> ExtractorName:
    """Return the name of the extractor with this label."""
    name = label.partition("/")[0]
    return cast(ExtractorName, name) if name in ("none", "rules") else "spacy" if label else "none"


def go_through(
    articles: Sequence[Article], order: Order, *, lines: AcceptedLines, extractor_of: ExtractorOf
) -> list[Again]:
    """Return what becomes of each article, in order; one that breaks something has a fault, and the others go on."""
    done: list[Again] = []
    waiting: dict[ExtractorName, list[tuple[Again, Document]]] = defaultdict(list)
    today = timezone.now().date()
    for article in articles:
        again = Again(article.pk, article.version)
        done.append(again)
        try:
            text_is_rewritten = order.clean and _clean(again, article, lines, today=today)
        except Exception as error:  # one article must never stop the rest
            again.columns, again.fault = {}, f"Cleaning failed: {error or type(error).__name__}"
            continue
        name = order.extractor_of(article.extractor, is_rewritten=text_is_rewritten)
        if name is not None:
            again.shifts = None
            waiting[name].append((again, _document(article, again.columns)))
    for name, pairs in waiting.items():
        _extract(pairs, extractor_of(name))
    return done


def _clean(again: Again, article: Article, lines: AcceptedLines, *, today: date) -> bool:
    """Note what cleaning again changes; say whether the text is another than a removal of lines would leave."""
    plain = cleaned_by_rules(article)
    if not plain.title:
        again.fault = "Nothing is left after cleaning: no title and no text. It stays as it was."
        return False
    keys = () if article.source.key == Source.UNKNOWN else lines.of(article.source.key)
    clean = without_source_lines(plain, keys) if keys else plain
    columns: dict[str, object] = {
        "title": clean.title,
        "text": clean.text,
        "text_sha256": sha256(clean.text or clean.title),
        "removed": [{"text": line.text, "rule": line.rule} for line in clean.removed],
        "word_count": len(clean.text.split()),
    }
    if article.identity.startswith("text:"):
        columns["identity"] = f"text:{sha256(plain.text or plain.title)}"
    columns |= _found_date(article, today=today)
    columns |= kept_columns(article)
    again.columns = {name: value for name, value in columns.items() if value != getattr(article, name)}
    if "text" in again.columns:
        again.shifts = only_removed(article.text, clean.text)
    return "title" in again.columns or ("text" in again.columns and again.shifts is None)


def cleaned_by_rules(article: Article) -> CleanArticle:
    """Clean what was received of an article again, by the general rules alone. Raises TextTooLong."""
    if article.raw_kind:
        return _cleaned(article, article.raw_title, article.raw_kind)
    # It came before its title was kept as written: was it made of the text?
    kind = _likely_kind(article.raw_text)
    untitled = _cleaned(article, "", kind)
    return untitled if untitled.title == article.title else _cleaned(article, article.title, kind)


def _cleaned(article: Article, title: str, kind: str) -> CleanArticle:
    if kind == "text":
        return clean_article(title=title, text=article.raw_text)
    return clean_article(title=title, text="", html=article.raw_text, whole_page=kind == "page", url=article.url)


def _likely_kind(raw: str) -> str:
    """Return what a text received before that was noted most likely is."""
    if _PAGE.match(raw):
        return "page"
    return "html" if len(_MARKUP.findall(raw[:5_000])) > 1 else "text"


def _found_date(article: Article, *, today: date) -> Mapping[str, object]:
    """Return the date of a page whose date was not found when it came in."""
    if article.raw_kind != "page" or article.published_raw or article.published_from:
        return {}
    stated = page_metadata(article.raw_text, article.url).published
    found = parse_published(stated, today=today)
    if found.first is None:
        return {}
    return {
        "published_from": found.first,
        "published_to": found.last,
        "published_precision": found.precision,
        "published_status": found.status,
        "published_raw": stated[:200],
    }


def _document(article: Article, columns: Mapping[str, object]) -> Document:
    """Return an article, as it will be, for an extractor."""
    first = columns.get("published_from", article.published_from)
    last = columns.get("published_to", article.published_to)
    return Document(
        title=str(columns.get("title", article.title)),
        text=str(columns.get("text", article.text)),
        language=article.language,
        source="" if article.source.key == Source.UNKNOWN else article.source.name,
        published=(cast(date, first), cast(date, last)) if first and last else None,
    )


def _extract(pairs: Sequence[tuple[Again, Document]], extractor: Extractor) -> None:
    """Note the mentions of each article; one that breaks the extractor stays as it was, with a fault."""
    try:
        found: Iterable[list[FoundMention]] = list(extractor.extract_many([document for _, document in pairs]))
    except Exception as error:
        if len(pairs) == 1:
            again = pairs[0][0]
            again.columns, again.fault = {}, f"Extraction failed: {error or type(error).__name__}"
            return
        for pair in pairs:
            _extract([pair], extractor)
        return
    for (again, _), mentions in zip(pairs, found, strict=True):
        again.mentions, again.label = mentions, extractor.label
