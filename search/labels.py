"""What facet values are called: ids to labels and names to ids, from the corpus tables, in one query a facet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final, TypeVar

from corpus.models import Actor, ActorName, Location, LocationName, Source
from corpus.names import fold_name
from search.facets import FACET_BY_NAME
from search.languages import language_code, language_name
from search.remembered import known_labels

IDS_A_QUERY: Final = 10_000  # SQLite takes 32,766 parameters
NAMES_A_VALUE: Final = 4  # names read for each value suggested
MOST_DIGITS: Final = 18  # ids are 64-bit
ANCESTORS: Final = ("parent_id", "parent__parent_id", "parent__parent__parent_id")

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Label:
    """What a facet value is called; `parent` = id of the location it lies in, or "", `inside` = that one's name.

    Coordinates are in degrees.
    """

    name: str
    kind: str = ""
    country: str = ""
    parent: str = ""
    latitude: float | None = None
    longitude: float | None = None
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Relatives:
    """The locations that some locations lie in, up to the country, and those directly inside them."""

    above: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()


@lru_cache(maxsize=50_000)
def label_order(label: str) -> str:
    """Return what labels are sorted by: their letters without case and accents."""
    return fold_name(label)


def is_id(facet: str, value: str) -> bool:
    """Return whether a chosen value is an id (or a code) rather than a name."""
    return FACET_BY_NAME[facet].numbered and value.isascii() and value.isdigit()


def labels(facet: str, values: Iterable[str]) -> dict[str, Label]:
    """Return the labels of those values that exist."""
    return labels_of({facet: values})[facet]


def labels_of(wanted: Mapping[str, Iterable[str]]) -> dict[str, dict[str, Label]]:
    """Return the same for the values of several facets."""
    known = known_labels()
    return {
        facet: {code: Label(language_name(code)) for code in values}
        if facet == "language"
        else _labels(facet, values, known[facet])
        for facet, values in wanted.items()
    }


def _labels(facet: str, values: Iterable[str], known: MutableMapping[str, Label]) -> dict[str, Label]:
    """Return the labels of a facet, those read now added to those known."""
    found: dict[str, Label] = {}
    sought: set[int] = set()
    for value in values:
        label = known.get(value)
        if label is not None:
            found[value] = label
        elif value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS:
            sought.add(int(value))
    for batch in batched(sorted(sought), IDS_A_QUERY):
        read = dict(_rows(facet, batch))
        found |= read
        known.update(read)
    return found


def _rows(facet: str, ids: Sequence[int]) -> Iterator[tuple[str, Label]]:
    if facet == "actor":
        for key, name, kind, country in Actor.objects.filter(id__in=ids).values_list("id", "name", "kind", "country"):
            yield str(key), Label(name, kind, country)
    elif facet == "location":
        fields = ("id", "name", "kind", "country", "parent_id", "latitude", "longitude", "parent__name")
        for key, name, kind, country, parent, north, east, inside in Location.objects.filter(id__in=ids).values_list(
            *fields
        ):
            yield str(key), Label(name, kind, country, str(parent or ""), north, east, inside or "")
    else:
        for key, name, country in Source.objects.filter(id__in=ids).values_list("id", "name", "country"):
            yield str(key), Label(name, country=country)


def relatives(locations: Iterable[str]) -> Relatives:
    """Return what these locations lie in and what lies directly inside them."""
    ids = [int(value) for value in locations if value.isdigit() and len(value) <= MOST_DIGITS]
    if not ids:
        return Relatives()
    rows = Location.objects.filter(id__in=ids).values_list(*ANCESTORS)
    children = Location.objects.filter(parent_id__in=ids).order_by().values_list("id", flat=True)
    return Relatives(
        above=frozenset(str(each) for row in rows for each in row if each is not None),
        below=frozenset(str(each) for each in children),
    )


def ids_of_names(facet: str, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the values that go by each name, without case and accents; an unknown name has none."""
    if facet == "language":
        return {name: (language_code(name),) for name in names}
    keys = {name: fold_name(name) for name in names}
    by_key: dict[str, list[int]] = {}
    for key, value in _named(facet, {key for key in keys.values() if key}):
        by_key.setdefault(key, []).append(value)
    return {name: tuple(str(value) for value in sorted(by_key.get(key, ()))) for name, key in keys.items()}


def _named(facet: str, keys: set[str]) -> Iterable[tuple[str, int]]:
    if not keys:
        return ()
    if facet == "actor":
        return ActorName.objects.filter(key__in=keys).values_list("key", "actor_id").distinct()
    if facet == "location":
        return LocationName.objects.filter(key__in=keys).values_list("key", "location_id").distinct()
    return Source.objects.filter(key__in=keys).values_list("key", "id")


def ids_with_prefix(facet: str, prefix: str, limit: int) -> dict[str, str]:
    """Return the values with a name that begins so, each with the first such name, at most `limit`."""
    key = fold_name(prefix)
    if not key:
        return {}
    rows: Iterable[tuple[int, str]]
    most = limit * NAMES_A_VALUE
    if facet == "actor":
        rows = ActorName.objects.filter(key__startswith=key).order_by("key").values_list("actor_id", "name")[:most]
    elif facet == "location":
        rows = (
            LocationName.objects.filter(key__startswith=key).order_by("key").values_list("location_id", "name")[:most]
        )
    else:
        rows = Source.objects.filter(key__startswith=key).order_by("key").values_list("id", "name")[:most]
    found: dict[str, str] = {}
    for value, name in rows:
        found.setdefault(str(value), name)
    return dict(islice(found.items(), limit))


def batched(values: Sequence[Each], size: int) -> Iterator[Sequence[Each]]:
    """Yield the values in lists of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
