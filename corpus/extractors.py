"""Extractors that are ready to work, and with them cleaning: children that are forked find everything in memory."""

from __future__ import annotations

import gc
from typing import Final

from corpus.clean import clean_article
from corpus.extract import ExtractorName, make_extractor
from corpus.extract.mention import Document, Extractor

# In Title Case, which needs a dictionary that a plain title leaves unread.
_WARM_UP: Final = Document(
    title="Ferry Talks Begin in Kabul", text="John Smith of the River Board spoke in Kabul on Monday."
)


class Extractors:
    """Extractors by name, made once each; each has worked before it is given out.

    With `freeze`, what is in memory then is left alone by collections: one in a child would copy all that it shares.
    """

    def __init__(self, *, freeze: bool = False) -> None:
        self._freeze = freeze
        self._made: dict[ExtractorName, Extractor] = {}

    def __call__(self, name: ExtractorName) -> Extractor:
        """Return the extractor of this name."""
        if name not in self._made:
            extractor = make_extractor(name)
            list(extractor.extract_many([_WARM_UP]))
            clean_article(title=_WARM_UP.title, text=_WARM_UP.text)
            self._made[name] = extractor
            if self._freeze:
                gc.collect()
                gc.freeze()
        return self._made[name]
