"""Uploads by program, once handed over: look first, pause, resume, cancel, retry, roll back; and their ledger."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, Literal

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from ninja import Router, Schema

from corpus import steering
from corpus.ledger import STATUSES, LedgerFilter, csv_lines, upload_state, whole_line
from corpus.looking import LookError
from corpus.models import LedgerRow, Upload
from corpus.preview import correct, preview
from corpus.steering import NotNowError
from corpus.steps import may, take_step
from search.api_schema import Error
from search.api_uploads import (
    AUTHENTICATION,
    CHOICES,
    DRY_RUN,
    REFUSED,
    UploadState,
    bad_parameter,
    forbidden,
    read_defaults,
    read_dry_run,
    read_mapping,
)
from search.errors import error_body

ROWS: Final = 100
MOST_ROWS: Final = 1_000
GREATEST: Final = 2**31 - 1
FORMATS: Final = ("json", "csv")
StepName = Literal["start", "pause", "resume", "cancel", "retry", "repeat", "reprocess", "roll-back", "discard"]
router = Router()


class LedgerLine(Schema):
    """What became of a record; `id` is its article, `rolled_back` what a roll-back did to it."""

    sequence: int
    file: str
    member: str
    line: int | None
    status: str
    id: int | None
    external_id: str
    title: str
    field: str
    reason: str
    warnings: list[dict[str, str]]
    near_duplicate_of: int | None
    rolled_back: str
    rolled_back_reason: str


class Ledger(Schema):
    """Rows of a ledger; `next` is the `after` of the rows that follow, null at the end."""

    rows: list[LedgerLine]
    next: int | None


class Preview(Schema):
    """A dry run: each column with what it is read as, and the first records with what would become of them."""

    columns: list[dict[str, str]]
    records: list[dict[str, Any]]
    more: bool


_LEDGER_QUERY: Final[list[dict[str, Any]]] = [
    {"name": "status", "in": "query", "schema": {"type": "string", "enum": list(STATUSES)}},
    {"name": "file", "in": "query", "schema": {"type": "string", "maxLength": 500}},
    {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 200}},
    {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": GREATEST}},
    {"name": "size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS}},
    {"name": "format", "in": "query", "schema": {"type": "string", "enum": list(FORMATS), "default": "json"}},
]


def _form(**properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": CHOICES | properties}
    return {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}}


@router.get(
    "/{int:upload_id}/ledger",
    auth=AUTHENTICATION,
    response={200: Ledger, 400: Error, 404: Error, **REFUSED},
    openapi_extra={"parameters": _LEDGER_QUERY},
    operation_id="ledger",
)
def ledger(request: HttpRequest, upload_id: int) -> HttpResponseBase:
    """Return what became of each record, in order; `format=csv` sends all rows that are asked for."""
    if not _user(request).has_perm("corpus.view_upload"):
        return forbidden()
    upload = _upload(upload_id)
    query = request.GET
    for name, known in (("status", STATUSES), ("format", FORMATS)):
        if query.get(name) and query[name] not in known:
            return bad_parameter(name, f"“{name}={query[name][:50]}” is not known; it can be {', '.join(known)}.")
    rows = LedgerFilter.of(query.dict()).rows(upload)
    if query.get("format") == "csv":
        return StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    numbers = {"after": 0, "size": ROWS}
    for name, least, most in (("after", 0, GREATEST), ("size", 1, MOST_ROWS)):
        try:
            numbers[name] = int(query.get(name) or numbers[name])
        except ValueError:
            return bad_parameter(name, f"“{name}” must be a whole number.")
        if not least <= numbers[name] <= most:
            return bad_parameter(name, f"“{name}” must be from {least:,} to {most:,}.")
    return _json(_page(rows, after=numbers["after"], size=numbers["size"]))


def _page(rows: QuerySet[LedgerRow], *, after: int, size: int) -> dict[str, Any]:
    found = list(rows.filter(sequence__gt=after)[: size + 1])
    more = len(found) > size
    return {"rows": [whole_line(row) for row in found[:size]], "next": found[size - 1].sequence if more else None}


@router.post(
    "/{int:upload_id}/preview",
    auth=AUTHENTICATION,
    response={200: Preview, 400: Error, 404: Error, 409: Error, 503: Error, **REFUSED},
    openapi_extra=_form(),
    operation_id="preview",
)
def look(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Read the first records of a held upload; a `mapping`, defaults or an `extractor` that are sent are kept."""
    if not may(_user(request), "start"):
        return forbidden()
    upload = _upload(upload_id)
    if upload.status != steering.HELD:
        return _not_now("It is not held; hand it over with dry_run=1.")
    if fault := _correct(request, upload):
        return fault
    try:
        found = preview(upload)
    except LookError as error:
        return JsonResponse(error_body("no_preview", str(error)), status=HTTPStatus.SERVICE_UNAVAILABLE)
    Upload.objects.filter(pk=upload.pk, status=steering.HELD).update(preview=found)
    return _json(found)


@router.post(
    "/{int:upload_id}/{step}",
    auth=AUTHENTICATION,
    response={200: UploadState, 400: Error, 404: Error, 409: Error, **REFUSED},
    openapi_extra=_form(dry_run=DRY_RUN),
    operation_id="step",
)
def step(request: HttpRequest, upload_id: int, step: StepName) -> HttpResponse:
    """Take a step with an upload and return where it stands; `retry` and `repeat` return the new upload.

    `start` takes what `preview` takes; with `dry_run=1` what `retry` and `repeat` make is held. 409 says that the step
    cannot be taken now, and why.
    """
    name = step.replace("-", "_")
    user = _user(request)
    if not may(user, name):
        return forbidden()
    upload = _upload(upload_id)
    held, fault = read_dry_run(request)
    if fault or (name == "start" and upload.status == steering.HELD and (fault := _correct(request, upload))):
        return fault
    try:
        now = take_step(name, upload, user, via="api", held=held)
    except NotNowError as error:
        return _not_now(str(error))
    if now is None:
        return _json(upload_state(upload) | {"status": "discarded"})
    now.refresh_from_db()
    return _json(upload_state(now))


def _correct(request: HttpRequest, upload: Upload) -> HttpResponse | None:
    """Keep what a form says of a held upload; return the answer that refuses it, if something is wrong with it."""
    given, fault = read_defaults(request)
    if fault:
        return fault
    changes: dict[str, object] = {"source_name" if name == "source" else name: given[name] for name in given}
    if not changes.get("extractor"):
        changes.pop("extractor", None)
    if written := request.POST.get("mapping", ""):
        mapping, told = read_mapping(written)
        if told:
            return bad_parameter("mapping", told)
        changes["mapping"] = mapping
    correct(upload, changes)
    return None


def _upload(upload_id: int) -> Upload:
    upload = Upload.objects.filter(pk=upload_id).first() if upload_id < 2**63 else None
    if upload is None:
        raise Http404("There is no such upload.")
    return upload


def _user(request: HttpRequest) -> User:
    user = request.auth  # type: ignore[attr-defined] # ninja's, of whoever the credentials belong to
    assert isinstance(user, User)
    return user


def _not_now(text: str) -> HttpResponse:
    return JsonResponse(error_body("not_now", text), status=HTTPStatus.CONFLICT)


def _json(body: dict[str, Any]) -> HttpResponse:
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
