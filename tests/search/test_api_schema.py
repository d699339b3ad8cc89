"""The API does what its description says, asked by Schemathesis: a fixed set of made-up calls to every operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS

from tests.search.stories import Stories, answer_from_memory, tell_stories

EXAMPLES: Final = 30  # calls to each operation, good and bad ones each
PLAIN: Final = {"Accept-Encoding": "identity"}  # calls without a network are not unpacked
OPERATIONS: Final = (
    "GET /api/v1/search",
    "GET /api/v1/articles/{article_id}",
    "GET /api/v1/facets/{facet}",
    "GET /api/v1/suggest",
    "POST /api/v1/uploads",
    "GET /api/v1/uploads",
    "GET /api/v1/uploads/{upload_id}",
    "GET /api/v1/uploads/{upload_id}/ledger",
    "POST /api/v1/uploads/{upload_id}/preview",
    "POST /api/v1/uploads/{upload_id}/{step}",
)
# A value may have the right shape and still be wrong: q may not parse, from may be 30 February, a cursor may be of
# another search, a number may be of no article. Such a call is refused with the documented 400 or 404.
NOT_ASKED: Final = ("positive_data_acceptance",)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the connection of the test open between requests, as Django's test client does: its transaction holds."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def stories(db: None, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> Stories:
    made = tell_stories()
    answer_from_memory(monkeypatch)
    return made


@pytest.fixture
def description(stories: Stories) -> Any:
    """Return the description as the site serves it, with calls that need no network."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


# Schemathesis' own pytest plugin doesn't know pytest 9.2, so its cases are asked for here.
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_described(description: Any, label: str, mode: GenerationMode) -> None:
    operation = description.find_operation_by_label(label)

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        case.call_and_validate(headers=PLAIN, excluded_checks=CHECKS.get_by_names(NOT_ASKED))

    ask()


def test_every_operation_is_tried(description: Any) -> None:
    assert {operation.ok().label for operation in description.get_all_operations()} == set(OPERATIONS)
