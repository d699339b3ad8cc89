"""Pages over a small corpus told by hand, answered from memory."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.search.memory_engine import MemoryEngine
from tests.search.page import Page, Visit
from tests.search.stories import Stories, answer_from_memory, tell_stories


@pytest.fixture
def stories(db: None) -> Stories:
    return tell_stories()


@pytest.fixture
def engine(stories: Stories, monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    return answer_from_memory(monkeypatch)


@pytest.fixture
def visit(client: Client) -> Visit:
    return lambda address="/", headers=None: Page(client, address, headers)
