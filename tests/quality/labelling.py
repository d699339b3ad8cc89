"""Draw articles for labelling, show them, and turn written surfaces into labels with ids and offsets only.

    python -m tests.quality.labelling show rss 1 10             articles 1 to 10 of the draw, on standard output
    python -m tests.quality.labelling compile notes.txt FOLDER  notes (outside the repository) to FOLDER/<set>.jsonl

A note is one article: a line `## set id`, then lines `CODE: surface; surface=answer; surface@2=answer`. Every
whole-word occurrence of a surface that no longer one has taken is labelled; `@n` takes the n-th occurrence alone, `@t`
those of the title; `surface[word]` only those that stand before the word; `surface?` may be absent.
Codes: P person, G group, O organisation, V government, RG and RV roles, L location, M metonym, N demonym, D date,
X ignore. Answers: locations `CC`, `CC:kind` or `CC#geonameid`, `CC!` for the country alone; dates `2021-09-05`,
`2021-09`, `2021`, `first..last` or `first..last/precision`.
"""

from __future__ import annotations

import calendar
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.evaluation.own_texts import (
    DEVELOPMENT_SETS,
    LABEL_SETS,
    identifier,
    published,
    title_and_opening,
    title_and_text,
)

SEED = "dateline-own-labels-1"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
CODES: Mapping[str, tuple[str, str]] = {
    "P": ("person", ""),
    "G": ("group", ""),
    "O": ("organisation", ""),
    "V": ("government", ""),
    "RG": ("group", "role"),
    "RV": ("government", "role"),
    "L": ("location", ""),
    "M": ("location", "metonym"),
    "N": ("location", "demonym"),
    "D": ("date", ""),
    "X": ("ignore", ""),
}
CLEARLY = 5  # a place so many times bigger than its namesakes of the same country and kind needs no question
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is drawn from a set: texts of so many code points."""

    shortest: int
    longest: int
    measured: Callable[[Mapping[str, Any]], str]


FILTERS: Mapping[str, Filter] = {
    "rss": Filter(120, 600, lambda row: " ".join(title_and_text(row))),
    "reuters": Filter(250, 900, lambda row: row["body"] or ""),
    "isaf": Filter(280, 700, lambda row: row["text"]),
    "wikinews": Filter(500, 1500, lambda row: row["text"]),
}
UNSEEN = "newswire-unseen"
NEWSWIRE_SHORTEST = 900
WORLD, NEWSWIRE_BY_CATEGORY, UNSEEN_BY_CATEGORY, NEWSWIRE_OF_WORLD = "world", 4, 3, 18
WIKINEWS_SHORTEST, WIKINEWS_SINCE, WIKINEWS_LONG = 1501, "2020", 10


@dataclass(frozen=True, slots=True)
class Drawn:
    """One article of the draw."""

    id: str
    title: str
    text: str
    published: str
    held_out: bool


def digest(*parts: str) -> str:
    """Return the hash that stands for chance: of the seed and these words."""
    return hashlib.sha256(":".join((SEED, *parts)).encode()).hexdigest()


def draw(name: str, shared: Path = SHARED) -> list[Drawn]:
    """Return all articles of a set that pass the filter, in the order of the draw."""
    chosen, passing = LABEL_SETS[name], FILTERS[name]
    rows: dict[str, Drawn] = {}  # by the digest that puts them in order
    seen: set[str] = set()
    with gzip.open(shared / chosen.file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            measured = passing.measured(row)
            words = _SPACES.sub(" ", measured).strip().lower()
            if not passing.shortest <= len(measured) <= passing.longest or words in seen:
                continue
            seen.add(words)
            key = str(row.get("id") or row["url"])
            held_out = int(digest("held-out", name, key), 16) % 2 == 1
            rows[digest("draw", name, key)] = Drawn(identifier(row), *chosen.fields(row), published(row), held_out)
    return [one for _, one in sorted(rows.items())]


def draw_newswire(shared: Path = SHARED) -> list[Drawn]:
    """Return one article for each event drawn: of world news more events than of any other category."""
    return _of_events(shared, {WORLD: slice(NEWSWIRE_OF_WORLD)}, slice(NEWSWIRE_BY_CATEGORY))


def draw_unseen(shared: Path = SHARED) -> list[Drawn]:
    """Return one article for each of the next events."""
    others = slice(NEWSWIRE_BY_CATEGORY, NEWSWIRE_BY_CATEGORY + UNSEEN_BY_CATEGORY)
    return _of_events(shared, {WORLD: slice(NEWSWIRE_OF_WORLD, None)}, others)


def _of_events(shared: Path, wanted: Mapping[str, slice], others: slice) -> list[Drawn]:
    events: dict[str, dict[str, tuple[str, Any]]] = {}
    with gzip.open(shared / DEVELOPMENT_SETS["newswire"].file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if len(row["text"]) < NEWSWIRE_SHORTEST:
                continue
            cluster = row["cluster"]
            of_event = events.setdefault(cluster["Category"], {})
            drawn = digest("draw", "newswire", str(row["id"]))
            of_event[cluster["Event"]] = min(of_event.get(cluster["Event"], (drawn, row)), (drawn, row), key=_first)
    chosen: list[tuple[str, Any]] = []
    for category, by_event in events.items():
        chosen += sorted(by_event.values(), key=_first)[wanted.get(category, others)]
    return [_opening(row) for _, row in sorted(chosen, key=_first)]


def draw_long_wikinews(shared: Path = SHARED) -> list[Drawn]:
    """Return late articles too long for the set of short ones."""
    with gzip.open(shared / DEVELOPMENT_SETS["wikinews-long"].file, "rt", encoding="utf-8") as lines:
        rows = [
            row for row in map(json.loads, lines)
            if len(row["text"]) >= WIKINEWS_SHORTEST and row["date"] >= WIKINEWS_SINCE
        ]  # fmt: skip
    rows.sort(key=lambda row: digest("draw", "wikinews-long", row["url"]))
    return [_opening(row) for row in rows[:WIKINEWS_LONG]]


def _first(pair: tuple[str, Any]) -> str:
    return pair[0]


def _opening(row: Mapping[str, Any]) -> Drawn:
    return Drawn(identifier(row), *title_and_opening(row), published(row), held_out=False)


DEVELOPMENT_DRAWS: Mapping[str, Callable[[Path], list[Drawn]]] = {
    "newswire": draw_newswire,
    "wikinews-long": draw_long_wikinews,
    UNSEEN: draw_unseen,
}


def drawn_of(name: str, shared: Path = SHARED) -> list[Drawn]:
    """Return the draw of any set of articles."""
    return DEVELOPMENT_DRAWS[name](shared) if name in DEVELOPMENT_DRAWS else draw(name, shared)


@dataclass(frozen=True, slots=True)
class Surface:
    """A written surface: what to look for, what follows it, which occurrence ("" = all), what it is."""

    text: str
    before: str
    which: str
    optional: bool
    kind: str
    via: str
    answer: str


def parse_notes(notes: str) -> Iterator[tuple[str, str, list[Surface]]]:
    """Yield set, id and surfaces of each note."""
    for block in re.split(r"^## ", notes, flags=re.M)[1:]:
        head, *lines = block.strip().splitlines()
        name, key = head.split(maxsplit=1)
        surfaces = [one for line in lines if line.strip() for one in _surfaces(line)]
        yield name, key.strip(), surfaces


def _surfaces(line: str) -> Iterator[Surface]:
    code, _, rest = line.partition(":")
    kind, via = CODES[code.strip()]
    for item in rest.split(";"):
        if not item.strip():
            continue
        text, _, answer = item.strip().partition("=")
        optional = text.endswith("?")
        text, _, which = text.rstrip("?").partition("@")
        text, _, before = text.partition("[")
        yield Surface(text.strip(), before.rstrip("] "), which.strip(), optional, kind, via, answer.strip())


def place_surfaces(article: Drawn, surfaces: list[Surface]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the labels of an article, sorted, and the faults: surfaces that were not found."""
    labels: list[dict[str, Any]] = []
    faults = []
    taken: list[tuple[str, int, int]] = []
    # A single occurrence is meant as written, so it goes first; then the longest.
    for surface in sorted(surfaces, key=lambda one: (not one.which.isdigit(), -len(one.text), not one.before)):
        found = list(_occurrences(article, surface, taken))
        if not found and not surface.optional:
            faults.append(f"{article.id}: {surface.text!r} {surface.which} not found")
        for field, start, end in found:
            taken.append((field, start, end))
            labels.append({"field": field, "start": start, "end": end, "kind": surface.kind, **_answer(surface)})
    return sorted(labels, key=lambda one: (one["field"] != "title", one["start"])), faults


