"""A reprocessing that is killed, with real processes: another goes on at once, and in the end all is as if nothing were."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.faults.site import Site, kill, lines, record

ARTICLES = 900


def test_who_comes_after_a_killed_one_goes_on_where_it_was(template: Path, tmp_path: Path) -> None:
    site = Site.copy(template, tmp_path / "site")
    file = tmp_path / "news.jsonl"
    file.write_bytes(lines(*(record(number) for number in range(ARTICLES))))
    site.run("ingest", str(file), "--extractor", "none")
    process = site.start("reprocess", "--all", "--extractor", "rules", "--processes", "2")
    try:
        done = 0
        for _ in range(2_400):
            found = site.query("SELECT done FROM corpus_reprocessing")
            done = found[0][0] if found else 0
            if done or process.poll() is not None:
                break
            time.sleep(0.05)  # for it to have saved something
    finally:
        kill(process)
    assert 0 < done < ARTICLES
    again = json.loads(site.run("reprocess", "--resume", "1", "--processes", "2", "--json").stdout)
    assert again == {"id": 1, "status": "done", "done": ARTICLES, "changed": ARTICLES, "unchanged": 0, "failed": 0}
    assert site.query("SELECT count(*) FROM corpus_article WHERE version = 2") == [(ARTICLES,)]
    assert site.query("SELECT count(*) FROM corpus_outboxrow") == [(0,)]
    site.run("index", "--check")
