"""What news agencies say of an item that decides whether it may be read: withdrawn, under embargo, no text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from corpus.formats.limits import NoArticle

_WITHDRAWN: Final = frozenset({"canceled", "cancelled", "withheld"})


def refuse_kind(kind: str, *, id: str = "", title: str = "") -> None:
    """Raise NoArticle for an item that is a picture, a plan, a list of others and the like."""
    article = "an" if kind[:1].lower() in "aeiou" else "a"
    raise NoArticle(f"is {article} {kind[:40]} of a news agency, not a text: passed over", id=id, title=title)


def refuse_unpublished(status: str, embargo: str, *, id: str = "", title: str = "") -> None:
    """Raise NoArticle for an item that its publisher has withdrawn, or wants to see published later only."""
    if status.strip().lower() in _WITHDRAWN:
        raise NoArticle("was withdrawn by its publisher: passed over", id=id, title=title)
    moment = _moment(embargo)
    if moment is not None and moment > datetime.now(UTC):
        until = embargo.strip()[:40]
        raise NoArticle(f"is under embargo until {until}: passed over; send it again then", id=id, title=title)


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
