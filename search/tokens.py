"""The lexer of the query language: a reader's text cut into tokens, each with its position."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

TEXT_FIELDS = ("title", "body")
NAME_FIELDS = ("actor", "location", "source")
FIELDS = (*TEXT_FIELDS, *NAME_FIELDS, "date")
OPERATORS = ("AND", "OR", "NOT")
MAX_SLOP = 1_000  # positions between the words of a phrase

_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟″«»＂", '"') | dict.fromkeys("‘’‚‛", "'"))
_RUN = re.compile(r'[^\s()"]+')
_FIELD = re.compile(r"([A-Za-z]+):")
_PROXIMITY = re.compile(r'~([^\s()"]*)')
_FUZZY = re.compile(r"(.+)~([0-9.]*)")
_UNKNOWN_FIELD = re.compile(r"[A-Za-z][A-Za-z_]*:(?!//)")

Kind = Literal["and", "or", "not", "must", "open", "close", "field", "word", "phrase", "dates", "end"]


class QueryError(Exception):
    """A fault in the query text: its code, its position (from 0), and a sentence for the reader."""

    def __init__(self, code: str, position: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.position = position
        self.text = text


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query; `slop` belongs to phrases, `unknown_field` to words that look like field:value."""

    kind: Kind
    text: str
    position: int
    slop: int = 0
    unknown_field: str = ""


def straighten(text: str) -> str:
    """Return the text with straight quotes and plain spaces, every character where it was."""
    if text.isascii() and text.isprintable():
        return text
    straight = text.translate(_STRAIGHT)
    return "".join(" " if unicodedata.category(character) in ("Cc", "Cs") else character for character in straight)


def is_wordlike(character: str) -> bool:
    """Return whether a character is a letter, a digit or a mark on one."""
    return character.isalnum() or unicodedata.category(character)[0] in "LNM"


def has_letters(text: str) -> bool:
    """Return whether there is anything to search for in a text: a letter or a digit."""
    return any(character.isalnum() for character in text)


def is_one_word(text: str) -> bool:
    """Return whether a text is a single word: letters, digits, marks and inner apostrophes."""
    return has_letters(text) and all(is_wordlike(character) or character in "'_" for character in text)


def bare(text: str, keep: str = "") -> str:
    """Return the text without the punctuation around it, but for the characters to keep."""
    first, last = 0, len(text)
    while first < last and not (is_wordlike(text[first]) or text[first] in keep):
        first += 1
    while last > first and not (is_wordlike(text[last - 1]) or text[last - 1] in keep):
        last -= 1
    return text[first:last]


def fuzzy_parts(text: str) -> tuple[str, str] | None:
    """Return the word and the number of word~number, or None."""
    match = _FUZZY.fullmatch(text)
    return (match[1], match[2]) if match else None


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a straightened text, "end" last. Raises QueryError."""
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        token, position = _token(text, position)
        yield token
        while token.kind == "field":
            read = _dates if token.text == "date" else _value
            token, position = read(text, position, token)
            yield token
    yield Token("end", "", len(text))


def _token(text: str, position: int) -> tuple[Token, int]:
    character = text[position]
    if character in "()":
        return Token("open" if character == "(" else "close", character, position), position + 1
    if character == '"':
        return _phrase(text, position)
    if character in "+-" and _is_sign(text, position):
        return Token("not" if character == "-" else "must", character, position), position + 1
    return _word_or_field(text, position)


def _is_sign(text: str, position: int) -> bool:
    """Return whether the + or - here stands before a word, and not in the middle of one or alone."""
    follows = text[position + 1 : position + 2]
    starts = position == 0 or text[position - 1].isspace() or text[position - 1] == "("
    return starts and bool(follows) and not follows.isspace() and follows not in "+-)"


def _phrase(text: str, position: int) -> tuple[Token, int]:
    close = text.find('"', position + 1)
    if close < 0:
        raise QueryError("unbalanced_quote", position, 'This quotation mark is never closed: add a second ".')
    words = " ".join(text[position + 1 : close].split())
    match = _PROXIMITY.match(text, close + 1)
    if not match:
        return Token("phrase", words, position), close + 1
    number = match[1].rstrip(".,;:!?")
    if not re.fullmatch(r"[0-9]{1,6}", number) or int(number) > MAX_SLOP:
        fault = f'“~{match[1][:20]}” after a phrase must be a number of words up to {MAX_SLOP}, as in "a b"~10.'
        raise QueryError("bad_proximity", close + 1, fault)
    return Token("phrase", words, position, slop=int(number)), match.end()


def _word_or_field(text: str, position: int) -> tuple[Token, int]:
    match = _RUN.match(text, position)
    if match is None:  # whitespace, quotes and parentheses were dealt with: a run always begins here
        raise QueryError("bad_character", position, "This character cannot be read.")
    run = match[0]
    if run in OPERATORS:
        return Token("and" if run == "AND" else "or" if run == "OR" else "not", run, position), match.end()
    field = _field_in(run, position)
    if field:
        return field
    unknown = _unknown_field(run[_lead(run) :], text[match.end() : match.end() + 1])
    return Token("word", run, position, unknown_field=unknown), match.end()


def _field_in(run: str, position: int) -> tuple[Token, int] | None:
    """Return the field that a run begins with, and where its value begins."""
    lead = _lead(run)
    field = _FIELD.match(run, lead)
    if field is None or field[1].lower() not in FIELDS:
        return None
    return Token("field", field[1].lower(), position + lead), position + field.end()


def _lead(run: str) -> int:
    """Return the number of marks before the first letter of a run."""
    return next((at for at, character in enumerate(run) if is_wordlike(character) or character == "*"), len(run))


def _unknown_field(run: str, follows: str) -> str:
    match = _UNKNOWN_FIELD.match(run)
    if match and (match.end() < len(run) or (follows and follows in '("')):
        return match[0][:-1]
    return ""


def _value(text: str, position: int, field: Token) -> tuple[Token, int]:
    """Return the first token of what a field holds: a phrase, "(", another field, or a word taken whole."""
    follows = text[position : position + 1]
    if follows == '"' or follows == "(":
        return _token(text, position)
    match = _RUN.match(text, position)
    if not match:
        raise empty_field(field)
    inner = _field_in(match[0], position)
    return inner or (Token("word", match[0], position), match.end())


def _dates(text: str, position: int, field: Token) -> tuple[Token, int]:
    follows = text[position : position + 1]
    if follows and follows in '["':
        close = text.find("]" if follows == "[" else '"', position + 1)
        if close < 0:
            raise QueryError("bad_date", position, f"This date is never closed; it begins with {follows}.")
        inner = text[position + 1 : close]
        return Token("dates", f"[{inner}]" if follows == "[" else inner.strip(), position), close + 1
    if follows == "(":
        raise QueryError("bad_date", position, "A date takes no parentheses; write date:[2021-09 TO 2021-12].")
    match = _RUN.match(text, position)
    if not match:
        raise empty_field(field)
    return Token("dates", match[0].rstrip(",;"), position), match.end()


def empty_field(field: Token) -> QueryError:
    """Return the error for a field without a value."""
    return QueryError(
        "empty_field", field.position, f"Nothing follows “{field.text}:”; write {field.text}:value without a space."
    )
