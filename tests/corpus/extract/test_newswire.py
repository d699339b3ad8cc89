"""Names as the modern press writes them: firms, papers that are quoted, clubs, bodies, credits, royals, features."""

from __future__ import annotations

import pytest

from corpus.extract import make_extractor
from corpus.extract.lexicon import load_lexicon, rows_of
from corpus.extract.mention import Document, Extractor, FoundMention


@pytest.fixture(params=["rules", "spacy"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    return make_extractor(request.param)


def extracted(text: str, extractor: Extractor | None = None, source: str = "") -> list[FoundMention]:
    (mentions,) = (extractor or make_extractor("rules")).extract_many([Document("", text, source=source)])
    return mentions


def kinds(text: str, extractor: Extractor | None = None, source: str = "") -> dict[str, str]:
    """Return the kind of each surface found, dates left out."""
    return {one.text: one.kind for one in extracted(text, extractor, source) if one.kind != "date"}


@pytest.mark.parametrize("text", ["“We wait,” Nadia Kowalczyk told CNN.", "CNN reported that the talks had failed."])
def test_a_broadcaster_that_is_quoted_is_an_actor(extractor: Extractor, text: str) -> None:
    assert kinds(text, extractor)["CNN"] == "organisation"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("(CNN) Talks have failed in Paris.", ""),
        ("“We wait,” she told Reuters in Paris.", ""),
        ("“We wait,” she told CNN in Paris.", "edition.cnn.com"),
        ("“We wait,” she told The New York Times in Paris.", "www.nytimes.com"),
        ("“We wait,” she told Reuters Online in Paris.", "reuters.com"),
    ],
)
def test_marks_wires_and_the_publisher_are_none(extractor: Extractor, text: str, source: str) -> None:
    assert (
        not {"CNN", "Reuters", "The New York Times", "New York Times", "Reuters Online"}
        & kinds(text, extractor, source).keys()
    )


def test_a_picture_credit_names_nobody(extractor: Extractor) -> None:
    text = "Nadia Kowalczyk/AP\nThe square was full on Monday.\n©Lilian Harrow (AFP)\nThen Erik Novak spoke in Paris."

    assert {one for one, kind in kinds(text, extractor).items() if kind == "person"} == {"Erik Novak"}


def test_papers_with_a_common_word_need_their_article() -> None:
    assert "The Guardian" in kinds("The report was first seen by The Guardian in London.")
    assert "The guardian" not in kinds("The guardian of the lake slept.")


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("The service FooBar was sold by SpaceX.", "FooBar", "organisation"),
        ("Then Leo McHarrow spoke. McHarrow was angry.", "McHarrow", "person"),
        ("A coach of the Cincinnati Zebras spoke.", "Cincinnati Zebras", "organisation"),
        ("The Legislative Council of Harrow and the Harrow County Council met.", "Harrow County Council", "government"),
        ("An officer of the Harrow Transport Police came.", "Harrow Transport Police", "government"),
        ("A plea of the National Conference of Zither Players was heard.", "National Conference of Zither Players",
         "organisation"),
        ("Crews of Harrow Fire and Rescue came.", "Harrow Fire and Rescue", "government"),
        ("She was asked by Roc Nation COO Desiree Harrow.", "Desiree Harrow", "person"),
        ("A Democrat in the House of Representatives Darin Kowalczyk spoke.", "Darin Kowalczyk", "person"),
        ("The Pentagon paid for it.", "Pentagon", "government"),
        ("Houthi rebels fired on ships.", "Houthi", "group"),
    ],
)  # fmt: skip
def test_what_kind_of_name_it_is(text: str, surface: str, kind: str) -> None:
    assert kinds(text)[surface] == kind


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("They found an improvised explosive device (IED). Another IED lay near by.", "IED"),
        ("A rule of the Harrow Copyright Act (HCA) holds. The HCA is old.", "HCA"),
        ("They sang on New Year's Eve.", "New Year"),
        ("A study of Jupiter and of Earth began.", "Earth"),
        ("They wrote to https://t.co/FeITuw0h at once.", "https://t.co/FeITuw0h"),
        ("A man of Middle Eastern looks left.", "Middle Eastern"),
        ("He paid US$86,000 in all.", "US"),
    ],
)
def test_things_act_no_more_than_days_and_planets_do(extractor: Extractor, text: str, surface: str) -> None:
    assert surface not in kinds(text, extractor)


def test_initials_of_a_body_stay_though_it_is_small_in_writing() -> None:
    found = kinds("The internal harbour authority (IHA) closed the port. The IHA gave no reason.")

    assert found["IHA"] == "organisation"


def test_royals_keep_their_title_where_they_have_but_one_name(extractor: Extractor) -> None:
    found = kinds("Prince William came. Then Prince Mohammed bin Salman spoke with him.", extractor)

    assert found["Prince William"] == "person"
    assert found["Mohammed bin Salman"] == "person"


def test_a_firm_is_not_found_in_the_name_of_a_person() -> None:
    found = kinds("Marcus Ericsson won in Sweden. Ericsson shares rose.")

    assert found["Marcus Ericsson"] == "person"


