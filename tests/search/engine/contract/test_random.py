"""Random corpora and requests: every engine against the contract in plain Python."""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from search.engine.contract import Engine, EngineRequest, IndexDocument
from tests.search.engine.contract.engines import ENGINES, new_engine
from tests.search.engine.test_oracle import compare, corpus, document_of, pages_join, request

EXAMPLES = {"whoosh": 40, "opensearch": 10}  # a cluster is asked over HTTP
few = settings(
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


class Corpora:
    """Fills one index again and again; an article's version never goes back, as in the database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.rounds = itertools.count(10, 10)

    def fill(self, documents: list[IndexDocument]) -> list[IndexDocument]:
        """Let the index hold these documents and no others, in three commits, and return them."""
        past = next(self.rounds)
        documents = [replace(each, version=past + each.version) for each in documents]
        self.engine.write([], deleted=list(self.engine.versions()))
        replaced = documents[::3]
        before = [replace(document_of(each.id), version=past) for each in replaced]
        kept = [each for each in documents if each not in replaced]
        self.engine.write([*kept, *before, replace(document_of(90), version=past)])
        self.engine.write(replaced[::2])
        self.engine.write(replaced[1::2], deleted=[90])
        return documents


@pytest.mark.parametrize("kind", ENGINES)
def test_engine_agrees_with_the_contract_in_plain_python(kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder, new_engine(kind, Path(folder)) as engine:
        engine.create()
        corpora = Corpora(engine)

        @settings(few, max_examples=EXAMPLES[kind])
        @given(documents=corpus(), requests=st.lists(request, min_size=3, max_size=10), page=st.integers(2, 7))
        def agrees(documents: list[IndexDocument], requests: list[EngineRequest], page: int) -> None:
            documents = corpora.fill(documents)
            assert engine.versions() == {each.id: each.version for each in documents}
            for asked in requests:
                compare(engine, documents, asked)
                pages_join(engine, asked, page)

        agrees()
