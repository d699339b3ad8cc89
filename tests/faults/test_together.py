"""Several processes on one corpus at the same time: nothing doubled, nothing stale (R8, R9, R16, R21, R23)."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.faults.site import Site, kill, lines, promised, record, rounds, seeded, until

SMALL_BATCHES = json.dumps({"plain_ingest_batch": 20})


def summary(site: Site) -> dict[str, int]:
    """Return the sums over all uploads."""
    names = ("sent", "new", "updated", "duplicate", "skipped", "failed")
    [sums] = site.query(f"SELECT {', '.join(f'sum({name})' for name in names)} FROM corpus_upload")
    return dict(zip(names, sums, strict=True))


def test_four_ingest_at_once_and_nothing_is_lost(site: Site) -> None:
    site.environment["FAULTS_LIMITS"] = SMALL_BATCHES
    each = rounds(60, 1200)  # 20 to a commit
    paths = [
        site.write(f"{process}.jsonl", lines(*(record(process * each + number) for number in range(each))))
        for process in range(4)
    ]
    processes = [site.start("ingest", str(path), "--extractor", "none") for path in paths]
    assert [process.wait(600) for process in processes] == [0, 0, 0, 0], site.log()
    assert site.one("SELECT count(DISTINCT external_id) FROM corpus_article") == 4 * each
    assert "LockError" not in site.log()
    assert "locked" not in site.log()
    site.assert_accounted_for()
    site.assert_consistent()


def test_the_same_file_ten_times_gives_one_set_of_articles_and_names_the_twins(site: Site) -> None:
    site.environment["FAULTS_LIMITS"] = SMALL_BATCHES
    count = rounds(60, 1000)
    records = [record(number) for number in range(count)]
    same = site.write("news.jsonl", lines(*records))
    renamed = site.write("renamed.jsonl", lines(*records))
    changed = [*records[:-1], records[-1] | {"text": records[-1]["text"].replace("Monday", "monday")}]
    altered = site.write("altered.jsonl", lines(*changed))
    at_once = [site.start("ingest", str(same), "--extractor", "none") for _ in range(4)]
    assert [process.wait(600) for process in at_once] == [0, 0, 0, 0], site.log()
    again = [same] * rounds(0, 5)
    site.run("ingest", *map(str, [*again, renamed]), "--extractor", "none")
    assert summary(site) == summary(site) | {"sent": (5 + len(again)) * count, "new": count, "updated": 0, "failed": 0}
    site.run("ingest", str(altered), "--extractor", "none")
    assert (summary(site)["new"], summary(site)["updated"]) == (count, 1)
    assert site.one("SELECT count(*) FROM corpus_article") == count
    twins = site.query("SELECT article_id, reason FROM corpus_ledgerrow WHERE status = 'duplicate'")
    assert all(str(article) in reason for article, reason in twins)
    site.assert_accounted_for()
    site.assert_consistent()


def test_edits_and_deletions_while_the_worker_is_busy_are_found_soon(site: Site) -> None:
    chance = seeded("edits")
    site.environment["FAULTS_LIMITS"] = SMALL_BATCHES
    count = rounds(20, 200)
    site.run("ingest", str(site.write("a.jsonl", lines(*map(record, range(3 * count))))), "--extractor", "none")
    body = lines(*(record(number) for number in range(10_000, 10_000 + 20 * count)))
    with site.worker():
        upload = site.hand_over(("more.jsonl", body))
        seed = str(chance.randrange(10**6))
        site.run("disturb", "--edits", str(count), "--deletes", str(count), "--seed", seed)
        newest = site.one("SELECT coalesce(max(id), 0) FROM corpus_outboxrow")
        changed = time.monotonic()
        until(lambda: not site.one("SELECT count(*) FROM corpus_outboxrow WHERE id <= ?", newest), "they are indexed")
        promised(f"{count} edits and {count} deletions: indexed after the last", time.monotonic() - changed, 5)
        site.wait_for(upload)
    taken_down = site.one("SELECT count(*) FROM corpus_takedown")
    assert taken_down > 0
    assert site.one("SELECT count(*) FROM corpus_article") == 23 * count - taken_down
    found = site.run("export", 'q="edited heron"', "--format", "jsonl").stdout.splitlines()
    assert len(found) == site.one("SELECT count(*) FROM corpus_article WHERE title LIKE 'Edited heron%'")
    site.assert_consistent()


def test_editors_never_hear_that_the_database_is_locked(site: Site) -> None:
    site.environment["FAULTS_LIMITS"] = SMALL_BATCHES
    site.run("ingest", str(site.write("a.jsonl", lines(*map(record, range(50))))), "--extractor", "none")
    seconds = rounds(3, 300)
    editors = []
    with site.worker():
        editors = [site.start("disturb", "--seconds", str(seconds), "--seed", str(number)) for number in range(4)]
        number = 0
        try:
            while any(editor.poll() is None for editor in editors):
                number += 1
                upload = site.hand_over(
                    (f"{number}.jsonl", lines(*(record(1000 * number + each) for each in range(300))))
                )
                site.wait_for(upload, seconds=600)
        finally:
            for editor in editors:
                if editor.poll() is None:
                    kill(editor)
    assert [editor.returncode for editor in editors] == [0, 0, 0, 0], site.log()
    assert "locked" not in site.log()
    took = sorted(second for line in site.output().splitlines() for second in json.loads(line))
    promised(f"{len(took):,} edits by 4 editors beside a worker: 95 % within", took[len(took) * 95 // 100], 0.5)
    site.assert_consistent()


def test_a_backup_made_while_articles_come_in_is_one_moment_of_the_corpus(site: Site, tmp_path: Path) -> None:
    site.environment["FAULTS_LIMITS"] = SMALL_BATCHES
    count = rounds(1, 20)
    with site.worker():
        for number in range(count):
            first = 10_000 * number
            body = lines(*(record(first + each) for each in range(rounds(400, 1500))))
            upload = site.hand_over((f"{number}.jsonl", body))
            until(lambda: site.one("SELECT sent FROM corpus_upload WHERE id = ?", upload), "it is under way")  # noqa: B023
            site.run("backup", str(tmp_path / f"backup {number}"))
            site.wait_for(upload)
    assert site.upload(upload)["new"] == rounds(400, 1500)
    for number in range(count):
        restored = Site(tmp_path / f"restored {number}" / "site")
        restored.run("restore", str(tmp_path / f"backup {number}"))
        restored.run("index", "--check")
        restored.assert_accounted_for()
        with restored.worker():
            restored.wait_for(number + 1)
        restored.assert_accounted_for()
        restored.assert_consistent()
        assert restored.one("SELECT count(*) FROM corpus_article") == rounds(400, 1500) * (number + 1)
