"""The article the project began from."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.clean import clean_article

TITLE = "Ahmad Massoud Says Afghan Resistance Ready For Talks If Taliban Withdraw From Panjshir"


@pytest.mark.shared
@pytest.mark.parametrize("title", ["", TITLE])
def test_the_sample_is_a_title_and_six_paragraphs(shared: Path, title: str) -> None:
    (path,) = (shared / "seed").glob("*.txt")
    raw = path.read_text(encoding="utf-8")
    clean = clean_article(title=title, text=raw)
    paragraphs = clean.text.split("\n\n")
    assert clean.title == TITLE
    assert [paragraph.split()[0] for paragraph in paragraphs] == [
        "On", "“The", "The", "Currently,", "A", "Resistance",
    ]  # fmt: skip
    lines = [line for line in raw.splitlines() if line.strip()]
    gone = [line for line in lines if line not in paragraphs]
    if not title:
        gone.remove(TITLE)  # became the title
    assert [line.text for line in clean.removed] == gone
    assert all(line.rule for line in clean.removed)
