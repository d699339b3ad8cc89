"""What a file can do to the worker that reads it: nothing, and the ledger says which record it was (R15, S16)."""

from __future__ import annotations

import json
import os
import signal
import socket
from contextlib import suppress

import pytest

from tests.faults.site import Site, lines, record, rounds, until

LIMITS = {"child_cpu_seconds": 1, "child_memory_bytes": 150 * 1024**2, "child_silence_seconds": 20}
LIMITS |= {"ingest_batch": 10, "plain_ingest_batch": 10}
DEATHS = {
    "segv": "crashed the program that read it (SIGSEGV)",
    "abort": "crashed the program that read it (SIGABRT)",
    "kill": "most likely because memory ran out",
    "exit": "broke the program that reads it",
    "spin": "took more than 1 s of processor time",
    "hang": "did not come to an end within 20 s",
    "eat": "needs too much memory",
}


@pytest.fixture
def strict(site: Site) -> Site:
    site.environment["FAULTS_LIMITS"] = json.dumps(LIMITS)
    return site


def test_records_that_kill_their_process_are_named_and_the_others_are_taken_in(strict: Site) -> None:
    records = [record(number) for number in range(1, 51)]
    deadly = dict(zip((1, 2, 13, 20, 21, 35, 50), DEATHS, strict=True))
    for number, death in deadly.items():
        records[number - 1]["title"] = f"failpoint:{death}"
    upload = strict.hand_over(("news.jsonl", lines(*records)), ("more.jsonl", lines(record(100))))
    with strict.worker() as worker:
        state = strict.wait_for(upload)
        assert worker.poll() is None
    assert (state["sent"], state["new"], state["failed"]) == (51, 44, 7)
    assert [row["sequence"] for row in strict.ledger(upload)] == list(range(1, 52))
    bad = {row["line"]: row for row in strict.ledger(upload) if row["status"] == "failed"}
    assert {line: row["external_id"] for line, row in bad.items()} == {number: str(number) for number in deadly}
    for number, death in deadly.items():
        assert DEATHS[death] in bad[number]["reason"]
        assert bad[number]["title"] == f"failpoint:{death}"
    strict.assert_accounted_for()
    strict.assert_consistent()


@pytest.mark.skipif(rounds(0, 1) == 0, reason="a part of make faults")
def test_twenty_files_that_eat_memory_are_told_and_the_worker_lives(strict: Site) -> None:
    for number in range(20):
        eats = record(number, title=f"failpoint:{'reading-' * (number % 2)}eat", text="word " * 100_000)
        upload = strict.hand_over((f"{number}.jsonl", lines(record(100 + number), eats)))
        with strict.worker() as worker:
            state = strict.wait_for(upload)
            assert worker.poll() is None
        assert (state["new"], state["failed"]) == (1, 1)
        assert "memory" in strict.ledger(upload)[1]["reason"]


def test_a_file_that_kills_its_reader_is_read_up_to_there_and_the_next_file_is_taken_in(strict: Site) -> None:
    records = [record(number) for number in range(1, 31)]
    records[24]["title"] = "failpoint:reading-segv"
    upload = strict.hand_over(("news.jsonl", lines(*records)), ("more.jsonl", lines(record(100))))
    with strict.worker():
        state = strict.wait_for(upload)
    assert (state["sent"], state["new"], state["failed"]) == (26, 25, 1)
    [bad] = [row for row in strict.ledger(upload) if row["status"] == "failed"]
    assert bad["file"] == "news.jsonl"
    assert bad["reason"].startswith("Record 25 crashed the program that read it (SIGSEGV).")
    assert "what follows it in the file were left out" in bad["reason"]
    strict.assert_accounted_for()


def test_a_database_that_is_busy_for_a_while_costs_no_record(strict: Site) -> None:
    records = [record(number) for number in range(1, 31)]
    records[24]["title"] = "failpoint:reading-busy"
    upload = strict.hand_over(("news.jsonl", lines(*records)))
    with strict.worker():
        state = strict.wait_for(upload)
    assert (state["sent"], state["new"]) == (30, 30)
    assert "database is locked" in strict.log()
    strict.assert_accounted_for()


def test_files_are_read_without_a_network(strict: Site) -> None:
    """The tests' own machine may lack the rights for that: then the log says so, once."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        strict.environment["FAULTS_PORT"] = str(server.getsockname()[1])
        upload = strict.hand_over(("news.jsonl", lines(record(1, title="failpoint:connect"), record(2))))
        with strict.worker():
            strict.wait_for(upload)
    [bad, good] = strict.ledger(upload)
    assert good["status"] == "new"
    if "the network was reached" in bad["reason"]:
        assert strict.log().count("files are read in processes that can reach the network") == 1
    else:
        assert "Network is unreachable" in bad["reason"]
        assert "can reach the network" not in strict.log()


def children(process: int) -> list[int]:
    """Return the children of a process."""
    with open(f"/proc/{process}/task/{process}/children") as found:
        return [int(each) for each in found.read().split()]


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc, to see children")
def test_a_child_does_not_outlive_its_parent(site: Site) -> None:
    site.hand_over(("news.jsonl", lines(record(1, title="failpoint:hang"))))
    with site.worker() as worker:
        until(lambda: children(worker.pid), "a child reads the file")
        [child] = children(worker.pid)
        os.kill(worker.pid, signal.SIGKILL)
        until(lambda: not os.path.exists(f"/proc/{child}"), "the child ended with it", 10)


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc, to see children")
def test_helpers_that_die_cost_no_record(site: Site) -> None:
    """Large uploads are extracted by several processes; those that go are done without."""
    site.environment["FAULTS_LIMITS"] = json.dumps({"extract_processes": 3})
    filler = " ".join(f"The ferry company of Oslo met the unions again on day {day}." for day in range(60))
    records = [record(number, text=f"{number}. {filler}") for number in range(1, 401)]
    upload = site.hand_over(("news.jsonl", lines(*records)), extractor="rules")
    with site.worker() as worker:
        until(lambda: helpers(worker.pid), "helpers are at work")
        os.kill(helpers(worker.pid)[0], signal.SIGKILL)
        state = site.wait_for(upload)
    assert (state["sent"], state["new"]) == (400, 400)
    site.assert_accounted_for()
    site.assert_consistent()


def helpers(worker: int) -> list[int]:
    """Return the children of a worker's child."""
    found: list[int] = []
    for child in children(worker):
        with suppress(OSError):  # it has ended meanwhile
            found += children(child)
    return found
