"""A worker that dies, stops or freezes at any moment: nothing is lost or doubled (R1, R3, R19, R22)."""

from __future__ import annotations

import json
import os
import random
import signal
import time

import pytest

from tests.faults.failpoints import PLACES
from tests.faults.site import Site, kill, lines, promised, record, rounds, seeded, until

RECORDS = 60
SMALL_BATCHES = json.dumps({"plain_ingest_batch": 5})


def files(count: int) -> list[tuple[str, bytes]]:
    """Return files of records that all differ."""
    return [
        (f"{number:03d}.jsonl", lines(*(record(number * RECORDS + each) for each in range(RECORDS))))
        for number in range(count)
    ]


def assert_all_there(site: Site, uploads: int) -> None:
    """Assert that every record is an article, once, in the ledger, in its order, and in the index."""
    expected = {str(number) for number in range(uploads * RECORDS)}
    found = [identifier for [identifier] in site.query("SELECT external_id FROM corpus_article")]
    assert len(found) == len(expected)
    assert set(found) == expected
    site.assert_accounted_for()
    for [upload] in site.query("SELECT id FROM corpus_upload"):
        rows = site.ledger(upload)
        assert [row["sequence"] for row in rows] == list(range(1, RECORDS + 1))
        assert [row["line"] for row in rows] == list(range(1, RECORDS + 1))
        assert {row["status"] for row in rows} == {"new"}
    site.assert_consistent()


def aim(chance: random.Random) -> str:
    """Return a plan to die at a commit of the database or of the index."""
    place = chance.choice(PLACES)
    return f"{place}:{chance.randint(1, 2 if place.startswith('index') else RECORDS // 5)}"


def run_until_killed(site: Site, chance: random.Random, *, aimed: bool) -> bool:
    """Run a worker that is killed at a random moment; say whether it was at work on an upload."""
    claims = site.one("SELECT sum(fence) FROM corpus_upload")
    process = site.start("worker", FAULTS_KILL=aim(chance) if aimed else "")
    try:
        if aimed:
            until(lambda: process.poll() is not None or not site.waiting(), "it died")
        else:
            until(lambda: site.one("SELECT sum(fence) FROM corpus_upload") > claims, "it is at work")
            time.sleep(chance.uniform(0, 1.5))
    finally:
        kill(process)
    return bool(site.one("SELECT count(*) FROM corpus_upload WHERE status = 'running'"))


def catch_up(site: Site) -> float:
    """Start a worker and return the seconds until everything that waited for the index is in it."""
    newest = site.one("SELECT coalesce(max(id), 0) FROM corpus_outboxrow")
    started = time.monotonic()
    with site.worker():
        until(
            lambda: not site.one("SELECT count(*) FROM corpus_outboxrow WHERE id <= ?", newest), "the index caught up"
        )
        return time.monotonic() - started


def test_killed_at_random_moments_nothing_is_lost_or_doubled(site: Site) -> None:
    chance = seeded("kills")
    site.environment["FAULTS_LIMITS"] = SMALL_BATCHES
    count = rounds(4, 200)
    sent, in_the_middle, slowest = 0, 0, 0.0
    for number in range(count):
        if not site.waiting():
            more = files(sent + min(count, 10))[sent:]
            sent += len(more)
            site.hand_over_apart(*more)
        in_the_middle += run_until_killed(site, chance, aimed=number % 2 == 0)
        site.assert_accounted_for()
        if number % 20 == 1:
            slowest = max(slowest, catch_up(site))
            site.assert_consistent()
    with site.worker():
        until(lambda: not site.waiting(), "everything is done")
    print(f"{count} kills, {in_the_middle} of them in the middle")
    promised("the index caught up after a restart", slowest, 10)
    assert_all_there(site, sent)


@pytest.mark.parametrize("place", PLACES)
def test_killed_between_the_commits_of_database_and_index(site: Site, place: str) -> None:
    if place not in PLACES[1:3] and rounds(0, 1) == 0:
        pytest.skip("one of the moments that make faults looks at, too")
    site.environment["FAULTS_LIMITS"] = SMALL_BATCHES
    count = rounds(1, 9)
    uploads = site.hand_over_apart(*files(count))
    for number in range(count):
        process = site.start("worker", FAULTS_KILL=f"{place}:{number % 3 + 1}")
        until(lambda: process.poll() is not None or site.status(uploads[-1]) == "done", "it died")  # noqa: B023
        kill(process)
    with site.worker():
        for upload in uploads:
            site.wait_for(upload)
    assert_all_there(site, count)


