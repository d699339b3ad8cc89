"""The query language: a reader's text becomes a tree, its faults become messages with a position.

Precedence: NOT, then AND (also between words with nothing in between), then OR. docs/query-language.md is for readers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast

from search.canonical import canonical
from search.messages import Message
from search.state import partial_days
from search.tokens import (
    NAME_FIELDS,
    OPERATORS,
    QueryError,
    Token,
    bare,
    empty_field,
    fuzzy_parts,
    has_letters,
    is_one_word,
    straighten,
    tokens,
)
from search.tree import And, DateRange, FacetName, Fuzzy, Node, Not, Or, Phrase, Prefix, Term, TextField

MAX_CHARACTERS = 1_000
MAX_TERMS = 50
MAX_LEVELS = 20
MIN_PREFIX = 3  # letters before the *
_RELATIVE_DATE = "-"  # from=-30d is for filters: a query must mean the same tomorrow


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A text as understood. `node` None = nothing to search for, or a fault that `messages` names.

    `canonical` is the query in the query language again; `words` are the plain words asked for, not those excluded;
    `positions` says where each (facet, name) stands in the text.
    """

    node: Node | None = None
    messages: tuple[Message, ...] = ()
    canonical: str = ""
    words: tuple[str, ...] = ()
    positions: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def is_faulty(self) -> bool:
        """Whether the text could not be understood."""
        return any(message.level == "error" for message in self.messages)


def parse(text: str) -> ParsedQuery:
    """Read a query; never raises: a fault becomes an error message, and then there is no node."""
    if not text.strip():
        return ParsedQuery()
    if text.isascii() and text.isalnum() and text not in OPERATORS and len(text) <= MAX_CHARACTERS:
        return ParsedQuery(Term(text), canonical=text, words=(text,))  # a word is most of what readers write
    try:
        return _Parser(text).parse()
    except QueryError as error:
        fault = Message(error.text, code=error.code, level="error", parameter="q", position=error.position)
        return ParsedQuery(messages=(fault,))


def write(node: Node) -> str:
    """Return a tree in the query language, so that `parse` gives it back."""
    return canonical(node, most_characters=MAX_CHARACTERS, most_levels=MAX_LEVELS)


