"""How found spans are held against gold spans."""

from __future__ import annotations

import pytest

from corpus.evaluation.spans import Span, compare, named_spans, outermost, total, trimmed
from corpus.extract.mention import FoundMention, Kind

TEXT = "The Harbour Union met Vera Anselm's envoy in Ostrava."


def span(surface: str, label: str, text: str = TEXT) -> Span:
    """Return the span of a surface in the text."""
    start = text.index(surface)
    return Span("text", start, start + len(surface), label)


def mention(surface: str, kind: Kind, rule: str) -> FoundMention:
    """Return a mention of a surface, by a rule."""
    start = TEXT.index(surface)
    return FoundMention(start, start + len(surface), surface, "text", kind, surface, 0.9, rule)


@pytest.mark.parametrize(
    ("surface", "kept"),
    [
        ("The Harbour Union", "Harbour Union"),
        ("Vera Anselm's", "Vera Anselm"),
        ("Ostrava.", "Ostrava"),
        ("The", "The"),
        ("Vera Anselm", "Vera Anselm"),
    ],
)
def test_article_possessive_and_punctuation_are_ignored(surface: str, kept: str) -> None:
    found = trimmed(TEXT, span(surface, "ORG"))

    assert TEXT[found.start : found.end] == kept


@pytest.mark.parametrize(("written", "kept"), [("a U.S. ’s", "U.S"), ("“An Acme Corp.”", "Acme Corp")])
def test_trimming_is_the_same_for_both_sides(written: str, kept: str) -> None:
    found = trimmed(written, Span("text", 0, len(written), "ORG"))

    assert written[found.start : found.end] == kept
    assert trimmed(written, found) == found


def test_counts_by_label() -> None:
    gold = [span("Harbour Union", "ORG"), span("Vera Anselm", "PER"), span("Ostrava", "LOC")]
    found = [span("Harbour Union", "ORG"), span("Vera", "PER"), span("Ostrava", "ORG")]

    counts = compare(gold, found)

    assert (counts["ORG"].right, counts["ORG"].wrong, counts["ORG"].missed) == (1, 1, 0)
    assert (counts["PER"].right, counts["PER"].wrong, counts["PER"].missed) == (0, 1, 1)
    assert (counts["LOC"].right, counts["LOC"].wrong, counts["LOC"].missed) == (0, 0, 1)
    every = total(counts.values())
    assert (every.precision, every.recall) == pytest.approx((1 / 3, 1 / 3))


def test_what_touches_a_neutral_span_counts_neither_way_unless_it_is_gold() -> None:
    neutral = [span("Vera Anselm's envoy", "")]

    passed = compare([], [span("Anselm", "PER")], neutral)
    still_right = compare([span("Vera Anselm", "PER")], [span("Vera Anselm", "PER")], neutral)

    assert passed["PER"].wrong == 0
    assert still_right["PER"].right == 1


def test_roles_and_demonyms_are_left_out_and_a_metonym_is_a_location() -> None:
    found = named_spans(
        {"title": "", "text": TEXT},
        [
            mention("The Harbour Union", "group", "role"),
            mention("Vera", "location", "demonym"),
            mention("Ostrava", "government", "metonym"),
            mention("Ostrava", "location", "gazetteer"),
            mention("Vera Anselm", "person", "model"),
            mention("met", "date", "date"),
        ],
    )

    assert set(found) == {span("Ostrava", "LOC"), span("Vera Anselm", "PER")}


def test_of_nested_spans_the_longest_stays() -> None:
    spans = [span("Harbour Union", "ORG"), span("Harbour", "LOC"), span("Ostrava", "LOC")]

    assert set(outermost(spans)) == {spans[0], spans[2]}
