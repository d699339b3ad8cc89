"""Items of news agencies: which are articles, and what is said of those that are not."""

from __future__ import annotations

import json

import pytest

from corpus.formats import RawArticle
from tests.corpus.formats.sending import errors, read, titles

HEAD = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a:1" xml:lang="en"><itemMeta>'
META = "</itemMeta><contentMeta><headline>Ferry sails</headline>{}</contentMeta>"
BODY = "<contentSet><inlineXML><html><body><p>{}</p></body></html></inlineXML></contentSet></newsItem>"


def item(*, meta: str = "", content: str = "", body: str = "The ferry sailed.") -> bytes:
    """Return a news item of NewsML-G2."""
    return (HEAD + meta + META.format(content) + BODY.format(body)).encode()


def only(data: bytes) -> RawArticle:
    """Return the one article in XML."""
    [record] = read(data, "a.xml")
    assert isinstance(record, RawArticle), record
    return record


def test_an_item_under_embargo_is_passed_over_by_name_until_its_hour_has_come() -> None:
    [error] = errors(read(item(meta="<embargoed>2999-01-01T00:00:00Z</embargoed>"), "a.xml"))
    assert error.skipped
    assert "under embargo until 2999-01-01T00:00:00Z" in error.reason
    assert (error.id, error.title) == ("urn:a:1", "Ferry sails")
    assert only(item(meta="<embargoed>2001-01-01T00:00:00</embargoed>")).title == "Ferry sails"


@pytest.mark.parametrize("embargo", ["2999-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "soon", ""])
def test_ninjs_has_embargoes_too(embargo: str) -> None:
    data = {"uri": "u:1", "versioncreated": "2021-09-05", "headline": "Ferry", "embargoed": embargo}
    [record] = read(json.dumps(data).encode(), "a.json")
    assert isinstance(record, RawArticle) is not embargo.startswith("2999")


def test_of_names_in_several_languages_that_of_the_item_is_taken() -> None:
    names = (
        '<subject type="cpnat:person"><name xml:lang="de">Herr Ott</name><name xml:lang="en-GB">Mr Ott</name></subject>'
    )
    assert [actor.name for actor in only(item(content=names)).actors] == ["Mr Ott"]


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ("The ferry sailed.", "VERRIN, Sept 5 — The ferry sailed."),
        ("VERRIN (AGX) — The ferry sailed.", "VERRIN (AGX) — The ferry sailed."),
        ("Verrin, Sept. 5 - The ferry sailed.", "Verrin, Sept. 5 - The ferry sailed."),
        ("Verrin has its ferry back.", "VERRIN, Sept 5 — Verrin has its ferry back."),
    ],
)
def test_a_dateline_stands_before_the_text_once(body: str, printed: str) -> None:
    assert printed in only(item(content="<dateline>VERRIN, Sept 5 -</dateline>", body=body)).html


def test_a_text_that_is_elsewhere_is_told() -> None:
    data = item().replace(
        b"<inlineXML><html><body><p>The ferry sailed.</p></body></html></inlineXML>", b'<remoteContent href="x"/>'
    )
    assert "only refers" in only(data).warnings[0].message


def test_every_item_of_a_message_has_a_line() -> None:
    package = b'<packageItem guid="p"><itemMeta/><contentMeta><headline>Top</headline></contentMeta></packageItem>'
    message = b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>%s</itemSet></newsMessage>'
    records = read(message % (package + item() + b'<planningItem guid="q"/>'), "a.xml")
    assert titles(records) == ["Ferry sails"]
    assert [(error.id, error.skipped) for error in errors(records)] == [("p", True), ("q", True)]
