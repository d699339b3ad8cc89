"""PostgreSQL ends every connection, as a restart or an administrator does: the work goes on, nothing is lost."""

from __future__ import annotations

import json

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from search.indexing import indexing_lock
from tests.faults.databases import SERVER
from tests.faults.site import Site, lines, record, rounds, until

pytestmark = pytest.mark.skipif(not SERVER, reason="about the connections of a database server")

END_ALL = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def test_two_workers_go_on_when_their_connections_are_ended_in_the_middle(site: Site) -> None:
    site.environment["FAULTS_LIMITS"] = json.dumps({"plain_ingest_batch": 20})
    count = rounds(400, 2_000)
    ended = 0
    with site.worker(), site.worker():
        uploads = site.hand_over_apart(
            *((f"{each}.jsonl", lines(*(record(each * count + number) for number in range(count)))) for each in (0, 1))
        )
        for upload in uploads:
            until(lambda: site.one("SELECT sent FROM corpus_upload WHERE id = ?", upload), "it is under way")  # noqa: B023
            ended += site.one(END_ALL)
        done = [site.wait_for(upload, "done", "failed") for upload in uploads]
    assert ended
    assert [(each["status"], each["sent"], each["new"]) for each in done] == [("done", count, count)] * 2, site.log()
    site.assert_accounted_for()
    site.assert_consistent()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("index")
def test_the_next_request_works() -> None:
    client = Client()
    assert client.get("/").status_code == 200
    end_ours()
    close_old_connections()  # what Django does when a request starts, but not for its test client
    assert client.get("/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("index")
def test_the_indexing_lock_of_a_lost_connection_is_free() -> None:
    def lose() -> None:
        with indexing_lock():
            end_ours()

    with pytest.raises(Exception, match=r"(?i)terminat|closed|lost"):
        lose()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
    with indexing_lock():
        assert connection.is_usable()


def end_ours() -> None:
    """End the connection of this process from another one."""
    import psycopg

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 10000)", [pid]).fetchone() == (True,)
