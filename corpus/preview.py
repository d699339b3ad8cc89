"""A dry run of an upload: what its first records would become, compared with what the corpus has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.corrections import reasons_to_skip
from corpus.looking import Sight, look
from corpus.models import Article, LedgerStatus, SourceName, Upload
from corpus.names import fold_name
from corpus.prepare import Defaults
from corpus.receive import stored_path

_Record = dict[str, Any]


def preview(upload: Upload) -> dict[str, Any]:
    """Return what the first records of an upload are read as, and would become: {"columns", "records", "more"}.

    Raises LookError.
    """
    files = [Sight(file.name, str(stored_path(file)), file.only) for file in upload.files.order_by("id")]
    defaults = Defaults(upload.source_name, upload.published, upload.language)
    found = look(files, defaults=defaults, mapping=upload.mapping)
    foretell(found["records"])
    return found


def foretell(records: Sequence[_Record]) -> None:
    """Note in each record what would become of it, and of which article."""
    _follow_renames(records)
    identities = {record["identity"] for record in records if "identity" in record}
    known = {
        identity: (article_id, sha256)
        for identity, article_id, sha256 in Article.objects.filter(identity__in=identities).values_list(
            "identity", "id", "record_sha256"
        )
    }
    skipped = reasons_to_skip(identities)
    seen: dict[str, str] = {}
    for record in records:
        identity = record.get("identity")
        if identity is None:
            record["status"] = LedgerStatus.FAILED.value
            continue
        record["status"], record["article"] = _foretold(record, known, skipped, seen)
        if identity in skipped:
            record["reason"] = skipped[identity]
        seen[identity] = record["record_sha256"]


def _foretold(
    record: _Record,
    known: Mapping[str, tuple[int, str]],
    skipped: Mapping[str, str],
    seen: Mapping[str, str],
) -> tuple[str, int | None]:
    """Return what a record would become, and the article that it would update or repeats."""
    identity, sha256 = record["identity"], record["record_sha256"]
    article_id, last = known.get(identity, (None, ""))
    last = seen.get(identity, last)
    if identity in skipped and article_id is None:
        return LedgerStatus.SKIPPED.value, None
    if article_id is None and identity not in seen:
        return LedgerStatus.NEW.value, None
    is_same = identity.startswith("text:") or last == sha256
    return (LedgerStatus.DUPLICATE if is_same else LedgerStatus.UPDATED).value, article_id


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
