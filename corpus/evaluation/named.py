"""Persons, organisations and locations on published sets of labelled names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from corpus.clean.words import words
from corpus.evaluation.calibration import Observation
from corpus.evaluation.data import Record, Setting
from corpus.evaluation.rows import Counts, Row, Target, f1_row
from corpus.evaluation.spans import LABELS, Span, compare, named_spans, outermost, total, trimmed
from corpus.extract.gazetteer import default_gazetteer
from corpus.extract.mention import Document

Gold = tuple[set[Span], set[Span]]  # what is to be found, and what counts neither way

_CONLL = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}
_WNUT = {"person": "PER", "corporation": "ORG", "group": "ORG", "location": "LOC"}
_RE3D = {"Person": "PER", "Organisation": "ORG", "Location": "LOC"}
_SPORT = re.compile(
    r"\W*(?:NFL |NBA |NHL |AUSTRALIAN RULES|(?:CRICKET|SOCCER|BASKETBALL|BASKETBALLSOCCER|BOXING|SQUASH|BASEBALL|"
    r"TENNIS|GOLF|ATHLETICS|RUGBY(?: LEAGUE| UNION)?|CYCLING|MOTOR RACING|HORSE RACING|ICE HOCKEY|HOCKEY|"
    r"ALPINE SKIING|SKIING|SWIMMING|FIGURE SKATING|BADMINTON|VOLLEYBALL|NORDIC SKIING|SNOOKER|ROWING|OLYMPICS)\s?-)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|our|their|his|her|its|my|your|both|all|some|many|other|another)\s+)+", re.I
)
_PRONOUNS = frozenset(words("we they he she it i you us them him who which our their his her its the this that"))
_SMALL = frozenset(words("of the and for in on de la el al- and/or & - – von van bin ibn to at"))
_TITLES = frozenset(
    words(
        "president prime foreign minister ministers secretary of state deputy lieutenant lt lt. gen gen. general col "
        "col. colonel maj maj. major capt capt. captain sgt sgt. staff spc spc. pvt. sir dr dr. mr mr. mrs mrs. ms ms. "
        "sheikh king queen prince ambassador envoy special representative advisor adviser commander spokesman "
        "spokesperson spokeswoman chief vice admiral adm. rear brig. brigadier air marshal the un u.s. us uk army navy "
        "senior airman tech. rep. sen. senator high defense defence interior chancellor speaker pope ayatollah imam"
    )
)


def is_sport(record: Record) -> bool:
    """Tell whether a newswire text is sport, by the keyword that opens its headline ("SOCCER - …")."""
    return bool(_SPORT.match(record["text"].split("\n", 1)[0]))


def labelled(record: Record, labels: Mapping[str, str]) -> Gold:
    """Return the gold spans whose label is mapped; the others are no gold."""
    spans = (Span("text", one["start"], one["end"], labels[one["label"]]) for one in _entities(record, labels))
    return {trimmed(record["text"], span) for span in spans}, set()


def _entities(record: Record, labels: Mapping[str, str]) -> Iterator[Record]:
    return (one for one in record["entities"] if one["label"] in labels)


def named_only(record: Record) -> Gold:
    """Return the named gold spans of a set that labels pronouns and common nouns too; those are neutral.

    A span is named when all its words but small ones are capitalised. Of nested names the longest is to be found.
    Titles before persons are cut off, and a country's name is a location though it acts.
    """
    text = record["text"]
    named, neutral = set(), set()
    for one in record["entities"]:
        span = Span("text", one["start"], one["end"], _RE3D.get(one["label"], ""))
        core = _core(text, span) if span.label else None
        if core is None:
            neutral.add(span)
        else:
            named.add(core)
    kept = set(outermost(named))
    return kept, neutral | (named - kept)


def _core(text: str, span: Span) -> Span | None:
    """Return the name in a span, None if the span is no name."""
    leading = _LEADING.match(text[span.start : span.end])
    core = trimmed(text, Span(span.field, span.start + (leading.end() if leading else 0), span.end, span.label))
    if span.label == "PER":
        core = _without_titles(text, core)
    parts = text[core.start : core.end].split()
    if not parts or (len(parts) == 1 and parts[0].lower() in _PRONOUNS):
        return None
    if not all(part.lower() in _SMALL or _is_capitalised(part) for part in parts) or not _is_capitalised(parts[-1]):
        return None
    gazetteer = default_gazetteer()
    name = " ".join(parts)
    if gazetteer.demonym(name) is not None:
        return None
    if span.label == "ORG" and any(one.kind == "country" for one in gazetteer.candidates(name)):
        return Span(core.field, core.start, core.end, "LOC")
    return core


def _is_capitalised(word: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in word)


def _without_titles(text: str, span: Span) -> Span:
    start = span.start
    for match in re.finditer(r"\S+", text[span.start : span.end]):
        word = match.group().strip(",\u200e")
        if word.lower() not in _TITLES and default_gazetteer().demonym(word) is None:
            start = span.start + match.start()
            return Span(span.field, start, span.end, span.label)
    return Span(span.field, span.end, span.end, span.label)


def measure_names(
    setting: Setting,
    name: str,
    records: list[Record],
    *,
    gold_of: Callable[[Record], Gold],
    target: Target | None = None,
) -> list[Row]:
    """Return F1 by label and over all labels on one set."""
    counts = {label: Counts() for label in LABELS}
    documents = (Document("", record["text"]) for record in records)
    for record, mentions in zip(records, setting.extract(documents), strict=True):
        gold, neutral = gold_of(record)
        found = named_spans({"title": "", "text": record["text"]}, mentions)
        for label, one in compare(gold, found, neutral).items():
            counts[label].add(one)
        for span, mention in found.items():
            if span in gold or not any(span.overlaps(other) for other in neutral):
                setting.observed.append(Observation(span.label, mention.rule, mention.confidence, span in gold))
    note = f"{len(records)} documents"
    every = f1_row(name, "PER/ORG/LOC F1", total(counts.values()), target=target, note=note)
    return [every, *(f1_row(name, f"{label} F1", counts[label]) for label in LABELS)]


def conll(setting: Setting) -> list[Row]:
    """CoNLL-2003 testa without the documents whose headline says sport."""
    records = setting.records("ner/conll2003_testa.jsonl.gz", lambda one: not is_sport(one))
    name = "CoNLL-2003 testa, no sport"
    return measure_names(setting, name, records, gold_of=lambda one: labelled(one, _CONLL), target=Target(0.84))


def wikigold(setting: Setting) -> list[Row]:
    """Wikigold: encyclopedia text."""
    records = setting.records("ner/wikigold.jsonl.gz")
    return measure_names(setting, "wikigold", records, gold_of=lambda one: labelled(one, _CONLL))


def wnut(setting: Setting) -> list[Row]:
    """WNUT-17 dev: social-media text; products and creative works are dropped."""
    records = setting.records("ner/wnut17_dev.jsonl.gz")
    return measure_names(setting, "WNUT-17 dev", records, gold_of=lambda one: labelled(one, _WNUT))


def re3d(setting: Setting) -> list[Row]:
    """re3d, named entities only."""
    records = setting.records("ner/re3d.jsonl.gz")
    return measure_names(setting, "re3d, named", records, gold_of=named_only, target=Target(0.75))
