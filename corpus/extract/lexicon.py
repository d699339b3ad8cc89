"""The lexicon of actors: people, groups, organisations and governments known beforehand."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.extract.lines import Line
from corpus.extract.words import DATA, cached_fold, common_words

ActorKind = Literal["person", "group", "organisation", "government", "unknown"]

ACTOR_FILES = ("actors.tsv", "people.tsv", "conflicts.tsv", "organisations.tsv", "cameo_groups.tsv")
HEADING = "# --- "
TRADES = ("companies", "carmakers", "energy", "banks")  # headings that firms stand under
UNTOLD = "~"  # before a country that doesn't speak for the actor
ACRONYM_LENGTH = 7
ARTICLE = "The "  # before the name of a paper: "The Guardian", not "The guardian"
DOTTED_LENGTH = 5  # letters of initials that are written with full stops too: "I.M.F."
_PUNCTUATION = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‑": "-", "–": "-", "\u00a0": " "}


def _one_to_one() -> dict[int, str]:
    """Return a table that takes accents and variants of quotes off, one character for one."""
    table = {ord(character): plain for character, plain in _PUNCTUATION.items()}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFKD", chr(code))[0].lower()
        if len(plain) == 1 and plain.isascii():
            table[code] = plain
    return table


_TABLE = {chr(code): plain for code, plain in _one_to_one().items()}
_QUOTES = "’‘ʼ"  # what stands beyond ASCII is mostly these
_TABLED = re.compile("[" + re.escape("".join(_TABLE)) + "]")


def fold_in_place(text: str) -> str:
    """Return the text in lower case without accents, as long as before, so that offsets stay true."""
    # Nearly all characters are plain; a table for all of them would be asked for each.
    if text.isascii():
        return text.lower().replace("`", "'")
    for character in _QUOTES:
        text = text.replace(character, "'")
    plain = text.replace("\u00a0", " ")
    plain = (plain if plain.isascii() else _TABLED.sub(_without_accent, plain)).replace("`", "'")
    lowered = plain.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(lowered if len(lowered := character.lower()) == 1 else character for character in plain)


def _without_accent(match: re.Match[str]) -> str:
    return _TABLE[match[0]]


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor of the lexicon."""

    id: str
    name: str
    kind: ActorKind
    country: str = ""
    field: str = ""  # of work, as the table's headings have it: "banks", "sport"
    told: bool = True  # by its country: a text that speaks of that may mean it by an ambiguous name

    @property
    def key(self) -> str:
        """Return the key that links its mentions."""
        return f"lexicon:{self.id}"


