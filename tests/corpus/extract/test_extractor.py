"""What the extractors find in an article, with a model and by rules alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.extract import make_extractor, spacy_model
from corpus.extract.mention import Document, Extractor, FoundMention
from tests.corpus.extract.test_documentation import documented

BODY = (
    "KABUL, Sept 5 (Reuters) - Ahmad Massoud Jr., who leads the National Resistance Front in Panjshir, said on Sunday "
    "that he was ready to talk if the Taliban left Panjshir and Andarab.\n\n"
    "“The National Resistance Front wants peace,” Ahmad Massoud told Reuters. The NRF has held on for weeks.\n\n"
    "The group’s fighters captured Shutal, Paryan, Onaba and Khenj, a Taliban spokesman said, and clashes went on in "
    "Rukha and Bazarak before Massoud’s statement. Panjshir’s people fled. Afghan religious scholars and the Russian "
    "government called for talks; the Kremlin was worried, and Islamabad denied that it had sent troops.\n\n"
    "(Reporting by Nadia Kowalczyk; Editing by Tomas Varga)"
)
ARTICLE = Document(
    "Massoud Ready For Talks If Taliban Leave Panjshir",
    BODY,
    source="harrowpost.example.org",
    published=(date(2021, 9, 6), date(2021, 9, 6)),
)


@pytest.fixture(scope="module", params=["rules", "spacy"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    made = make_extractor(request.param)
    assert made.label.startswith(request.param)
    return made


def extract(extractor: Extractor, document: Document) -> list[FoundMention]:
    (mentions,) = extractor.extract_many([document])
    return mentions


def names(mentions: Iterable[FoundMention], *kinds: str) -> set[str]:
    return {mention.name for mention in mentions if mention.kind in kinds}


def test_finds_who_and_where_and_when(extractor: Extractor) -> None:
    mentions = extract(extractor, ARTICLE)

    assert {"Ahmad Massoud"} == names(mentions, "person")
    assert {"Taliban", "National Resistance Front", "Afghan religious scholars"} <= names(mentions, "group")
    assert {"Russian government", "Pakistani government"} == names(mentions, "government")
    assert names(mentions, "organisation") == set()
    places = {mention.text for mention in mentions if mention.kind == "location" and mention.country == "AF"}
    assert {"Panjshir", "Andarab", "Shutal", "Paryan", "Onaba", "Khenj", "Rukha", "Bazarak", "KABUL"} <= places
    days = {mention.first for mention in mentions if mention.kind == "date"}
    assert date(2021, 9, 5) in days


def test_all_forms_of_a_name_have_one_key(extractor: Extractor) -> None:
    mentions = [mention for mention in extract(extractor, ARTICLE) if mention.name == "Ahmad Massoud"]

    assert {mention.text for mention in mentions} == {"Ahmad Massoud Jr.", "Ahmad Massoud", "Massoud"}
    assert len({mention.key for mention in mentions}) == 1


def test_initials_stand_for_the_group_whose_country_is_in_the_article(extractor: Extractor) -> None:
    (found,) = [mention for mention in extract(extractor, ARTICLE) if mention.text == "NRF"]
    elsewhere = extract(extractor, Document("", "In Paraguay the NRF opened a new road near Asuncion on Monday."))

    assert found.name == "National Resistance Front"
    assert "National Resistance Front" not in names(elsewhere, "group", "organisation")


def test_the_dateline_counts_as_location_and_date_but_its_agency_not(extractor: Extractor) -> None:
    mentions = extract(extractor, ARTICLE)

    assert [(mention.text, mention.kind) for mention in mentions if mention.rule == "dateline"] == [
        ("KABUL", "location"),
        ("Sept 5", "date"),
    ]
    assert not {mention.text for mention in mentions} & {
        "Reuters",
        "Nadia Kowalczyk",
        "Tomas Varga",
        "Kowalczyk",
        "Varga",
    }


def test_demonyms_count_for_their_country(extractor: Extractor) -> None:
    demonyms = {m.text: m.name for m in extract(extractor, ARTICLE) if m.rule == "demonym"}

    assert demonyms == {"Afghan": "Afghanistan", "Russian": "Russia"}


def test_a_capital_that_acts_is_a_government_and_stays_a_location(extractor: Extractor) -> None:
    found = [mention for mention in extract(extractor, ARTICLE) if mention.text == "Islamabad"]

    assert {(mention.kind, mention.rule == "metonym") for mention in found} == {
        ("government", True),
        ("location", False),
    }


def test_possessives_and_articles_are_no_part_of_a_mention(extractor: Extractor) -> None:
    for mention in extract(extractor, ARTICLE):
        assert not mention.text.endswith(("'s", "’s")), mention
        assert not mention.text.lower().startswith(("the ", "“")), mention


def test_a_headline_names_who_the_body_names(extractor: Extractor) -> None:
    title = [(m.text, m.kind) for m in extract(extractor, ARTICLE) if m.field == "title" and m.kind != "date"]

    assert title == [("Massoud", "person"), ("Taliban", "group"), ("Panjshir", "location")]


def test_the_publisher_is_no_actor(extractor: Extractor) -> None:
    text = (
        "Support HarrowPost\n\nThe United Nations sent food to Harare on Monday, HarrowPost has learned. "
        "Subscribe to HarrowPost to read more about the World Bank."
    )

    mentions = extract(extractor, Document("", text, source="www.harrowpost.org"))

    assert "HarrowPost" not in {mention.text for mention in mentions}
    assert {"United Nations", "World Bank"} <= names(mentions, "organisation")


def test_an_agency_that_is_written_about_is_an_actor(extractor: Extractor) -> None:
    text = "The government of Turkey sued the British Broadcasting Corporation and Human Rights Watch in London."

    assert "Turkish government" in names(extract(extractor, Document("", text)), "government")
    assert "Human Rights Watch" in names(extract(extractor, Document("", text)), "organisation")


def test_a_location_in_a_name_is_not_a_location(extractor: Extractor) -> None:
    mentions = extract(extractor, Document("", "The Bank of England and Kabul University signed a contract in Vienna."))

    assert {m.text for m in mentions if m.kind == "location"} == {"Vienna"}
    assert "Bank of England" in names(mentions, "government")
    assert "Kabul University" in names(mentions, "organisation")


def test_capitals_only_text_is_read_too(extractor: Extractor) -> None:
    text = (
        "THE FARABUNDO MARTI NATIONAL LIBERATION FRONT ATTACKED A GARRISON IN SAN SALVADOR TODAY.\n\n"
        "WHO GAVE THE ORDER IS NOT KNOWN, THE GOVERNMENT OF EL SALVADOR SAID."
    )

    mentions = extract(extractor, Document("", text))

    assert "Farabundo Marti National Liberation Front" in names(mentions, "group")
    assert "San Salvador" in names(mentions, "location")
    assert "World Health Organization" not in names(mentions, "organisation")


def test_other_languages_are_left_alone(extractor: Extractor) -> None:
    documents = [
        Document("", "Der Kreml schwieg in Moskau.", language="de"),
        Document("", "The Kremlin was silent.", language="und"),
        Document("", "The Kremlin was silent.", language="en-GB"),
    ]

    assert [bool(mentions) for mentions in extractor.extract_many(documents)] == [False, True, True]


def test_mentions_come_title_first_and_in_order(extractor: Extractor) -> None:
    mentions = extract(extractor, ARTICLE)

    assert mentions == sorted(mentions, key=lambda m: (m.field != "title", m.start))


def test_many_documents_keep_their_order(extractor: Extractor) -> None:
    towns = ["Vienna", "Ottawa", "Nairobi", "Lima"] * 12
    documents = [Document("", f"The council of {town} met in {town} on Monday.") for town in towns]

    found = list(extractor.extract_many(documents))

    assert [town in names(mentions, "location") for town, mentions in zip(towns, found, strict=True)] == [True] * 48


def check(document: Document, mentions: list[FoundMention]) -> None:
    """Assert what holds for every mention of whatever text."""
    for mention in mentions:
        whole = document.title if mention.field == "title" else document.text
        assert whole[mention.start : mention.end] == mention.text != ""
        assert 0 < mention.confidence <= 1
        assert mention.rule in documented("Rules")
        assert mention.name
        actor = mention.kind not in {"location", "date"}
        lone = mention.kind == "person" and " " not in mention.name
        assert bool(mention.key) == actor or (actor and lone)
        assert (mention.place is not None) == (mention.kind == "location")
    solid = [m for m in mentions if m.rule not in {"metonym", "demonym", "role", "within"}]
    for one, other in pairwise(sorted(solid, key=lambda m: (m.field, m.start))):
        assert one.field != other.field or one.end <= other.start, (one, other)


def test_mentions_of_the_article_are_sound(extractor: Extractor) -> None:
    check(ARTICLE, extract(extractor, ARTICLE))


WORDS = st.sampled_from(
    [
        "The",
        "the",
        "Taliban",
        "of",
        "Kabul",
        "Bank",
        "England",
        "President",
        "Massoud",
        "Jr.",
        "said",
        ",",
        ".",
        ";",
        "(",
        ")",
        "[",
        "]",
        "“",
        "”",
        "’s",
        "-",
        "—",
        "/",
        "&",
        "Afghan",
        "forces",
        "government",
        "Moscow",
        "accused",
        "Reuters",
        "told",
        "March",
        "23",
        "Movement",
        "U.N.",
        "UN",
        "NATO",
        "KABUL,",
        "2021",
        "al-Qaeda",
        "İstanbul",
        "ß",
        "ﬁ",
        "\xa0",
        "\t",
        "\n",
        "\n\n",
        "By",
        "Support",
        "Ltd.",
        "and",
        "Harrow",
        "HARROW",
        "IS",
        "WHO",
        "Islamic",
        "State",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=60).map(" ".join))
def test_any_mixture_of_words_gives_sound_mentions(extractor: Extractor, title: str, text: str) -> None:
    document = Document(title, text, source="Reuters")
    check(document, extract(extractor, document))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_gives_sound_mentions(extractor: Extractor, title: str, text: str) -> None:
    document = Document(title, text)
    check(document, extract(extractor, document))


def test_no_extractor_finds_nothing() -> None:
    assert list(make_extractor("none").extract_many([ARTICLE, ARTICLE])) == [[], []]


def test_an_unknown_extractor_is_refused() -> None:
    with pytest.raises(ValueError, match="known: spacy, rules, none"):
        make_extractor("magic")  # type: ignore[arg-type]


def test_without_a_model_rules_take_over_and_say_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(spacy_model, "MODEL_PACKAGE", "no_such_model_package")
    spacy_model.load_model.cache_clear()
    try:
        made = make_extractor("spacy")
    finally:
        spacy_model.load_model.cache_clear()

    assert made.label.startswith("rules/")
    assert "no_such_model_package" in caplog.text
