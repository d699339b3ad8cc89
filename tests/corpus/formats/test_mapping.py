"""Keys of a record, whoever wrote it, and the values that are none."""

from __future__ import annotations

import json

import pytest

from corpus.formats import Position, RawArticle, RecordError, map_record
from corpus.formats.aliases import TEXT_FIELDS, plan_for
from corpus.formats.moments import epoch_to_iso
from tests.corpus.formats.sending import errors, read

HERE = Position("test", line=1)


def article(**data: object) -> RawArticle:
    record = map_record({"title": "T", **data}, HERE)
    assert isinstance(record, RawArticle)
    return record


def failure(**data: object) -> RecordError:
    record = map_record(data, HERE)
    assert isinstance(record, RecordError)
    return record


@pytest.mark.parametrize(("field", "key"), [(field, key) for field, keys in TEXT_FIELDS.items() for key in keys])
def test_every_alias_reaches_its_field(field: str, key: str) -> None:
    value = "https://x.example/1" if field == "url" else "2021-09-05"
    data: dict[str, object] = {key: value}
    if "." in key:
        outer, inner = key.split(".")
        data = {outer: {inner: value}} if outer == "thread" else data
    record = map_record({"text": "t", **data} if field not in ("text", "html") else data, HERE)
    assert isinstance(record, RawArticle)
    assert getattr(record, field) == value


@pytest.mark.parametrize("key", ["Date-Publish", "DATE_PUBLISH", "date publish", "datePublish", "\ufeffdate_publish"])
def test_keys_are_compared_without_case_and_signs(key: str) -> None:
    assert article(**{key: "2021-09-05"}).published == "2021-09-05"


def test_canonical_name_wins_wherever_it_stands() -> None:
    assert article(text="canonical", body="alias").text == "canonical"
    assert article(body="alias", text="canonical").text == "canonical"
    assert article(body="alias", text="").text == "alias"
    assert article(_id="x", id="y").id == "y"
    assert article(id="y", _id="x").id == "y"


def test_description_is_the_last_resort() -> None:
    assert article(description="short", content="long").text == "long"
    assert article(description="short").text == "short"
    assert article(description="short", html="<p>long</p>").text == ""


def test_title_and_text_are_kept_to_the_letter() -> None:
    record = article(title="  T \n", text="  Two  spaces \r\n")
    assert (record.title, record.text) == ("  T \n", "  Two  spaces \r\n")
    assert article(id=" 7 ", source=" S ").id == "7"


@pytest.mark.parametrize("field", ["id", "title", "text", "html", "url", "source", "author", "language"])
@pytest.mark.parametrize("value", [True, {"a": 1}, [{"a": []}], float("nan"), object()])
def test_what_is_no_text_is_refused_by_its_field(field: str, value: object) -> None:
    error = failure(**{"title": "Shown", "text": "t", field: value})
    assert error.field == field
    assert error.reason
    assert error.title == ("" if field == "title" else "Shown")


@pytest.mark.parametrize("value", [True, {"a": 1}, [1, 2], float("inf"), pytest.param(10**5000, id="huge")])
def test_what_is_no_date_is_left_out_with_a_warning(value: object) -> None:
    record = article(published=value)
    assert record.published == ""
    assert [warning.field for warning in record.warnings] == ["published"]


@pytest.mark.parametrize(
    ("written", "found"), [(12.0, "12"), (12, "12"), (0, "0"), (-1.5, "-1.5"), (1e300, "1e+300"), (None, ""), ("", "")]
)
def test_numbers_become_texts(written: object, found: str) -> None:
    assert article(id=written).id == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("1630836000", "2021-09-05T10:00:00Z"),
        ("1630836000000", "2021-09-05T10:00:00Z"),
        ("1630836000.25", "2021-09-05T10:00:00.250Z"),
        ("1630836000000000", "2021-09-05T10:00:00Z"),
        ("1630836000000000000", "2021-09-05T10:00:00Z"),
        ("2021", ""),
        ("20210905", ""),
        ("202109051200", ""),
        ("20210905120000", ""),
        ("2021-09-05", ""),
        ("0", ""),
        ("9999999999", ""),
        ("", ""),
    ],
)
def test_counts_since_1970(written: str, found: str) -> None:
    assert epoch_to_iso(written) == found


