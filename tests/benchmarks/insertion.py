"""The two processes of the part ingestion: `ingest` takes records in, `insert` puts the articles it made elsewhere."""

from __future__ import annotations

import json
import os
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.engines.site import start_site
from tests.benchmarks.worker import cpu_seconds

ROWS: Final = "rows.pickle"


def timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """Return what work returns, and the seconds and CPU seconds it took."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    result = work()
    return result, {"wall": time.perf_counter() - wall, "cpu": cpu_seconds() - cpu}


def ingest(folder: Path) -> dict[str, Any]:
    """Run manage.py ingest in this process."""
    start_site(folder / "ours")
    from django.core.management import call_command

    from corpus.models import Article, Upload

    def work() -> None:
        call_command("ingest", str(folder / "records.jsonl"), extractor="none", stdout=sys.stderr)

    _, took = timed(work)
    upload = Upload.objects.get()
    assert not upload.failed, "some records failed"
    rows = list(Article.objects.order_by("pk").values())
    (folder / ROWS).write_bytes(pickle.dumps(rows))
    return {"count": upload.sent, "new": len(rows), **took}


def insert(folder: Path) -> dict[str, Any]:
    """Insert the articles that `ingest` made into a fresh database, with nothing around it."""
    start_site(folder / "bare")
    from corpus.models import Article, Source, Upload

    rows = pickle.loads((folder / ROWS).read_bytes())
    Upload.objects.bulk_create(Upload(id=number) for number in {row["upload_id"] for row in rows})
    sources = {row["source_id"] for row in rows}
    Source.objects.bulk_create(Source(id=number, name=str(number), key=str(number)) for number in sources)
    for row in rows:
        del row["id"]
    articles, making = timed(lambda: [Article(**row) for row in rows])
    _, inserting = timed(lambda: Article.objects.bulk_create(articles))
    count = Article.objects.count()
    assert count == len(rows)
    whole = {key: making[key] + inserting[key] for key in making}
    return {"count": count, "insert": {"count": count, **inserting}, "whole": {"count": count, **whole}}


def main() -> None:
    """Do one of the two and print what it took."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    way, folder = {"ingest": ingest, "insert": insert}[sys.argv[1]], Path(sys.argv[2])
    answers.write(json.dumps(way(folder)) + "\n")
    answers.close()


if __name__ == "__main__":
    main()
