"""The same file sent again, in every format: nothing new, and each record names its twin."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from corpus.formats.names import NAMES, PACKINGS
from corpus.models import Article, LedgerStatus, Revision
from corpus.prepare import Defaults
from corpus.preview import preview
from corpus.receive import Incoming, receive
from corpus.rollback import sent_elsewhere, updates_elsewhere
from tests.corpus.formats.documents import answer, page, pdf, record, word
from tests.corpus.formats.sending import zipped
from tests.corpus.test_ingest import counts, send, send_file
from tests.corpus.test_rollback import take_back

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
    "press": golden("factiva.txt"),
    "mail": golden("newsletter.eml"),
    "mailbox": golden("letters.mbox"),
    "warc": lambda: ("pages.warc", record(answer(page("Harbour reopens", STORY)))),
    "pdf": lambda: ("report.pdf", pdf([f"Harbour reopens\n{STORY}"])),
    "word": lambda: ("report.docx", word(STORY, title="Harbour reopens")),
}
# Of each format that has ids, a file that holds one of them twice, with other words the second time.
BEFORE, AFTER = "The harbour is closed, the master said.", "The harbour has reopened, the master said."
OBJECT = f'{{"id": "a", "title": "Harbour", "text": "{BEFORE}"}}'
RSS_ITEM = f"<item><title>Harbour</title><guid>a</guid><description>{BEFORE}</description></item>"
ATOM_ENTRY = f"<entry><title>Harbour</title><id>urn:a</id><summary>{BEFORE}</summary></entry>"
NEWS_ITEM = (
    '<newsItem guid="urn:a" standard="NewsML-G2"><itemMeta><itemClass qcode="ninat:text"/></itemMeta><contentMeta>'
    '<headline>Harbour</headline></contentMeta><contentSet><inlineXML contenttype="application/nitf+xml"><nitf><body>'
    f"<body.content><p>{BEFORE}</p></body.content></body></nitf></inlineXML></contentSet></newsItem>"
)
REUTERS = (
    f'<REUTERS NEWID="7"><DATE> 5-SEP-1987</DATE><TEXT><TITLE>HARBOUR</TITLE><BODY>{BEFORE}</BODY></TEXT></REUTERS>'
)
GKG = ["20210905120000-17", "20210905120000", "1", "courier.example", "https://courier.example/a", *[""] * 21]
CLIPPING = f"HD Harbour\nPD 5 September 2021\nSN Harbour Courier\nLP {BEFORE}\nAN Document HARB7\n"
LETTER = f"From: a@quay.example\nMessage-Id: <a@quay.example>\nSubject: Harbour\n\n{BEFORE}\n"
POSTED = f"From a@quay.example Sun Sep  5 07:00:00 2021\n{LETTER}"
EARLIER = record(answer(page("Harbour", BEFORE)))
LATER = record(answer(page("Harbour", AFTER)), head={"WARC-Date": "2021-10-02T10:00:00Z"})


def twice(one: str, frame: str = "{}", *, between: str = "\n") -> bytes:
    return frame.format(between.join((one, one.replace(BEFORE, AFTER)))).encode()


TWINS: Mapping[str, tuple[str, bytes]] = {
    "json": ("a.json", twice(OBJECT, "[{}]", between=",")),
    "jsonl": ("a.jsonl", twice(OBJECT)),
    "table": ("a.csv", twice(f"a,Harbour,{BEFORE!r}", "id,title,text\n{}").replace(b"'", b'"')),
    "feed": ("a.xml", twice(RSS_ITEM, "<rss><channel>{}</channel></rss>")),
    "feed, Atom": ("a.xml", twice(ATOM_ENTRY, '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>')),
    "feed, NewsML": (
        "a.xml",
        twice(
            NEWS_ITEM, '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{}</itemSet></newsMessage>'
        ),
    ),
    "reuters": ("a.sgm", twice(REUTERS, '<!DOCTYPE lewis SYSTEM "lewis.dtd">\n{}')),
    "gdelt": ("20210905120000.gkg.csv", twice("\t".join([*GKG, f"<PAGE_TITLE>{BEFORE}</PAGE_TITLE>"]))),
    "press": ("a.txt", twice(CLIPPING)),
    "mail": (
        "a.zip",
        zipped({"1.eml": LETTER.encode(), "2.eml": LETTER.replace(BEFORE, AFTER).encode()}),
    ),
    "mailbox": ("a.mbox", twice(POSTED)),
    "warc": ("a.warc", EARLIER + LATER),
    "warc, the later first": ("a.warc", LATER + EARLIER),
}


def stamped(one: str, frame: str = "{}", *, between: str = "\n") -> bytes:
    """Return a file in which a publisher says one thing, another, and the first again; each with its stamp."""
    said = [one.replace(BEFORE, text).replace("STAMP", f"2021-10-0{day}T10:00:00Z") for day, text in enumerate(WENT, 1)]
    return frame.format(between.join(said)).encode()


WENT = (BEFORE, AFTER, BEFORE)
STAMPED: Mapping[str, tuple[str, bytes]] = {
    "json": ("a.json", stamped(OBJECT.replace("}", ', "date_modified": "STAMP"}'), "[{}]", between=",")),
    "jsonl": ("a.jsonl", stamped(OBJECT.replace("}", ', "crawled": "STAMP"}'))),
    "table": ("a.csv", stamped(f"a,Harbour,{BEFORE!r},STAMP", "id,title,text,updated\n{}").replace(b"'", b'"')),
    "feed": (
        "a.xml",
        stamped(
            ATOM_ENTRY.replace("</entry>", "<published>2021-09-05</published><updated>STAMP</updated></entry>"),
            '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>',
        ),
    ),
    "feed, NewsML": (
        "a.xml",
        stamped(
            NEWS_ITEM.replace(
                "</itemMeta>",
                "<firstCreated>2021-09-05</firstCreated><versionCreated>STAMP</versionCreated></itemMeta>",
            ),
            '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{}</itemSet></newsMessage>',
        ),
    ),
    "json, ninjs": (
        "a.json",
        stamped(
            '{"uri": "urn:a", "type": "text", "headline": "Harbour", "firstcreated": "2021-09-05", '
            f'"versioncreated": "STAMP", "body_text": "{BEFORE}"}}',
            "[{}]",
            between=",",
        ),
    ),
}
NO_IDS = {"text", "html", "pdf", "word"}

PACKED: Mapping[str, Callable[[bytes], bytes]] = {
    "zip": lambda data: zipped({"north/a.jsonl": data, "text.txt": f"Ferry raised\n\n{STORY}".encode()}),
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


def test_no_format_is_forgotten() -> None:
    assert set(FILES) == set(NAMES)
    assert set(PACKED) == set(PACKINGS)
    assert {each.split(",")[0] for each in TWINS} == set(NAMES) - NO_IDS


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


@pytest.mark.parametrize("form", TWINS)
def test_an_id_that_a_file_holds_twice_is_updated_once(form: str) -> None:
    name, body = TWINS[form]
    first = send_file(body, name=name, source="Harbour Courier")
    assert list(first.ledger.values_list("status", flat=True)) == ["new", "updated"]
    said = list(Article.objects.values())
    again = send_file(body, name=name, source="Harbour Courier")
    (article,) = Article.objects.values_list("pk", flat=True)
    assert list(again.ledger.values_list("status", "article_id", "reason")) == [
        ("duplicate", article, f"The same as article {article} before upload {first.pk} updated it."),
        ("duplicate", article, f"The same as article {article}."),
    ]
    assert list(Article.objects.values()) == said


def test_an_older_archive_sent_again_takes_no_update_back() -> None:
    send(report(BEFORE))
    update = send(report(AFTER))
    again = send(report(BEFORE))
    assert (counts(again)["duplicate"], Article.objects.get().text) == (1, AFTER)
    assert again.ledger.get().reason.endswith(f"before upload {update.pk} updated it.")


def test_a_record_that_was_collected_anew_takes_an_update_back() -> None:
    for text, day in ((BEFORE, 1), (AFTER, 2), (BEFORE, 3)):
        upload = send(report(text, collected=f"2023-04-0{day}T12:00:00Z"))
    assert (counts(upload)["updated"], Article.objects.get().text) == (1, BEFORE)
    for text, day in ((BEFORE, 1), (AFTER, 2), (BEFORE, 3)):
        assert counts(send(report(text, collected=f"2023-04-0{day}T12:00:00Z")))["duplicate"] == 1


def test_a_version_that_its_publisher_stamped_anew_takes_an_update_back() -> None:
    for text, day in ((BEFORE, 1), (AFTER, 2), (BEFORE, 3)):
        upload = send(report(text, updated=f"2023-04-0{day}T12:00:00Z"))
    assert (counts(upload)["updated"], Article.objects.get().text) == (1, BEFORE)
    assert list(Revision.objects.order_by("version").values_list("columns__text", flat=True)) == [BEFORE, AFTER]


def test_a_stamp_takes_an_update_back_that_has_none_only_if_it_is_newer_than_its_arrival() -> None:
    send(report(BEFORE))
    update = send(report(AFTER))
    older = send(report(BEFORE, collected="2001-04-01T12:00:00Z"))
    assert older.ledger.get().reason.endswith(f"before upload {update.pk} updated it.")
    newer = send(report(BEFORE, collected=(timezone.now() + timedelta(hours=1)).isoformat()))
    assert (counts(newer)["updated"], Article.objects.get().text) == (1, BEFORE)


@pytest.mark.parametrize("form", STAMPED)
def test_a_publisher_who_goes_back_to_former_words_is_followed_once(form: str) -> None:
    name, body = STAMPED[form]
    first = send_file(body, name=name, source="Harbour Courier")
    assert list(first.ledger.values_list("status", flat=True)) == ["new", "updated", "updated"]
    assert Article.objects.get().text == BEFORE
    again = send_file(body, name=name, source="Harbour Courier")
    assert list(again.ledger.values_list("status", flat=True)) == ["duplicate"] * 3
    assert Article.objects.get().text == BEFORE


@pytest.mark.parametrize("form", STAMPED)
def test_a_dry_run_foretells_that_a_publisher_went_back(form: str) -> None:
    assert [status for status, _ in foretold(*STAMPED[form])] == ["new", "updated", "updated"]


def test_an_update_that_was_take_back_can_be_sent_again() -> None:
    send(report(BEFORE))
    take_back(send(report(AFTER)))
    assert counts(send(report(AFTER)))["updated"] == 1


def test_rolling_back_an_id_held_twice_counts_its_article_once() -> None:
    upload = send(report(BEFORE), report(AFTER))
    assert (sent_elsewhere(upload), updates_elsewhere(upload)) == (0, 0)
    assert "2 records were removed with their articles, 0 updates" in take_back(upload).message
    assert not Article.objects.exists()


@pytest.mark.parametrize("form", ["jsonl", "table"])
def test_a_dry_run_foretells_what_becomes_of_an_id_held_twice(form: str) -> None:
    name, body = TWINS[form]
    assert foretold(name, body) == [("new", ""), ("updated", "")]
    send_file(body, name=name, source="Harbour Courier")
    assert foretold(name, body) == [("duplicate", "Said before an update."), ("duplicate", "")]


def foretold(name: str, body: bytes) -> list[tuple[str, str]]:
    defaults = Defaults(source="Harbour Courier")
    upload = receive([Incoming(name, io.BytesIO(body))], via="command", defaults=defaults, extractor="none", held=True)
    return [(record["status"], record["reason"]) for record in preview(upload)["records"]]


def report(text: str, **more: str) -> dict[str, object]:
    return {"id": "a", "source": "Harbour Courier", "title": "Harbour", "text": text} | more
