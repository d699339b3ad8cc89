"""A query tree written in the query language again, so that reading it gives the same tree."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from search.tokens import OPERATORS, is_wordlike
from search.tree import And, DateRange, FacetName, FacetTerm, Fuzzy, Node, Not, Or, Phrase, Prefix, Term

_NAME_MARKS = "'-._&/"


def canonical(node: Node, *, most_characters: int, most_levels: int) -> str:
    """Return the query as understood: clear parentheses if the limits of the language leave room, else the fewest."""
    written = ""
    for clear, factored in ((True, True), (False, True), (False, False)):
        written = _Writer(clear=clear, factored=factored).write(node)
        if len(written) <= most_characters and levels(written) <= most_levels:
            return written
    return written


def levels(text: str) -> int:
    """Return how deep the parentheses outside quotes go."""
    depth = deepest = 0
    quoted = False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "()":
            depth += 1 if character == "(" else -1
            deepest = max(deepest, depth)
    return deepest


class _Writer:
    """Writes a tree. `clear`: an AND inside an OR gets parentheses; `factored`: title:(a b), not title:a title:b."""

    def __init__(self, *, clear: bool, factored: bool) -> None:
        self.clear = clear
        self.factored = factored

    def write(self, node: Node) -> str:
        return self._node(node, inside="")

    def _node(self, node: Node, *, inside: str) -> str:
        if isinstance(node, And | Or):
            return (" " if isinstance(node, And) else " OR ").join(self._parts(node, inside=inside))
        if isinstance(node, Not):
            return "-" + self._unit(node.child, inside=inside)
        return self._leaf(node, inside=inside)

    def _parts(self, node: And | Or, *, inside: str) -> list[str]:
        parts = []
        for name, run in self._runs(node.children, inside=inside):
            if name and len(run) > 1:
                group: Node = type(node)(tuple(run))
                parts.append(f"{name}:({self._node(group, inside=name)})")
                continue
            for child in run:
                needs = isinstance(child, Or) if isinstance(node, And) else isinstance(child, And) and self.clear
                parts.append(self._unit(child, inside=inside) if needs else self._node(child, inside=inside))
        return parts

    def _runs(self, children: Sequence[Node], *, inside: str) -> Iterator[tuple[str, list[Node]]]:
        """Yield neighbours that share a field, with that field."""
        if inside or not self.factored:
            yield "", list(children)
            return
        for name, run in groupby(children, key=_field_of):
            yield name, list(run)

    def _unit(self, node: Node, *, inside: str) -> str:
        """Return a node so that an operator before it takes all of it."""
        if not isinstance(node, And | Or):
            return self._node(node, inside=inside)
        name = _field_of(node) if self.factored and not inside else ""
        if name:
            return f"{name}:({self._node(node, inside=name)})"
        return f"({self._node(node, inside=inside)})"

    def _leaf(self, node: Node, *, inside: str) -> str:
        name = "" if inside else _field_of(node)
        return (f"{name}:" if name else "") + _leaf_text(node, terse=not self.clear)


def _field_of(node: Node) -> str:
    """Return the field that all leaves of a node share, or ""."""
    if isinstance(node, And | Or):
        names = {_field_of(child) for child in node.children}
        return names.pop() if len(names) == 1 else ""
    if isinstance(node, Not):
        return _field_of(node.child)
    if isinstance(node, Term | Phrase | Fuzzy | Prefix):
        return node.field
    return node.facet if isinstance(node, FacetName | FacetTerm) else ""


def _leaf_text(node: Node, *, terse: bool) -> str:
    if isinstance(node, Term):
        return node.text
    if isinstance(node, Phrase):
        return f'"{node.text}"' + (f"~{node.slop}" if node.slop else "")
    if isinstance(node, Fuzzy):
        return f"{node.text}~" + ("" if node.edits == 1 else str(node.edits))
    if isinstance(node, Prefix):
        return f"{node.text}*"
    if isinstance(node, FacetName):
        return node.name if _is_plain_name(node.name) else f'"{node.name}"'
    if isinstance(node, FacetTerm):
        return " OR ".join(sorted(node.values))
    if isinstance(node, DateRange):
        return "date:" + _dates(node, terse=terse)
    raise TypeError(f"{type(node).__name__} is not a leaf")


def _is_plain_name(name: str) -> bool:
    plain = all(is_wordlike(character) or character in _NAME_MARKS for character in name)
    return plain and is_wordlike(name[0]) and name not in OPERATORS


def _dates(node: DateRange, *, terse: bool) -> str:
    first, last = node.first, node.last
    if first and last:
        if (whole := _whole(first, last)) is not None:
            return whole
        return f"[{_from(first)} TO {_to(last)}]"
    if first:
        shorter = f">{_to(first - timedelta(days=1))}" if first > date.min else ""
        return _shortest(f">={_from(first)}", shorter, terse=terse)
    if last:
        shorter = f"<{_from(last + timedelta(days=1))}" if last < date.max else ""
        return _shortest(f"<={_to(last)}", shorter, terse=terse)
    return "[* TO *]"


def _shortest(usual: str, other: str, *, terse: bool) -> str:
    return other if terse and other and len(other) < len(usual) else usual


def _whole(first: date, last: date) -> str | None:
    """Return the day, month or year that these days are, or None."""
    if first == last:
        return first.isoformat()
    if (first.month, first.day) == (1, 1) and last == date(first.year, 12, 31):
        return f"{first.year:04}"
    if first.day == 1 and last == first.replace(day=calendar.monthrange(first.year, first.month)[1]):
        return first.isoformat()[:7]
    return None


def _from(day: date) -> str:
    if (day.month, day.day) == (1, 1):
        return f"{day.year:04}"
    return day.isoformat()[:7] if day.day == 1 else day.isoformat()


def _to(day: date) -> str:
    if (day.month, day.day) == (12, 31):
        return f"{day.year:04}"
    return day.isoformat()[: 7 if day.day == calendar.monthrange(day.year, day.month)[1] else 10]
