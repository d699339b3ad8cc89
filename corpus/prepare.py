"""A record made ready: cleaned, dated, with its language and its identity; nothing here touches the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Container, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime, time
from operator import attrgetter

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime

from corpus.clean import MAX_TITLE_CHARACTERS, CleanArticle, TextTooLong, clean_article, without_source_lines
from corpus.clean.language import detect_language
from corpus.clean.page import page_metadata
from corpus.clean.published import Published, parse_published, published_from_url
from corpus.extract.mention import Document, FoundMention
from corpus.formats.record import RawArticle, RecordError, Supplied
from corpus.names import fold_name

UNKNOWN_SOURCE = "unknown"
ENGLISH = "en"

LinesOf = Callable[[str], Container[str]]
"""Folded name of a source -> the keys of the lines that an editor accepted as its boilerplate."""


def no_lines(_source_key: str) -> Container[str]:
    """Return that a source has no boilerplate of its own."""
    return ()


@dataclass(frozen=True, slots=True)
class Defaults:
    """What fills the gaps of records that do not say it themselves; it never overrides a record."""

    source: str = ""
    published: str = ""
    language: str = ""


def default_date_fault(written: str, *, today: date) -> str:
    """Return what is wrong with a date that is to fill the gaps of records, or ""."""
    found = parse_published(written, today=today)
    if not written.strip() or (found.status == "stated" and not found.warning):
        return ""
    return f"“{written.strip()[:40]}” is no date that could be given to records: write 2021, 2021-09 or 2021-09-05."


@dataclass(slots=True)
class PreparedArticle:
    """A record ready to be saved: the columns of its article, and what extraction needs and finds."""

    raw: RawArticle
    identity: str
    source: str
    columns: dict[str, object]
    document: Document
    actors: tuple[Supplied, ...]
    locations: tuple[Supplied, ...]
    warnings: list[dict[str, str]] = field(default_factory=list)
    mentions: list[FoundMention] = field(default_factory=list)

    def warn(self, about: str, message: str) -> None:
        """Note something an editor should know."""
        self.warnings.append({"field": about, "message": message})


@dataclass(frozen=True, slots=True)
class _Facts:
    """Where an article comes from, the language it is said to have, its date, and how the date was written."""

    source: str
    source_is_stated: bool
    url: str
    author: str
    declared: str
    stated: str
    published: Published


def prepare(
    raw: RawArticle, defaults: Defaults, *, today: date, lines_of: LinesOf = no_lines
) -> PreparedArticle | RecordError:
    """Clean a record and find its date, language and identity; a record that cannot be kept comes back as an error."""
    limit = settings.DATELINE["max_text_characters"]
    length = max(len(raw.text), len(raw.html) if not raw.whole_page else 0)
    if length > limit:
        reason = f"The text has {length:,} characters; at most {limit:,} are taken. Split it into articles."
        return RecordError(raw.position, reason, field="text", id=raw.id, title=raw.title)
    try:
        clean = clean_article(title=raw.title, text=raw.text, html=raw.html, whole_page=raw.whole_page, url=raw.url)
    except TextTooLong as error:
        return RecordError(raw.position, str(error), field="html" if raw.html else "text", id=raw.id, title=raw.title)
    if not clean.title:
        return RecordError(
            raw.position, "Nothing is left after cleaning: no title and no text.", field="text", id=raw.id
        )
    warnings = [{"field": warning.field, "message": warning.message} for warning in raw.warnings]
    return _assemble(raw, defaults, clean, warnings=warnings, today=today, lines_of=lines_of)


def _assemble(
    raw: RawArticle,
    defaults: Defaults,
    clean: CleanArticle,
    *,
    warnings: list[dict[str, str]],
    today: date,
    lines_of: LinesOf,
) -> PreparedArticle:
    found = _facts(raw, defaults, today=today)
    source_key = fold_name(found.source)
    # By what the general rules leave: what an editor accepts later must not make the same record another article.
    identity_sha256 = sha256(clean.text or clean.title)
    if found.source_is_stated and (lines := lines_of(source_key)):
        clean = without_source_lines(clean, lines)
    language = detect_language(f"{clean.title}\n\n{clean.text}", found.declared)
    if found.published.warning:
        warnings.append({"field": "published", "message": found.published.warning})
    if language not in (ENGLISH, "und"):
        message = f"The text is not English ({language}): it is searched without stemming, and nothing is extracted."
        warnings.append({"field": "language", "message": message})
    source = found.source if found.source_is_stated else ""
    has_key = bool(raw.id and source)
    return PreparedArticle(
        raw=raw,
        identity=f"id:{source_key}:{raw.id}" if has_key else f"text:{identity_sha256}",
        source=source or UNKNOWN_SOURCE,
        columns={**_columns(raw, clean, found), "language": language},
        document=_document(clean, language=language, source=source, published=found.published),
        actors=raw.actors,
        locations=raw.locations,
        warnings=warnings,
    )


def _facts(raw: RawArticle, defaults: Defaults, *, today: date) -> _Facts:
    """Return what the record says, else what its page says, else what is set for all of its file."""
    page = page_metadata(raw.html, raw.url) if raw.whole_page else None
    source = (raw.source or (page.site_name if page else "") or defaults.source).strip()[:200]
    source_key = fold_name(source)
    url = raw.url or (page.url if page else "")
    stated = raw.published or (page.published if page else "")
    return _Facts(
        source=source,
        source_is_stated=bool(source_key) and source_key != UNKNOWN_SOURCE,
        url=url,
        author=raw.author or (page.author if page else ""),
        declared=raw.language or (page.language if page else "") or defaults.language,
        stated=stated,
        published=_published(stated, url, defaults=defaults, today=today),
    )


def _columns(raw: RawArticle, clean: CleanArticle, found: _Facts) -> dict[str, object]:
    """Return the columns of the article that a record makes, but for its language."""
    kind = raw_kind(raw)
    raw_text = raw.text if kind == "text" else raw.html
    published = found.published
    return {
        "external_id": raw.id,
        "title": clean.title,
        "url": found.url,
        "author": found.author,
        "published_from": published.first,
        "published_to": published.last,
        "published_precision": published.precision,
        "published_status": published.status,
        "published_raw": found.stated[:200],
        "collected": _moment(raw.collected),
        "modified": _moment(raw.modified),
        "raw_text": raw_text,
        "raw_title": raw.title[:MAX_TITLE_CHARACTERS],
        "raw_kind": kind,
        "raw_sha256": sha256(raw_text or raw.title),
        "record_sha256": _record_sha256(raw),
        "text": clean.text,
        "text_sha256": sha256(clean.text or clean.title),
        "removed": [{"text": line.text, "rule": line.rule} for line in clean.removed],
        "word_count": len(clean.text.split()),
    }


def raw_kind(raw: RawArticle) -> str:
    """Return what the text of a record is."""
    if raw.text.strip() or not raw.html.strip():
        return "text"
    return "page" if raw.whole_page else "html"


def _document(clean: CleanArticle, *, language: str, source: str, published: Published) -> Document:
    days = (published.first, published.last) if published.first and published.last else None
    return Document(title=clean.title, text=clean.text, language=language, source=source, published=days)


def _published(stated: str, url: str, *, defaults: Defaults, today: date) -> Published:
    """Date an article by its record, else the editor's default, else its address; never by the day of collection."""
    if stated:
        return parse_published(stated, today=today)
    if defaults.published:
        return parse_published(defaults.published, today=today)
    inferred = published_from_url(url) if url else ""
    if not inferred:
        return parse_published("", today=today)
    found = parse_published(inferred, today=today)
    return Published(
        found.first, found.last, found.precision, "inferred" if found.first else found.status, found.warning
    )