def test_over_long_values() -> None:
    assert failure(id="x" * 501, title="T").field == "id"
    assert len(article(id="x" * 500).id) == 500
    record = article(title="t" * 2_000, url="https://x.example/" + "a" * 3_000, source="s" * 300, language="l" * 99)
    assert (len(record.title), record.url, len(record.source), record.language) == (1_000, "", 200, "")
    assert {warning.field for warning in record.warnings} == {"title", "url", "source", "language"}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/path", "ftp://x", "https://a b", "see below"]
)
def test_only_web_addresses_are_urls(url: str) -> None:
    record = article(url=url)
    assert record.url == ""
    assert [warning.field for warning in record.warnings] == ["url"]


def test_source_that_is_an_address_gets_its_name() -> None:
    assert article(source="https://www.post.example/a").source == "post.example"
    assert article(source="https://feeds.post.example/rss", site="post.example").source == "post.example"
    assert article(source="https://post.example/a").url == "https://post.example/a"
    assert article(source="https://post.example/a", url="https://post.example/b").url == "https://post.example/b"


def test_markup_in_a_text_of_another_name_is_html() -> None:
    assert article(content="<p>One</p>").html == "<p>One</p>"
    assert article(content="a < b and c > d").text == "a < b and c > d"
    assert article(text="<p>One</p>").text == "<p>One</p>"


def test_whole_page_is_told_from_a_fragment() -> None:
    assert article(html="<html><body>x</body></html>").whole_page
    assert not article(html="<div>x</div>").whole_page


def test_nul_and_lone_surrogates_are_mended_everywhere() -> None:
    record = article(text="a\0b\ud800c", author="\udfff", actors=["X\0\ud800"], locations=[{"name": "Y\0"}])
    assert record.text == "ab\ufffdc"
    assert record.author == "\ufffd"
    assert record.actors[0].name == "X\ufffd"
    assert record.locations[0].name == "Y"


def test_thousand_supplied_names_are_enough() -> None:
    record = article(actors=[f"A{number}" for number in range(5_000)])
    assert len(record.actors) == 1_000
    assert len(record.warnings) == 1


@pytest.mark.parametrize("value", ["[" * 200_000, "['a'" * 10_000, {"name": {"deep": 1}}, 7, True])
def test_hostile_supplied_values_do_no_harm(value: object) -> None:
    article(actors=value, locations=value)


def test_records_of_many_odd_keys_are_not_kept() -> None:
    assert article(**{f"key{number}": "x" for number in range(5_000)}).title == "T"
    assert plan_for(("x" * 10_000_000, "title")).texts == (("title", ("title",)),)


@pytest.mark.parametrize(
    ("record", "title"),
    [
        ({"headline": {"main": "Ferry", "kicker": "Sea"}, "lead_paragraph": "It sailed."}, "Ferry"),
        ({"type": "articles", "id": "7", "attributes": {"title": "Ferry", "body": "It sailed."}}, "Ferry"),
    ],
)
def test_headlines_and_fields_may_stand_in_an_object(record: dict[str, object], title: str) -> None:
    [found] = read(json.dumps(record).encode(), "a.json")
    assert isinstance(found, RawArticle)
    assert (found.title, found.text) == (title, "It sailed.")


def test_what_newsapi_lists_as_removed_is_skipped() -> None:
    removed = {"title": "[Removed]", "description": "[Removed]", "url": "https://removed.com", "content": "[Removed]"}
    [error] = errors(read(json.dumps({"articles": [removed]}).encode(), "a.json"))
    assert error.skipped


def test_a_place_may_be_named_in_several_languages() -> None:
    record = {"title": "Ferry", "location": {"type": "place", "label": {"deu": "Werrin", "eng": "Verrin"}}}
    [found] = read(json.dumps(record).encode(), "a.json")
    assert isinstance(found, RawArticle)
    assert [place.name for place in found.locations] == ["Verrin"]
