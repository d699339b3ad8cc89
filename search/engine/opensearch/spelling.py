"""Words near others, and the words that a query marks in a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rapidfuzz.distance import OSA, Levenshtein

from search.engine.opensearch import mapping
from search.engine.opensearch.analysis import folded
from search.engine.opensearch.cluster import Cluster, Json, Patience
from search.engine.opensearch.queries import BODY, MOST_EDITS, any_of, fields_of, literal, starting
from search.engine.whoosh import words
from search.tree import And, Fuzzy, Node, Or, Phrase, Prefix, Term

SECONDS: Final = 1.5
MOST_NEAR: Final = 200  # words that a shard names as near
MOST_MARKED: Final = 5_000  # words that begin alike
_SHORT_WORD: Final = 4  # letters; such a word has others near enough with one change


class Speller:
    """Looks words up in an index."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self.cluster = cluster
        self.index = index
        self.patience = Patience(SECONDS)

    def words_like(self, text: str, limit: int) -> list[str]:
        """Return words of the body text spelt like this one: fewest changes first, then the commonest."""
        found = folded(text)
        if len(found) != 1 or found[0].isdigit():
            return []
        word = found[0]
        changes = 1 if len(word) <= _SHORT_WORD else MOST_EDITS
        stem = words.stem_of(word)
        near = {
            each: distance
            for each in self._near(BODY, word)
            if (distance := OSA.distance(word, each)) <= changes and words.stem_of(each) != stem and not each.isdigit()
        }
        frequencies = self.frequencies(mapping.FORMS[BODY], list(near))
        others = [each for each in near if frequencies[each]]
        return sorted(others, key=lambda each: (near[each], -frequencies[each], each))[:limit]

    def words_matched(self, node: Node) -> frozenset[str]:
        """Return the stems of the words by which a query tree can match, those of its negations left out."""
        if isinstance(node, And | Or):
            return frozenset[str]().union(*map(self.words_matched, node.children))
        if isinstance(node, Term | Phrase):
            return frozenset(words.stem_of(word) for word in words.folded_words(node.text))
        if isinstance(node, Prefix | Fuzzy) and (found := folded(node.text)):
            matched: set[str] = set()
            for field in fields_of(node.field):
                matched |= self._beginning(field, found[0]) if isinstance(node, Prefix) else set()
                matched |= self._fuzzy(field, found[0], node.edits) if isinstance(node, Fuzzy) else set()
            return frozenset(map(words.stem_of, matched))
        return frozenset()

    def frequencies(self, field: str, found: list[str]) -> Mapping[str, int]:
        """Return in how many documents each of these words stands."""
        if not found:
            return {}
        filters = {str(place): {"term": {field: word}} for place, word in enumerate(found)}
        answer = self._search({"aggs": {"words": {"filters": {"filters": filters}}}})
        buckets = answer["aggregations"]["words"]["buckets"]
        return {word: int(buckets[str(place)]["doc_count"]) for place, word in enumerate(found)}

    def _fuzzy(self, field: str, word: str, edits: int) -> set[str]:
        """Return the words that a fuzzy word stands for."""
        near = {*self._near(field, word), word}
        most = min(edits, MOST_EDITS)
        return {each for each in near if each[0] == word[0] and Levenshtein.distance(word, each) <= most}

    def _near(self, field: str, word: str) -> list[str]:
        """Return words at most two edits away, of which a swap of neighbours is one."""
        terms = {
            "field": mapping.FORMS[field],
            "analyzer": "keyword",
            "suggest_mode": "always",
            "max_edits": MOST_EDITS,
            "prefix_length": 0,
            "min_word_length": 1,
            "size": MOST_NEAR,
            "shard_size": MOST_NEAR,
            "max_inspections": MOST_NEAR,
            "accuracy": 0.0001,
        }
        answer = self._search({"suggest": {"near": {"text": word, "term": terms}}})
        return [option["text"] for entry in answer["suggest"]["near"] for option in entry["options"]]

    def _beginning(self, field: str, beginning: str) -> set[str]:
        """Return the words that begin so, the commonest if there are very many."""
        name = mapping.FORMS[field]
        terms = {"field": name, "include": f"{literal(beginning)}.*", "size": MOST_MARKED, "execution_hint": "map"}
        answer = self._search({"query": any_of([starting(name, beginning)]), "aggs": {"words": {"terms": terms}}})
        return {bucket["key"] for bucket in answer["aggregations"]["words"]["buckets"]}

    def _search(self, body: Json) -> dict[str, Any]:
        return self.cluster.read(
            "POST",
            f"/{self.index}/_search",
            body | {"size": 0},
            patience=self.patience,
            allow_partial_search_results="false",
        )
