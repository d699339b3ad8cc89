"""Articles like another: those that use the words which tell its text from others."""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

from search.engine.opensearch.analysis import folded
from search.engine.opensearch.cluster import Patience
from search.engine.opensearch.engine import ArticleEngine
from search.engine.opensearch.queries import EVERYTHING, NOTHING, Query, any_of, word
from search.engine.whoosh import words

LIKE_TERMS: Final = 20
MOST_WEIGHED: Final = 500  # different words of a text, the commonest in it
SECONDS: Final = 10.0


def like(engine: ArticleEngine, field: str, text: str, language: str) -> Query:
    """Return the query of the words that tell a text from others."""
    counts = _words_of(text, language)
    frequencies, total = _frequencies(engine, field, list(counts))
    weights = {
        each: (1 + math.log(counts[each])) * math.log(1 + total / frequency)
        for each, frequency in frequencies.items()
        if frequency > 1  # the text itself has it
    }
    best = sorted(weights, key=lambda each: (-weights[each], each))[:LIKE_TERMS]
    return any_of(word(field, each, 2.5) for each in best) if best else NOTHING


def _words_of(text: str, language: str) -> dict[str, int]:
    """Return the words of a text, forms of one stem as one, and how often each stands in it."""
    counts: Counter[str] = Counter()
    first_of: dict[str, str] = {}
    stemmed = words.is_stemmed(language)
    for found in folded(text):
        counts[first_of.setdefault(words.stem_of(found) if stemmed else found, found)] += 1
    return dict(counts.most_common(MOST_WEIGHED))


def _frequencies(engine: ArticleEngine, field: str, found: list[str]) -> tuple[dict[str, int], int]:
    """Return in how many documents each word stands in any of its forms, and how many documents there are."""
    filters = {str(place): word(field, each, 1.0) for place, each in enumerate(found)} or {"0": EVERYTHING}
    body = {"size": 0, "track_total_hits": True, "aggs": {"words": {"filters": {"filters": filters}}}}
    answer = engine.cluster.read("POST", f"/{engine.name}/_search", body, patience=Patience(SECONDS))
    buckets = answer["aggregations"]["words"]["buckets"]
    counted = {each: int(buckets[str(place)]["doc_count"]) for place, each in enumerate(found)}
    return counted, int(answer["hits"]["total"]["value"])
