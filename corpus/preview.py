"""A dry run of an upload: what its first records would become, compared with what the corpus has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from corpus.corrections import reasons_to_skip
from corpus.looking import Sight, look
from corpus.models import Article, LedgerStatus, SourceName, Upload, UploadStatus
from corpus.names import fold_name
from corpus.prepare import Defaults
from corpus.receive import stored_path
from corpus.revisions import Former, former_records

_Record = dict[str, Any]


def preview(upload: Upload) -> dict[str, Any]:
    """Return what the first records of an upload are read as, and would become; see `corpus.looking.look`.

    Raises LookError.
    """
    files = [Sight(file.name, str(stored_path(file)), file.only) for file in upload.files.order_by("id")]
    defaults = Defaults(upload.source_name, upload.published, upload.language)
    found = look(files, defaults=defaults, mapping=upload.mapping)
    foretell(found["records"])
    return found


def correct(upload: Upload, changes: Mapping[str, object]) -> None:
    """Change what a held upload is read with: its defaults, extractor or mapping; what was seen before no longer holds.

    `changes` are values by column of Upload. An upload that was started meanwhile stays as it is.
    """
    if not changes:
        return
    Upload.objects.filter(pk=upload.pk, status=UploadStatus.HELD).update(**changes, preview=None)
    upload.refresh_from_db()


def foretell(records: Sequence[_Record]) -> None:
    """Note in each record what would become of it, and of which article."""
    _follow_renames(records)
    identities = {record["identity"] for record in records if "identity" in record}
    columns = ("identity", "id", "record_sha256", Coalesce("collected", "modified"))
    known = {row[0]: _Known(*row[1:]) for row in Article.objects.filter(identity__in=identities).values_list(*columns)}
    foretelling = _Foretelling(known, former_records(each.article_id for each in known.values() if each.article_id))
    skipped = reasons_to_skip(identities)
    for record in records:
        identity = record.get("identity")
        if identity is None:
            is_skipped = record.pop("skipped", False)
            record["status"] = (LedgerStatus.SKIPPED if is_skipped else LedgerStatus.FAILED).value
            continue
        if identity in skipped and identity not in known:
            record["status"], record["article"] = LedgerStatus.SKIPPED.value, None
        else:
            record["status"], record["article"] = foretelling.of(record)
        if identity in skipped:
            record["reason"] = skipped[identity]


@dataclass(frozen=True, slots=True)
class _Known:
    """What an article says: before the upload, or after some of its records; one that it would make has no id."""

    article_id: int | None
    sha256: str
    said: datetime | None


class _Foretelling:
    """What records would become one after another, as `corpus.ingest` decides on them."""

    def __init__(self, known: Mapping[str, _Known], former: Mapping[tuple[int, str], Former]) -> None:
        self.known = dict(known)
        identities = {each.article_id: identity for identity, each in known.items()}
        self.former = {(identities[article_id], sha256): each for (article_id, sha256), each in former.items()}
        self.now = timezone.now()

    def of(self, record: _Record) -> tuple[str, int | None]:
        """Return what a record would become, and the article that it would update or repeats."""
        identity, sha256 = record["identity"], record["record_sha256"]
        said = parse_datetime(record["said"])
        known = self.known.get(identity)
        if known is None:
            self.known[identity] = _Known(None, sha256, said)
            return LedgerStatus.NEW.value, None
        if identity.startswith("text:") or known.sha256 == sha256:
            return LedgerStatus.DUPLICATE.value, known.article_id
        earlier = self.former.get((identity, sha256))
        if earlier and earlier.is_overtaken(said, known.said):
            record["reason"] = "Said before an update."
            return LedgerStatus.DUPLICATE.value, known.article_id
        self._update(identity, known, _Known(known.article_id, sha256, said))
        return LedgerStatus.UPDATED.value, known.article_id

    def _update(self, identity: str, before: _Known, after: _Known) -> None:
        self.former[identity, before.sha256] = Former(None, before.said, self.now)
        self.known[identity] = after


def _follow_renames(records: Sequence[_Record]) -> None:
    """Let records that use the former name of a source belong to the source, as on their way in."""
    keys = {fold_name(record["source"])[:200] for record in records if record.get("source")}
    former = {row.key: row.source.name for row in SourceName.objects.filter(key__in=keys).select_related("source")}
    for record in records if former else ():
        old = fold_name(record.get("source", ""))
        name = former.get(old[:200])
        if name is None:
            continue
        if record["identity"] == f"id:{old}:{record['external_id']}":
            record["identity"] = f"id:{fold_name(name)}:{record['external_id']}"
        record["source"] = name