def _occurrences(article: Drawn, surface: Surface, taken: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    words = r"\s+".join(re.escape(word) for word in surface.text.split())
    words = rf"(?<!\w){words}(?![\w$])" + (rf"(?=\s+{surface.before})" if surface.before else "")
    # In a headline of capitals a name written as in the text is found too.
    fields = (("title", article.title, re.I if article.title.isupper() else 0), ("text", article.text, 0))
    spans = [
        (field, match.start(), match.end())
        for field, text, flags in fields
        for match in re.finditer(words, text, flags)
    ]
    if surface.which.isdigit():
        spans = spans[int(surface.which) - 1 : int(surface.which)]
    for span in spans:
        if surface.which == "t" and span[0] != "title":
            continue
        if not any(span[0] == field and span[1] < end and start < span[2] for field, start, end in taken):
            yield span


def _answer(surface: Surface) -> dict[str, Any]:
    answer: dict[str, Any] = {"via": surface.via} if surface.via else {}
    if surface.kind == "date" and surface.answer:
        return answer | date_answer(surface.answer)
    if surface.kind == "location" and surface.answer:
        country, _, number = surface.answer.partition("#")
        country, _, kind = country.partition(":")
        answer |= {"country": country} if country else {}
        if country.endswith("!"):
            return answer | {"country": country[:-1]}
        if number:
            return answer | {"geonameid": int(number)}
        return answer | {"look": [surface.text, kind]}
    return answer


def date_answer(written: str) -> dict[str, str]:
    """Return first day, last day and precision of a written interval."""
    interval, _, precision = written.partition("/")
    first, dots, last = interval.partition("..")
    if dots:
        return {"first": _days(first)[0], "last": _days(last)[1], "precision": precision or "interval"}
    start, end = _days(first)
    return {"first": start, "last": end, "precision": precision or ("year", "month", "day")[first.count("-")]}


def _days(written: str) -> tuple[str, str]:
    if (dashes := written.count("-")) == 2:
        return written, written
    if dashes == 0:
        return f"{written}-01-01", f"{written}-12-31"
    year, month = map(int, written.split("-"))
    return f"{written}-01", f"{written}-{calendar.monthrange(year, month)[1]:02d}"


def look_up(label: dict[str, Any]) -> str:
    """Put the geonameid in place of `look`; return what a person has to decide, "" for nothing."""
    from corpus.extract.gazetteer import default_gazetteer

    text, kind = label.pop("look")
    if label.get("via") == "demonym":
        return ""
    country = label.get("country", "")
    found = [
        match.place
        for match in default_gazetteer().matches(text)
        if not country or country == match.place.country or country in match.place.countries
    ]
    if kind:
        found = [one for one in found if one.kind == kind]
    found.sort(key=lambda one: -one.population)
    if kind in ("", "country") and any(one.kind == "country" for one in found):
        found = [one for one in found if one.kind == "country"]
    if not found:
        return f"{text} ({country}): not in the gazetteer"
    label["geonameid"] = found[0].geonameid
    if len(found) == 1 or found[0].population > CLEARLY * found[1].population:
        return ""
    others = ", ".join(f"#{one.geonameid} {one.kind} {one.admin1} {one.population}" for one in found[:5])
    return f"{text} ({country}): {others}"


def show(name: str, first: int, last: int) -> None:
    """Print articles of the draw by their number in it."""
    for number, one in enumerate(drawn_of(name)[first - 1 : last], first):
        print(f"\n## {name} {one.id}   [{number}] published {one.published or 'unknown'}")
        if one.title:
            print("TITLE", one.title)
        print(one.text.strip())


def compile_notes(notes: Path, folder: Path) -> int:
    """Write the labels; return the number of faults, which are printed."""
    parsed = list(parse_notes(notes.read_text("utf-8")))
    drawn = {name: {one.id: one for one in drawn_of(name)} for name in {name for name, _key, _surfaces in parsed}}
    lines: dict[str, list[str]] = {name: [] for name in drawn}
    faults: list[str] = []
    for name, key, surfaces in parsed:
        article = drawn[name][key]
        labels, missed = place_surfaces(article, surfaces)
        faults.extend(missed)
        for label in labels:
            if "look" in label and (question := look_up(label)):
                print(f"{key}: {question}")
        lines[name].append(json.dumps({"id": key, "part": part_of(name, article), "labels": labels}))
    for name, rows in lines.items():
        (folder / f"{name}.jsonl").write_text("".join(row + "\n" for row in rows), "utf-8")
        print(f"{name}: {len(rows)} articles")
    print(*faults, sep="\n")
    return len(faults)


def part_of(name: str, article: Drawn) -> str:
    """Return which part of the own labels an article belongs to."""
    if name in DEVELOPMENT_SETS:
        return "unseen" if name == UNSEEN else "development"
    return "held-out" if article.held_out else "open"


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return 1 if surfaces were not found."""
    match arguments:
        case ["show", name, first, last]:
            show(name, int(first), int(last))
        case ["compile", notes, folder]:
            return 1 if compile_notes(Path(notes), Path(folder)) else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
