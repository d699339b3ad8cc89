"""One batch of an ingestion into the database: articles, mentions, ledger and outbox in a single transaction."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.db import transaction
from django.db.models import F

from corpus.corrections import kept_columns
from corpus.entities import EntityDirectory, NamedActor
from corpus.extract.lexicon import load_lexicon
from corpus.extract.locations import lookup_supplied
from corpus.extract.mention import FoundMention, Resolved
from corpus.formats.record import Position, RecordError, Supplied
from corpus.models import Article, LedgerRow, LedgerStatus, Mention, Upload, UploadedFile, UploadStatus
from corpus.names import fold_name
from corpus.prepare import PreparedArticle
from corpus.realign import realign_dates, realign_title
from corpus.revisions import keep_revisions
from corpus.rows import Row, insert_rows, update_rows
from corpus.signals import announce

_Waiting = tuple[dict[str, object], str, int | None]
"""The row of a mention, and the key of its actor or the GeoNames id of its location, which have yet to get ids."""


class Mentioning(Protocol):
    """What mentions are saved of: those found in an article, and what its record names."""

    @property
    def mentions(self) -> Sequence[FoundMention]: ...

    @property
    def actors(self) -> Sequence[Supplied]: ...

    @property
    def locations(self) -> Sequence[Supplied]: ...


class LeaseLostError(Exception):
    """This upload was paused or cancelled, or another worker has taken it over; nothing of the batch was saved."""


@dataclass(slots=True)
class Outcome:
    """What becomes of one record: `prepared` is saved (as new, or over `article_id`), or only the ledger tells.

    `same_as`: an earlier record of the same batch that says the same; what becomes of that one decides.
    """

    position: Position
    status: str
    prepared: PreparedArticle | None = None
    article_id: int | None = None
    external_id: str = ""
    title: str = ""
    field: str = ""
    reason: str = ""
    warnings: list[dict[str, str]] = dataclasses.field(default_factory=list)
    same_as: Outcome | None = None

    @property
    def saved(self) -> PreparedArticle | None:
        """What is to be saved of the record."""
        return None if self.same_as else self.prepared

    @classmethod
    def of_error(cls, error: RecordError) -> Outcome:
        """Make the outcome of a record that could not be kept, or is no article."""
        return cls(
            position=error.position,
            status=LedgerStatus.SKIPPED if error.skipped else LedgerStatus.FAILED,
            external_id=error.id[:500],
            title=error.title[:300],
            field=error.field,
            reason=error.reason,
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """The outcomes of a run of records of one file, in the order of the file."""

    upload: Upload
    file: UploadedFile
    outcomes: Sequence[Outcome]
    extractor: str
    bytes_done: int


def save_batch(batch: Batch, directory: EntityDirectory) -> Sequence[Row]:
    """Save a batch whole or not at all, and return its ledger rows.

    Raises LeaseLostError when the upload's fence has moved on, and DatabaseError as the database does.
    """
    try:
        with transaction.atomic():
            check_fence(batch.upload)
            _save_articles(batch, directory)
            rows = _write_ledger(batch)
            changed = [outcome.article_id for outcome in batch.outcomes if outcome.saved and outcome.article_id]
            announce(changed, may_wait=True, last=False)
            return rows
    except BaseException:
        directory.forget()
        raise


def check_fence(upload: Upload) -> None:
    """Hold the upload's row; a worker whose lease was given to another writes nothing."""
    current = Upload.objects.select_for_update().filter(pk=upload.pk).values_list("fence", "status").first()
    if current != (upload.fence, UploadStatus.RUNNING):
        raise LeaseLostError(f"Upload {upload.pk} is no longer ours: paused, cancelled or taken over.")


