"""Articles and what cleaning makes of them: tests/data/clean/in/*.json -> out/*.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.clean import clean_article

DATA = Path(__file__).resolve().parents[2] / "data" / "clean"
NAMES = sorted(path.stem for path in (DATA / "in").glob("*.json"))
# HTML that shows an entity as text: as a plain-text field it would be read once more.
SHOWS_ENTITIES = {"html_fragment"}


def read(folder: str, name: str) -> dict[str, object]:
    return json.loads((DATA / folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_cleaning_gives_the_golden_article(name: str) -> None:
    clean = clean_article(**read("in", name))
    removed = [{"text": line.text, "rule": line.rule} for line in clean.removed]
    assert {"title": clean.title, "text": clean.text, "removed": removed} == read("out", name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SHOWS_ENTITIES])
def test_a_clean_article_stays_as_it_is(name: str) -> None:
    golden = read("out", name)
    clean = clean_article(title=str(golden["title"]), text=str(golden["text"]))
    assert (clean.title, clean.text, clean.removed) == (golden["title"], golden["text"], ())


def test_every_golden_input_has_an_output() -> None:
    assert len(NAMES) >= 20
    assert sorted(path.stem for path in (DATA / "out").glob("*.json")) == NAMES
