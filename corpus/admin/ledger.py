"""The ledger on the page of an upload: filtered, paged, and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict, StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from corpus.ledger import KEPT, NEAR, LedgerFilter, csv_lines
from corpus.models import LedgerRow, LedgerStatus, Undone, Upload

if TYPE_CHECKING:
    RowPaginator = Paginator[LedgerRow]
else:  # only the type stubs know Paginator as generic
    RowPaginator = Paginator

LEDGER_PAGE: Final = 100
FILES_OFFERED: Final = 200


class LedgerPaginator(RowPaginator):
    """Pages of a ledger, without counting rows that the upload has counted."""

    def __init__(self, rows: QuerySet[LedgerRow], *, known: int | None) -> None:
        super().__init__(rows, LEDGER_PAGE)
        self._known = known

    @cached_property
    def count(self) -> int:
        """Return the number of rows."""
        return super().count if self._known is None else self._known


def ledger_page(upload: Upload, query: QueryDict) -> dict[str, Any]:
    """Return a page of the ledger for its template, with the links around it."""
    chosen = LedgerFilter.of(query.dict())  # type: ignore[arg-type] # the last value of a key is a text
    plain = not (chosen.file or chosen.text) and chosen.status not in (NEAR, KEPT)
    known = getattr(upload, chosen.status or "sent") if plain else None
    rows = chosen.rows(upload).select_related("near_duplicate_of")
    found = LedgerPaginator(rows, known=known).get_page(query.get("page", "1"))
    return {
        "ledger": found,
        "chosen": chosen,
        "is_filtered": chosen != LedgerFilter(),
        "statuses": _statuses(upload, chosen),
        "file_names": _file_names(upload, chosen),
        "previous_url": _link(chosen, page=found.previous_page_number()) if found.has_previous() else "",
        "next_url": _link(chosen, page=found.next_page_number()) if found.has_next() else "",
        "csv_url": reverse("admin:corpus_upload_ledger", args=[upload.pk]) + _link(chosen).removesuffix("?"),
    }


def ledger_csv(upload: Upload, query: QueryDict) -> StreamingHttpResponse:
    """Send the rows of a ledger that the query string asks for."""
    rows = LedgerFilter.of(query.dict()).rows(upload)  # type: ignore[arg-type] # as above
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dateline-upload-{upload.pk}-ledger.csv"'
    return response


def _statuses(upload: Upload, chosen: LedgerFilter) -> list[dict[str, Any]]:
    """Return what rows can be chosen by, each with its number in the whole ledger."""
    counts: list[tuple[str, str, int]] = [("", "all", upload.sent)]
    counts += [(each, each, getattr(upload, each)) for each in LedgerStatus.values]
    if near := upload.ledger.filter(near_duplicate_of__isnull=False).count():
        counts.append((NEAR, "near-duplicates", near))
    if upload.undone and (kept := upload.ledger.filter(undone=Undone.KEPT).count()):
        counts.append((KEPT, "kept in the roll-back", kept))
    return [
        {
            "label": label,
            "url": _link(LedgerFilter(value, chosen.file, chosen.text)),
            "count": count,
            "current": value == chosen.status,
        }
        for value, label, count in counts
    ]


def _file_names(upload: Upload, chosen: LedgerFilter) -> list[str]:
    names = list(upload.files.order_by("id").values_list("name", flat=True)[:FILES_OFFERED])
    return list(dict.fromkeys([*names, *([chosen.file] if chosen.file else [])]))


def _link(chosen: LedgerFilter, **others: object) -> str:
    asked = {"status": chosen.status, "file": chosen.file, "q": chosen.text, **others}
    return "?" + urlencode({name: value for name, value in asked.items() if value})
