"""Several processes find what one finds, in the same order, whatever becomes of the helpers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import parallel
from corpus.extract import make_extractor
from corpus.extract.mention import Document, FoundMention
from corpus.parallel import LEAST_BYTES, ParallelExtractor, in_parallel, parted

LARGE = 100 * LEAST_BYTES


class Told:
    """An extractor that says which process it works in; some texts break it, some its process if it is a helper."""

    label = "told/1"

    def __init__(self) -> None:
        self.parent = os.getpid()

    def extract_many(self, documents: Iterable[Document]) -> Iterator[list[FoundMention]]:
        for document in documents:
            if document.text == "breaks":
                raise ValueError("broken")
            if document.text == "kills" and os.getpid() != self.parent:
                os.kill(os.getpid(), signal.SIGKILL)
            name = f"{document.title} {os.getpid()}"
            yield [FoundMention(0, 1, name, "title", "person", name, 1.0, "model")]


@pytest.fixture(autouse=True)
def three(settings: object) -> None:
    settings.DATELINE = {**settings.DATELINE, "extract_processes": 3}  # type: ignore[attr-defined]


def documents(count: int, **texts: str) -> list[Document]:
    return [Document(str(number), texts.get(f"at_{number}", "word " * 40)) for number in range(count)]


def told(found: Iterable[list[FoundMention]]) -> tuple[list[str], set[int]]:
    """Return the titles in the order found, and the processes that found them."""
    parts = [each[0].text.split() for each in found]
    return [title for title, _ in parts], {int(process) for _, process in parts}


def test_three_processes_answer_in_the_order_of_one() -> None:
    with in_parallel(Told(), size=LARGE) as extractor:
        for count in (100, 30, 24):
            titles, processes = told(extractor.extract_many(documents(count)))
            assert titles == list(map(str, range(count)))
            assert len(processes) == 3
            assert os.getpid() in processes


def test_the_rules_find_the_same_in_several_processes() -> None:
    rules = make_extractor("rules")
    texts = [
        Document(f"Ferry {n}", f"KABUL, Sept {n % 28 + 1} - Ahmad Karimi met Ana Lind in Oslo.") for n in range(40)
    ]
    with in_parallel(rules, size=LARGE) as extractor:
        assert isinstance(extractor, ParallelExtractor)
        assert extractor.label == rules.label
        assert list(extractor.extract_many(texts)) == list(rules.extract_many(texts))


def test_little_is_done_by_one_process() -> None:
    one = Told()
    with in_parallel(one, size=2 * LEAST_BYTES - 1) as extractor:
        assert extractor is one
    with in_parallel(make_extractor("none"), size=LARGE) as extractor:
        assert not isinstance(extractor, ParallelExtractor)
    with in_parallel(one, size=LARGE) as extractor:
        assert told(extractor.extract_many(documents(5)))[1] == {os.getpid()}


def test_what_a_helper_dies_of_is_done_here_and_the_others_go_on() -> None:
    with in_parallel(Told(), size=LARGE) as extractor:
        titles, processes = told(extractor.extract_many(documents(60, at_30="kills")))
        assert titles == list(map(str, range(60)))
        assert len(processes) == 2
        titles, processes = told(extractor.extract_many(documents(60)))
        assert titles == list(map(str, range(60)))
        assert len(processes) == 2


@pytest.mark.parametrize("place", [0, 59])
def test_a_text_that_breaks_the_extractor_breaks_it_as_it_would_one_process(place: int) -> None:
    with in_parallel(Told(), size=LARGE) as extractor:
        with pytest.raises(ValueError, match="broken"):
            list(extractor.extract_many(documents(60, **{f"at_{place}": "breaks"})))
        # No answer to that question is taken for one to the next.
        assert told(extractor.extract_many(documents(60)))[0] == list(map(str, range(60)))


def test_helpers_end_with_the_block() -> None:
    with in_parallel(Told(), size=LARGE) as extractor:
        _, processes = told(extractor.extract_many(documents(60)))
    for process in processes - {os.getpid()}:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_there_are_as_many_processes_as_the_files_are_worth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "ParallelExtractor", Counted)
    for size, expected in ((2 * LEAST_BYTES, 1), (3 * LEAST_BYTES, 2), (LARGE, 2)):
        with in_parallel(Told(), size=size) as extractor:
            assert isinstance(extractor, Counted)
            assert extractor.helpers == expected


class Counted(Told):
    def __init__(self, _: object, *, helpers: int) -> None:
        super().__init__()
        self.helpers = helpers

    def close(self) -> None:
        """End no helpers, for there are none."""


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 6))
def test_parts_are_the_whole_in_order_and_alike_in_size(lengths: list[int], count: int) -> None:
    whole = [Document(str(number), "x" * length) for number, length in enumerate(lengths)]
    parts = parted(whole, count)
    assert [document for part in parts for document in part] == whole
    assert len(parts) == count
    share = sum(length + 1 for length in lengths) / count
    assert all(sum(len(document.text) + 1 for document in part) <= share + max(lengths) + 1 for part in parts)
