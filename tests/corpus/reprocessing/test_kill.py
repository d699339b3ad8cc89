"""A reprocessing that is killed, with real processes: another goes on at once, and all is as if nothing were."""

from __future__ import annotations

import json
from pathlib import Path

from tests.faults.site import Site, kill, lines, record, until

ARTICLES = 900


def test_who_comes_after_a_killed_one_goes_on_where_it_was(template: Path, tmp_path: Path) -> None:
    site = Site.copy(template, tmp_path / "site")
    file = tmp_path / "news.jsonl"
    file.write_bytes(lines(*(record(number) for number in range(ARTICLES))))
    site.run("ingest", str(file), "--extractor", "none")
    process = site.start("reprocess", "--all", "--extractor", "rules", "--processes", "2")
    try:
        until(lambda: site.query("SELECT 1 FROM corpus_reprocessing WHERE done > 0"), "something is saved")
    finally:
        kill(process)
    done = site.one("SELECT done FROM corpus_reprocessing")
    assert 0 < done < ARTICLES
    again = json.loads(site.run("reprocess", "--resume", "1", "--processes", "2", "--json").stdout)
    assert again == {"id": 1, "status": "done", "done": ARTICLES, "changed": ARTICLES, "unchanged": 0, "failed": 0}
    assert site.query("SELECT count(*) FROM corpus_article WHERE version = 2") == [(ARTICLES,)]
    assert site.query("SELECT count(*) FROM corpus_outboxrow") == [(0,)]
    site.run("index", "--check")
