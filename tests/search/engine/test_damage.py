"""Damaged files: never a wrong answer, never an empty index, always IndexUnavailableError."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from search.engine.contract import EngineRequest, IndexUnavailableError
from search.engine.whoosh.articles import ArticleEngine
from search.engine.whoosh.storage import FORMAT
from tests.search.engine.corpus import article_schema, document, engine_in


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def zero(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8:72] = bytes(64)
    path.write_bytes(content)


DAMAGES: list[Callable[[Path], None]] = [truncate, empty, remove, flip, zero]
KINDS = ["CURRENT", "*/*.toc", "*/*.seg"]


@pytest.mark.parametrize("opened", [True, False], ids=["opened before", "opened after"])
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_found_before_a_wrong_answer(
    tmp_path: Path, kind: str, damage: Callable[[Path], None], opened: bool
) -> None:
    engine = engine_in(tmp_path, *(document(number, "valley", actors=("1",)) for number in range(1, 20)))
    if opened:
        assert engine.answer(EngineRequest()).total == 19
    [path] = (tmp_path / "index").glob(kind)
    damage(path)
    if kind == "CURRENT" and damage is flip:
        path.write_text(path.read_text(errors="replace")[:-20])
    again = engine if opened else ArticleEngine(tmp_path / "index", article_schema(), never_built=lambda: True)
    assert again.exists()
    with pytest.raises(IndexUnavailableError):
        again.answer(EngineRequest())
    with pytest.raises(IndexUnavailableError):
        again.write([document(50)])
    with pytest.raises(IndexUnavailableError):
        again.versions()
    assert again.rebuild([document(1)]).written == 1
    assert again.versions() == {1: 1}


def test_an_index_of_another_format_is_rebuilt_and_not_read(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, document(1))
    current = tmp_path / "index" / "CURRENT"
    current.write_text(current.read_text().replace(f'"format": {FORMAT}', '"format": 0'))
    with pytest.raises(IndexUnavailableError, match="another version"):
        engine.answer(EngineRequest())


def test_an_index_with_other_fields_is_not_read(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, document(1))
    current = tmp_path / "index" / "CURRENT"
    layout = engine.snapshots.index.place.pointer().layout
    current.write_text(current.read_text().replace(layout, "0" * 16))
    with pytest.raises(IndexUnavailableError, match="other fields"):
        engine.answer(EngineRequest())
