"""The lexicon of actors: what it holds, and where it finds a name and where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.extract.geography import load_geography
from corpus.extract.lexicon import fold_in_place, load_lexicon
from corpus.extract.lines import Line
from corpus.extract.roles import load_metonyms
from corpus.extract.spotting import Spotter


def found(text: str, *, shouted: bool = False, weak: bool = False) -> set[tuple[str, str]]:
    lexicon = load_lexicon()
    spotter = Spotter(lexicon, load_geography(), load_metonyms(lexicon))
    (line,) = spotter.spot([Line("text", 0, text, shouted)], [fold_in_place(text)])
    hits = line.hits
    return {(text[hit.start : hit.end], hit.entry.id) for hit in hits if weak or not hit.weak}


def test_holds_the_actors_of_the_main_conflicts() -> None:
    lexicon = load_lexicon()

    assert len(lexicon.by_id) >= 600
    for name in ("Taliban", "Hezbollah", "Boko Haram", "Wagner Group", "European Union", "World Bank", "MSF", "ISIS-K"):
        assert lexicon.named(name) is not None, name


@pytest.mark.parametrize(
    ("text", "surface", "identifier"),
    [
        ("Fighters of the Taleban left.", "Taleban", "taliban"),
        ("A Taliban-led council met.", "Taliban", "taliban"),
        ("Daesh’s leaders fled.", "Daesh", "islamic-state"),
        ("They joined al-Qa’ida last year.", "al-Qa’ida", "al-qaeda"),
        ("Talks with Sinn Féin go on.", "Sinn Féin", "sinn-fein"),
        ("The U.N. Security Council met.", "U.N. Security Council", "united-nations-security-council"),
        ("He spoke of al Qaeda again.", "al Qaeda", "al-qaeda"),
        ("Kurdish peshmerga fought on.", "peshmerga", "peshmerga"),
    ],
)
def test_finds_every_spelling(text: str, surface: str, identifier: str) -> None:
    assert (surface, identifier) in found(text)


def test_finds_every_name_as_it_is_written_and_in_capitals() -> None:
    lexicon = load_lexicon()
    spotter = Spotter(lexicon, load_geography(), load_metonyms(lexicon))
    forms = [form for forms in lexicon.forms.values() for form in forms]

    for shouted in (False, True):
        texts = [f"They met {form.text.upper() if shouted else form.text} there." for form in forms]
        lines = [Line("text", 0, text, shouted) for text in texts]
        spotted = spotter.spot(lines, [fold_in_place(text) for text in texts])
        for form, one in zip(forms, spotted, strict=True):
            entries = {hit.entry.id for hit in one.hits if hit.end - hit.start == len(form.text)}
            # In capitals initials that are a common word, too, are read as that word.
            assert form.entry.id in entries or (shouted and form.exact), form


@pytest.mark.parametrize(
    "text",
    ["who came", "A man who is in the mend of things", "the cia mansion", "Talibanisation spread", "ambassador Assadi"],
)
def test_takes_no_common_word_or_part_of_a_word_for_an_actor(text: str) -> None:
    assert found(text) == set()


def test_does_not_read_pronouns_as_initials_in_capitals() -> None:
    assert found("THE MAN WHO IS WANTED BY NATO", shouted=True) == {("NATO", "nato")}


def test_ambiguous_initials_are_only_weak() -> None:
    assert ("NRF", "national-resistance-front") in found("The NRF answered.", weak=True)
    assert ("NRF", "national-resistance-front") not in found("The NRF answered.")


def test_ids_and_kinds_are_sound() -> None:
    for identifier, entry in load_lexicon().by_id.items():
        assert identifier == entry.id
        assert entry.name.strip() == entry.name != ""
        assert entry.country == "" or (len(entry.country) == 2 and entry.country.isupper())


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold_in_place(text)) == len(text)
