"""The state of a search: a frozen value that is the query string and back. Every link is made from one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, get_args
from urllib.parse import urlencode

from search.facets import FACET_BY_NAME, FACETS, Facet
from search.messages import Message

NONE = "none"
Mode = Literal["any", "all", "not"]
SORTS = ("relevance", "-date", "date", "-added")
AXES = ("published", "mentioned")
INTERVALS = ("auto", "day", "week", "month", "quarter", "year")
DEFAULT_SIZE = 20
MAX_SIZE = 100
DEFAULT_FACET_LIMIT = 20
MAX_FACET_LIMIT = 1_000
MAX_PAGE = 10**9
MAX_CHOICES = 100
_PLAIN_PARAMETERS = frozenset(
    ("q", "from", "to", "date", "axis", "interval", "sort", "group", "page", "size", "cursor", "facet_limit")
)
_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_RELATIVE_DATE = re.compile(r"-([0-9]{1,5})d")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen in one facet, as written in the URL: ids, codes or names, and "none"."""

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.any or self.all or self.excluded)

    def values(self, mode: Mode) -> tuple[str, ...]:
        """Return the values chosen in a mode."""
        return {"any": self.any, "all": self.all, "not": self.excluded}[mode]

    def having(self, mode: Mode, values: Iterable[str]) -> Choice:
        """Return this choice with other values in a mode."""
        kept = tuple(sorted(set(values)))
        if mode == "any":
            return replace(self, any=kept)
        return replace(self, all=kept) if mode == "all" else replace(self, excluded=kept)


_NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class SearchState:
    """Everything a search page shows, nothing of how. `first` and `last` are from= and to= as written."""

    q: str = ""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    date_missing: bool = False
    axis: str = "published"
    interval: str = "auto"
    sort: str = ""
    group: str = "article"
    page: int = 1
    size: int = DEFAULT_SIZE
    cursor: str = ""
    facet_limit: int = DEFAULT_FACET_LIMIT

    def choice(self, facet: str) -> Choice:
        """Return what is chosen in a facet."""
        return self.choices.get(facet, _NO_CHOICE)

    @property
    def order(self) -> str:
        """The sort in force: relevance needs a query, and is the default with one."""
        if self.sort and (self.q or self.sort != "relevance"):
            return self.sort
        return "relevance" if self.q else "-date"

    @property
    def has_filters(self) -> bool:
        """Whether anything but the query narrows the search."""
        return bool(any(self.choices.values()) or self.first or self.last or self.date_missing)

    def with_choice(self, facet: str, choice: Choice) -> SearchState:
        """Return the state with another choice in a facet, on page 1."""
        others = {name: kept for name, kept in self.choices.items() if name != facet and kept}
        return replace(self, choices=others | ({facet: choice} if choice else {}), page=1, cursor="")

    def toggle(self, facet: str, value: str, mode: Mode = "any") -> SearchState:
        """Return the state with a value chosen in this mode, or no longer if it was; other modes let go of it."""
        choice = self.choice(facet)
        chosen = value in choice.values(mode)
        for each in get_args(Mode):
            choice = choice.having(each, (kept for kept in choice.values(each) if kept != value))
        if not chosen:
            choice = choice.having(mode, (*choice.values(mode), value))
        return self.with_choice(facet, choice)

    def without(self, facet: str, value: str | None = None) -> SearchState:
        """Return the state without a value of a facet, or without anything of the facet ("date" too)."""
        if facet == "date":
            return replace(self, first="", last="", date_missing=False, page=1, cursor="")
        if value is None:
            return self.with_choice(facet, Choice())
        choice = self.choice(facet)
        for each in get_args(Mode):
            choice = choice.having(each, (kept for kept in choice.values(each) if kept != value))
        return self.with_choice(facet, choice)

    def with_dates(self, first: str, last: str) -> SearchState:
        """Return the state narrowed to these days; undated articles are let go."""
        return replace(self, first=first, last=last, date_missing=False, page=1, cursor="")

    def changed(self, **changes: object) -> SearchState:
        """Return the state with other fields, on page 1 unless the page is given."""
        return replace(self, **({"page": 1, "cursor": ""} | changes))  # type: ignore[arg-type]

    def without_filters(self) -> SearchState:
        """Return the state with its query and sort alone."""
        return SearchState(q=self.q, sort=self.sort, size=self.size, group=self.group)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters in a fixed order, defaults left out."""
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        for facet in FACETS:
            choice = self.choice(facet.name)
            for mode, suffix in (("any", ""), ("all", ".all"), ("not", ".not")) if choice else ():
                pairs += [(facet.name + suffix, value) for value in choice.values(mode)]  # type: ignore[arg-type]
        plain: tuple[tuple[str, object, object], ...] = (
            ("from", self.first, ""),
            ("to", self.last, ""),
            ("date", NONE if self.date_missing else "", ""),
            ("axis", self.axis, "published"),
            ("interval", self.interval, "auto"),
            ("sort", self.sort, ""),
            ("group", self.group, "article"),
            ("size", self.size, DEFAULT_SIZE),
            ("facet_limit", self.facet_limit, DEFAULT_FACET_LIMIT),
            ("cursor", self.cursor, ""),
            ("page", self.page, 1),
        )
        return pairs + [(name, str(value)) for name, value, default in plain if value != default]

    def query_string(self) -> str:
        """Return the state as it stands behind the question mark."""
        return urlencode(self.pairs())

    @classmethod
    def parse(cls, pairs: Iterable[tuple[str, str]]) -> tuple[SearchState, tuple[Message, ...]]:
        """Read a state from query parameters; what is bad is left out and told, unknown keys are ignored."""
        return _Reader(pairs).read()


def is_parameter(name: str) -> bool:
    """Return whether a search reads a parameter of this name; it ignores all others."""
    facet, _, mode = name.partition(".")
    if facet in FACET_BY_NAME:
        return mode in ("", "all", "not") and name.count(".") <= 1 and not name.endswith(".")
    return name in _PLAIN_PARAMETERS


def partial_days(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day of 2021, 2021-09, 2021-09-05 or -30d (before `today`); None = not a date."""
    relative = _RELATIVE_DATE.fullmatch(text)
    if relative:
        day = today - timedelta(days=min(int(relative[1]), (today - date.min).days))
        return day, day
    match = _PARTIAL_DATE.fullmatch(text)
    if not match:
        return None
    year, month, day_number = int(match[1]), match[2], match[3]
    try:
        first = date(year, int(month or 1), int(day_number or 1))
    except ValueError:
        return None
    if day_number:
        return first, first
    if month:
        return first, first.replace(day=calendar.monthrange(year, first.month)[1])
    return first, date(year, 12, 31)


