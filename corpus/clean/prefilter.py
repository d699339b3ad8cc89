"""What a line must have for a pattern to match it: read off the pattern itself, so that nothing can be forgotten.

A pattern for whole lines tells by which words a line begins that it matches, or else which letters stand somewhere in
it. Both are asked of a line before any pattern is tried. What can't be told exactly is told too widely, never too
narrowly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple

from corpus.clean.words import words

# Words that so many sentences begin with that the second word is asked for too.
COMMON = frozenset(
    words(
        """
        a an the this that these those any every each some all no one it its is are was were be
        in on at by for from with to of as if when where while after before around about over under
        and or but not so we you he she they i our your his her their there here
        can could will would may might do does did have has had how what why who which
        first last new more most best full just live also only best two three still now today
        """
    )
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST_PREFIX = 3
_LEAST_NEED = 9
_LEAST_PIECE, _MOST_PIECES = 4, 24
_MOST_STATES = 3_000
_MOST_RUNS = 40
_USUAL = frozenset(":/,;()")  # signs that many sentences hold
# Characters that are written in several ways, and so no part of what is looked for inside a line.
_UNSURE = frozenset("'\"-–—…‘’“”")

Item = tuple[Any, Any]
Items = Sequence[Item]


Test = Callable[[str], bool]
_ASKED: dict[Test, tuple[tuple[re.Pattern[str], ...], tuple[str, ...], tuple[str, ...]]] = {}


class NotTold(ValueError):
    """A pattern that neither a beginning nor letters inside can tell; the message shows the part of it."""


class _State(NamedTuple):
    """How a line begins: its first word, its second, and where we are: 0 before, 1 in, 2 behind the first, 3 in 2nd."""

    first: str
    second: str
    place: int


@dataclass(slots=True)
class Look:
    """What some patterns ask of a line.

    A line that begins with a letter must have a first word, or the first two with a space between, of `opens`, or of
    `opens_with` together with one of the pieces named there, or a first word that begins as in `prefixes`, or one of
    `alone` with no other behind it in its sentence, or else one of the pieces in `inside`.
    """

    opens: set[str] = field(default_factory=set)
    opens_with: dict[str, set[str]] = field(default_factory=dict)
    prefixes: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)


def look_of(patterns: Iterable[re.Pattern[str]]) -> Look:
    """Return what the patterns ask of a line that they match from end to end. Raises NotTold."""
    look = Look()
    for pattern in patterns:
        # Private, but in all versions of Python that are taken, and the only way to read a pattern as re does.
        parser = import_module("re._parser")
        for items in _alternatives(list(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))):
            _add(look, items)
    return look


def asks(*patterns: re.Pattern[str], begins: Iterable[str] = (), holds: Iterable[str] = ()) -> Callable[[Test], Test]:
    """Return a decorator that notes what a test of a line asks of it.

    The line is matched whole by one of the patterns, or begins with one of these words, or holds one of these pieces.
    """

    def noted(test: Test) -> Test:
        _ASKED[test] = (patterns, tuple(begins), tuple(holds))
        return test

    return noted


def look_of_test(test: Test) -> Look:
    """Return what a test asks of a line. Raises KeyError for a test that was not noted, NotTold."""
    patterns, begins, holds = _ASKED[test]
    look = look_of(patterns)
    look.opens |= {letters[0] for letters in map(_LETTERS.match, begins) if letters}  # "e-mail" opens with "e"
    look.inside |= {piece.casefold() for piece in holds}
    return look


def _alternatives(items: Items) -> Iterator[Items]:
    """Yield the alternatives that a pattern consists of, those within a single pair of brackets too."""
    if len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        yield from _alternatives(list(items[0][1][-1]))
    elif len(items) == 1 and str(items[0][0]) == "BRANCH":
        for option in items[0][1][1]:
            yield from _alternatives(list(option))
    else:
        yield list(items)


def _add(look: Look, items: Items) -> None:
    """Add what one alternative asks of a line."""
    walk = _Walk(look)
    for state in walk.through(items, {_State("", "", 0)}):
        walk.end(state)
    told = _told(items)
    for opening in walk.opens | walk.open:
        # What the opening holds itself tells nothing more of a line.
        needed = max(
            (one for one in told if not any(piece.strip() in opening for piece in one)), key=_worth, default=None
        )
        if not opening and needed:
            look.inside |= needed
        elif needed and min(map(len, needed)) >= _LEAST_PIECE and len(needed) <= _MOST_PIECES:
            look.opens_with.setdefault(opening, set()).update(needed)
        elif opening and opening not in walk.open:
            look.opens.add(opening)
        elif needed:
            look.opens_with.setdefault(opening, set()).update(needed)
        else:
            raise NotTold(f"how such a line begins can't be told, nor what stands in it: {items!r:.300}")


class _Walk:
    """Goes through an alternative and notes each way in which it may begin."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.opens: set[str] = set()
        self.open: set[str] = set()  # first words behind which any other may follow; "" for any first word

    def through(self, items: Items, states: set[_State]) -> set[_State]:
        """Return the states behind the items, of those that are not noted yet."""
        for name, argument in items:
            if not states:
                break
            states = self._behind(str(name), argument, states)
            if len(states) > _MOST_STATES:
                states = {state for state in states if not self._widened(state)}
        return states

    def end(self, state: _State) -> None:
        """Note a line that ends here."""
        if state.place in (1, 2):
            (self.look.alone if state.first in COMMON else self.opens).add(state.first)
        elif state.place == 3:
            self.opens.add(f"{state.first} {state.second}")

    def _behind(self, name: str, argument: Any, states: set[_State]) -> set[_State]:
        match name:
            case "LITERAL":
                return self._all(states, letters=chr(argument) if chr(argument).isalpha() else "", gap=chr(argument))
            case "IN":
                return self._in(argument, states)
            case "NOT_LITERAL" | "ANY":
                return self._all(states, is_any=True, gap=" ")
            case "SUBPATTERN":
                return self.through(list(argument[-1]), states)
            case "ATOMIC_GROUP":
                return self.through(list(argument), states)
            case "BRANCH":
                return {state for option in argument[1] for state in self.through(list(option), states)}
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeated(argument, states)
            case "AT" if str(argument) == "AT_BOUNDARY":
                return self._bounded(states)
            case "ASSERT_NOT" if _is_no_letter(argument):
                return self._bounded(states)
            case "AT" | "ASSERT" | "ASSERT_NOT":
                return states
        raise NotTold(f"patterns of this kind are not read: {name}")

    def _repeated(self, argument: tuple[int, int, Items], states: set[_State]) -> set[_State]:
        least, most, items = argument
        items = list(items)
        for _ in range(min(least, 4)):
            states = self.through(items, states)
        found, fresh = set(states), states
        for count in range(least, most):
            fresh = self.through(items, fresh) - found
            if count and most > 2:
                fresh = {state for state in fresh if not self._widened(state)}
            if not fresh:
                break
            found |= fresh
        return found

    def _widened(self, state: _State) -> bool:
        """Note a word that pieces make longer and longer as one that any letters may end; tell whether it is one."""
        if state.place not in (1, 3):
            return False
        self._open(state)
        return True

    def _bounded(self, states: set[_State]) -> set[_State]:
        """Return the states behind the end of a word."""
        found: set[_State] = set()
        for state in states:
            found.update(self._with_gap(state, " ") if state.place in (1, 3) else (state,))
        return found

    def _in(self, members: list[Item], states: set[_State]) -> set[_State]:
        letters, is_any, gap = "", str(members[0][0]) == "NEGATE", ""
        for name, argument in members:
            if str(name) == "LITERAL":
                letters += chr(argument) if chr(argument).isalpha() else ""
                gap = gap or ("" if chr(argument).isalpha() else chr(argument))
            elif str(name) == "RANGE":
                is_any = is_any or any(chr(code).isalpha() for code in range(argument[0], argument[1] + 1))
                gap = gap or next(
                    (chr(code) for code in range(argument[0], argument[1]) if not chr(code).isalpha()), ""
                )
            else:
                is_any = is_any or str(argument) in ("CATEGORY_WORD", "CATEGORY_NOT_DIGIT", "CATEGORY_NOT_SPACE")
                gap = " "
        return self._all(states, letters=letters, is_any=is_any, gap=" " if is_any else gap)

    def _all(self, states: set[_State], *, letters: str = "", is_any: bool = False, gap: str = "") -> set[_State]:
        """Return the states behind one character: one of these letters, any letter, or no letter at all."""
        found: set[_State] = set()
        for state in states:
            if is_any:
                self._open(state)
            for letter in letters.casefold() if not is_any else "":
                found.update(self._with_letter(state, letter))
            if gap and not gap.isalpha():
                found.update(self._with_gap(state, gap))
        return found

    def _open(self, state: _State) -> None:
        """Note that any word may go on here."""
        if state.place >= 2:
            self.open.add(state.first)
        elif len(state.first) >= _LEAST_PREFIX and state.first not in COMMON:
            self.look.prefixes.add(state.first)
        else:
            self.open.add("")

    def _with_letter(self, state: _State, letter: str) -> Iterator[_State]:
        if state.place <= 1:
            yield _State(state.first + letter, "", 1)
        elif state.place == 2 and state.first not in COMMON:
            self.opens.add(state.first)
        else:
            yield _State(state.first, state.second + letter, 3)

    def _with_gap(self, state: _State, gap: str) -> Iterator[_State]:
        if state.place == 0:
            if gap in "\"' ":  # a quote may open a line; with any other sign it needs no look
                yield state
        elif state.place == 3:
            self.opens.add(f"{state.first} {state.second}")
        elif state.first in COMMON:
            yield _State(state.first, "", 2)
        else:
            self.opens.add(state.first)


