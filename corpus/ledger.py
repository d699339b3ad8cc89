"""The ledger of an upload, to be looked through and taken along: filtered, as CSV and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from corpus.models import LEDGER_COUNTS, LedgerRow, LedgerStatus, Reprocessing, Undone, Upload
from corpus.spreadsheets import BYTE_ORDER_MARK, line_writer, safe_cell

NEAR: Final = "near-duplicate"
KEPT: Final = "kept"
STATUSES: Final = (*LedgerStatus.values, NEAR, KEPT)
"""What rows can be chosen by: their status, whether they are near-duplicates, whether a roll-back has kept them."""

MOST_TEXT: Final = 200
MOST_NAME: Final = 500
COLUMNS: Final = (
    *("sequence", "file", "member", "line", "status", "id", "external_id", "title", "field", "reason", "warnings"),
    *("near_duplicate_of", "rolled_back", "rolled_back_reason"),
)
_CHUNK: Final = 2_000
_JOB: Final = ("id", "status", "total", "done", "changed", "unchanged", "failed")


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which rows of a ledger: of a status, of a file, with a text in title, reason, id or member; "" = all."""

    status: str = ""
    file: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> LedgerFilter:
        """Read a query string; a status that is not known counts as none."""
        status = query.get("status", "")
        file, text = (query.get(name, "").replace("\x00", "") for name in ("file", "q"))
        return cls(status if status in STATUSES else "", file[:MOST_NAME], text.strip()[:MOST_TEXT])

    def rows(self, upload: Upload) -> QuerySet[LedgerRow]:
        """Return the rows of an upload, in order."""
        rows = upload.ledger.order_by("sequence")
        if self.status == NEAR:
            rows = rows.filter(near_duplicate_of__isnull=False)
        elif self.status == KEPT:
            rows = rows.filter(undone=Undone.KEPT)
        elif self.status:
            rows = rows.filter(status=self.status)
        if self.file:
            rows = rows.filter(file=self.file)
        if self.text:
            rows = rows.filter(
                Q(title__icontains=self.text)
                | Q(reason__icontains=self.text)
                | Q(external_id__icontains=self.text)
                | Q(member__icontains=self.text)
            )
        return rows


def upload_states(uploads: Sequence[Upload]) -> list[dict[str, Any]]:
    """Return where uploads stand, as the API and `manage.py uploads --json` write it.

    `reprocessing` is the last time that the articles of an upload were cleaned and extracted again.
    """
    jobs = Reprocessing.objects.filter(selection__upload__in=[upload.pk for upload in uploads]).order_by("id")
    last = {job.pop("selection__upload"): job for job in jobs.values("selection__upload", *_JOB)}
    return [_state(upload) | {"reprocessing": last.get(upload.pk)} for upload in uploads]


def upload_state(upload: Upload) -> dict[str, Any]:
    """Return where an upload stands."""
    return upload_states([upload])[0]


def _state(upload: Upload) -> dict[str, Any]:
    return {
        "id": upload.pk,
        "name": upload.name,
        "status": upload.status,
        "message": upload.message,
        "bytes_total": upload.bytes_total,
        "bytes_done": upload.bytes_done,
        **{name: getattr(upload, name) for name in LEDGER_COUNTS},
        "undone": upload.undone,
        "retry_of": upload.retry_of_id,
        "mapping": upload.mapping,
    }


def plain_line(row: LedgerRow) -> dict[str, Any]:
    """Return a row as `manage.py ingest --json` writes it."""
    return {
        "file": row.file,
        "member": row.member,
        "line": row.line,
        "status": row.status,
        "id": row.article_id,
        "external_id": row.external_id,
        "title": row.title,
        "field": row.field,
        "reason": row.reason,
        "warnings": row.warnings,
    }


def whole_line(row: LedgerRow) -> dict[str, Any]:
    """Return a row with what became of it later: near-duplicates found, rolled back."""
    return {
        "sequence": row.sequence,
        **plain_line(row),
        "near_duplicate_of": row.near_duplicate_of_id,
        "rolled_back": row.undone,
        "rolled_back_reason": row.undone_reason,
    }


def csv_lines(rows: QuerySet[LedgerRow]) -> Iterator[str]:
    """Yield rows as CSV: a header, then a line a row; no cell can be taken for a formula."""
    write = line_writer()
    yield BYTE_ORDER_MARK + write(COLUMNS)
    for row in rows.iterator(chunk_size=_CHUNK):
        cells = whole_line(row) | {"warnings": "; ".join(map(_told, row.warnings))}
        yield write(safe_cell(cells[column]) for column in COLUMNS)


def _told(warning: Mapping[str, str]) -> str:
    field = warning.get("field", "")
    return f"{field}: {warning.get('message', '')}" if field else warning.get("message", "")
