"""English verbs, of the dictionary that comes with the language model; the model itself is not loaded for it."""

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


@dataclass(frozen=True, slots=True)
class Verbs:
    """Base forms of verbs; `plain` are those that are no nouns as well."""

    all: frozenset[str]
    plain: frozenset[str]


@lru_cache(maxsize=1)
def load_verbs() -> Verbs:
    """Return the verbs of WordNet; none where the model is not installed."""
    index = _index()
    found = frozenset(index.get(_VERB, ()))
    return Verbs(found, found.difference(index.get(_NOUN, ())))


def _index() -> dict[int, Any]:
    found = find_spec(MODEL_PACKAGE)
    folder = Path(found.origin).parent if found and found.origin else None
    tables = next(folder.glob(f"{MODEL_GLOB}/lemmatizer/lookups/lookups.bin"), None) if folder else None
    if tables is None:
        logger.warning("the dictionary of %s is not there; headlines are read without it", MODEL_PACKAGE)
        return {}
    index: dict[int, Any] = srsly.msgpack_loads(tables.read_bytes())["lemma_index"]
    return index
