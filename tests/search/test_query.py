"""The query language: what a reader's text means, and what is said when it means nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.query import MAX_CHARACTERS, MAX_LEVELS, MAX_TERMS, parse
from search.tree import And, DateRange, FacetName, Fuzzy, Not, Or, Phrase, Prefix, Term

A, B, C = Term("a"), Term("b"), Term("c")

READ = {
    "a": A,
    "a b": And((A, B)),
    "a AND b": And((A, B)),
    "a OR b": Or((A, B)),
    "a b OR c": Or((And((A, B)), C)),
    "a OR b c": Or((A, And((B, C)))),
    "a (b OR c)": And((A, Or((B, C)))),
    "(a b) c": And((A, B, C)),
    "a NOT b": And((A, Not(B))),
    "a AND NOT b": And((A, Not(B))),
    "a -b": And((A, Not(B))),
    "-a": Not(A),
    "-(a b)": Not(And((A, B))),
    "NOT NOT a": A,
    "+a -b": And((A, Not(B))),
    "a and b": And((A, Term("and"), B)),
    '"a b"': Phrase("a b"),
    "“a b”": Phrase("a b"),
    '"a b"~10': Phrase("a b", slop=10),
    '-"a b"': Not(Phrase("a b")),
    "word~": Fuzzy("word", 1),
    "word~1": Fuzzy("word", 1),
    "word~2": Fuzzy("word", 2),
    "tali*": Prefix("tali"),
    "tali*,": Prefix("tali"),
    "title:a": Term("a", "title"),
    "Title:a": Term("a", "title"),
    "body:(a b) c": And((Term("a", "body"), Term("b", "body"), C)),
    'title:"a b"~2': Phrase("a b", "title", 2),
    "title:(a body:b)": And((Term("a", "title"), Term("b", "body"))),
    "title:tali*": Prefix("tali", "title"),
    "actor:Taliban": FacetName("actor", "Taliban"),
    'actor:"Ahmad Massoud"': FacetName("actor", "Ahmad Massoud"),
    "-actor:12": Not(FacetName("actor", "12")),
    "location:(Kabul OR Panjshir)": Or((FacetName("location", "Kabul"), FacetName("location", "Panjshir"))),
    "source:U.S.": FacetName("source", "U.S."),
    "date:2021": DateRange(date(2021, 1, 1), date(2021, 12, 31)),
    "date:2021-09": DateRange(date(2021, 9, 1), date(2021, 9, 30)),
    "date:2021-09-05": DateRange(date(2021, 9, 5), date(2021, 9, 5)),
    "date:[2021-09-01 TO 2021-12-31]": DateRange(date(2021, 9, 1), date(2021, 12, 31)),
    "date:[* TO 2021]": DateRange(None, date(2021, 12, 31)),
    "date:[2021 TO *]": DateRange(date(2021, 1, 1), None),
    "date:>2021-09": DateRange(date(2021, 10, 1), None),
    "date:>=2021-09": DateRange(date(2021, 9, 1), None),
    "date:<2021-09": DateRange(None, date(2021, 8, 31)),
    "date:<=2021-09": DateRange(None, date(2021, 9, 30)),
    # ordinary text is not punished for its marks
    "12:30": Term("12:30"),
    "http://example.org/a?b=c": Term("http://example.org/a?b=c"),
    "a - b": And((A, B)),
    "a, b!": And((A, B)),
    "--a": A,
    "state-of-the-art": Term("state-of-the-art"),
    "don’t": Term("don't"),
    "a & b": And((A, B)),
    "cafe\u0301": Term("café"),
}


@pytest.mark.parametrize(("text", "node"), READ.items(), ids=READ)
def test_a_text_is_read_as(text: str, node: object) -> None:
    assert parse(text).node == node
    assert not parse(text).is_faulty


FAULTS = {
    'say "ready': ("unbalanced_quote", 4),
    "a (b": ("unbalanced_parenthesis", 2),
    "a (": ("unbalanced_parenthesis", 2),
    "a) b": ("unbalanced_parenthesis", 1),
    "a AND": ("dangling_operator", 2),
    "OR b": ("dangling_operator", 0),
    "a AND OR b": ("dangling_operator", 6),
    "a (b OR)": ("dangling_operator", 5),
    "NOT": ("dangling_operator", 0),
    "*iban": ("bad_wildcard", 0),
    "ta*": ("bad_wildcard", 2),
    "ta*ban": ("bad_wildcard", 2),
    "x actor:Tali*": ("bad_wildcard", 12),
    "word~3": ("bad_fuzzy", 4),
    "word~0.8": ("bad_fuzzy", 4),
    '"a b"~x': ("bad_proximity", 5),
    '"a b"~': ("bad_proximity", 5),
    '"a b"~99999': ("bad_proximity", 5),
    "title:": ("empty_field", 0),
    "a title: b": ("empty_field", 2),
    'actor:""': ("empty_field", 0),
    "title:()": ("empty_field", 0),
    "date:": ("empty_field", 0),
    "date:soon": ("bad_date", 5),
    "date:2021-13": ("bad_date", 5),
    "date:-30d": ("bad_date", 5),
    "date:[2021 TO 2020]": ("bad_date", 5),
    "date:[2021 TO": ("bad_date", 5),
    "date:[2021]": ("bad_date", 5),
    "date:(2021)": ("bad_date", 5),
    "date:>9999": ("bad_date", 5),
    "date:<0001": ("bad_date", 5),
    '""': ("no_words", 0),
    "?!": ("no_words", 0),
    "x" * (MAX_CHARACTERS + 1): ("query_too_long", MAX_CHARACTERS),
    " ".join(["x"] * (MAX_TERMS + 1)): ("too_many_terms", 2 * MAX_TERMS),
    "(" * (MAX_LEVELS + 1) + "x" + ")" * (MAX_LEVELS + 1): ("too_deep", MAX_LEVELS),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items(), ids=lambda each: str(each)[:20])
def test_a_fault_is_named_with_its_position(text: str, fault: tuple[str, int]) -> None:
    parsed = parse(text)
    assert parsed.node is None
    [message] = parsed.messages
    assert (message.code, message.position) == fault
    assert (message.level, message.parameter) == ("error", "q")
    assert message.text


@pytest.mark.parametrize(
    "text", ["x" * MAX_CHARACTERS, " ".join(["x"] * MAX_TERMS), "(" * MAX_LEVELS + "x" + ")" * MAX_LEVELS]
)
def test_a_query_may_be_as_large_as_the_caps(text: str) -> None:
    assert parse(text).node is not None


def test_an_unknown_field_is_text_and_a_note_says_so() -> None:
    parsed = parse("talks foo:bar")
    assert parsed.node == And((Term("talks"), Term("foo:bar")))
    [note] = parsed.messages
    assert (note.level, note.code, note.position) == ("note", "unknown_field", 6)


def test_nothing_written_is_no_query_and_no_fault() -> None:
    assert parse(" \t ").node is None
    assert parse("").messages == ()


def test_words_are_those_asked_for() -> None:
    assert parse('taliban (talks OR title:peace) -war "a phrase" actor:x').words == ("taliban", "talks", "peace")


def test_the_place_of_a_name_is_kept() -> None:
    assert parse("talks -actor:Foo").positions == {("actor", "Foo"): 13}


CANONICAL = {
    "a  AND b": "a b",
    "a b OR c": "(a b) OR c",
    "NOT (a OR b)": "-(a OR b)",
    "title:a title:b": "title:(a b)",
    "“ready for talks” ~  x": '"ready for talks" x',
    "actor:'x'": "actor:\"'x'\"",
    "date:>2021-09": "date:>=2021-10",
    "date:[2021-01-01 TO 2021-12-31]": "date:2021",
    "AND, x": "and x",
}


@pytest.mark.parametrize(("text", "written"), CANONICAL.items())
def test_the_query_is_shown_back_as_understood(text: str, written: str) -> None:
    assert parse(text).canonical == written


WORDS = st.sampled_from(
    (
        *("taliban", "a", "AND", "OR", "NOT", "-", "+", "(", ")", '"', "“", "~", "~2", "~10", "*", "tali*", "title:"),
        *("actor:", "date:", "date:>2021", "date:[2021 TO 2022-02]", "source:(", "[", "]", ":", ",", "don't", "é"),
        *("12:30", "x:y", "\u0301"),
    )
)
SHREDS = st.lists(st.one_of(WORDS, st.text(max_size=3)), max_size=30).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda joint: joint.join(parts))
)


@settings(deadline=None)  # other work on the machine makes a slow one now and then
@given(st.one_of(st.text(max_size=1_200), SHREDS))
@example("title:(" * 30)
@example("NOT " * 250)
@example("(" * 1_000)
def test_any_text_gives_a_query_or_a_fault_and_never_an_exception(text: str) -> None:
    parsed = parse(text)
    if parsed.is_faulty:
        assert parsed.node is None
        assert all(0 <= (message.position or 0) <= len(text) for message in parsed.messages)
    elif text.strip():
        assert parsed.node is not None


@settings(deadline=None)  # other work on the machine makes a slow one now and then
@given(SHREDS)
@example("(a b OR c) -(title:a title:(b OR -c)) date:>2021-12 actor:(x -y)")
@example(" ".join(["word~"] * 50))
@example(" ".join(["date:[2021 TO 2022]"] * 47))
@example(" ".join(["title:x"] * 25 + ["body:yy"] * 25))
def test_what_is_shown_back_means_the_same(text: str) -> None:
    parsed = parse(text)
    if parsed.node is not None:
        again = parse(parsed.canonical)
        assert again.node == parsed.node
        assert again.canonical == parsed.canonical


@given(st.text("abANDORTno019", min_size=1, max_size=8).filter(lambda word: word not in ("AND", "OR", "NOT")))
def test_a_single_word_means_what_it_means_among_signs(word: str) -> None:
    assert parse(word) == parse(f"({word})")
    assert parse(word).node == parse(f" {word}").node == Term(word)
