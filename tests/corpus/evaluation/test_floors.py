"""Quality does not fall: floors on labelled data beside the checkout, a little below what was measured."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from corpus.evaluation.data import Setting
from corpus.evaluation.measures import MEASURES
from corpus.evaluation.rows import Row
from corpus.extract import ExtractorName, make_extractor
from corpus.extract.mention import Extractor

pytestmark = pytest.mark.shared
LABELS = Path(__file__).resolve().parents[2] / "quality" / "labels"
EVERY = "PER/ORG/LOC F1"
PLACES = "locations found (overlap) and within 161 km"
KINDS = "kind of the actors found (group, organisation, government)"
INTERVALS = "dates found with the exact interval"
OPEN, HELD_OUT = "own labels, open", "own labels, held-out"
DEVELOPMENT, UNSEEN = "own labels, development", "own labels, unseen"

# extractor, set, how many of its documents (None: all), then set and measure -> least value
FLOORS: list[tuple[ExtractorName, str, int | None, dict[tuple[str, str], float]]] = [
    (
        "spacy",
        "own",
        None,
        {
            (OPEN, EVERY): 0.90,
            (HELD_OUT, EVERY): 0.87,
            (OPEN, PLACES): 0.94,
            (HELD_OUT, PLACES): 0.90,
            (OPEN, "dates F1 (overlap)"): 0.91,
            (OPEN, INTERVALS): 0.88,
            (HELD_OUT, INTERVALS): 0.92,
        },
    ),
    (
        "spacy",
        "development",
        None,
        {(DEVELOPMENT, EVERY): 0.93, (UNSEEN, EVERY): 0.87, (DEVELOPMENT, PLACES): 0.95, (UNSEEN, PLACES): 0.95},
    ),
    ("spacy", "conll", None, {("CoNLL-2003 testa, no sport", EVERY): 0.81}),
    ("spacy", "re3d", None, {("re3d, named", EVERY): 0.75}),
    (
        "spacy",
        "isaf",
        150,
        {("ISAF", "gold province among the locations"): 0.95, ("ISAF", "gold target group among the actors"): 0.95},
    ),
    (
        "rules",
        "own",
        None,
        {
            (OPEN, EVERY): 0.88,
            (OPEN, KINDS): 0.95,
            (HELD_OUT, KINDS): 0.95,
            (HELD_OUT, EVERY): 0.86,
            (HELD_OUT, PLACES): 0.91,
        },
    ),
    ("rules", "development", None, {(DEVELOPMENT, EVERY): 0.925, (UNSEEN, EVERY): 0.835, (UNSEEN, PLACES): 0.95}),
    (
        "rules",
        "geovirus",
        None,
        {
            ("GeoVirus", "accuracy@161 km, gold spans"): 0.90,
            ("GeoVirus", "found and within 161 km, end to end"): 0.87,
        },
    ),
    (
        "rules",
        "lgl",
        None,
        {("LGL", "accuracy@161 km, gold spans"): 0.86, ("LGL", "found and within 161 km, end to end"): 0.76},
    ),
    (
        "rules",
        "muc",
        None,
        {
            ("MUC dev", "perpetrator organisation among the actors"): 0.845,
            ("MUC dev", "incident town or district among the locations"): 0.83,
        },
    ),
    ("rules", "reuters", 2_000, {("Reuters-21578", "PLACES, recall"): 0.93}),
    (
        "none",
        "pairs",
        None,
        {
            ("pairs, open", "copies, precision"): 0.98,
            ("pairs, open", "copies, recall"): 0.93,
            ("pairs, development", "copies, precision"): 0.96,
            ("pairs, development", "copies, recall"): 0.84,
            ("pairs, held-out", "copies, precision"): 0.92,
            ("pairs, held-out", "copies, recall"): 0.89,
            ("pairs, held-out", "different articles kept apart, neardup"): 0.98,
        },
    ),
    ("none", "text", 60, {("html-scrapinghub", "article text, shingle F1"): 0.95}),
    ("none", "dates", None, {("html-scrapinghub", "publication date, page and address: exact day"): 0.97}),
    (
        "none",
        "lines-development",
        None,
        {
            ("own labels, development", "furniture lines, precision"): 0.99,
            ("own labels, development", "furniture lines, recall"): 0.94,
        },
    ),
    (
        "none",
        "lines-later",
        None,
        {
            ("own labels, later draw 2", "furniture lines, precision"): 0.99,
            ("own labels, later draw 2", "furniture lines, recall"): 0.75,
        },
    ),
    (
        "none",
        "lines",
        None,
        {
            (OPEN, "furniture lines, precision"): 0.99,
            (HELD_OUT, "furniture lines, precision"): 0.99,
            (OPEN, "furniture lines, precision with learned lines"): 0.99,
            (HELD_OUT, "furniture lines, precision with learned lines"): 0.99,
            (OPEN, "furniture lines, recall"): 0.95,
            (HELD_OUT, "furniture lines, recall"): 0.74,
        },
    ),
]


@cache
def extractor(name: ExtractorName) -> Extractor:
    """Return an extractor, loaded once."""
    return make_extractor(name)


def measured(shared: Path, name: ExtractorName, of_set: str, limit: int | None) -> dict[tuple[str, str], Row]:
    """Return the rows of a set by row and measure."""
    setting = Setting(shared / "data", LABELS, extractor(name), name, limit)
    return {(row.set, row.measure): row for row in MEASURES[of_set](setting)}


@pytest.mark.parametrize(
    ("name", "of_set", "limit", "floors"), FLOORS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_quality_does_not_fall(
    shared: Path, name: ExtractorName, of_set: str, limit: int | None, floors: dict[tuple[str, str], float]
) -> None:
    rows = measured(shared, name, of_set, limit)

    fallen = {key: round(rows[key].value, 3) for key, least in floors.items() if rows[key].value < least}
    assert fallen == {}