class _Reader:
    """Reads the parameters one by one and notes what is wrong."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.given: dict[str, list[str]] = {}
        for key, value in pairs:
            cleaned = value.replace("\x00", "").encode(errors="replace").decode().strip()
            if cleaned:
                self.given.setdefault(key, []).append(cleaned)
        self.messages: list[Message] = []

    def read(self) -> tuple[SearchState, tuple[Message, ...]]:
        today = date.today()
        state = SearchState(
            q=self._last("q"),
            choices={facet.name: choice for facet in FACETS if (choice := self._choice(facet))},
            first=self._date("from", today),
            last=self._date("to", today),
            date_missing=self._one_of("date", (NONE,), "") == NONE,
            axis=self._one_of("axis", AXES, "published"),
            interval=self._one_of("interval", INTERVALS, "auto"),
            sort=self._one_of("sort", SORTS, ""),
            group=self._one_of("group", ("article", "story"), "article"),
            page=self._number("page", 1, MAX_PAGE),
            size=self._number("size", DEFAULT_SIZE, MAX_SIZE, clamp=True),
            cursor=self._last("cursor"),
            facet_limit=self._number("facet_limit", DEFAULT_FACET_LIMIT, MAX_FACET_LIMIT, clamp=True),
        )
        return self._ordered(state, today), tuple(self.messages)

    def _ordered(self, state: SearchState, today: date) -> SearchState:
        first, last = partial_days(state.first, today), partial_days(state.last, today)
        if first and last and first[0] > last[1]:
            self._bad("to", f"“to” ({state.last}) lies before “from” ({state.first}); both were ignored.")
            return replace(state, first="", last="")
        return state

    def _choice(self, facet: Facet) -> Choice:
        read = {mode: self._values(facet, suffix) for mode, suffix in (("any", ""), ("all", ".all"), ("not", ".not"))}
        if NONE in read["all"]:
            self._bad(f"{facet.name}.all", f"“{facet.name}.all=none” asks for nothing; use “{facet.name}=none”.")
            read["all"] = [value for value in read["all"] if value != NONE]
        return Choice(*(tuple(sorted(set(read[mode]))) for mode in ("any", "all", "not")))

    def _values(self, facet: Facet, suffix: str) -> list[str]:
        values = [_canonical(value) for value in self.given.get(facet.name + suffix, [])]
        if len(set(values)) > MAX_CHOICES:
            self._bad(facet.name + suffix, f"At most {MAX_CHOICES} values of “{facet.name}{suffix}” are read.")
        return list(dict.fromkeys(values))[:MAX_CHOICES]

    def _last(self, key: str) -> str:
        return self.given.get(key, [""])[-1]

    def _one_of(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self._last(key)
        if not value or value in allowed:
            return value or default
        self._bad(key, f"“{key}={value[:50]}” is not known; it can be {', '.join(allowed)}.")
        return default

    def _date(self, key: str, today: date) -> str:
        value = self._last(key)
        if not value or partial_days(value, today):
            return value
        self._bad(key, f"“{value[:50]}” is not a date; write 2021, 2021-09, 2021-09-05 or -30d.")
        return ""

    def _number(self, key: str, default: int, most: int, *, clamp: bool = False) -> int:
        value = self._last(key)
        if not value:
            return default
        if not (value.isascii() and value.isdigit()) or len(value) > 12 or int(value) < 1:
            self._bad(key, f"“{key}={value[:50]}” is not a number from 1.")
            return default
        if int(value) > most and not clamp:
            self._bad(key, f"“{key}” can be at most {most}.")
            return default
        return min(int(value), most)

    def _bad(self, parameter: str, text: str) -> None:
        self.messages.append(Message(text, code="bad_parameter", level="error", parameter=parameter))


def _canonical(value: str) -> str:
    if value.isascii() and value.isdigit():
        return str(int(value[:30]))
    return value[:250]
