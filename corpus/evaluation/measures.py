"""The measurements by the name that `manage.py evaluate --set` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from corpus.evaluation.data import Setting
from corpus.evaluation.documents import isaf, muc, reuters
from corpus.evaluation.furniture import development_lines, furniture_lines, later_lines
from corpus.evaluation.named import conll, re3d, wikigold, wnut
from corpus.evaluation.own import development, own
from corpus.evaluation.pages import article_text, publication_date
from corpus.evaluation.pairs import pairs
from corpus.evaluation.rows import Row
from corpus.evaluation.sample import sample
from corpus.evaluation.speed import speed
from corpus.evaluation.toponyms import geovirus, lgl

MEASURES: Mapping[str, Callable[[Setting], list[Row]]] = {
    "sample": sample,
    "own": own,
    "development": development,
    "conll": conll,
    "wikigold": wikigold,
    "wnut": wnut,
    "re3d": re3d,
    "isaf": isaf,
    "muc": muc,
    "lgl": lgl,
    "geovirus": geovirus,
    "reuters": reuters,
    "dates": publication_date,
    "text": article_text,
    "lines": furniture_lines,
    "lines-development": development_lines,
    "lines-later": later_lines,
    "pairs": pairs,
    "speed": speed,
}
# Those that need no data from beside the checkout.
WITHOUT_DATA = frozenset({"sample"})
# Those that ask nothing of an extractor, or measure both.
WITHOUT_EXTRACTOR = frozenset({"dates", "text", "lines", "lines-development", "lines-later", "pairs", "speed"})
