"""The extractors: with a language model, by rules alone, or none."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from itertools import islice

from corpus.extract.candidates import Finder, Prepared
from corpus.extract.casing import no_dictionary
from corpus.extract.document_pass import DocumentPass
from corpus.extract.geography import load_geography
from corpus.extract.lexicon import load_lexicon
from corpus.extract.mention import Document, FoundMention
from corpus.extract.roles import load_metonyms
from corpus.extract.spacy_model import Entity, Model

RULES_VERSION = 8
BATCH_DOCUMENTS = 32
COLLECTED_OBJECTS = 20_000  # new ones between two rounds of the garbage collector
_ENGLISH = ("en", "und", "")


class NoExtractor:
    """Finds nothing, for corpora whose actors and locations are all supplied."""

    label = "none/1"

    def extract_many(self, documents: Iterable[Document]) -> Iterator[list[FoundMention]]:
        """Yield an empty list for each document."""
        for _ in documents:
            yield []


class RuleExtractor:
    """Finds names by capitals, lexicon and gazetteer."""

    label = f"rules/{RULES_VERSION}"

    def __init__(self) -> None:
        lexicon = load_lexicon()
        self._finder = Finder(lexicon, load_metonyms(lexicon), load_geography(), no_dictionary)
        self._pass = DocumentPass(self._finder)
        _keep()

    def extract_many(self, documents: Iterable[Document]) -> Iterator[list[FoundMention]]:
        """Yield the mentions of each document, in order; none for documents that aren't English."""
        for document in documents:
            yield self._pass.run(self._finder.prepare(document), None) if _is_english(document) else []


class SpacyExtractor:
    """Finds names with the language model, then corrects them over the whole document."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.label = f"{model.label}/{RULES_VERSION}"
        lexicon = load_lexicon()
        self._finder = Finder(lexicon, load_metonyms(lexicon), load_geography(), model.knows_word)
        self._pass = DocumentPass(self._finder)
        _keep()

    def extract_many(self, documents: Iterable[Document]) -> Iterator[list[FoundMention]]:
        """Yield the mentions of each document, in order; none for documents that aren't English."""
        source = iter(documents)
        while batch := list(islice(source, BATCH_DOCUMENTS)):
            prepared = [self._finder.prepare(document) if _is_english(document) else None for document in batch]
            yield from self._run(prepared)

    def _run(self, batch: list[Prepared | None]) -> Iterator[list[FoundMention]]:
        entities = self._model.entities([text for one in batch if one is not None for text in one.texts])
        for one in batch:
            if one is None:
                yield []
                continue
            found: list[list[Entity]] = list(islice(entities, len(one.texts)))
            yield self._pass.run(one, found)


def _keep() -> None:
    """Take what was loaded for good out of the garbage collector's rounds, and make these rare.

    They cost a tenth of the time, as the caches fill with what stays; articles leave hardly anything to collect.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_OBJECTS, *gc.get_threshold()[1:])


def _is_english(document: Document) -> bool:
    return document.language.lower().split("-")[0].split("_")[0] in _ENGLISH
