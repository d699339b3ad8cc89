"""The entry point that gunicorn serves: HEAD is answered as GET is, without its body."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.test import RequestFactory

import search.warming

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Iterable[bytes]]]:
    """The entry point, imported without the search that its workers share."""
    monkeypatch.setattr(search.warming, "warm_up", lambda: None)
    sys.modules.pop("config.wsgi", None)
    yield importlib.import_module("config.wsgi").application
    sys.modules.pop("config.wsgi", None)


def asked(application: Callable[..., Iterable[bytes]], method: str, path: str) -> tuple[str, dict[str, str], bytes]:
    """Return the status, the headers and the body of a page."""
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        told.append((status, headers))

    body = b"".join(application(RequestFactory().generic(method, path).environ, start_response))
    [(status, headers)] = told
    return status, dict(headers), body


@pytest.mark.parametrize("path", ["/about/", "/no/such/page/", "/static/"])
def test_head_is_answered_as_get_is_without_the_body(application: Callable[..., Iterable[bytes]], path: str) -> None:
    status, headers, body = asked(application, "GET", path)
    assert body
    head_status, head_headers, head_body = asked(application, "HEAD", path)
    assert head_body == b""
    assert head_status == status
    assert head_headers.get("Content-Type") == headers.get("Content-Type")
