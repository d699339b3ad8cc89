"""Handing files over by program: what the upload desk does, for editors with a token, or a name and a password."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, BinaryIO, Final, cast

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router, Schema
from ninja.security import HttpBasicAuth, HttpBearer

from corpus.extract import EXTRACTOR_NAMES
from corpus.formats.columns import mapping_fault
from corpus.ledger import upload_state, upload_states
from corpus.models import Upload
from corpus.models.token import user_of_key
from corpus.prepare import Defaults, default_date_fault
from corpus.receive import Incoming, receive
from search.api_schema import Error
from search.errors import error_body

LATEST: Final = 100
DEFAULTS: Final = {"source": 200, "published": 40, "language": 16}
router = Router()


class EditorAuth(HttpBasicAuth):
    """A user of the admin, by HTTP Basic; failed attempts count towards the lockout."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> User | None:
        """Return the user these words belong to."""
        user = authenticate(request, username=username, password=password)
        return user if isinstance(user, User) else None


class TokenAuth(HttpBearer):
    """A token of a user, made in the admin or by `manage.py token`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the user this token acts for."""
        return user_of_key(token)


AUTHENTICATION: Final = [TokenAuth(), EditorAuth()]


class ReprocessingState(Schema):
    """The last time that the articles of an upload were cleaned and extracted again: where it stands."""

    id: int
    status: str
    total: int
    done: int
    changed: int
    unchanged: int
    failed: int


class UploadState(Schema):
    """An upload: where it stands, and what became of its records so far."""

    id: int
    name: str
    status: str
    message: str
    bytes_total: int
    bytes_done: int
    sent: int
    new: int
    updated: int
    duplicate: int
    skipped: int
    failed: int
    undone: int
    retry_of: int | None
    mapping: dict[str, str]
    reprocessing: ReprocessingState | None


class Uploads(Schema):
    """The latest uploads, newest first."""

    uploads: list[UploadState]


REFUSED: Final = {401: Error, 403: Error}
DRY_RUN: Final[dict[str, Any]] = {"type": "string", "enum": ["0", "1"], "default": "0"}
CHOICES: Final[dict[str, Any]] = {
    **{name: {"type": "string", "maxLength": most} for name, most in DEFAULTS.items()},
    "extractor": {"type": "string", "enum": list(EXTRACTOR_NAMES), "default": "spacy"},
    "mapping": {"type": "string", "description": "JSON: column -> field, “” = left out"},
}
"""What the records of an upload are read with, as a form says it."""

_FILES: Final = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
_FORM: Final = {"type": "object", "required": ["files"], "properties": {"files": _FILES, **CHOICES, "dry_run": DRY_RUN}}
FORM: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}},
}


@router.post(
    "",
    auth=AUTHENTICATION,
    response={202: UploadState, 400: Error, 503: Error, **REFUSED},
    openapi_extra=FORM,
    operation_id="hand_over",
)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Keep files and queue them as one upload; `source`, `published` and `language` fill the gaps of records.

    With `dry_run=1` it is held until it is started, so that `preview` can be looked at first.
    """
    user: User = request.auth  # type: ignore[attr-defined]
    if not user.has_perm("corpus.add_upload"):
        return forbidden()
    files = request.FILES.getlist("files")
    if not files:
        return bad_parameter("files", "Send at least one file, as “files” of a multipart form.")
    given, fault = read_defaults(request)
    if fault:
        return fault
    held, fault = read_dry_run(request)
    if fault:
        return fault
    mapping, told = read_mapping(request.POST.get("mapping") or "{}")
    if told:
        return bad_parameter("mapping", told)
    incoming = (Incoming(file.name or "unnamed", cast(BinaryIO, file)) for file in files)
    try:
        upload = receive(
            incoming,
            via="api",
            defaults=Defaults(*(given.get(name, "") for name in DEFAULTS)),
            extractor=given.get("extractor") or EXTRACTOR_NAMES[0],
            user=user,
            mapping=mapping,
            held=held,
        )
    except OSError as error:
        text = f"The files could not be kept: {error}. Nothing was queued; make room and send them again."
        return JsonResponse(error_body("not_kept", text), status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse(upload_state(upload), status=HTTPStatus.ACCEPTED)


@router.get("", auth=AUTHENTICATION, response={200: Uploads, **REFUSED}, operation_id="uploads")
def latest(request: HttpRequest) -> HttpResponse:
    """Return the latest uploads."""
    user: User = request.auth  # type: ignore[attr-defined]
    if not user.has_perm("corpus.view_upload"):
        return forbidden()
    return JsonResponse({"uploads": upload_states(list(Upload.objects.order_by("-id")[:LATEST]))})


@router.get(
    "/{int:upload_id}",
    auth=AUTHENTICATION,
    response={200: UploadState, 404: Error, **REFUSED},
    operation_id="upload",
)
def one(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Return how far an upload is."""
    user: User = request.auth  # type: ignore[attr-defined]
    if not user.has_perm("corpus.view_upload"):
        return forbidden()
    upload = Upload.objects.filter(pk=upload_id).first() if upload_id < 2**63 else None
    if upload is None:
        raise Http404("There is no such upload.")
    return JsonResponse(upload_state(upload))


def read_defaults(request: HttpRequest) -> tuple[dict[str, str], HttpResponse | None]:
    """Return the defaults and the extractor that a form names, or the answer that refuses them."""
    given = {name: request.POST[name].replace("\x00", "") for name in (*DEFAULTS, "extractor") if name in request.POST}
    extractor = given.get("extractor")
    if extractor and extractor not in EXTRACTOR_NAMES:
        said = f"“{extractor[:50]}” is not known; it can be {', '.join(EXTRACTOR_NAMES)}."
        return {}, bad_parameter("extractor", said)
    for name, most in DEFAULTS.items():
        if len(given.get(name, "")) > most:
            return {}, bad_parameter(name, f"“{name}” can have at most {most} characters.")
    fault = default_date_fault(given.get("published", ""), today=timezone.now().date())
    if fault:
        return {}, bad_parameter("published", fault)
    return given, None


def read_dry_run(request: HttpRequest) -> tuple[bool, HttpResponse | None]:
    """Return whether a form asks for a dry run first, or the answer that refuses what it says."""
    said = request.POST.get("dry_run") or "0"
    if said not in ("0", "1"):
        return False, bad_parameter("dry_run", f"“{said[:50]}” is not known; it can be 0, 1.")
    return said == "1", None


def read_mapping(written: str) -> tuple[dict[str, str], str]:
    """Read a mapping sent as JSON; return it, or what is wrong with it."""
    try:
        mapping = json.loads(written)
    except (ValueError, RecursionError):
        return {}, "“mapping” must be JSON: an object of columns and the fields they are read as."
    fault = mapping_fault(mapping)
    return ({}, fault) if fault else (mapping, "")


def bad_parameter(parameter: str, text: str) -> HttpResponse:
    """Answer 400 to a parameter that is refused."""
    return JsonResponse(error_body("bad_parameter", text, parameter=parameter), status=HTTPStatus.BAD_REQUEST)


def forbidden() -> HttpResponse:
    """Answer 403."""
    return JsonResponse(error_body("forbidden", "This is for editors."), status=HTTPStatus.FORBIDDEN)