def _is_no_letter(argument: tuple[int, Items]) -> bool:
    """Tell whether a negative lookahead forbids any plain letter to follow."""
    direction, items = argument
    if direction != 1 or len(items) != 1 or str(items[0][0]) != "IN":
        return False
    return any(str(name) == "RANGE" and tuple(span) == (97, 122) for name, span in items[0][1])


def _told(items: Items) -> list[set[str]]:
    """Return sets of pieces, of each of which one at least stands in whatever the items match."""
    found: list[set[str]] = []
    runs, lately = {""}, {""}  # what is written without a gap, and what of it behind the last choice
    for name, argument in [*items, ("END", None)]:
        written = None if str(name) == "END" else _written([(name, argument)])
        longer = {run + more for run in runs for more in written or ()}
        if written is None or len(longer) > _MOST_RUNS:
            found += [runs, lately, _needed_in(str(name), argument)]
            runs = lately = written or {""}
        elif len(written) == 1:
            runs, lately = longer, {run + more for run in lately for more in written}
        else:
            found += [runs, lately, written]
            runs, lately = longer, {""}
    return [pieces for pieces in found if pieces and min(map(len, pieces)) > 0]


def _needed(items: Items) -> set[str]:
    """Return the set of pieces that tells most; none if nothing can be told."""
    return max(_told(items), key=_worth, default=set())


