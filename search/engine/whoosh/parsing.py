"""Haystack's query strings, parsed by Whoosh's own parser; a word of an article stands for all its forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from haystack.exceptions import SearchBackendError
from whoosh import query
from whoosh.qparser import FuzzyTermPlugin, QueryParser

from search.engine.whoosh import words
from search.engine.whoosh.fields import ArticleText


class ArticleQueryParser(QueryParser):
    """Whoosh's parser, but * is every document, exact fields keep phrases whole, and words have forms."""

    def __init__(self, fieldname: str, schema: Any) -> None:
        super().__init__(fieldname, schema=schema, phraseclass=self._phrase)
        self.add_plugins([FuzzyTermPlugin])

    def parse(self, text: str, normalize: bool = True, debug: bool = False) -> Any:
        """Return Whoosh's query. Raises SearchBackendError."""
        if text.strip() in ("*", "*:*"):
            return query.Every()
        try:
            return super().parse(text, normalize=normalize, debug=debug)
        except Exception as error:  # an operator without its sides, say, is a mere AssertionError to Whoosh
            raise SearchBackendError(f"The query {text!r} cannot be understood.") from error

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
            return termclass(fieldname, words.fold(text), boost=boost)
        found = words.folded_words(text)
        if not found:
            return None
        return self._phrase(fieldname, found, boost=boost)

    def _is_article_text(self, fieldname: str) -> bool:
        return bool(self.schema) and fieldname in self.schema and isinstance(self.schema[fieldname], ArticleText)

    def _phrase(
        self, fieldname: str, found: Sequence[str], slop: int = 1, boost: float = 1.0, char_ranges: object = None
    ) -> Any:
        """Return the query of words in order; of one word, its term."""
        terms = list(map(words.searched, found)) if self._is_article_text(fieldname) else list(found)
        if len(terms) == 1:
            return query.Term(fieldname, terms[0], boost=boost)
        return query.Phrase(fieldname, terms, slop=slop, boost=boost, char_ranges=char_ranges)