def _save_articles(batch: Batch, directory: EntityDirectory) -> None:
    held = _hold(batch.outcomes)
    saving = [(outcome, outcome.saved) for outcome in batch.outcomes if outcome.saved]
    sources = directory.sources({prepared.source for _, prepared in saving})
    created: dict[str, Outcome] = {}
    inserts: list[Row] = []
    updates: list[Row] = []
    corrected_meanwhile: list[Article] = []
    for outcome, prepared in saving:
        columns = prepared.columns | {
            "source_id": sources[fold_name(prepared.source)[:200]],
            "extractor": batch.extractor,
            "warnings": prepared.warnings,
            "upload_id": batch.upload.pk,
        }
        if outcome.article_id is None:
            created[prepared.identity] = outcome
            inserts.append(columns | {"identity": prepared.identity})
            continue
        article = held[outcome.article_id]
        kept = kept_columns(article)
        if any(columns[name] != value for name, value in kept.items()):
            corrected_meanwhile.append(article)
        updates.append(columns | kept | {"id": article.pk, "version": article.version + 1})
    insert_rows(Article, inserts)
    for identity, article_id in Article.objects.filter(identity__in=list(created)).values_list("identity", "id"):
        created[identity].article_id = article_id
    if updates:
        keep_revisions(list(held), updates[0].keys() - {"id", "version"}, upload=batch.upload)
    Mention.objects.filter(article_id__in=list(held)).delete()
    update_rows(Article, updates)
    save_mentions([(prepared, outcome.article_id or 0) for outcome, prepared in saving], batch.extractor, directory)
    for article in corrected_meanwhile:  # an editor was at it after its mentions had been found
        article.refresh_from_db()
        realign_title(article)
        realign_dates(article)


def _hold(outcomes: Sequence[Outcome]) -> dict[int, Article]:
    """Return the articles to update, by id, held so that nobody else changes them; what is gone is not saved again."""
    updates = {each.article_id: each for each in outcomes if each.saved and each.article_id is not None}
    if not updates:
        return {}
    wanted = Article.objects.select_for_update().filter(pk__in=list(updates)).order_by("pk")
    held = {article.pk: article for article in wanted.defer("text", "raw_text")}
    for article_id, outcome in updates.items():
        if article_id not in held:
            outcome.status, outcome.reason = LedgerStatus.SKIPPED, "Taken down while this upload was in work."
            outcome.prepared, outcome.article_id = None, None
    return held


def save_mentions(saved: Sequence[tuple[Mentioning, int]], extractor: str, directory: EntityDirectory) -> None:
    """Save what these articles, whose ids are given, were found to mention, and what their records name."""
    rows: list[Row] = []
    actors: dict[str, NamedActor] = {}
    locations: dict[int, dict[str, str]] = {}
    waiting: list[_Waiting] = []
    for prepared, article_id in saved:
        for mention in prepared.mentions:
            row = _mention_row(mention, article_id, extractor)
            key = _note_actor(actors, mention) if mention.key and mention.kind not in ("location", "date") else ""
            place = _note_location(locations, mention) if mention.kind == "location" and mention.place else None
            waiting.append((row, key, place))
        waiting += _supplied_mentions(prepared, article_id, actors=actors, locations=locations)
    actor_ids, location_ids = directory.actors(actors), directory.locations(locations)
    for row, key, place in waiting:
        actor_id = actor_ids.get(key)
        location_id = location_ids.get(place) if place is not None else None
        if row["kind"] == "date" or actor_id or location_id:
            rows.append(row | {"actor_id": actor_id, "location_id": location_id})
    insert_rows(Mention, rows)


def _mention_row(mention: FoundMention, article_id: int, extractor: str) -> dict[str, object]:
    evidence: dict[str, object] = {}
    if mention.place:
        evidence = {"how": mention.place.how, "alternatives": [list(each) for each in mention.place.alternatives]}
    return {
        "article_id": article_id,
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.text,
        "kind": mention.kind,
        "date_from": mention.first,
        "date_to": mention.last,
        "precision": mention.precision,
        "yearless": mention.yearless,
        "rule": mention.rule,
        "extractor": extractor,
        "confidence": min(1.0, max(0.0, mention.confidence)),
        "evidence": evidence,
    }


def _supplied_row(article_id: int, name: str, kind: str) -> dict[str, object]:
    """Return the row of a mention that the record itself names: it stands nowhere in the text."""
    nowhere = {"field": Mention.Field.TEXT.value, "start": None, "end": None}
    dateless = {"date_from": None, "date_to": None, "precision": "", "yearless": ""}
    evidence = {"how": "supplied", "alternatives": []} if kind == "location" else {}
    row = {"article_id": article_id, "surface": name, "kind": kind, "rule": "supplied", "extractor": ""}
    return row | nowhere | dateless | {"confidence": 1.0, "evidence": evidence}


def _note_actor(actors: dict[str, NamedActor], mention: FoundMention) -> str:
    actor = actors.setdefault(mention.key, NamedActor(mention.key, mention.name, mention.kind, mention.country))
    actor.call(mention.name)
    actor.call(mention.text)
    return mention.key