def _needed_in(name: str, argument: Any) -> set[str]:
    """Return the pieces of which one stands in what a single item matches."""
    match name:
        case "SUBPATTERN":
            return _needed(list(argument[-1]))
        case "ATOMIC_GROUP":
            return _needed(list(argument))
        case "ASSERT" if argument[0] == 1:
            return _needed(list(argument[1]))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" if argument[0]:
            return _needed(list(argument[2]))
        case "BRANCH":
            options = [_needed(list(option)) for option in argument[1]]
            return set().union(*options) if all(options) else set()
        case "IN" if all(str(kind) == "LITERAL" for kind, _ in argument):
            signs = {chr(code) for _, code in argument}
            return set() if signs & _UNSURE or any(sign.isalpha() for sign in signs) else signs
    return set()


def _written(items: Items) -> set[str] | None:
    """Return all that the items can match, in small letters; None if it is too much, or written in several ways."""
    found = {""}
    for name, argument in items:
        options: set[str] | None = None
        match str(name):
            case "LITERAL" if chr(argument) not in _UNSURE:
                options = {chr(argument).casefold()}
            case "SUBPATTERN":
                options = _written(list(argument[-1]))
            case "ATOMIC_GROUP":
                options = _written(list(argument))
            case "BRANCH":
                each = [_written(list(option)) for option in argument[1]]
                options = None if None in each else set().union(*filter(None, each))
            case "MAX_REPEAT" if argument[:2] == (0, 1):
                once = _written(list(argument[2]))
                options = None if once is None else once | {""}
            case "AT":
                options = {""}
        if options is None:
            return None
        found = {before + after for before in found for after in options}
        if len(found) > _MOST_RUNS:
            return None
    return found


def _worth(pieces: set[str]) -> tuple[int, bool, int]:
    """Return how much is told by pieces: the length of the shortest up to some, then how few they are."""
    return min(_LEAST_NEED, min(map(len, pieces))), pieces.isdisjoint(_USUAL), -len(pieces)