@dataclass(frozen=True, slots=True)
class Metonym:
    """A house or quarter that stands for who sits there; `cue` = only before a verb of saying or acting."""

    surface: str
    key: str
    cue: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write an actor: `exact` = capitals count, `weak` = needs support from the document."""

    text: str
    entry: Entry
    exact: bool
    weak: bool


@dataclass(slots=True, unsafe_hash=True)
class Hit:
    """A stretch of a line that reads like an actor; `weak` hits need support from the rest of the document."""

    start: int
    end: int
    entry: Entry
    weak: bool


class Lexicon:
    """All actors of the data files; `forms` holds the ways to write each, by folded name."""

    def __init__(self) -> None:
        self.by_id: dict[str, Entry] = {}
        self.forms: dict[str, list[Form]] = {}
        self._exact_name: dict[str, Entry] = {}
        self._short_names: defaultdict[str, list[Entry]] = defaultdict(list)
        self._surnames: defaultdict[str, list[Entry]] = defaultdict(list)
        for file in ACTOR_FILES:
            self._read(file)
        self.metonyms = tuple(Metonym(surface, key, cue == "cue") for surface, key, cue in rows_of("metonyms.tsv", 3))
        listed = {
            cached_fold(name): quoted
            for preferred, others, quoted in rows_of("agencies.tsv", 3)
            for name in (preferred, *others.split(" | "))
            if name
        }
        self.agencies = frozenset(listed)
        self.wires = frozenset(name for name, quoted in listed.items() if not quoted)

    def _read(self, file: str) -> None:
        for identifier, name, kind, country, others, heading in rows_under_headings(file, 5):
            told = not country.startswith(UNTOLD)
            work = heading if kind == "organisation" else ""
            entry = Entry(identifier, name, _kind(kind), country.removeprefix(UNTOLD), work, told)
            self.by_id[identifier] = entry
            if entry.kind == "person" and " " in name:
                self._surnames[cached_fold(name.rpartition(" ")[2])].append(entry)
            aliases = [alias for alias in others.split(" | ") if alias]
            if f"?{name}" not in aliases:
                aliases.insert(0, name)
            for alias in aliases:
                self._add(alias.removeprefix("?"), entry, weak=alias.startswith("?"))

    def _add(self, text: str, entry: Entry, *, weak: bool) -> None:
        folded = fold_in_place(text)
        if not weak:
            self._exact_name.setdefault(cached_fold(text), entry)
        elif entry.field.startswith(TRADES) and not _is_acronym(text):
            self._short_names[cached_fold(text)].append(entry)
        self.forms.setdefault(folded, []).append(Form(text, entry, _is_acronym(text), weak))
        if text.isalpha() and text.isupper() and len(text) <= DOTTED_LENGTH and not weak:
            dotted = "".join(f"{letter}." for letter in text)
            self.forms.setdefault(fold_in_place(dotted), []).append(Form(dotted, entry, True, weak))

    def named(self, name: str) -> Entry | None:
        """Return the actor that has exactly this unambiguous name, compared as people compare names."""
        return self._exact_name.get(cached_fold(name))

    def firm_called(self, name: str) -> Entry | None:
        """Return the only firm that goes by an ambiguous name ("Apple"), for a name that is known to be a body's."""
        firms = self._short_names.get(cached_fold(name), ())
        return firms[0] if len(firms) == 1 else None

    def surnamed(self, folded: str) -> Sequence[Entry]:
        """Return the people with this last name, folded."""
        return self._surnames.get(folded, ())


def read_forms(hits: list[Hit], line: Line, start: int, end: int, *, forms: Iterable[Form]) -> None:
    """Add a hit for each actor that may be written as a stretch of a line is."""
    surface = line.text[start:end]
    for form in forms:
        if _may_be(form, surface, shouted=line.shouted):
            hits.append(Hit(start, end, form.entry, form.weak))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return the lexicon, read once per process."""
    return Lexicon()


def rows_of(file: str, columns: int) -> Iterator[list[str]]:
    """Yield the rows of a data file, padded to so many columns."""
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            yield [*cells, *([""] * (columns - len(cells)))][:columns]


def rows_under_headings(file: str, columns: int) -> Iterator[list[str]]:
    """Yield the rows of a data file as `rows_of` does, each with the heading that it stands under ("# --- banks")."""
    heading = ""
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        if line.startswith(HEADING):
            heading = line.removeprefix(HEADING).strip()
        elif line and not line.startswith("#"):
            cells = line.split("\t")
            yield [*cells, *([""] * (columns - len(cells))), heading]


def _kind(text: str) -> ActorKind:
    kinds: dict[str, ActorKind] = {
        "person": "person",
        "group": "group",
        "organisation": "organisation",
        "government": "government",
    }
    return kinds[text]


def _is_acronym(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    upper = sum(1 for character in letters if character.isupper())
    return " " not in text and len(text) <= ACRONYM_LENGTH and upper >= 2 and upper * 2 >= len(letters)


def is_inside_word(text: str, start: int, end: int) -> bool:
    """Say whether a stretch begins or ends in the middle of a word."""
    if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        return True
    return end < len(text) and (text[end].isalnum() or text[end] == "_")


def _may_be(form: Form, surface: str, *, shouted: bool) -> bool:
    """Say whether a surface is written as the name may be written."""
    if shouted:
        return not (form.exact and surface.lower() in common_words() | {"who", "is", "au", "mend"})
    if form.exact:
        return surface == form.text
    if form.text.startswith(ARTICLE.lower()):
        return surface == form.text
    if form.text.startswith(ARTICLE) and not surface[len(ARTICLE)].isupper():
        return False
    return surface[0].isupper() or surface == form.text or any(c.isupper() for c in surface.partition("-")[2][:1])