def _note_location(locations: dict[int, dict[str, str]], mention: FoundMention) -> int:
    place = mention.place
    assert place is not None
    names = locations.setdefault(place.geonameid, {})
    if mention.rule != "demonym" and place.how != "country":
        names.setdefault(fold_name(mention.text)[:250], mention.text[:250])
    return place.geonameid


def _supplied_mentions(
    prepared: Mentioning,
    article_id: int,
    *,
    actors: dict[str, NamedActor],
    locations: dict[int, dict[str, str]],
) -> list[_Waiting]:
    rows: list[_Waiting] = []
    found = {fold_name(mention.name): mention for mention in prepared.mentions if mention.key}
    for supplied in prepared.actors:
        mention = _supplied_actor(supplied, found)
        row = _supplied_row(article_id, supplied.name, mention.kind)
        rows.append((row, _note_actor(actors, mention), None))
    for supplied in prepared.locations:
        place = supplied_place(supplied)
        if place is None:
            continue
        row = _supplied_row(article_id, supplied.name, "location")
        locations.setdefault(place.geonameid, {}).setdefault(fold_name(supplied.name)[:250], supplied.name[:250])
        rows.append((row, "", place.geonameid))
    return rows


def supplied_place(supplied: Supplied) -> Resolved | None:
    """Resolve a location that a record names, by its id or its exact name; None when there is none such."""
    return _place(supplied.name, supplied.country, supplied.geonameid)


@lru_cache(maxsize=10_000)
def _place(name: str, country: str, geonameid: int | None) -> Resolved | None:
    return lookup_supplied(name, country=country, geonameid=geonameid)


def _supplied_actor(supplied: Supplied, found: dict[str, FoundMention]) -> FoundMention:
    """Return a mention of an actor that a record names: one the article has, one of the lexicon, or a new one."""
    name = supplied.name.strip()
    same = found.get(fold_name(name))
    known = None if same else load_lexicon().named(name)
    if same:
        key, canonical, kind, country = same.key, same.name, same.kind, same.country
    elif known:
        key, canonical, kind, country = known.key, known.name, known.kind, known.country
    else:
        kind = supplied.kind or "unknown"  # type: ignore[assignment]
        key, canonical, country = f"{kind}:{fold_name(name)}"[:300], name, supplied.country
    return FoundMention(0, len(name), name, "text", kind, canonical, 1.0, "supplied", key=key, country=country)


def _write_ledger(batch: Batch) -> Sequence[Row]:
    _settle_repeats(batch.outcomes)
    start = Upload.objects.values_list("sent", flat=True).get(pk=batch.upload.pk)
    rows = [
        {
            "upload_id": batch.upload.pk,
            "sequence": start + number,
            "file": outcome.position.file[:500],
            "member": outcome.position.member[:500],
            "line": outcome.position.line,
            "status": str(outcome.status),
            "article_id": outcome.article_id,
            "external_id": outcome.external_id[:500],
            "title": outcome.title[:300],
            "field": outcome.field[:40],
            "reason": outcome.reason,
            "warnings": outcome.warnings,
        }
        for number, outcome in enumerate(batch.outcomes, start=1)
    ]
    insert_rows(LedgerRow, rows)
    counted = Counter(row["status"] for row in rows)
    steps = {status.value: F(status.value) + counted[status.value] for status in LedgerStatus}
    Upload.objects.filter(pk=batch.upload.pk).update(
        sent=F("sent") + len(rows),
        bytes_done=batch.bytes_done,
        attempts=0,  # only attempts that came to nothing count towards giving up
        **steps,
    )
    UploadedFile.objects.filter(pk=batch.file.pk).update(records=F("records") + len(rows))
    return rows


def _settle_repeats(outcomes: Sequence[Outcome]) -> None:
    """Let records that repeat an earlier one of the batch name its article, now that it has an id."""
    for outcome in outcomes:
        earlier = outcome.same_as
        if earlier is None:
            continue
        outcome.article_id = earlier.article_id
        if earlier.article_id is None:
            outcome.status, outcome.reason = earlier.status, earlier.reason
        else:
            outcome.status, outcome.reason = LedgerStatus.DUPLICATE, f"The same as article {earlier.article_id}."
