"""Haystack's query strings, parsed by Whoosh's own parser; words of articles stand for all their index terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whoosh import query
from whoosh.qparser import FuzzyTermPlugin, QueryParser

from search.engine.whoosh import words
from search.engine.whoosh.fields import ArticleText

MOST_EDITS = 2


class ArticleQueryParser(QueryParser):
    """Whoosh's parser, but * is every document, exact fields keep phrases whole, and words have forms."""

    def __init__(self, fieldname: str, schema: Any) -> None:
        super().__init__(fieldname, schema=schema, phraseclass=self._phrase)
        self.add_plugins([FuzzyTermPlugin])

    def parse(self, text: str, normalize: bool = True, debug: bool = False) -> Any:
        """Return Whoosh's query."""
        if text.strip() in ("*", "*:*"):
            return query.Every()
        return super().parse(text, normalize=normalize, debug=debug)

    def term_query(
        self,
        fieldname: str,
        text: str,
        termclass: Any,
        boost: float = 1.0,
        tokenize: bool = True,
        removestops: bool = True,
    ) -> Any:
        """Return the query of one word."""
        if not self._is_article_text(fieldname):
            return super().term_query(fieldname, text, termclass, boost, tokenize, removestops)
        if not tokenize or termclass is not self.termclass:
            return termclass(fieldname, words.forms(text)[0], boost=boost)
        found = words.folded_words(text)
        if not found:
            return None
        return (
            self._word(fieldname, found[0], boost) if len(found) == 1 else self._phrase(fieldname, found, boost=boost)
        )

    def _is_article_text(self, fieldname: str) -> bool:
        return bool(self.schema) and fieldname in self.schema and isinstance(self.schema[fieldname], ArticleText)

    def _word(self, fieldname: str, folded: str, boost: float = 1.0) -> Any:
        terms = dict.fromkeys(term for term, _ in words.terms_for(folded))
        return query.Or([query.Term(fieldname, term, boost=boost) for term in terms])

    def _phrase(
        self, fieldname: str, found: Sequence[str], slop: int = 1, boost: float = 1.0, char_ranges: object = None
    ) -> Any:
        if len(found) == 1:
            single = self._word if self._is_article_text(fieldname) else query.Term
            return single(fieldname, found[0], boost=boost)
        if self._is_article_text(fieldname):
            near = query.SpanNear2([self._word(fieldname, word) for word in found], slop=slop, ordered=True)
            near.boost = boost
            return near
        return query.Phrase(fieldname, found, slop=slop, boost=boost, char_ranges=char_ranges)
