"""The lines that editors accepted as the boilerplate of their source, as cleaning asks for them."""

from __future__ import annotations

from django.db.models import Count, Max

from corpus.models import LineStatus, SourceLine, SourceName

_NONE: frozenset[str] = frozenset()
_Stamp = tuple[int, object, int]


class AcceptedLines:
    """Folded source name -> keys of its accepted lines; all are held, for there are only as many as editors accepted.

    `refresh` asks the database whether a decision was made since, with one small question: once a batch, say.
    """

    def __init__(self) -> None:
        self._stamp: _Stamp | None = None
        self._keys: dict[str, frozenset[str]] = {}

    def refresh(self) -> AcceptedLines:
        """Read the decisions anew if there are new ones."""
        stamp = _stamp()
        if stamp != self._stamp:
            self._keys = _accepted()
            self._stamp = stamp
        return self

    def of(self, source_key: str) -> frozenset[str]:
        """Return the keys of the accepted lines of a source, by its folded name, a former one too."""
        return self._keys.get(source_key[:200], _NONE)


def _stamp() -> _Stamp:
    decided = SourceLine.objects.filter(decided__isnull=False)
    found = decided.aggregate(Count("pk"), Max("decided"))
    return found["pk__count"], found["decided__max"], SourceName.objects.count()


def _accepted() -> dict[str, frozenset[str]]:
    keys: dict[int, set[str]] = {}
    names: dict[str, int] = {}
    accepted = SourceLine.objects.filter(status=LineStatus.ACCEPTED)
    for source_id, source_key, key in accepted.values_list("source_id", "source__key", "key").iterator():
        keys.setdefault(source_id, set()).add(key)
        names[source_key] = source_id
    former = SourceName.objects.filter(source_id__in=list(keys)).values_list("key", "source_id")
    found = dict(former) | names
    frozen = {source_id: frozenset(lines) for source_id, lines in keys.items()}
    return {name: frozen[source_id] for name, source_id in found.items()}
