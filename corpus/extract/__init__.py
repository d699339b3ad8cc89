"""Who, where and when: from a clean article to mentions with offsets."""

from __future__ import annotations

from typing import Literal, get_args

from corpus.extract.mention import Extractor

ExtractorName = Literal["spacy", "rules", "none"]
EXTRACTOR_NAMES: tuple[ExtractorName, ...] = get_args(ExtractorName)


def make_extractor(name: ExtractorName) -> Extractor:
    """Return the extractor of this name; "spacy" falls back to "rules", with a warning, where no model is installed."""
    # Imported on use: a process that extracts nothing shall not pay for models and gazetteer.
    from corpus.extract.extractor import NoExtractor, RuleExtractor, SpacyExtractor

    if name == "none":
        return NoExtractor()
    if name == "rules":
        return RuleExtractor()
    if name == "spacy":
        from corpus.extract.spacy_model import load_model

        model = load_model()
        return SpacyExtractor(model) if model is not None else RuleExtractor()
    raise ValueError(f"unknown extractor {name!r}; known: spacy, rules, none")