def _moment(text: str) -> datetime | None:
    """Read the day and time of collection; None when it is not ISO 8601."""
    if not text:
        return None
    try:
        moment = parse_datetime(text)
        day = None if moment else parse_date(text)
    except ValueError:
        return None
    if moment is None:
        return datetime.combine(day, time(), UTC) if day else None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def said_at(columns: Mapping[str, object]) -> datetime | None:
    """Return when, as far as is known, a publisher said what a record says: when it was fetched, else its stamp."""
    found = columns["collected"] or columns["modified"]
    return found if isinstance(found, datetime) else None


def sha256(text: str) -> str:
    """Return the SHA-256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain_object(value: object) -> object:
    """Return a supplied actor or location as JSON can hold it."""
    return asdict(value) if isinstance(value, Supplied) else str(value)


# Known without asking each record for its fields, which takes longer than all else here.
_UNSAID = frozenset({"position", "warnings", "collected", "modified"})
_SAID = tuple(each.name for each in fields(RawArticle) if each.name not in _UNSAID)
_read_said = attrgetter(*_SAID)
_as_json = json.JSONEncoder(sort_keys=True, default=_plain_object).encode


def _record_sha256(raw: RawArticle) -> str:
    """Hash what the record says, wherever it stood; its stamps do not make it another record."""
    return sha256(_as_json(dict(zip(_SAID, _read_said(raw), strict=True))))
