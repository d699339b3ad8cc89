"""The same file sent again, in every format: nothing new, and each record names its twin."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from corpus.formats.names import NAMES, PACKINGS
from corpus.models import Article, LedgerStatus
from tests.corpus.formats.documents import answer, page, pdf, record, word
from tests.corpus.formats.sending import zipped
from tests.corpus.test_ingest import counts, send_file

pytestmark = pytest.mark.usefixtures("index")

GOLDEN = Path(__file__).parents[1] / "data" / "formats" / "in"
STORY = "The harbour of Vessna reopened on Tuesday after nine days, said the harbour master."


def golden(name: str) -> Callable[[], tuple[str, bytes]]:
    return lambda: (name, (GOLDEN / name).read_bytes())


FILES: Mapping[str, Callable[[], tuple[str, bytes]]] = {
    "text": golden("article.txt"),
    "html": golden("page.html"),
    "json": golden("ninjs.json"),
    "jsonl": golden("canonical.jsonl"),
    "table": golden("comma.csv"),
    "feed": golden("newsml_g2.xml"),
    "reuters": golden("reuters.sgm"),
    "gdelt": golden("20210905120000.gkg.csv"),
    "mail": golden("newsletter.eml"),
    "mailbox": golden("letters.mbox"),
    "warc": lambda: ("pages.warc", record(answer(page("Harbour reopens", STORY)))),
    "pdf": lambda: ("report.pdf", pdf([f"Harbour reopens\n{STORY}"])),
    "word": lambda: ("report.docx", word(STORY, title="Harbour reopens")),
}
PACKED: Mapping[str, Callable[[bytes], bytes]] = {
    "zip": lambda data: zipped({"north/a.jsonl": data, "text.txt": f"Ferry raised\n\n{STORY}".encode()}),
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


def test_no_format_is_forgotten() -> None:
    assert set(FILES) == set(NAMES)
    assert set(PACKED) == set(PACKINGS)


def sent_twice(name: str, body: bytes) -> None:
    """Send a file twice, and check that the second time says of each record which article says the same."""
    first = counts(send_file(body, name=name, source="Harbour Courier"))
    articles = list(Article.objects.order_by("pk").values())
    again = send_file(body, name=name, source="Harbour Courier")
    assert first["new"] > 0
    assert counts(again) == first | {"new": 0, "duplicate": first["new"] + first["duplicate"]}
    assert list(Article.objects.order_by("pk").values()) == articles
    for row in again.ledger.filter(status=LedgerStatus.DUPLICATE):
        assert row.article_id is not None
        assert row.reason == f"The same as article {row.article_id}."


@pytest.mark.parametrize("form", FILES)
def test_a_file_sent_again_gives_nothing_new(form: str) -> None:
    sent_twice(*FILES[form]())


@pytest.mark.parametrize("packing", PACKED)
def test_an_archive_sent_again_gives_nothing_new(packing: str) -> None:
    sent_twice(f"sent.{packing}", PACKED[packing]((GOLDEN / "canonical.jsonl").read_bytes()))