class _Parser:
    """Recursive descent, one method a rule; a rule gives None where only punctuation stood."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_CHARACTERS:
            fault = f"The query has {len(text):,} characters; it can have at most {MAX_CHARACTERS:,}."
            raise QueryError("query_too_long", MAX_CHARACTERS, fault)
        self.tokens = list(tokens(straighten(text)))
        self.at = 0
        self.levels = 0
        self.terms = 0
        self.notes: list[Message] = []
        self.positions: dict[tuple[str, str], int] = {}

    def parse(self) -> ParsedQuery:
        node = self._either("")
        if self.token.kind == "close":
            raise QueryError("unbalanced_parenthesis", self.token.position, "No parenthesis was opened for this one.")
        if node is None:
            raise QueryError("no_words", 0, "The query holds no word to search for.")
        return ParsedQuery(node, tuple(self.notes), write(node), tuple(_words(node)), self.positions)

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def _next(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def _either(self, name: str) -> Node | None:
        children = [self._both(name)]
        while self.token.kind == "or":
            self._next()
            children.append(self._both(name))
        return _joined(Or, children)

    def _both(self, name: str) -> Node | None:
        children = [self._one(name)]
        while self.token.kind not in ("or", "close", "end"):
            if self.token.kind == "and":
                self._next()
            children.append(self._one(name))
        return _joined(And, children)

    def _one(self, name: str) -> Node | None:
        negated = False
        while self.token.kind in ("not", "must"):
            negated ^= self._next().kind == "not"
        node = self._thing(name)
        if node is None or not negated:
            return node
        return node.child if isinstance(node, Not) else Not(node)

    def _thing(self, name: str) -> Node | None:
        token = self.token
        if token.kind in ("and", "or", "close", "end"):
            raise self._dangling()
        self._next()
        if token.kind == "open":
            return self._group(token, name)
        if token.kind == "field":
            return self._field(token)
        if token.kind == "dates":
            self._count(token)
            return _date_range(token)
        node = self._phrase(token, name) if token.kind == "phrase" else self._word(token, name)
        if node is not None:
            self._count(token)
        return node

    def _dangling(self) -> QueryError:
        """Return the error for an operator that has nothing on one side."""
        token, before = self.token, self.tokens[self.at - 1] if self.at else None
        operator = before if token.kind in ("close", "end") and before and before.text else token
        if operator.kind == "close":
            return QueryError("unbalanced_parenthesis", operator.position, "No parenthesis was opened for this one.")
        side = "after" if operator is before else "before"
        return QueryError("dangling_operator", operator.position, f"Nothing stands {side} “{operator.text}”.")

    def _count(self, token: Token) -> None:
        self.terms += 1
        if self.terms > MAX_TERMS:
            fault = f"The query has more than {MAX_TERMS} terms; the rest begins here."
            raise QueryError("too_many_terms", token.position, fault)

    def _group(self, opening: Token, name: str) -> Node | None:
        self.levels += 1
        if self.levels > MAX_LEVELS:
            fault = f"Parentheses lie more than {MAX_LEVELS} levels deep."
            raise QueryError("too_deep", opening.position, fault)
        node = None if self.token.kind in ("close", "end") else self._either(name)
        if self.token.kind == "end":
            raise QueryError("unbalanced_parenthesis", opening.position, "This parenthesis is never closed.")
        self._next()
        self.levels -= 1
        return node

    def _field(self, token: Token) -> Node | None:
        node = self._thing("" if token.text == "date" else token.text)
        if node is None:
            raise empty_field(token)
        return node

    def _phrase(self, token: Token, name: str) -> Node | None:
        text = unicodedata.normalize("NFC", token.text)
        if name in NAME_FIELDS:
            return self._name(name, text, token) if text else None
        return Phrase(text, cast(TextField, name), token.slop) if has_letters(text) else None

    def _word(self, token: Token, name: str) -> Node | None:
        text = unicodedata.normalize("NFC", token.text)
        if name in NAME_FIELDS:
            return self._bare_name(name, text.rstrip(",;"), token)
        if token.unknown_field:
            note = f"“{token.unknown_field}:” is no field; its words were searched for as text."
            self.notes.append(Message(note, code="unknown_field", parameter="q", position=token.position))
        return _word_node(text, cast(TextField, name), token.position)

    def _bare_name(self, facet: str, text: str, token: Token) -> Node | None:
        if "*" in text:
            fault = f"“{facet}:” takes a whole name; it cannot be cut short with *."
            raise QueryError("bad_wildcard", token.position + token.text.index("*"), fault)
        if fuzzy_parts(text):
            fault = f"“{facet}:” takes a name as it is spelt; it cannot end in ~."
            raise QueryError("bad_fuzzy", token.position + token.text.rindex("~"), fault)
        return self._name(facet, text, token) if text else None

    def _name(self, facet: str, text: str, token: Token) -> Node:
        self.positions.setdefault((facet, text), token.position)
        return FacetName(facet, text)


def _joined(kind: type[And] | type[Or], found: list[Node | None]) -> Node | None:
    children: list[Node] = []
    for node in found:
        if isinstance(node, kind):
            children.extend(node.children)
        elif node is not None:
            children.append(node)
    if len(children) < 2:
        return children[0] if children else None
    return kind(tuple(children))


def _word_node(text: str, name: TextField, position: int) -> Node | None:
    marked = bare(text, keep="*~")
    if "*" in marked:
        return _prefix(marked, name, position + text.index("*"))
    parts = fuzzy_parts(marked)
    if parts and has_letters(parts[0]):
        return _fuzzy(*parts, name, position + text.rindex("~"))
    plain = bare(text)
    if not has_letters(plain):
        return None
    return Term(plain.lower() if plain in OPERATORS else plain, name)


def _prefix(text: str, name: TextField, position: int) -> Node:
    body = bare(text[:-1], keep="*") if text.endswith("*") else text
    if text.startswith("*"):
        fault = (
            "A word cannot begin with *: write its beginning, as in taliban*; for every article leave the query empty."
        )
    elif "*" in body:
        fault = "A * can stand only at the end of a word."
    elif not is_one_word(body):
        fault = f"“{body[:40]}” before the * is more than one word; write its last part alone."
    elif sum(character.isalnum() for character in body) < MIN_PREFIX:
        fault = f"At least {MIN_PREFIX} letters must stand before the *."
    else:
        return Prefix(body, name)
    raise QueryError("bad_wildcard", position, fault)


def _fuzzy(word: str, edits: str, name: TextField, position: int) -> Node:
    stem = bare(word)
    if edits not in ("", "1", "2"):
        fault = f"“~{edits[:10]}” must be ~1 or ~2: the number of letters that may differ."
    elif not is_one_word(stem):
        fault = 'A ~ can follow one word only; after a phrase it needs a number, as in "a b"~10.'
    else:
        return Fuzzy(stem, int(edits or 1), name)
    raise QueryError("bad_fuzzy", position, fault)


def _date_range(token: Token) -> DateRange:
    text = token.text
    if text.startswith("["):
        return _between(text[1:-1], token)
    for sign in (">=", "<=", ">", "<"):
        if text.startswith(sign):
            return _open_range(sign, text[len(sign) :], token)
    first, last = _days(text, token)
    return DateRange(first, last)


def _between(text: str, token: Token) -> DateRange:
    ends = text.split()
    if len(ends) != 3 or ends[1].upper() != "TO":
        raise _bad_date(token, "A range of dates is written [2021-09-01 TO 2021-12-31], with * for an open end.")
    first = None if ends[0] == "*" else _days(ends[0], token)[0]
    last = None if ends[2] == "*" else _days(ends[2], token)[1]
    if first and last and first > last:
        raise _bad_date(token, f"The range {text.strip()} ends before it begins.")
    return DateRange(first, last)


def _open_range(sign: str, text: str, token: Token) -> DateRange:
    first, last = _days(text, token)
    try:
        if sign == ">":
            return DateRange(last + timedelta(days=1), None)
        if sign == "<":
            return DateRange(None, first - timedelta(days=1))
    except OverflowError as error:
        raise _bad_date(token, f"No day lies beyond {text}.") from error
    return DateRange(first, None) if sign == ">=" else DateRange(None, last)


def _days(text: str, token: Token) -> tuple[date, date]:
    days = None if text.startswith(_RELATIVE_DATE) else partial_days(text, date.min)
    if days is None:
        raise _bad_date(token, f"“{text[:40]}” is not a date; write 2021, 2021-09 or 2021-09-05.")
    return days


def _bad_date(token: Token, text: str) -> QueryError:
    return QueryError("bad_date", token.position, text)


def _words(node: Node) -> list[str]:
    if isinstance(node, And | Or):
        return [word for child in node.children for word in _words(child)]
    return [node.text] if isinstance(node, Term) else []
