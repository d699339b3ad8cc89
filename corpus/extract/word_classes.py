"""English verbs, adjectives and abstractions, from the dictionary beside the language model, without the model."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import srsly

from corpus.extract.spacy_model import MODEL_GLOB, MODEL_PACKAGE

logger = logging.getLogger(__name__)
# spaCy keeps tables and their parts under hashes of their names.
_NOUN: Final = 16833663260455505849
_VERB: Final = 6360137228241296794
_ADJECTIVE: Final = 12401032943472870168
_OF_PEOPLES: Final = ("an", "ese", "ish", "i", "ch", "ic")  # Russian, Chinese, British, Iraqi, French, Slavic
_ABSTRACT: Final = ("tion", "sion", "ment", "ness", "ity", "ship", "ance", "ence", "ism")


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Base forms of words; plain verbs and adjectives are no nouns as well."""

    verbs: frozenset[str]
    plain_verbs: frozenset[str]
    adjectives: frozenset[str]
    abstractions: frozenset[str]


@lru_cache(maxsize=1)
def load_word_classes() -> WordClasses:
    """Return the words of WordNet; none where the model is not installed."""
    index = _index()
    found, nouns = frozenset(index.get(_VERB, ())), index.get(_NOUN, ())
    adjectives = [word for word in index.get(_ADJECTIVE, ()) if not word.endswith(_OF_PEOPLES)]
    return WordClasses(
        found,
        found.difference(nouns),
        frozenset(adjectives).difference(nouns),
        frozenset(word for word in nouns if word.endswith(_ABSTRACT) and word.isalpha()),
    )


def _index() -> dict[int, Any]:
    found = find_spec(MODEL_PACKAGE)
    folder = Path(found.origin).parent if found and found.origin else None
    tables = next(folder.glob(f"{MODEL_GLOB}/lemmatizer/lookups/lookups.bin"), None) if folder else None
    if tables is None:
        logger.warning("the dictionary of %s is not there; headlines are read without it", MODEL_PACKAGE)
        return {}
    index: dict[int, Any] = srsly.msgpack_loads(tables.read_bytes())["lemma_index"]
    return index
