"""Counts by story, exact: articles are counted as always, and what copies count too often is taken off again.

Only a story of which a copy is among the hits can have been counted twice. So the copies are fetched, and the articles
that lead their stories; in which value, bar or total each of them was counted is then worked out here. What that takes
grows with the number of copies, not of articles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from search.engine.contract import FacetCounts, FacetSelection, Histogram
from search.engine.opensearch import mapping
from search.engine.opensearch.answering import Answerer, Row, inside
from search.engine.opensearch.cluster import Json
from search.engine.opensearch.facets import facet_counts, read_counts
from search.engine.opensearch.periods import period
from search.engine.opensearch.queries import Query, exists, none_of
from search.facets import FACET_BY_NAME

LOOKED_UP: Final = 10_000  # stories whose leader is asked for at once
_WANTED: Final = "timed_out,hits.hits.sort,hits.hits.fields"


@dataclass(frozen=True, slots=True)
class Member:
    """An article that shares its story: what it was counted under. Dates are ordinals, on the axis asked for."""

    story: int
    values: Mapping[str, frozenset[str]]
    dates: tuple[tuple[int, int], ...]


class StoryAnswerer(Answerer):
    """Answers one request, counting stories."""

    @cached_property
    def members(self) -> list[Member]:
        """The articles among the hits, whatever plain values are chosen, of stories of which a copy is among them."""
        copies = [self._member(hit) for hit in self._fetch([exists(mapping.COPY_OF)])]
        leaders = []
        stories = sorted({each.story for each in copies})
        for start in range(0, len(stories), LOOKED_UP):
            named: Query = {"terms": {mapping.ID: stories[start : start + LOOKED_UP]}}
            leaders += [self._member(hit) for hit in self._fetch([named, none_of([exists(mapping.COPY_OF)])])]
        return [*copies, *leaders]

    def _fetch(self, conditions: list[Query]) -> Iterator[Json]:
        facets = {*self.request.facets, *self.filters.chosen}
        fields = [FACET_BY_NAME[name].index_field for name in sorted(facets)]
        body: Json = {
            "query": {"bool": {"filter": [self.filters.common, *conditions]}},
            "size": mapping.MOST_PAGE,
            "_source": False,
            "sort": [{mapping.ID: {"order": "asc"}}],
            "docvalue_fields": [mapping.STORY, mapping.FIRST_DAY, mapping.LAST_DAY, mapping.MENTIONED, *fields],
            "timeout": f"{self.request.seconds * 1000:.0f}ms",
        }
        return self.walk(body, wanted=_WANTED)

    def _member(self, hit: Json) -> Member:
        found: Mapping[str, list[Any]] = hit["fields"]
        if self.request.dates.axis == "mentioned":
            written = (each.split("/") for each in found.get(mapping.MENTIONED, ()))
            dates = tuple((int(first), int(last)) for first, last in written)
        else:
            ends = (found.get(name, ()) for name in (mapping.FIRST_DAY, mapping.LAST_DAY))
            dates = tuple((int(first), int(last)) for first, last in zip(*ends, strict=True))
        facets = {*self.request.facets, *self.filters.chosen}
        values = {name: frozenset(found.get(FACET_BY_NAME[name].index_field, ())) for name in facets}
        return Member(int(found[mapping.STORY][0]), values, dates)

    def _chosen(self, leaving_out: str = "") -> list[Member]:
        """Return the members that have the plain values chosen, those of one facet left out."""
        selections = [(name, self.request.selections[name]) for name in self.filters.chosen if name != leaving_out]
        return [
            each for each in self.members if all(has_chosen(each.values[name], wanted) for name, wanted in selections)
        ]

    def total(self, articles: int) -> int:
        """Return how many stories have a hit."""
        return articles - repeats(each.story for each in self._chosen())

    def facet(self, name: str, found: Mapping[str, Any]) -> FacetCounts:
        """Return how many stories have each value of a facet, and how many have an article with none."""
        counted = read_counts(inside(name, self.filters.leaving_out(name), found))
        members = self._chosen(leaving_out=name)
        lacking = repeats(each.story for each in members if not each.values[name])
        pairs = Counter((value, each.story) for each in members for value in each.values[name])
        too_many: Counter[str] = Counter()
        for (value, _), number in pairs.items():
            too_many[value] += number - 1
        return facet_counts(
            FACET_BY_NAME[name].index_field,
            self.request.facets[name],
            replace(counted, missing=counted.missing - lacking),
            self.more_of(name),
            too_many=too_many,
        )

    def histogram(self, found: Mapping[str, Any], total: int) -> Histogram | None:
        """Return the histogram: a story counts once in every bar that one of its articles lies in."""
        drawn = super().histogram(found, total)
        if drawn is None or self.drawing is None:
            return None
        barred: dict[int, list[int]] = defaultdict(list)
        coarse: list[int] = []
        fitting: set[int] = set()
        undated: list[int] = []
        for each in self._chosen():
            periods = self.drawing.periods_of(each.dates, drawn.interval)
            if not each.dates:
                undated.append(each.story)
            elif periods:
                fitting.add(each.story)
                for number in periods:
                    barred[number].append(each.story)
            elif periods is not None:
                coarse.append(each.story)
        bars = (
            bar._replace(count=bar.count - repeats(barred[period(bar.first, drawn.interval)])) for bar in drawn.bars
        )
        coarser = drawn.coarser - repeats(coarse) - len(fitting.intersection(coarse))
        return Histogram(drawn.interval, tuple(bars), coarser, drawn.missing - repeats(undated))

    # Hits

    def page_body(self, size: int) -> Json:
        """Return what the search for a page of hits has beside its query: of each story the first article."""
        return super().page_body(size) | {"collapse": {"field": mapping.STORY}}

    def deep_rows(self) -> Iterator[Row]:
        """Yield the first article of each story, in order."""
        body = self._body(mapping.MOST_PAGE, {})
        del body["collapse"]
        body["sort"] = [*body["sort"], {mapping.STORY: {"order": "asc"}}]
        seen: set[int] = set()
        for hit in self.walk(body):
            story = hit["sort"][2]
            if story not in seen:
                seen.add(story)
                yield from self.rows([hit])


def has_chosen(values: frozenset[str], selection: FacetSelection) -> bool:
    """Return whether an article with these values has one of those chosen."""
    return any(values & group for group in selection.any) or (selection.missing and not values)


def repeats(stories: Iterable[int]) -> int:
    """Return how many of these are there already."""
    found = list(stories)
    return len(found) - len(set(found))