def test_an_ingest_command_that_is_killed_is_taken_over_by_the_worker(site: Site) -> None:
    chance = seeded("command")
    site.environment["FAULTS_LIMITS"] = SMALL_BATCHES
    [(name, body)] = files(1)
    path = site.write(name, body)
    process = site.start(
        "ingest", str(path), "--extractor", "none", FAULTS_KILL=f"before-commit:{chance.randint(2, 9)}"
    )
    until(lambda: process.poll() is not None, "it died")
    kill(process)
    assert site.query("SELECT status, via FROM corpus_upload") == [("running", "command")]
    with site.worker():
        site.wait_for(1)
    assert_all_there(site, 1)


def test_told_to_stop_it_stops_soon_and_the_next_one_goes_on(site: Site) -> None:
    chance = seeded("stops")
    site.environment["FAULTS_LIMITS"] = SMALL_BATCHES
    count = rounds(2, 50)
    sent, slowest = 0, 0.0
    for _ in range(count):
        if not site.waiting():
            more = files(sent + count)[sent:]
            sent += len(more)
            site.hand_over_apart(*more)
        claims = site.one("SELECT sum(fence) FROM corpus_upload")
        process = site.start("worker")
        until(lambda: site.one("SELECT sum(fence) FROM corpus_upload") > claims, "it is at work")  # noqa: B023
        time.sleep(chance.uniform(0, 0.5))
        asked = time.monotonic()
        process.send_signal(chance.choice([signal.SIGTERM, signal.SIGINT]))
        assert process.wait(60) == 0, site.log()
        slowest = max(slowest, time.monotonic() - asked)
        assert not site.one("SELECT count(*) FROM corpus_upload WHERE status = 'running'")
        site.assert_accounted_for()
    print(f"{count} stops, the slowest took {slowest:.1f} s")
    assert slowest < 30
    with site.worker():
        until(lambda: not site.waiting(), "everything is done", seconds=600)
    assert_all_there(site, sent)


def test_a_child_that_does_not_hear_is_ended_in_time(site: Site) -> None:
    site.environment["FAULTS_LIMITS"] = json.dumps({"plain_ingest_batch": 10, "stop_seconds": 1})
    upload = site.hand_over(("news.jsonl", lines(record(1), record(2, title="failpoint:hang"))))
    process = site.start("worker")
    until(lambda: site.one("SELECT fence FROM corpus_upload"), "it is at work")
    time.sleep(0.5)
    process.terminate()
    assert process.wait(30) == 0
    assert site.status(upload) == "queued"


def test_a_frozen_worker_is_replaced_and_writes_nothing_when_it_thaws(site: Site) -> None:
    limits = {"plain_ingest_batch": 1, "lease_seconds": 2}
    site.environment["FAULTS_LIMITS"] = json.dumps(limits)
    slow = [record(number) for number in range(1, 13)]
    slow[3]["title"] = "failpoint:slow"
    slow[3]["text"] = "Slow text."
    upload = site.hand_over(("news.jsonl", lines(*slow)))
    frozen = site.start("worker")
    until(lambda: site.one("SELECT sent FROM corpus_upload") >= 3, "it is at work")
    os.killpg(frozen.pid, signal.SIGSTOP)
    fence = site.one("SELECT fence FROM corpus_upload")
    with site.worker():
        until(lambda: site.one("SELECT fence FROM corpus_upload") > fence, "another one took over")
        site.wait_for(upload)
        os.killpg(frozen.pid, signal.SIGCONT)
        until(lambda: "taken over by another worker" in site.log(), "the first one noticed")
    frozen.terminate()
    assert frozen.wait(30) == 0
    kill(frozen)
    assert [row["external_id"] for row in site.ledger(upload)] == [str(number) for number in range(1, 13)]
    site.assert_accounted_for()
    site.assert_consistent()
