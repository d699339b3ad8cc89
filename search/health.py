"""Whether the site can answer, for whoever watches it."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from corpus.models import Article, IndexState, OutboxRow, Upload
from search import service
from search.engine.contract import EngineError
from search.state import SearchState


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 once database and index answer and the sample, if due, is in; else 503 with the reasons."""
    reasons: list[str] = []
    body: dict[str, object] = {}
    try:
        body |= _database()
        if _waits_for_sample():
            reasons.append("The sample corpus is being loaded.")
    except DatabaseError as error:
        reasons.append(f"The database does not answer: {error}. Has “manage.py migrate” been run?")
    try:
        body["indexed"] = service.search(SearchState(size=1), facets=()).total
    except (EngineError, DatabaseError) as error:
        reasons.append(f"The index does not answer: {error}")
    status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
    return JsonResponse({"status": "unavailable" if reasons else "ok", "reasons": reasons} | body, status=status)


def _database() -> dict[str, object]:
    oldest = OutboxRow.objects.order_by("id").values_list("created", flat=True).first()
    lag = {
        "rows": OutboxRow.objects.count(),
        "seconds": round((timezone.now() - oldest).total_seconds()) if oldest else 0,
    }
    generation = IndexState.objects.values_list("generation", flat=True).first() or 0
    return {"articles": Article.objects.filter(hidden=False).count(), "lag": lag, "generation": generation}


def _waits_for_sample() -> bool:
    """Return whether the sample is due: on the first start, until its upload has ended."""
    if not settings.SAMPLE:
        return False
    if not Upload.objects.exists():
        return True
    return Upload.objects.filter(Q(via="sample"), finished__isnull=True).exists()