def test_two_places_with_a_hyphen_are_two() -> None:
    assert kinds("The Tokyo-Paris flight turned back.") == {"Tokyo": "location", "Paris": "location"}


def test_what_bears_a_town_s_name_lies_there() -> None:
    (found,) = [
        one for one in extracted("The jet left Lyon International Airport in France for Paris, said French police.")
        if one.text == "Lyon International Airport"
    ]  # fmt: skip

    assert found.place is not None
    assert (found.place.name, found.place.how) == ("Lyon", "part")


def test_a_village_of_a_country_that_nothing_else_speaks_of_is_not_meant() -> None:
    text = (
        "Voters in Australia go to the polls. The district of Groom lies in Queensland, around Toowoomba. "
        "In Groom many Australians vote. Brisbane looks to Groom."
    )
    countries = {one.place.country for one in extracted(text) if one.place is not None and one.text == "Groom"}

    assert countries == {"AU"}


def test_a_body_behind_a_comma_says_nothing_of_where_a_place_lies() -> None:
    found = list(extracted("Grain went to Morocco, the U.S. Agriculture Department said."))

    assert [one.place.country for one in found if one.text == "Morocco" and one.place is not None] == ["MA"]


def test_an_agency_is_told_from_a_paper_in_one_list() -> None:
    lexicon = load_lexicon()

    assert {"reuters", "associated press", "ap"} <= lexicon.wires < lexicon.agencies
    assert "cnn" in lexicon.agencies - lexicon.wires


def test_ambiguous_names_of_firms_and_clubs_need_their_full_name() -> None:
    assert kinds("The giants of the field met. Giants walked there.").get("Giants") != "organisation"
    assert kinds("The New York Giants lost. A coach of the Giants said so.")["Giants"] == "organisation"


def test_the_table_of_organisations_has_but_organisations() -> None:
    rows = list(rows_of("organisations.tsv", 5))

    assert len({row[0] for row in rows}) == len(rows)
    assert {row[2] for row in rows} == {"organisation"}
    countries = [row[3].removeprefix("~") for row in rows]
    assert all(not country or (len(country) == 2 and country.isupper()) for country in countries)


def test_a_country_s_name_may_be_given_to_a_person() -> None:
    found = kinds("Few came, said Jordan Harrowby of the Dunmere Institute. Harrowby left Leeds.")
    assert (found["Jordan Harrowby"], found["Harrowby"]) == ("person", "person")


def test_words_that_firms_bear_too_are_no_firms() -> None:
    text = "Apple growers met in Leeds. Oracle bones were found. In the Amazon tribes protested."
    assert "organisation" not in kinds(text).values()


def test_a_firm_called_like_a_word_is_known_by_the_company_it_keeps() -> None:
    text = "Microsoft and Qualcomm rose while Apple fell. Amazon was told. The Amazon is a river."
    found = extracted(text)

    assert [one.name for one in found if one.text == "Apple"] == ["Apple Inc"]
    assert [one.start for one in found if one.text == "Amazon" and one.kind == "organisation"] == [text.index("Amazon")]
    assert "Apple" not in kinds("Microsoft was told that Apple growers met.")


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Two lions were moved on Monday. READ MORE about lions in May.", "READ MORE"),
        ("Two lions were moved. FILE - a lion in May.", "FILE"),
        ("Owners of a PXY4 were told on Monday.", "PXY4"),
        ("He wrote it on Monday, said @HarrowZoo of the #SaveDunmere campaign.", "HarrowZoo"),
        ("She made the film “Marble Garden” in May.", "Marble Garden"),
        ("He crashed in the Dunmere Grand Prix on Sunday.", "Dunmere Grand Prix"),
    ],
)
def test_loud_words_products_accounts_and_titles_are_no_actors(text: str, surface: str) -> None:
    assert surface not in kinds(text)


@pytest.mark.parametrize("words", ["employees", "customers", "company"])
def test_who_works_there_tells_a_firm(words: str) -> None:
    assert kinds(f"On Monday Zyntera {words} met in the hall.").get("Zyntera") == "organisation"


@pytest.mark.parametrize(
    "text",
    [
        "Zyntera's first-half profit rose.",
        "Zyntera said its shares were sold.",
        "Zyntera said it plans to close a mill.",
        "Zyntera said it has signed a contract.",
    ],
)
def test_who_does_business_is_a_firm(text: str) -> None:
    assert kinds(f"On Monday there was news. {text}").get("Zyntera") == "organisation"


def test_who_says_that_it_rained_is_no_firm() -> None:
    assert kinds("On Monday there was news. Kowalczyk said it had rained.").get("Kowalczyk") != "organisation"


def test_saudi_is_a_people_s_name(extractor: Extractor) -> None:
    found = extracted("Saudi state television said so in Saudi Arabia. A Saudi official agreed.", extractor)

    assert [(one.text, one.rule == "demonym") for one in found if one.kind == "location"] == [
        ("Saudi", True),
        ("Saudi Arabia", False),
        ("Saudi", True),
    ]
