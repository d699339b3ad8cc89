"""Whoosh, OpenSearch and SQL count the same in many random states; measure.py does it on 100,000 real articles."""

from __future__ import annotations

import os
import secrets
from contextlib import closing
from pathlib import Path
from random import Random

from tests.opensearch.corpus import WORDS, articles
from tests.opensearch.counting import Vocabulary, mismatches, sql_rows
from tests.search.engine.contract.engines import new_engine

ARTICLES = int(os.environ.get("DATELINE_COUNT_ARTICLES", "5000"))
STATES = int(os.environ.get("DATELINE_COUNT_STATES", "60"))
SEED = os.environ.get("DATELINE_COUNT_SEED") or str(secrets.randbelow(10**9))


def test_both_engines_and_sql_count_the_same(tmp_path: Path) -> None:
    random = Random(SEED)
    vocabulary = Vocabulary.of(articles(ARTICLES), WORDS)
    with (
        new_engine("whoosh", tmp_path) as one,
        new_engine("opensearch", tmp_path, "?shards=3&replicas=1") as other,
        closing(sql_rows(articles(ARTICLES), WORDS)) as database,
    ):
        for engine in (one, other):
            engine.create()
            assert engine.rebuild(articles(ARTICLES)).written == ARTICLES
        asked = [vocabulary.request(random) for _ in range(STATES)]
        assert mismatches((one, other), database, asked) == [], f"DATELINE_COUNT_SEED={SEED}"
