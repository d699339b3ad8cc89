"""What a request asks for: the state in its query string."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol
from urllib.parse import parse_qsl

from django.http import HttpRequest

from search.messages import Message
from search.state import SearchState

MOST_PAIRS: Final = 1_000


class HtmxDetails(Protocol):
    """What the htmx middleware tells about a request."""

    history_restore_request: bool

    def __bool__(self) -> bool:
        """Return whether htmx sent it."""
        ...


def read_state(request: HttpRequest) -> tuple[SearchState, tuple[Message, ...]]:
    """Return the state of a request's query string and what is wrong with it."""
    return SearchState.parse((key, value) for key, values in request.GET.lists() for value in values)


def read_text(query: str) -> SearchState:
    """Return the state of a query string that another address carries."""
    try:
        pairs = parse_qsl(query, max_num_fields=MOST_PAIRS)
    except ValueError:
        return SearchState()
    return SearchState.parse(pairs)[0]


def faults(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return the messages that an API answers with 400."""
    return tuple(message for message in messages if message.level == "error")


def wants_part(request: HttpRequest) -> bool:
    """Return whether htmx asks for the part of the page it swaps."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return bool(htmx) and htmx is not None and not htmx.history_restore_request
