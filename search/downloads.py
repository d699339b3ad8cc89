"""Exports of a whole search over HTTP, sent while they are written."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from search import errors, service
from search.engine.contract import IndexUnavailableError, QueryTooCostlyError
from search.export import CONTENT_TYPES, Format, export_lines
from search.requests import faults, read_state

PLAIN_TEXT: Final = "text/plain; charset=utf-8"


@require_safe
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """Send every hit of a search as CSV."""
    return _export(request, "csv")


@require_safe
def export_jsonl(request: HttpRequest) -> HttpResponseBase:
    """Send every hit of a search as JSON, one object a line."""
    return _export(request, "jsonl")


def _export(request: HttpRequest, form: Format) -> HttpResponseBase:
    state, messages = read_state(request)
    if wrong := faults((*messages, *service.problems(state))):
        return _refused(" ".join(message.text for message in wrong))
    try:
        rows = service.iterate_rows(state)
    except IndexUnavailableError:
        return errors.unavailable(request)
    except QueryTooCostlyError:
        return _refused(errors.TOO_COSTLY)
    response = StreamingHttpResponse(export_lines(form, rows), content_type=CONTENT_TYPES[form])
    name = f"dateline-search-{timezone.now():%Y%m%d%H%M%S}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(text: str) -> HttpResponse:
    return HttpResponse(text + "\n", status=HTTPStatus.BAD_REQUEST, content_type=PLAIN_TEXT)
