"""What a search must answer, found by looking at every article: no index, no query tree, no shortcut."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from corpus.names import fold_name
from search.languages import language_code, language_name
from search.state import Choice, SearchState, partial_days
from tests.search.oracle.corpora import Corpus, Days, PlainArticle
from tests.search.oracle.states import Test, values

TODAY = date(2022, 6, 1)


@dataclass(slots=True)
class Oracle:
    """Answers states over a corpus. `test` says which articles the query text of the state at hand means."""

    corpus: Corpus
    test: Test
    meant: list[PlainArticle] = field(init=False)
    known: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.meant = [article for article in self.corpus.shown() if self.test(article)]

    def ids_of(self, facet: str, value: str) -> frozenset[str]:
        """Return what a chosen value stands for."""
        if (facet, value) not in self.known:
            self.known[facet, value] = self._ids_of(facet, value)
        return self.known[facet, value]

    def _ids_of(self, facet: str, value: str) -> frozenset[str]:
        if facet == "language":
            return frozenset((language_code(value),))
        if value.isdigit():
            return frozenset((value,))
        return frozenset(self.corpus.names[facet].get(fold_name(value), ()))

    def matching(self, state: SearchState) -> list[PlainArticle]:
        """Return the articles of a state."""
        limits = days_of(state)
        return [
            article
            for article in self.meant
            if in_range(state, limits, article)
            and all(self.passes(state.choice(facet), facet, article) for facet in state.choices)
        ]

    def passes(self, choice: Choice, facet: str, article: PlainArticle) -> bool:
        """Return whether an article agrees with what is chosen in a facet."""
        held = values(article, facet)

        def has(value: str) -> bool:
            return not held if value == "none" else bool(held & self.ids_of(facet, value))

        if choice.any and not any(has(value) for value in choice.any):
            return False
        return all(has(value) for value in choice.all) and not any(has(value) for value in choice.excluded)

    def only(self, state: SearchState, facet: str, value: str) -> SearchState:
        """Return the state with a value as the only plain one of a facet."""
        return state.with_choice(facet, state.choice(facet).having("any", (value,)))

    def counts(self, state: SearchState, facet: str) -> tuple[list[tuple[str, int]], int, int]:
        """Return the values to be shown with their counts in order, the number of values, and the missing."""
        anyone = self.matching(state.with_choice(facet, state.choice(facet).having("any", ())))
        known = {value for article in anyone for value in values(article, facet)}
        choice = state.choice(facet)
        written = [value for value in (*choice.any, *choice.all, *choice.excluded) if value != "none"]
        chosen = {each for value in written for each in self.ids_of(facet, value)}
        numbers = {value: len(self.matching(self.only(state, facet, value))) for value in known | chosen}
        ordered = sorted(
            numbers.items(), key=lambda each: (-each[1], fold_name(self.label(facet, each[0])), _by_id(each[0]))
        )
        shown = [
            (value, count)
            for place, (value, count) in enumerate(ordered)
            if value in chosen or (place < state.facet_limit and count)
        ]
        missing = len(self.matching(self.only(state, facet, "none")))
        return shown, sum(1 for count in numbers.values() if count), missing

    def label(self, facet: str, value: str) -> str:
        """Return what a value is called."""
        if facet == "language":
            return language_name(value)
        return self.corpus.labels[facet].get(value, f"{facet} {value}")


def _by_id(value: str) -> tuple[int, str]:
    return (len(value) if value.isdigit() else 0), value


def days_of(state: SearchState) -> Days | None:
    """Return the first and the last day that from and to leave, or None if neither is given."""
    first, last = partial_days(state.first, TODAY), partial_days(state.last, TODAY)
    if not first and not last:
        return None
    return first[0] if first else date.min, last[1] if last else date.max


def in_range(state: SearchState, limits: Days | None, article: PlainArticle) -> bool:
    """Return whether an article agrees with from, to and date=none."""
    dates = article.mentioned if state.axis == "mentioned" else (article.published,) if article.published else ()
    if state.date_missing and not dates:
        return True
    if limits is None:
        return not state.date_missing
    return any(limits[0] <= days[0] and days[1] <= limits[1] for days in dates)


def in_order(state: SearchState, articles: list[PlainArticle]) -> list[int]:
    """Return the ids in the order of a state sorted by a date."""

    def key(article: PlainArticle) -> tuple[float, int]:
        if state.order == "-added":
            return -article.added.timestamp(), article.id
        if article.published is None:
            return float("inf"), article.id
        day = article.published[0].toordinal()
        return (day if state.order == "date" else -day), article.id

    return [article.id for article in sorted(articles, key=key)]
